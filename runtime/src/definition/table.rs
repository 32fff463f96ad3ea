use std::fmt;

use super::column::{DELETED_AT, UPDATED_AT};
use super::{
    BudgetDef, CheckDef, ColumnDef, ExtraSql, IndexDef, PartitionDef, PolicyDef, QualifiedName, ReferenceDef,
    SearchDef, StatisticsDef, StorageDef, WaiverDef,
};

/// A table: the definition that `#[table]` generates from a struct. `Debug` shows its name: an error has the table.
#[derive(Clone, Copy)]
pub struct TableDef {
    /// The declared schema: `schema = "billing"`.
    pub schema: Option<&'static str>,
    /// The name in the database.
    pub name: &'static str,
    /// The declared old name, with the old schema where it had one: `renamed_from = "org_goods"`. Only a migration reads it.
    pub renamed_from: Option<&'static str>,
    /// The name of the Rust struct.
    pub rust_name: &'static str,
    /// The doc comment of the struct, which becomes COMMENT ON TABLE (rule N04).
    pub doc: &'static str,
    /// The tenancy of the table.
    pub tenancy: Tenancy,
    /// The columns of the primary key without the tenant column: `id`, or those of `junction(...)` or
    /// `primary_key(...)`. Empty with a waiver of K01.
    pub key: &'static [&'static str],
    /// The declared name of the PRIMARY KEY.
    pub key_name: Option<&'static str>,
    /// The columns of the PRIMARY KEY.
    pub primary_key: PrimaryKey,
    /// The columns in the order of the struct, then the added timestamps.
    pub columns: &'static [ColumnDef],
    /// The retired columns: the database has them, the struct and the statements do not.
    pub retired: &'static [ColumnDef],
    /// The foreign keys; that of the tenant column is the first.
    pub references: &'static [ReferenceDef],
    /// The declared indexes.
    pub indexes: &'static [IndexDef],
    /// The declared checks.
    pub checks: &'static [CheckDef],
    /// The extended statistics.
    pub statistics: &'static [StatisticsDef],
    /// The policies beside the emitted one.
    pub policies: &'static [PolicyDef],
    /// Whether the table is append-only (rule T04).
    pub append_only: bool,
    /// Whether the versions of rows that were changed or deleted are kept: `history`.
    pub history: bool,
    /// The partitioning.
    pub partition: Option<PartitionDef>,
    /// The storage.
    pub storage: StorageDef,
    /// What its statements may cost.
    pub budget: BudgetDef,
    /// The text search.
    pub search: Option<SearchDef>,
    /// SQL of the user, before and after the table.
    pub sql: &'static [ExtraSql],
    /// Whether a tenant table has row level security (rule P02).
    pub row_security: bool,
    /// Whether a global table has row level security, whose policies are declared: `row_security`.
    pub global_row_security: GlobalRowSecurity,
    /// The waivers of the table; columns have their own.
    pub waivers: &'static [WaiverDef],
    /// What differs while two releases run on one database.
    pub transition: TableTransition,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// What differs of a table while two releases run on one database. A later migration ends it, when the attribute or the
/// struct is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableTransition {
    /// Nothing.
    None,
    /// A view has the old name: `renamed_from = "org_goods", until = "0.5"`.
    OldName {
        /// The release or the migration in which the view is dropped.
        until: &'static str,
    },
    /// The program has no statements of the table any more, the database has the table: `retired = "the reason"`.
    Retired {
        /// The reason.
        reason: &'static str,
    },
}

/// The tenancy of a table.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Tenancy {
    /// A global table: all tenants share its rows.
    Global,
    /// The tenant root: its rows are the tenants.
    Root {
        /// The prefix of the names of its tenant tables (rule N02); the default is `org_`.
        prefix: &'static str,
    },
    /// A tenant table: `tenant = Organization`.
    Tenant {
        /// The tenant column.
        column: &'static str,
        /// The root.
        root: fn() -> &'static TableDef,
        /// The name of the root, as a constant.
        root_name: QualifiedName,
    },
}

/// The row level security of a global table. Policies are SQL of the user; without one, no row is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GlobalRowSecurity {
    /// None: the default.
    Off,
    /// `row_security`: it does not apply to the owner of the table.
    Enabled,
    /// `row_security = forced`: it applies to the owner too.
    Forced,
}

/// The columns of the PRIMARY KEY of a tenant table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrimaryKey {
    /// `(tenant, id)`: the default. Measured on PostgreSQL 15, inserts are 1.3 to 1.5 times as fast as with two
    /// constraints.
    TenantAndKey,
    /// `primary_key = "id"`: `PRIMARY KEY (id)` and `UNIQUE (tenant, id)`.
    Key,
}

impl fmt::Debug for TableDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableDef").field("name", &self.name).finish_non_exhaustive()
    }
}

