//! What `#[table]` implements for a struct.

mod deletion;
mod global_table;
mod tenant_table;

pub use deletion::{AllowsDelete, AllowsPurge, AllowsRestore, AppendOnly, RealDelete, SoftDelete};
pub use global_table::GlobalTable;
pub use tenant_table::TenantTable;

use crate::query::{Changes, Row, Values};
use crate::{DecodeError, Id, TableDef};

/// A struct with `#[table]`. Written by the macro alone.
#[diagnostic::on_unimplemented(
    message = "[S02] `{Self}` is not a table",
    label = "an `Id<{Self}>` needs `#[table]` on `{Self}`",
    note = "docs: peristyle::rules::S02"
)]
pub trait Table: Sized + Send + 'static {
    /// Everything the struct declares.
    const DEF: TableDef;
    /// The name in the database, apart from [`Table::DEF`] so that two tables may refer to each other.
    const NAME: &'static str;
    /// The schema of the database that it is in, where it says one.
    const SCHEMA: Option<&'static str> = None;
    /// Who may run a statement on it: [`Global`], or [`Tenancy of a root`](PerTenant).
    type Scope: RootOf;
    /// What inserts a row: the generated `ProductInsert`.
    type Insert: InsertRow<Table = Self>;
    /// What changes a row: the generated `ProductUpdate`; `Infallible`, which has no value, where nothing may change.
    type Update: Send + 'static;
    /// What becomes of a row that is deleted: [`SoftDelete`], [`RealDelete`], or [`AppendOnly`] where none is.
    type Deletion;

    /// [`Table::DEF`] by address.
    fn def() -> &'static TableDef {
        const { &Self::DEF }
    }

    /// Reads the columns in the order of the definition.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

/// A table whose rows are the tenants: `tenant_root`.
#[diagnostic::on_unimplemented(
    message = "[P01] `{Self}` is not a tenant root",
    label = "write `tenant_root` in the `#[table]` of `{Self}`",
    note = "docs: peristyle::rules::P01"
)]
pub trait TenantRoot: Table {
    /// What the names of its tenant tables begin with (rule N02).
    const PREFIX: &'static str;
}

/// The scope of a table that all tenants share.
#[derive(Debug, Clone, Copy)]
pub struct Global;

/// The scope of a table whose rows belong to tenants of `Root`.
#[derive(Debug)]
pub struct PerTenant<Root>(std::marker::PhantomData<fn() -> Root>);

/// The root of a scope, by its name in Rust.
#[doc(hidden)]
pub trait RootOf {
    /// Empty where there is none.
    const RUST_NAME: &'static str;
}

impl RootOf for Global {
    const RUST_NAME: &'static str = "";
}

impl<Root: Table> RootOf for PerTenant<Root> {
    const RUST_NAME: &'static str = Root::DEF.rust_name;
}

/// A value that names one row of `T`: its `Id`, or the pair of ids of a junction.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not name a row of `{T}`",
    label = "expected the key of a `{T}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait KeyOf<T> {
    /// The values of the key's columns.
    #[doc(hidden)]
    fn key(self) -> Values;
}

/// A table whose key is the typed id.
#[diagnostic::on_unimplemented(
    message = "[K02] the key of `{Self}` is no `Id<{Self}>`",
    label = "expected the key of a `{Self}`",
    note = "docs: peristyle::rules::K02"
)]
#[doc(hidden)]
pub trait Identified: Table {}

impl<T: Identified> KeyOf<T> for Id<T> {
    fn key(self) -> Values {
        Values::new().and(self)
    }
}

/// What inserts one row of a table: the generated `ProductInsert`.
pub trait InsertRow: Send {
    /// The table.
    type Table: Table;

    /// The values of all columns but the tenant's and the timestamps, in the order of the definition. NULL where a default is left to the statement;
    /// of a column that has both NULL and a default, what says which is meant follows behind all others.
    #[doc(hidden)]
    fn into_values(self) -> Values;
}

/// What changes some columns of rows of a table: the generated `ProductUpdate`.
#[diagnostic::on_unimplemented(
    message = "[T04] the rows of this table never change",
    label = "no column that may change",
    note = "the table is `append_only`, or has no column beside its key, its tenant and its timestamps",
    note = "docs: peristyle::rules::T04"
)]
pub trait UpdateRow: Send {
    /// The table.
    type Table: Table;

    /// The columns that change and their new values.
    #[doc(hidden)]
    fn into_changes(self) -> Changes;
}

/// The four things that name every column's type, in one constant: so a type that is no column is one error, and not four.
#[doc(hidden)]
#[derive(Debug)]
pub struct Parts<T, Insert, Update> {
    /// [`Table::DEF`]
    pub def: TableDef,
    /// [`Table::read`]
    pub read: fn(&mut Row<'_>) -> Result<T, DecodeError>,
    /// [`InsertRow::into_values`]
    pub values: fn(Insert) -> Values,
    /// [`UpdateRow::into_changes`]
    pub changes: fn(Update) -> Changes,
}
