//! Constraint violations, worded for the user whose input was refused.

mod refusal;

pub(crate) use refusal::Refusal;

use std::error::Error;
use std::fmt;

use crate::physical::{Constraint, ConstraintKind, LIVE_ROW, named};
use crate::query::{Target, Verb};
use crate::{InvalidValue, Limit, TableDef, humanize};

/// A row that a constraint or a trigger of the database refused.
///
/// `Display` is a sentence for a user, such as "another product already has this sku"; for a check it is the declared
/// `message`. It never contains the DETAIL of PostgreSQL, which may show values of another row. `Display` of
/// [`Error::Violation`](crate::Error::Violation) is for a log: it also names the table and the constraint.
///
/// A trigger of your own refuses a row with `RAISE EXCEPTION 'the order is closed'`. This text is the message, so write
/// it for the user. `USING ERRCODE = 'check_violation'`, or another code of class 23, sets the kind; without a code it
/// is a [`Trigger`](ViolationKind::Trigger). With `CONSTRAINT` or `COLUMN` and a name of the table, the message is that
/// of the constraint or the column. If a trigger violates a constraint of another table, the violation has no columns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The table in the database; empty if PostgreSQL does not name one. That of a partition is its parent.
    pub table: String,
    /// The name of the constraint or unique index; empty if PostgreSQL does not name one.
    pub constraint: String,
    /// The columns without the tenant column. Empty if the constraint belongs to another table.
    pub columns: Vec<&'static str>,
    /// The kind of constraint.
    pub kind: ViolationKind,
    /// The message for the user.
    pub message: String,
}

/// The kind of constraint of a [`Violation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ViolationKind {
    /// A row with this primary key already exists.
    Key,
    /// Another row already has these values.
    Unique,
    /// The referenced row does not exist or belongs to another tenant.
    Reference,
    /// Another row still references this one, or the value to be changed.
    Referenced,
    /// A check is false, or no partition accepts the row.
    Check,
    /// A required value is missing.
    NotNull,
    /// An exclusion constraint: another row conflicts with this one.
    Exclusion,
    /// A text is longer than its column allows.
    TooLong,
    /// A number is larger than its column allows, or has more digits after the decimal point.
    OutOfRange,
    /// An expression divides by zero.
    DivisionByZero,
    /// A value that PostgreSQL cannot store: a text with the character NUL, or a date before 4714 BC.
    Form,
    /// Two rows of a batch have the same key.
    Repeated,
    /// A trigger of your own refused the row with `RAISE EXCEPTION`; the message is its text.
    Trigger,
}

impl Violation {
    /// Returns `None` if the error was not caused by the row.
    pub(crate) fn of(refusal: &Refusal, target: Target) -> Option<Self> {
        // The user's own SQL may write to any table.
        if target.verb == Verb::Raw && (refusal.table.is_none() || !refusal.is_about(target.table)) {
            return Self::of_unknown(refusal);
        }
        let kind = ViolationKind::of(refusal, target)?;
        let name = refusal.constraint.as_deref().unwrap_or_default();
        // The names of constraints of other tables mean nothing here, and two tables may have a check with one name.
        let is_known = kind != ViolationKind::Referenced && refusal.is_about(target.table);
        let constraint = Some(name).filter(|_| is_known);
        let constraint = constraint.and_then(|name| named(target.table, name, refusal.table.as_deref()));
        let columns = match is_known && constraint.is_none() {
            true => refusal.columns(target.table),
            false => Vec::new(),
        };
        let is_raised = refusal.is_raised() && !refusal.message.starts_with(LIVE_ROW);
        let is_written = kind == ViolationKind::Trigger || is_raised && constraint.is_none() && columns.is_empty();
        let written = Some(&refusal.message).filter(|message| is_written && !message.is_empty());
        let violation = Self::explained(name, kind, constraint, columns, target.table);
        let elsewhere = refusal.table.clone().filter(|_| !refusal.is_about(target.table));
        let violation = Self { table: elsewhere.unwrap_or(violation.table), ..violation };
        Some(match written {
            Some(message) => Self { message: message.clone(), ..violation },
            None => violation,
        })
    }

    /// A deferred constraint or trigger, of a table that was written or of one that refers to it.
    pub(crate) fn of_commit(refusal: &Refusal, written: &[Target]) -> Option<Self> {
        let name = refusal.constraint.as_deref().unwrap_or_default();
        let is_needed = |target: &&Target| {
            let is_reference = refusal.code == "23503" && target.verb != Verb::Insert;
            is_reference && refusal.is_about_referenced(target.table)
        };
        let is_own = |target: &&Target| {
            refusal.is_about(target.table) && named(target.table, name, refusal.table.as_deref()).is_some()
        };
        let own = || written.iter().rfind(is_own).map(|target| Target { verb: Verb::Insert, ..*target });
        if let Some(target) = written.iter().rfind(is_needed).copied().or_else(own) {
            return Self::of(refusal, target);
        }
        Self::of_unknown(refusal)
    }

