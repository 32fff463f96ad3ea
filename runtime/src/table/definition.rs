//! The parts of a definition that a Rust type decides. The definitions themselves are plain data.

use super::Table;
use crate::definition::{
    ColumnDef, Condition, Deferrable, Denormalized, IndexColumn, IndexDef, IndexMethod, OnDelete, OnUpdate,
    QualifiedName, ReferenceDef, SearchDef, SqlType, TableDef,
};
use crate::{ColumnType, Timestamp};

/// The column of a field of type `T`. Its const checks are separate, so that a broken rule does not break the
/// definition.
#[doc(hidden)]
pub const fn column<T: ColumnType>(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef {
        name,
        field: name,
        sql_type: T::SQL,
        max_len: None,
        collation: None,
        carrier: T::CARRIER,
        nullable: T::NULLABLE,
        default: None,
        sequence: None,
        generated: None,
        doc,
        denormalized: None,
        waivers: &[],
        target: T::REFERENCES,
        rust_type: T::SQL,
        renamed_from: None,
        untyped_json: T::UNTYPED_JSON,
    }
}

/// The column of a field whose type may be a document of any shape ([`ShapeOf`](crate::column_type::ShapeOf)).
#[doc(hidden)]
pub const fn document<T: ColumnType>(name: &'static str, doc: &'static str, is_any: bool) -> ColumnDef {
    ColumnDef { untyped_json: T::UNTYPED_JSON || is_any, ..column::<T>(name, doc) }
}

/// The columns that are added to every table by default (rules T01, T03).
#[doc(hidden)]
pub const CREATED_AT: ColumnDef = column::<Timestamp>("created_at", "");
#[doc(hidden)]
pub const UPDATED_AT: ColumnDef = column::<Timestamp>("updated_at", "");
#[doc(hidden)]
pub const DELETED_AT: ColumnDef = column::<Option<Timestamp>>("deleted_at", "");

/// A column with an error of the macro, which no const check reports again.
#[doc(hidden)]
pub const fn reported<T: ColumnType>(name: &'static str) -> ColumnDef {
    let token_flags = Denormalized { column: "", why: "" };
    ColumnDef { sql_type: SqlType::Boolean, nullable: false, denormalized: Some(token_flags), ..column::<T>(name, "") }
}

impl ColumnDef {
    /// Whether [`reported`] returned it.
    pub(crate) const fn is_reported(&self) -> bool {
        match self.denormalized {
            Some(copied) => copied.column.is_empty() && copied.why.is_empty(),
            None => false,
        }
    }
}

impl QualifiedName {
    /// The name of a table.
    #[must_use]
    pub const fn of<T: Table>() -> Self {
        Self { schema: T::SCHEMA, name: T::NAME }
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
            why,
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
            why,
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
        Self { column, index, language }
    }
}