impl TableDef {
    /// The defaults: a global table without columns.
    #[doc(hidden)]
    pub const PLAIN: Self = Self {
        schema: None,
        name: "",
        renamed_from: None,
        rust_name: "",
        doc: "",
        tenancy: Tenancy::Global,
        key: &[],
        key_name: None,
        primary_key: PrimaryKey::TenantAndKey,
        columns: &[],
        retired: &[],
        references: &[],
        indexes: &[],
        checks: &[],
        statistics: &[],
        policies: &[],
        append_only: false,
        history: false,
        partition: None,
        storage: StorageDef::PLAIN,
        budget: BudgetDef::PLAIN,
        search: None,
        sql: &[],
        row_security: true,
        global_row_security: GlobalRowSecurity::Off,
        waivers: &[],
        transition: TableTransition::None,
        __non_exhaustive: (),
    };

    /// The name with its schema.
    #[must_use]
    pub const fn qualified(&self) -> QualifiedName {
        QualifiedName::new(self.schema, self.name)
    }

    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&ColumnDef> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns of the key.
    pub(crate) fn key_columns(&'static self) -> impl Iterator<Item = &'static ColumnDef> + Clone {
        self.key.iter().filter_map(|name| self.column(name))
    }

    /// The tenant column, which is the primary key of a root; `None` for a global table.
    pub const fn tenant_column(&self) -> Option<&'static str> {
        match self.tenancy {
            Tenancy::Global => None,
            Tenancy::Root { .. } => match self.key {
                [key, ..] => Some(key),
                [] => None,
            },
            Tenancy::Tenant { column, .. } => Some(column),
        }
    }

    /// The root whose tenants the rows belong to; `None` for a global table.
    pub(crate) fn root(&'static self) -> Option<&'static Self> {
        match self.tenancy {
            Tenancy::Global => None,
            Tenancy::Root { .. } => Some(self),
            Tenancy::Tenant { root, .. } => Some(root()),
        }
    }

    /// Whether the table has soft deletes, by `deleted_at` (rule T03).
    pub const fn soft_delete(&self) -> bool {
        self.deleted_at().is_some()
    }

    /// Whether rows are never deleted for good, but with their tenant: numbers of a column have no gaps.
    pub fn has_numbers_without_gaps(&self) -> bool {
        self.stored_columns().any(|column| column.number.is_some_and(|number| number.no_gaps))
    }

    /// The column of the time at which a row was soft-deleted, by its name in the database.
    #[doc(hidden)]
    pub const fn deleted_at(&self) -> Option<&'static str> {
        match self.timestamp(DELETED_AT) {
            Some(column) => Some(column.name),
            None => None,
        }
    }

    /// The columns of the struct, then the column of the text search, then those that are retired.
    #[doc(hidden)]
    pub fn stored_columns(&self) -> impl Iterator<Item = &ColumnDef> {
        self.columns.iter().chain(self.search.as_ref().map(|search| &search.column)).chain(self.retired)
    }

    /// Whether this is a partition column, which cannot be updated.
    #[doc(hidden)]
    pub fn partitions_by(&self, column: &str) -> bool {
        self.partition.is_some_and(|partition| partition.columns.contains(&column))
    }

    /// Whether rows are numbered by this column, which cannot be updated.
    #[doc(hidden)]
    pub fn numbers_by(&self, column: &str) -> bool {
        self.columns.iter().any(|one| one.number.is_some_and(|number| number.per.contains(&column)))
    }

    /// Whether the primary key is unique over all partitions: it contains the partition columns.
    #[doc(hidden)]
    pub const fn key_is_unique(&self) -> bool {
        let Some(partition) = self.partition else { return true };
        let mut at = 0;
        while at < partition.columns.len() {
            if !self.is_in_key(partition.columns[at]) {
                return false;
            }
            at += 1;
        }
        true
    }

    const fn is_in_key(&self, column: &str) -> bool {
        if let (Tenancy::Tenant { column: tenant, .. }, PrimaryKey::TenantAndKey) = (self.tenancy, self.primary_key)
            && crate::const_str::str_eq(tenant, column)
        {
            return true;
        }
        let mut at = 0;
        while at < self.key.len() {
            if crate::const_str::str_eq(self.key[at], column) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// The timestamp of the field `created_at`, `updated_at` or `deleted_at`, also at compile time. A column that the application
    /// sets is none.
    #[doc(hidden)]
    pub const fn timestamp(&self, field: &str) -> Option<&'static ColumnDef> {
        let mut at = 0;
        while at < self.columns.len() {
            if self.columns[at].is_timestamp() && crate::const_str::str_eq(self.columns[at].field, field) {
                return Some(&self.columns[at]);
            }
            at += 1;
        }
        None
    }

    /// The timestamp that every update sets.
    pub(crate) const fn updated_at(&self) -> Option<&'static ColumnDef> {
        self.timestamp(UPDATED_AT)
    }
}