    /// The table is not known: no columns, and a general message.
    pub(crate) fn of_unknown(refusal: &Refusal) -> Option<Self> {
        let name = refusal.constraint.as_deref().unwrap_or_default();
        let kind = ViolationKind::by_code(&refusal.code, Verb::Insert, refusal.says_update_or_delete())?;
        let is_written = refusal.is_raised() && !refusal.message.is_empty();
        let message = if is_written { refusal.message.clone() } else { general(kind).to_owned() };
        let table = refusal.table.clone().unwrap_or_default();
        Some(Self { table, constraint: name.to_owned(), columns: Vec::new(), kind, message })
    }

    /// A value that its column does not accept.
    pub(crate) fn of_value(table: &'static TableDef, invalid: InvalidValue) -> Self {
        let kind = match invalid.limit {
            Limit::Characters(_) => ViolationKind::TooLong,
            Limit::Digits { .. } => ViolationKind::OutOfRange,
            Limit::Form => ViolationKind::Form,
            Limit::Check => ViolationKind::Check,
        };
        let columns = table.column(invalid.column).map(|column| column.name).into_iter().collect();
        let (table, constraint) = (table.name.to_owned(), String::new());
        Self { table, constraint, columns, kind, message: invalid.message }
    }

    /// Another row already has the values of this unique index.
    pub(crate) fn taken(table: &'static TableDef, name: &str) -> Self {
        let constraint = named(table, name, None);
        Self::explained(name, ViolationKind::Unique, constraint, Vec::new(), table)
    }

    fn explained(
        name: &str,
        kind: ViolationKind,
        constraint: Option<Constraint>,
        columns: Vec<&'static str>,
        table: &'static TableDef,
    ) -> Self {
        let is_key = constraint.as_ref().is_some_and(|constraint| constraint.kind == ConstraintKind::PrimaryKey);
        let kind = if is_key && kind == ViolationKind::Unique { ViolationKind::Key } else { kind };
        let message = constraint.as_ref().and_then(|constraint| constraint.message);
        let name = constraint.as_ref().map_or(name, |constraint| &constraint.name).to_owned();
        let mut columns = constraint.map_or(columns, |constraint| constraint.columns);
        if columns.len() > 1 {
            columns.retain(|column| Some(*column) != table.tenant_column());
        }
        let message = message.map_or_else(|| sentence(kind, table, &columns), str::to_owned);
        Self { table: table.name.to_owned(), constraint: name, columns, kind, message }
    }
}

impl ViolationKind {
    fn of(refusal: &Refusal, Target { table, verb }: Target) -> Option<Self> {
        let is_needed = match verb {
            Verb::Remove => true,
            Verb::Change | Verb::Upsert | Verb::Raw => refusal.is_about_referenced(table),
            Verb::Insert | Verb::Read | Verb::Continue | Verb::Compute { .. } => false,
        };
        // A constraint of another table that a real delete violates: a foreign key, or a column that would become NULL.
        let is_elsewhere = verb == Verb::Remove && !refusal.is_about(table);
        match refusal.code.starts_with("23") && is_elsewhere {
            true => Some(Self::Referenced),
            false => Self::by_code(&refusal.code, verb, is_needed),
        }
    }

    /// The kind by SQLSTATE; `is_needed` is whether other rows refer to the row of a foreign key.
    fn by_code(code: &str, verb: Verb, is_needed: bool) -> Option<Self> {
        Some(match code {
            "23001" => Self::Referenced,
            "23503" if is_needed => Self::Referenced,
            "23503" => Self::Reference,
            "23505" => Self::Unique,
            "23000" | "23514" => Self::Check,
            "23502" => Self::NotNull,
            "23P01" => Self::Exclusion,
            "22001" => Self::TooLong,
            "22003" => Self::OutOfRange,
            "22012" if !verb.only_reads() => Self::DivisionByZero,
            "22008" | "22021" | "22P05" => Self::Form,
            "21000" if verb == Verb::Upsert => Self::Repeated,
            "P0001" if !verb.only_reads() => Self::Trigger,
            _ => return None,
        })
    }
}

