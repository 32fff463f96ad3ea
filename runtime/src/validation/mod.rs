//! Validation of values against the types and checks of their columns before a row is sent. All violations are reported
//! at once, by column.

mod limits;

use std::error::Error;
use std::fmt;

use sea_query::Value;

use crate::check_eval::Decisions;
use crate::definition::CheckDef;
use crate::query::{Values, inserted};
use crate::{ColumnDef, InsertRow, Table, TableDef, UpdateRow, Violation, ViolationKind, humanize, violation};

/// The values of a row that their columns do not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValidationError {
    /// All violations, in the order of the columns.
    pub violations: Vec<InvalidValue>,
}

/// A value that its column does not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidValue {
    /// The column.
    pub column: &'static str,
    /// The limit that the value exceeds.
    pub limit: Limit,
    /// The message for the user.
    pub message: String,
}

/// A limit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The maximum number of characters.
    Characters(u32),
    /// The maximum number of digits before and after the decimal point.
    Digits {
        /// Before the decimal point.
        before: u16,
        /// After the decimal point.
        after: u16,
    },
    /// A check of the table; the column is the first one that the check reads.
    Check,
    /// The value must be one that PostgreSQL can store.
    Form,
}

/// Implements the generated `validate` of an insert.
#[doc(hidden)]
pub fn validate<R: InsertRow>(row: R, checks: &Decisions) -> Result<(), ValidationError> {
    let table = R::Table::def();
    validated(row.into_values(), inserted(table), table, checks)
}

/// Implements the generated `validate` of an update.
#[doc(hidden)]
pub fn validate_changes<R: UpdateRow>(row: R, checks: &Decisions) -> Result<(), ValidationError> {
    let table = R::Table::def();
    let (places, values) = row.into_changes().into_inner();
    validated(values, places.iter().filter_map(|place| table.columns.get(*place)), table, checks)
}

fn validated(
    values: Values,
    columns: impl Iterator<Item = &'static ColumnDef>,
    table: &'static TableDef,
    checks: &Decisions,
) -> Result<(), ValidationError> {
    let (values, unencoded) = values.into_parts();
    let mut violations = Vec::new();
    for (place, (column, value)) in columns.zip(&values).enumerate() {
        if let Some(failed) = unencoded.as_ref().filter(|failed| failed.place == place) {
            violations.push(invalid(column, Limit::Form, format!("cannot be stored: {}", failed.error)));
        }
        violations.extend(within_type(column, value));
    }
    let broken = checks.broken().filter_map(|place| table.checks.get(place));
    violations.extend(broken.map(|check| unkept(table, check)));
    if violations.is_empty() { Ok(()) } else { Err(ValidationError { violations }) }
}

/// Returns the first violation of a statement before it is sent. The server would abort the transaction and not name
/// the column.
pub(crate) fn refused<'a>(
    table: &'static TableDef,
    mut values: impl Iterator<Item = (&'static ColumnDef, &'a Value)>,
) -> Option<Violation> {
    values.find_map(|(column, value)| within_type(column, value)).map(|invalid| Violation::of_value(table, invalid))
}

/// Checks a value that a column is compared with: PostgreSQL must be able to represent it. A value that is too long for
/// its column is compared like any other.
pub(crate) fn incomparable(table: &'static TableDef, column: &ColumnDef, value: &Value) -> Option<Violation> {
    let (limit, rest) = limits::unformed(column.sql_type, value)?;
    Some(Violation::of_value(table, invalid(column, limit, rest)))
}

/// The violation of an expression with more digits after the decimal point than its column stores.
pub(crate) fn too_many_digits(table: &'static TableDef, column: &ColumnDef, precision: u16, scale: u16) -> Violation {
    let (limit, rest) = limits::too_many_digits(precision.saturating_sub(scale), scale);
    Violation::of_value(table, invalid(column, limit, rest))
}

/// The number of digits of a decimal after the decimal point, or the largest one of an array.
pub(crate) fn digits_of(value: &Value) -> u16 {
    limits::digits_of(value)
}

/// NULL is accepted: in a column that is not nullable it stands for the default.
fn within_type(column: &ColumnDef, value: &Value) -> Option<InvalidValue> {
    let longer = || column.max_len.and_then(|most| limits::longer(most, value));
    let (limit, rest) = limits::broken(column.sql_type, value).or_else(longer)?;
    Some(invalid(column, limit, rest))
}

