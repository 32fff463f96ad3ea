//! The parts of a definition that a Rust type decides. The definitions themselves are plain data.

use super::Table;
use super::column::column;
use crate::ColumnType;
use crate::definition::{
    ColumnDef, Condition, Deferrable, IndexColumn, IndexDef, IndexMethod, OnDelete, OnUpdate, QualifiedName,
    ReferenceDef, SearchDef, SqlType, TableDef, Tenancy,
};

/// The lists that nearly every definition has. The static of a table begins with them.
#[doc(hidden)]
#[derive(Debug)]
pub struct Lists<const COLUMNS: usize, const REFERENCES: usize, const INDEXES: usize> {
    pub columns: [ColumnDef; COLUMNS],
    pub references: [ReferenceDef; REFERENCES],
    pub indexes: [IndexDef; INDEXES],
}

impl<const COLUMNS: usize, const REFERENCES: usize, const INDEXES: usize> Lists<COLUMNS, REFERENCES, INDEXES> {
    /// A definition with what nearly every table declares, and the primary key `id`. A call, because each field that `..TableDef::PLAIN` copies is checked and evaluated for each
    /// table. A method, because rustc proves of what each reference in a constant refers to that it has no interior mutability: an argument `&lists` is two
    /// references, since it is coerced.
    #[must_use]
    pub const fn table_def(
        &'static self,
        name: &'static str,
        rust_name: &'static str,
        doc: &'static str,
        tenancy: Tenancy,
    ) -> TableDef {
        let mut table = TableDef::PLAIN;
        table.name = name;
        table.rust_name = rust_name;
        table.doc = doc;
        table.tenancy = tenancy;
        table.key = &["id"];
        table.columns = &self.columns;
        table.references = &self.references;
        table.indexes = &self.indexes;
        table
    }

    /// The same with another primary key, or none.
    #[must_use]
    pub const fn table_def_with_key(
        &'static self,
        name: &'static str,
        rust_name: &'static str,
        doc: &'static str,
        tenancy: Tenancy,
        key: &'static [&'static str],
    ) -> TableDef {
        let mut table = self.table_def(name, rust_name, doc, tenancy);
        table.key = key;
        table
    }
}

/// An index over these columns, for the same reason.
#[doc(hidden)]
#[must_use]
pub const fn index_over(columns: &'static [IndexColumn], unique: bool) -> IndexDef {
    let mut index = IndexDef::PLAIN;
    index.columns = columns;
    index.unique = unique;
    index
}

/// The tenancy of a table of this root.
#[doc(hidden)]
#[must_use]
pub const fn tenancy_of<Root: Table>(column: &'static str) -> Tenancy {
    Tenancy::Tenant { column, root: Root::def, root_name: QualifiedName::of::<Root>() }
}

impl QualifiedName {
    /// The name of a table.
    #[must_use]
    pub const fn of<T: Table>() -> Self {
        Self::new(T::SCHEMA, T::NAME)
    }
}

impl ReferenceDef {
    /// The foreign key of a column of type `Id<Target>`. It has the same trait bounds as the constructor of the column,
    /// so that a wrong type is one error.
    #[doc(hidden)]
    #[must_use]
    pub const fn of<C: ColumnType>(columns: &'static [&'static str], on_delete: OnDelete, why: &'static str) -> Self {
        Self {
            name: None,
            columns,
            target: match C::REFERENCES {
                Some(target) => target,
                None => nowhere,
            },
            target_name: C::TARGET,
            places: &[],
            on_delete,
            on_update: OnUpdate::NoAction,
            deferrable: Deferrable::Never,
            ignores_soft_delete: false,
            not_valid: false,
            period: false,
            not_enforced: false,
            why,
            __non_exhaustive: (),
        }
    }

    /// A foreign key that names its target: `references = Country`, `foreign_key(..)`.
    #[doc(hidden)]
    #[must_use]
    pub const fn to<T: Table>(columns: &'static [&'static str], on_delete: OnDelete, why: &'static str) -> Self {
        Self {
            name: None,
            columns,
            target: T::def,
            target_name: QualifiedName::of::<T>(),
            places: &[],
            on_delete,
            on_update: OnUpdate::NoAction,
            deferrable: Deferrable::Never,
            ignores_soft_delete: false,
            not_valid: false,
            period: false,
            not_enforced: false,
            why,
            __non_exhaustive: (),
        }
    }
}

/// The type is not a foreign key, although its tokens are (rule F01).
fn nowhere() -> &'static TableDef {
    const { &TableDef::PLAIN }
}

impl SearchDef {
    /// Creates the text search of this column and expression.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        expression: Condition,
        indexed: &'static [IndexColumn],
        language: &'static str,
    ) -> Self {
        let column = ColumnDef {
            sql_type: SqlType::Named("tsvector"),
            generated: Some(expression),
            ..column::<String>(name, doc)
        };
        let index = IndexDef { columns: indexed, method: IndexMethod::Gin, ..IndexDef::PLAIN };
        Self { column, index, language, __non_exhaustive: () }
    }
}
