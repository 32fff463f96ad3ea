//! Validation of values against the types and checks of their columns before a row is sent. All violations are reported
//! at once, by column.

mod error;
mod limits;
pub(crate) mod value;

pub use error::{InvalidValue, Limit, ValidationError};

use value::{invalid, within_type};

use crate::check_eval::Decisions;
use crate::definition::CheckDef;
use crate::query::{Values, inserted};
use crate::{ColumnDef, InsertRow, Table, TableDef, UpdateRow, ViolationKind, violation};

/// [`InsertRow::validate`], with what the fields decide of the checks.
pub(crate) fn validate<R: InsertRow + Clone>(row: &R, checks: Option<Decisions>) -> Result<(), ValidationError> {
    let table = R::Table::def();
    validated(row.clone().into_values(Values::new()), inserted(table), table, checks)
}

/// [`UpdateRow::validate`], with what the fields decide of the checks.
pub(crate) fn validate_changes<R: UpdateRow + Clone>(
    row: &R,
    checks: Option<Decisions>,
) -> Result<(), ValidationError> {
    let table = R::Table::def();
    let (places, values) = row.clone().into_changes().into_inner();
    validated(values, places.of(table), table, checks)
}

fn validated(
    values: Values,
    columns: impl Iterator<Item = &'static ColumnDef>,
    table: &'static TableDef,
    checks: Option<Decisions>,
) -> Result<(), ValidationError> {
    let (values, unencoded) = values.into_parts();
    let mut violations = Vec::new();
    for (place, (column, value)) in columns.zip(&values).enumerate() {
        if let Some(failed) = unencoded.as_ref().filter(|failed| failed.place == place) {
            violations.push(invalid(column, Limit::Form, format!("cannot be stored: {}", failed.error)));
        }
        violations.extend(within_type(column, value));
    }
    let broken = checks.iter().flat_map(Decisions::broken).filter_map(|place| table.checks.get(place));
    violations.extend(broken.map(|check| unkept(table, check)));
    if violations.is_empty() { Ok(()) } else { Err(ValidationError { violations }) }
}

/// The message is the same as that of the violation by the database.
fn unkept(table: &TableDef, check: &CheckDef) -> InvalidValue {
    let message = match check.message {
        "" => violation::sentence(ViolationKind::Check, table, check.columns),
        written => written.to_owned(),
    };
    InvalidValue { column: check.columns.first().copied().unwrap_or_default(), limit: Limit::Check, message }
}

#[cfg(test)]
mod tests {
    use sea_query::Value;

    use super::value::refused;
    use super::*;
    use crate::Id;
    #[cfg(feature = "rust_decimal")]
    use crate::SqlType;
    use crate::fixtures::{Country, Encodable, Product, ProductInsert, ProductUpdate};

    #[test]
    fn every_violation_is_found_at_once() {
        let draft = ProductInsert { settings: Encodable(false), ..ProductInsert::new("L-1000") };
        let error = validate(&draft, None).unwrap_err();
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
        assert_eq!(validate(&ProductInsert::new("äöüßé"), None), Ok(()));
        assert_eq!(validate(&Country { id: Id::generate(), code: "dé".to_owned() }, None), Ok(()));
        assert!(validate(&Country { id: Id::generate(), code: "deu".to_owned() }, None).is_err());
    }

    #[test]
    fn a_default_is_not_missing() {
        let draft = ProductInsert::new("a");
        assert!(draft.status.is_none());
        assert_eq!(validate(&draft, None), Ok(()));
    }

    #[test]
    fn an_update_is_checked_by_the_columns_it_sets() {
        assert_eq!(validate_changes(&ProductUpdate::default(), None), Ok(()));
        let changes = ProductUpdate { sku: Some("L-1000".to_owned()), ..ProductUpdate::default() };
        assert_eq!(validate_changes(&changes, None).unwrap_err().violations[0].column, "sku");
        let unbounded = ProductUpdate { description: Some(Some("x".repeat(1000))), ..ProductUpdate::default() };
        assert_eq!(validate_changes(&unbounded, None), Ok(()));
    }

    #[test]
    fn refused_values_have_the_message_of_validate() {
        let draft = ProductInsert { settings: Encodable(true), ..ProductInsert::new("L-1000") };
        let found = validate(&draft.clone(), None).unwrap_err();
        let values = draft.into_values(Values::new()).into_parts().0;
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
