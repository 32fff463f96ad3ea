//! The traits that `#[table]` implements.

mod column;
mod definition;
mod deletion;
mod global_table;
mod key;
mod no_insert;
mod tenant_table;

pub use column::{CREATED_AT, DELETED_AT, UPDATED_AT, column, document, reported};
pub(crate) use column::{nullable, of_id, of_type};
pub use definition::{Lists, index_over, tenancy_of};
pub use deletion::{AllowsDelete, AllowsLock, AllowsPurge, AllowsRestore, AppendOnly, RealDelete, SoftDelete};
pub use global_table::GlobalTable;
pub use key::{HasIdKey, HasKey, IdKey, NoKey, OtherKey};
pub use no_insert::NoInsert;
pub use tenant_table::TenantTable;

use crate::check_eval::Decisions;
use crate::query::{Changes, InsertFields, Row, UpdateFields, Values};
use crate::{DecodeError, Id, TableDef, ValidationError, validation};

/// A struct with `#[table]`. Only the macro implements it.
#[diagnostic::on_unimplemented(
    message = "[S02] `{Self}` is not a table",
    label = "an `Id<{Self}>` needs `#[table]` on `{Self}`",
    note = "docs: peristyle::rules::S02"
)]
pub trait Table: Sized + Send + 'static {
    /// The definition.
    const DEF: TableDef;
    /// The name in the database, separate from [`Table::DEF`] so that tables may refer to each other.
    const NAME: &'static str;
    /// The declared schema.
    const SCHEMA: Option<&'static str> = None;
    /// The scope of its statements: [`Global`], or [`PerTenant`] with a root.
    type Scope: RootOf;
    /// The insert type: `ProductInsert`; [`NoInsert`] if the table is retired.
    type Insert: InsertRow<Table = Self>;
    /// The update type: `ProductUpdate`, or `Infallible` if no column can be updated.
    type Update: Send + 'static;
    /// The kind of primary key: [`IdKey`], [`OtherKey`] or [`NoKey`].
    type Key;
    /// The kind of deletion: [`SoftDelete`], [`RealDelete`] or [`AppendOnly`].
    type Deletion;

    /// Returns [`Table::DEF`] as a reference.
    fn def() -> &'static TableDef {
        &Self::parts().def
    }

    /// Returns what is generated of the columns. The functions of this trait, of [`InsertRow`] and of [`UpdateRow`] read it: a function that is generated
    /// for each table costs the compiler more than all that it does.
    #[doc(hidden)]
    fn parts() -> &'static Parts<Self, Self::Insert, Self::Update>;

    /// Reads the columns in the order of the definition.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        (Self::parts().read)(row)
    }
}

/// A tenant root: a table whose rows are the tenants.
#[diagnostic::on_unimplemented(
    message = "[P01] `{Self}` is not a tenant root",
    label = "write `tenant_root` in the `#[table]` of `{Self}`",
    note = "docs: peristyle::rules::P01"
)]
pub trait TenantRoot: Table {
    /// The prefix of the names of its tenant tables (rule N02).
    const PREFIX: &'static str;
}

/// The scope of a global table.
#[derive(Debug, Clone, Copy)]
pub struct Global;

/// The scope of a tenant table of `Root`.
#[derive(Debug)]
pub struct PerTenant<Root>(std::marker::PhantomData<fn() -> Root>);

/// The root of a scope, by its Rust name.
#[doc(hidden)]
pub trait RootOf {
    /// The name; empty without a root.
    const RUST_NAME: &'static str;
}

impl RootOf for Global {
    const RUST_NAME: &'static str = "";
}

impl<Root: Table> RootOf for PerTenant<Root> {
    const RUST_NAME: &'static str = Root::DEF.rust_name;
}

/// A primary key of `T`: its `Id`, or the pair of ids of a junction.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a primary key of `{T}`",
    label = "expected the primary key of a `{T}`",
    note = "of a row, write its primary key: `row.id`",
    note = "docs: peristyle::rules::P03"
)]
pub trait KeyOf<T> {
    /// Returns the values of the columns of the primary key.
    #[doc(hidden)]
    fn key(self) -> Values;
}

