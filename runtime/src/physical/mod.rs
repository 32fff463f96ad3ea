//! The physical schema of a [`TableDef`], as data: everything that follows from the definition in the same way for
//! every table, such as the tenant column of an index, the composite foreign keys between tenant tables, the indexes of
//! foreign keys, and all names. The DDL renders it; statements and violations look it up.

mod check;
mod condition;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
mod constraint;
mod context;
#[cfg(test)]
#[allow(dead_code, reason = "the tests of peristyle-build use the rest")]
pub(crate) mod fixture;
pub mod history;
mod index;
mod key;
mod lookup;
mod name;
mod partition;
mod reference;
mod statistics;
#[cfg(test)]
mod tests;

pub use check::Check;
pub use condition::sql;
#[cfg(test)]
pub use constraint::constraints;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(unused_imports, reason = "used only with a driver feature")
)]
pub use constraint::{Constraint, ConstraintKind, named};
pub(crate) use context::NO_TENANT;
pub use context::{CONTEXT_BODY, context_function, setting};
pub use index::{Index, Purpose, declared};
pub use key::Key;
pub use lookup::{Lookup, lookup, lookup_function, waiting};
pub use name::{generated as generated_name, limited as limited_name, of_child as child_name};
pub use partition::{Child, Partition};
pub use reference::Reference;
pub use statistics::Statistics;

use crate::TableDef;
use crate::definition::{ColumnDef, SqlType, Tenancy};

/// The first words of the errors of rule F07, which name tables. Users get the message of the violation.
pub const LIVE_ROW: &str = "a live row of ";

/// A table of the physical schema.
#[derive(Debug)]
pub struct PhysicalTable {
    pub primary_key: Key,
    /// The target of composite foreign keys if the primary key is only the id.
    pub tenant_key: Option<Key>,
    pub references: Vec<Reference>,
    pub checks: Vec<Check>,
    /// The declared indexes in their order, then those of foreign keys.
    pub indexes: Vec<Index>,
    pub statistics: Vec<Statistics>,
    pub partition: Option<Partition>,
}

impl PhysicalTable {
    pub fn of(def: &TableDef) -> Self {
        let (primary_key, tenant_key) = key::of(def);
        let references: Vec<_> = def.references.iter().map(|reference| Reference::of(def, reference)).collect();
        let checks = check::of(def);
        let indexes = index::of(def, &primary_key, tenant_key.as_ref(), &references);
        let (statistics, partition) = (statistics::of(def), partition::of(def));
        Self { primary_key, tenant_key, references, checks, indexes, statistics, partition }
    }
}

/// The PRIMARY KEY.
pub fn primary_key(def: &TableDef) -> Key {
    key::of(def).0
}

/// The first column of primary keys and indexes of a tenant table. A root has none: its primary key is the tenant.
pub fn leading_tenant(def: &TableDef) -> Option<&'static str> {
    match def.tenancy {
        Tenancy::Tenant { column, .. } => Some(column),
        Tenancy::Global | Tenancy::Root { .. } => None,
    }
}

/// The expression of a generated column.
pub fn generated(column: &ColumnDef) -> Option<String> {
    column.generated.map(condition::sql)
}

/// The default of a column: the declared one, the current time for the added timestamps (rule T01), or an empty array.
pub fn default(column: &ColumnDef) -> Option<&'static str> {
    if column.is_set_by_database() {
        return None;
    }
    if let Some(default) = column.default {
        return Some(default.sql);
    }
    match column.sql_type.unsized_type() {
        _ if column.nullable || column.no_default => None,
        SqlType::TimestampTz | SqlType::Timestamp if column.is_timestamp() => Some("now()"),
        SqlType::Array(_) => Some("'{}'"),
        _ => None,
    }
}
