//! The sentence of each error, and its source.

use std::error::Error as StdError;
use std::fmt;

use super::Error;
use crate::humanize;
use crate::violation::Violation;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { table } => write!(f, "{} not found", humanize::of_type(table.rust_name)),
            Self::Stale { table } => write!(f, "{} was updated since it was read", humanize::of_type(table.rust_name)),
            Self::Violation(violation) => logged(violation, f),
            Self::Invalid(error) => error.fmt(f),
            Self::OtherTenant => f.write_str("the statement belongs to another tenant than its transaction"),
            Self::OtherRoot => {
                f.write_str("the id of the new row is not the id of the tenant: write `.with_id(tenant.id())`")
            }
            Self::NestedTenant => f.write_str("a tenant's transaction cannot be opened inside another transaction"),
            Self::NoTenant => f.write_str("no tenant is set: open the transaction with `begin_tenant(tenant)`"),
            Self::Cursor(error) => error.fmt(f),
            Self::PageSize(error) => error.fmt(f),
            Self::Range(error) => error.fmt(f),
            Self::TooLarge(error) => error.fmt(f),
            Self::UnreadOrder { column } => write!(
                f,
                "the distinct list is ordered by `{column}`, which it does not read: add the column to `.columns((..))`"
            ),
            Self::UngroupedOrder { column } => write!(
                f,
                "the groups are ordered by `{column}`, which they are not grouped by: add it to `.group_by((..))`"
            ),
            Self::TimeZone => {
                f.write_str("unknown time zone: expected a name of the IANA database, such as `Europe/Berlin`")
            }
            Self::OutOfRange(driver) => write!(f, "a computed value is out of range: {driver}"),
            Self::Arguments { placeholders, values } => {
                write!(f, "the SQL has placeholders up to ${placeholders}, but the number of bound values is {values}")
            }
            Self::Unchangeable { column } => write!(f, "the column `{column}` cannot be updated"),
            Self::Encode { column: "", source } => write!(f, "a value cannot be stored in PostgreSQL: {source}"),
            Self::Encode { column, source } => {
                write!(f, "the value of `{column}` cannot be stored in PostgreSQL: {source}")
            }
            Self::Decode { column, source } => {
                write!(f, "the value in `{column}` does not fit its Rust type: {source}")
            }
            Self::Denied(driver) => write!(f, "permission denied to the database role: {driver}"),
            Self::RowSecurity(driver) => write!(f, "the database role cannot read across tenants: {driver}"),
            Self::RowSecurityBypass(bypass) => bypass.fmt(f),
            Self::NoReason => {
                f.write_str("reading across tenants needs a reason in words, such as \"nightly reminders\"")
            }
            Self::ClockSetBack(driver) => write!(f, "the clock of the database was set back: {driver}"),
            Self::Conflict(driver) => write!(f, "conflict with a concurrent transaction: {driver}"),
            Self::SchemaChanged(driver) => {
                write!(f, "a prepared statement does not fit its tables any more, or was deallocated: {driver}")
            }
            Self::Timeout(driver) => write!(f, "statement timed out: {driver}"),
            Self::Aborted(driver) => write!(f, "the transaction is aborted by an earlier error: {driver}"),
            Self::CommitUnknown(driver) => {
                write!(f, "the connection was lost during COMMIT and its outcome is unknown: {driver}")
            }
            Self::Unreachable(driver) => write!(f, "cannot connect to the database: {driver}"),
            Self::Driver(driver) => write!(f, "database error: {driver}"),
        }
    }
}

/// `org_products: another product already has this sku (org_products_organization_id_sku_key)`
fn logged(Violation { table, constraint, message, .. }: &Violation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if !table.is_empty() {
        write!(f, "{table}: ")?;
    }
    f.write_str(message)?;
    if constraint.is_empty() { Ok(()) } else { write!(f, " ({constraint})") }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Violation(violation) => Some(violation),
            Self::Invalid(error) => Some(error),
            Self::Cursor(error) => Some(error),
            Self::PageSize(error) => Some(error),
            Self::Range(error) => Some(error),
            Self::TooLarge(error) => Some(error),
            Self::RowSecurityBypass(bypass) => Some(bypass),
            Self::Encode { source, .. } => Some(source),
            Self::Decode { source, .. } => Some(source),
            Self::Denied(driver)
            | Self::OutOfRange(driver)
            | Self::RowSecurity(driver)
            | Self::Unreachable(driver)
            | Self::Conflict(driver)
            | Self::SchemaChanged(driver)
            | Self::ClockSetBack(driver)
            | Self::Timeout(driver)
            | Self::Aborted(driver)
            | Self::CommitUnknown(driver)
            | Self::Driver(driver) => Some(driver),
            _ => None,
        }
    }
}