/// The message is the same as that of the violation by the database.
fn unkept(table: &TableDef, check: &CheckDef) -> InvalidValue {
    let message = match check.message {
        "" => violation::sentence(ViolationKind::Check, table, check.columns),
        written => written.to_owned(),
    };
    InvalidValue { column: check.columns.first().copied().unwrap_or_default(), limit: Limit::Check, message }
}

fn invalid(column: &ColumnDef, limit: Limit, rest: String) -> InvalidValue {
    InvalidValue { column: column.name, limit, message: format!("the {} {rest}", humanize::of_column(column.name)) }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.violations.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { "; " })?;
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl Error for ValidationError {}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    #[cfg(feature = "rust_decimal")]
    use crate::SqlType;
    use crate::fixtures::{Country, Encodable, Product, ProductInsert, ProductUpdate};

    #[test]
    fn every_violation_is_found_at_once() {
        let draft = ProductInsert { settings: Encodable(false), ..ProductInsert::new("L-1000") };
        let error = validate(draft, &Decisions::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the sku must have at most 5 characters; the settings cannot be stored: it cannot be serialized"
        );
        assert_eq!(error.violations[0].column, "sku");
        assert_eq!(error.violations[0].limit, Limit::Characters(5));
        assert_eq!(error.violations[1].limit, Limit::Form);
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(validate(ProductInsert::new("äöüßé"), &Decisions::new()), Ok(()));
        assert_eq!(validate(Country { id: Id::generate(), code: "dé".to_owned() }, &Decisions::new()), Ok(()));
        assert!(validate(Country { id: Id::generate(), code: "deu".to_owned() }, &Decisions::new()).is_err());
    }

    #[test]
    fn a_default_is_not_missing() {
        let draft = ProductInsert::new("a");
        assert!(draft.status.is_none());
        assert_eq!(validate(draft, &Decisions::new()), Ok(()));
    }

    #[test]
    fn an_update_is_checked_by_the_columns_it_sets() {
        assert_eq!(validate_changes(ProductUpdate::default(), &Decisions::new()), Ok(()));
        let changes = ProductUpdate { sku: Some("L-1000".to_owned()), ..ProductUpdate::default() };
        assert_eq!(validate_changes(changes, &Decisions::new()).unwrap_err().violations[0].column, "sku");
        let unbounded = ProductUpdate { description: Some(Some("x".repeat(1000))), ..ProductUpdate::default() };
        assert_eq!(validate_changes(unbounded, &Decisions::new()), Ok(()));
    }

    #[test]
    fn refused_values_have_the_message_of_validate() {
        let draft = ProductInsert { settings: Encodable(true), ..ProductInsert::new("L-1000") };
        let found = validate(draft.clone(), &Decisions::new()).unwrap_err();
        let values = draft.into_values().into_parts().0;
        let refused = refused(Product::def(), inserted(Product::def()).zip(&values)).unwrap();
        assert_eq!(refused.to_string(), found.to_string());
        assert_eq!((refused.columns.as_slice(), refused.kind), (["sku"].as_slice(), ViolationKind::TooLong));
        assert_eq!(refused.constraint, "");
    }

    #[cfg(feature = "rust_decimal")]
    #[test]
    fn digits_are_counted_on_both_sides_of_the_point() {
        use crate::table::column;

        let column = column::<rust_decimal::Decimal>("unit_price", "").typed(SqlType::NumericSized(5, 2));
        let check = |text: &str| within_type(&column, &Value::Decimal(text.parse().ok()));
        for fits in ["0", "999.99", "-999.99", "0.01", "1.500", "12"] {
            assert_eq!(check(fits), None, "{fits}");
        }
        for refused in ["1000", "-1000.00", "0.001", "999.999"] {
            assert_eq!(
                check(refused).map(|invalid| invalid.limit),
                Some(Limit::Digits { before: 3, after: 2 }),
                "{refused}"
            );
        }
        assert_eq!(
            check("1000").map(|invalid| invalid.message).as_deref(),
            Some("the unit price must have at most 3 digits before the decimal point and 2 after it")
        );
    }
}