impl<T: Table<Key: HasIdKey<T>>> KeyOf<T> for Id<T> {
    fn key(self) -> Values {
        Values::new().and(self)
    }
}

/// The insert type of a table: `ProductInsert`. The prelude imports the trait for its method.
///
/// `new`, `id`, `with_id` and a setter for each column that is not required are generated on the type.
pub trait InsertRow: Sized + Send + 'static {
    /// The table.
    type Table: Table<Insert = Self>;

    /// Checks the lengths, digits and checks of the values, before anything is sent. Returns all violations, by column.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A country of the world.
    /// # #[table(name = "countries", unique(code))]
    /// # pub struct Country { pub id: Id<Country>, #[column(varchar(2))] pub code: String }
    /// let invalid = CountryInsert::new("deu").validate().unwrap_err();
    /// assert_eq!(invalid.to_string(), "the code must have at most 2 characters");
    /// ```
    ///
    /// # Errors
    ///
    /// The values that the database would refuse.
    fn validate(&self) -> Result<(), ValidationError>
    where
        Self: Clone,
    {
        validation::validate(self, self.decisions())
    }

    /// Returns what the fields decide of the checks of the table.
    #[doc(hidden)]
    fn decisions(&self) -> Option<Decisions> {
        None
    }

    /// Adds the values of all columns except the tenant column and the timestamps, in the order of the definition.
    /// NULL requests a default. A nullable column with a default has a flag after all values.
    #[doc(hidden)]
    fn into_values(self, values: Values) -> Values {
        (Self::Table::parts().values)(self, InsertFields::of(values)).into_values()
    }
}

/// The update type of a table: `ProductUpdate`. The prelude imports the trait for its methods. A setter for each column that can change
/// is generated on the type.
#[diagnostic::on_unimplemented(
    message = "[T04] rows of this table cannot be updated",
    label = "the table has no column that can be updated",
    note = "the table is `append_only`, or has only its primary key, its tenant column and timestamps",
    note = "docs: peristyle::rules::T04"
)]
pub trait UpdateRow: Sized + Send + 'static {
    /// The table.
    type Table: Table<Update = Self>;

    /// Creates an empty update: the columns keep their values.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A country of the world.
    /// # #[table(name = "countries", unique(code))]
    /// # pub struct Country { pub id: Id<Country>, #[column(varchar(2))] pub code: String }
    /// let changes = CountryUpdate::new();
    /// assert!(changes.is_empty() && !changes.code("de").is_empty());
    /// ```
    #[must_use]
    fn new() -> Self
    where
        Self: Default,
    {
        Self::default()
    }

    /// Checks the lengths, digits and checks of the columns that are set, before anything is sent. Returns all violations, by column.
    ///
    /// # Errors
    ///
    /// The values that the database would refuse.
    fn validate(&self) -> Result<(), ValidationError>
    where
        Self: Clone,
    {
        validation::validate_changes(self, self.decisions())
    }

    /// Returns what the fields decide of the checks of the table.
    #[doc(hidden)]
    fn decisions(&self) -> Option<Decisions> {
        None
    }

    /// Returns whether no column is set.
    fn is_empty(&self) -> bool
    where
        Self: Clone,
    {
        self.clone().into_changes().is_empty()
    }

    /// Returns the columns and their new values.
    #[doc(hidden)]
    fn into_changes(self) -> Changes {
        (Self::Table::parts().changes)(self, UpdateFields::new()).into_changes()
    }
}

/// The four items that use the type of every column, in one constant, so that a type that is not a column type is one
/// error, not four.
#[doc(hidden)]
#[derive(Debug)]
pub struct Parts<T, Insert, Update> {
    /// [`Table::DEF`]
    pub def: TableDef,
    /// [`Table::read`]
    pub read: fn(&mut Row<'_>) -> Result<T, DecodeError>,
    /// [`InsertRow::into_values`], and `Debug` of the insert
    pub values: fn(Insert, InsertFields<'_>) -> InsertFields<'_>,
    /// [`UpdateRow::into_changes`], and `Debug` of the update
    pub changes: fn(Update, UpdateFields<'_>) -> UpdateFields<'_>,
}
