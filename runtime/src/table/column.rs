//! The parts of a definition that the type of a column decides.

use std::marker::PhantomData;

use crate::definition::{self, ColumnDef, Denormalized, Hidden, SqlType, Transition};
use crate::{ColumnType, Timestamp};

/// The column of a field of type `T`. Its const checks are separate, so that a broken rule does not break the
/// definition.
#[doc(hidden)]
pub const fn column<T: ColumnType>(name: &'static str, doc: &'static str) -> ColumnDef {
    let mut column = OfType::<T>::COLUMN;
    column.name = name;
    column.field = name;
    column.doc = doc;
    column
}

/// A column without a name, evaluated once for each type: the compiler then copies it for each column.
struct OfType<T>(PhantomData<T>);

impl<T: ColumnType> OfType<T> {
    const COLUMN: ColumnDef = ColumnDef {
        name: "",
        field: "",
        sql_type: T::SQL,
        max_len: None,
        collation: None,
        carrier: T::CARRIER,
        nullable: T::NULLABLE,
        default: None,
        sequence: None,
        number: None,
        generated: None,
        is_virtual: false,
        doc: "",
        denormalized: None,
        waivers: &[],
        target: T::REFERENCES,
        rust_type: T::SQL,
        renamed_from: None,
        untyped_json: T::UNTYPED_JSON,
        set_by_application: false,
        no_trigger: false,
        no_default: false,
        unchecked_elements: false,
        transition: Transition::None,
        __non_exhaustive: Hidden {
            #[cfg(any(feature = "schemars", feature = "utoipa"))]
            json: T::JSON,
        },
    };
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