/// The message for the user where the table declares none.
pub(crate) fn sentence(kind: ViolationKind, table: &TableDef, columns: &[&str]) -> String {
    let row = humanize::of_type(table.rust_name);
    let values = humanize::of_columns(columns);
    let is_tenant = table.tenant_column().is_some_and(|tenant| columns == [tenant]);
    match (kind, columns) {
        (ViolationKind::Key, _) => format!("this {row} already exists"),
        (ViolationKind::Unique, _) if is_tenant => format!("there is already a {row}"),
        (ViolationKind::Unique, []) => "another row already has these values".to_owned(),
        (ViolationKind::Unique, _) => format!("another {row} already has this {values}"),
        (ViolationKind::Reference, _) if is_tenant => format!("the {values} does not exist"),
        (ViolationKind::Reference, []) => format!("a row referenced by this {row} does not exist"),
        (ViolationKind::Reference, _) => format!("the referenced {values} does not exist"),
        (ViolationKind::Referenced, _) => format!("this {row} is still in use"),
        (ViolationKind::Check, []) => format!("a value of this {row} is not allowed"),
        (ViolationKind::Check, [_]) => format!("the {values} of this {row} is not allowed"),
        (ViolationKind::Check, _) => format!("this combination of {values} is not allowed"),
        (ViolationKind::NotNull, []) => format!("a value of this {row} is missing"),
        (ViolationKind::NotNull, _) => format!("the {values} of this {row} is missing"),
        (ViolationKind::Exclusion, _) => format!("this {row} overlaps with another one"),
        (ViolationKind::TooLong, _) => format!("a text of this {row} is too long"),
        (ViolationKind::OutOfRange, _) => format!("a number of this {row} is too large"),
        (ViolationKind::DivisionByZero, _) => format!("a number of this {row} is divided by zero"),
        (ViolationKind::Form, _) => format!("the {row} contains characters or a date that cannot be stored"),
        (ViolationKind::Repeated, _) => format!("the same {row} appears twice"),
        (ViolationKind::Trigger, _) => format!("this {row} is not allowed"),
    }
}

