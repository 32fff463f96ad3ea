//! The parts of a definition that the type of a column decides.

use crate::definition::{self, ColumnDef, Denormalized, Hidden, SqlType, TableDef, Transition};
use crate::{ColumnType, Timestamp};

/// The column of a field of type `T`. Its const checks are separate, so that a broken rule does not break the
/// definition.
#[doc(hidden)]
pub const fn column<T: ColumnType>(name: &'static str, doc: &'static str) -> ColumnDef {
    let mut column = T::COLUMN;
    column.name = name;
    column.field = name;
    column.doc = doc;
    column
}

/// [`ColumnType::COLUMN`] of a type: what its other constants say.
pub(crate) const fn of_type<T: ColumnType>() -> ColumnDef {
    let mut column = plain(T::SQL, T::CARRIER);
    column.nullable = T::NULLABLE;
    column.target = T::REFERENCES;
    column.untyped_json = T::UNTYPED_JSON;
    column.__non_exhaustive.is_as_named = is_as_named(T::SQL) && T::REFERENCES.is_none();
    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    {
        column.__non_exhaustive.json = T::JSON;
    }
    column
}

/// Whether the type may be one of Rust's own: an array has elements, which are checked.
const fn is_as_named(sql_type: SqlType) -> bool {
    use SqlType::{Array, Char, Timestamp, TimestampSized, Varchar};
    !matches!(sql_type, Varchar(_) | Char(_) | Timestamp | TimestampSized(_) | Array(_))
}

/// [`ColumnType::COLUMN`] of an id, from a constant of all ids: each constant of a type that differs from table to table is evaluated for each table.
pub(crate) const fn of_id(target: fn() -> &'static TableDef) -> ColumnDef {
    let mut column = ID;
    column.target = Some(target);
    column
}

const ID: ColumnDef = {
    #[allow(unused_mut, reason = "a feature sets a field")]
    let mut column = plain(SqlType::Uuid, SqlType::Uuid);
    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    {
        column.__non_exhaustive.json = crate::column_type::JsonForm::Id;
    }
    column
};

/// [`ColumnType::COLUMN`] of an `Option` of a type with this column.
pub(crate) const fn nullable(mut column: ColumnDef) -> ColumnDef {
    column.nullable = true;
    column
}

const fn plain(sql_type: SqlType, carrier: SqlType) -> ColumnDef {
    ColumnDef {
        name: "",
        field: "",
        sql_type,
        max_len: None,
        collation: None,
        carrier,
        nullable: false,
        default: None,
        sequence: None,
        number: None,
        generated: None,
        is_virtual: false,
        doc: "",
        denormalized: None,
        waivers: &[],
        target: None,
        rust_type: sql_type,
        renamed_from: None,
        untyped_json: false,
        set_by_application: false,
        no_trigger: false,
        no_default: false,
        unchecked_elements: false,
        transition: Transition::None,
        __non_exhaustive: Hidden::PLAIN,
    }
}

/// The column of a field whose type may be a document of any shape ([`ShapeOf`](crate::column_type::ShapeOf)).
#[doc(hidden)]
pub const fn document<T: ColumnType>(name: &'static str, doc: &'static str, is_any: bool) -> ColumnDef {
    ColumnDef { untyped_json: T::UNTYPED_JSON || is_any, ..column::<T>(name, doc) }
}

/// The columns that are added to every table by default (rules T01, T03).
#[doc(hidden)]
pub const CREATED_AT: ColumnDef = column::<Timestamp>(definition::CREATED_AT, "");
#[doc(hidden)]
pub const UPDATED_AT: ColumnDef = column::<Timestamp>(definition::UPDATED_AT, "");
#[doc(hidden)]
pub const DELETED_AT: ColumnDef = column::<Option<Timestamp>>(definition::DELETED_AT, "");

/// A column with an error of the macro, which no const check reports again.
#[doc(hidden)]
pub const fn reported<T: ColumnType>(name: &'static str) -> ColumnDef {
    let token_flags = Denormalized::new("", "");
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