/// The same if the table is unknown.
const fn general(kind: ViolationKind) -> &'static str {
    match kind {
        ViolationKind::Key | ViolationKind::Unique => "another row already has these values",
        ViolationKind::Reference => "a referenced row does not exist",
        ViolationKind::Referenced => "a row is still in use",
        ViolationKind::Exclusion => "a row overlaps with another",
        ViolationKind::NotNull => "a value is missing",
        _ => "a value is not allowed",
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Violation {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;
    use crate::fixtures::{Country, Offer, Organization, Product};
    use crate::physical::constraints;

    fn violation<T: Table>(code: &str, constraint: &str, column: Option<&str>, verb: Verb) -> Option<Violation> {
        let refusal = Refusal { column: column.map(str::to_owned), ..refusal(code, constraint) };
        Violation::of(&refusal, Target { table: T::def(), verb })
    }

    fn refusal(code: &str, constraint: &str) -> Refusal {
        Refusal {
            code: code.to_owned(),
            constraint: Some(constraint.to_owned()).filter(|name| !name.is_empty()),
            message: "what PostgreSQL says".to_owned(),
            ..Refusal::default()
        }
    }

    fn message_for<T: Table>(code: &str, constraint: &str) -> String {
        violation::<T>(code, constraint, None, Verb::Insert).unwrap().to_string()
    }

    /// The name that the physical schema gives to a constraint of that kind over those columns.
    fn name<T: Table>(kind: ConstraintKind, columns: &[&str]) -> String {
        let all = constraints(T::def());
        let found = all.iter().find(|constraint| constraint.kind == kind && constraint.columns.ends_with(columns));
        found.unwrap_or_else(|| panic!("{columns:?} is not among {all:?}")).name.clone()
    }

    #[test]
    fn a_violation_is_a_sentence() {
        let sku = name::<Product>(ConstraintKind::Unique, &["sku"]);
        assert_eq!(message_for::<Product>("23505", &sku), "another product already has this sku");
        let pair = name::<Product>(ConstraintKind::Unique, &["status", "description"]);
        assert_eq!(message_for::<Product>("23505", &pair), "another product already has this status and description");
        let key = name::<Product>(ConstraintKind::PrimaryKey, &["id"]);
        assert_eq!(message_for::<Product>("23505", &key), "this product already exists");
        let key = name::<Offer>(ConstraintKind::PrimaryKey, &["product_id", "country_id"]);
        assert_eq!(message_for::<Offer>("23505", &key), "this offer already exists");
        let code = name::<Country>(ConstraintKind::Unique, &["code"]);
        assert_eq!(message_for::<Country>("23505", &code), "another country already has this code");
        let parent = name::<Product>(ConstraintKind::Reference, &["parent_id"]);
        assert_eq!(message_for::<Product>("23503", &parent), "the referenced parent does not exist");
        let tenant = name::<Product>(ConstraintKind::Reference, &["organization_id"]);
        assert_eq!(message_for::<Product>("23503", &tenant), "the organization does not exist");
        assert_eq!(message_for::<Product>("23514", "org_products_sku_check"), "the sku must not be empty");
    }

    #[test]
    fn columns_come_without_the_tenant() {
        let sku = name::<Product>(ConstraintKind::Unique, &["sku"]);
        let violation = violation::<Product>("23505", &sku, None, Verb::Insert).unwrap();
        assert_eq!(violation.columns, ["sku"]);
        assert_eq!(violation.kind, ViolationKind::Unique);
        assert_eq!(violation.constraint, sku);
    }

    #[test]
    fn an_unknown_constraint_gets_a_general_message() {
        assert_eq!(message_for::<Product>("23505", "elsewhere_key"), "another row already has these values");
        assert_eq!(
            message_for::<Product>("23503", "elsewhere_fkey"),
            "a row referenced by this product does not exist"
        );
        assert_eq!(message_for::<Product>("23514", "elsewhere_check"), "a value of this product is not allowed");
        assert_eq!(message_for::<Organization>("22001", ""), "a text of this organization is too long");
        let missing = violation::<Product>("23502", "", Some("sku"), Verb::Insert).unwrap();
        assert_eq!(missing.to_string(), "the sku of this product is missing");
        // A global table has no tenant column.
        assert_eq!(message_for::<Country>("23505", "elsewhere_key"), "another row already has these values");
        assert_eq!(
            message_for::<Country>("23503", "elsewhere_fkey"),
            "a row referenced by this country does not exist"
        );
        assert_eq!(message_for::<Organization>("23503", ""), "a row referenced by this organization does not exist");
    }

    #[test]
    fn what_is_about_another_table_names_no_column_of_this_one() {
        let code = name::<Country>(ConstraintKind::Unique, &["code"]);
        let about = |table: &str, constraint: &str, verb| {
            let refusal = Refusal {
                table: Some(table.to_owned()),
                column: Some("code".to_owned()),
                ..refusal("23502", constraint)
            };
            Violation::of(&refusal, Target { table: Country::def(), verb }).unwrap()
        };
        assert_eq!(about("countries", "", Verb::Insert).columns, ["code"]);
        assert_eq!(about("audit", "", Verb::Insert).columns, [""; 0]);
        assert_eq!(about("audit", &code, Verb::Change).to_string(), "a value of this country is missing");
        assert_eq!(about("audit", "", Verb::Remove).to_string(), "this country is still in use");
    }

    #[test]
    fn a_real_delete_breaks_the_references_of_others() {
        let own = name::<Product>(ConstraintKind::Reference, &["parent_id"]);
        for (code, constraint) in [("23503", "other_fkey"), ("23503", own.as_str()), ("23001", "other_fkey")] {
            let violation = violation::<Product>(code, constraint, None, Verb::Remove).unwrap();
            assert_eq!(violation.kind, ViolationKind::Referenced);
            assert_eq!(violation.to_string(), "this product is still in use");
            assert!(violation.columns.is_empty());
        }
    }

    #[test]
    fn a_commit_is_refused_for_a_table_that_was_written_to() {
        let name = name::<Product>(ConstraintKind::Reference, &["parent_id"]);
        let at_commit = |message: &str, table: &str, written: &[Target]| {
            let (table, message) = (Some(table.to_owned()), message.to_owned());
            let refusal = Refusal { table, message, ..refusal("23503", &name) };
            Violation::of_commit(&refusal, written).unwrap().to_string()
        };
        let (country, product) = (Country::def(), Product::def());
        let written = [Target { table: product, verb: Verb::Remove }, Target { table: country, verb: Verb::Change }];
        let child = "insert or update on table \"org_products\" violates foreign key constraint";
        let parent =
            "update or delete on table \"org_products\" violates \"org_products_fkey\" on table \"org_products\"";
        assert_eq!(at_commit(child, product.name, &written), "the referenced parent does not exist");
        let other_child = "insert or update on table \"elsewhere\" violates foreign key constraint";
        assert_eq!(at_commit(other_child, "elsewhere", &written), "a referenced row does not exist");
        assert_eq!(at_commit(parent, product.name, &written), "this product is still in use");
        assert_eq!(at_commit(parent, "elsewhere", &written), "this product is still in use");
        assert_eq!(at_commit(parent, product.name, &written[1..]), "a row is still in use");
        assert_eq!(at_commit(child, product.name, &[]), "a referenced row does not exist");
    }

    #[test]
    fn errors_not_caused_by_the_row_are_no_violation() {
        for code in ["42501", "40001", "57014", "22P02"] {
            assert_eq!(violation::<Product>(code, "", None, Verb::Insert), None);
        }
    }
}
