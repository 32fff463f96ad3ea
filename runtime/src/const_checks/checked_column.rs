//! Columns of types whose names show which rules they keep. The call that makes one asserts that the name is not that of another type: an alias of that
//! name is so unlikely that the definition itself may break by it.
//!
//! Each function sets the fields of the column by itself: a call in const evaluation takes the compiler longer than all of them.

use super::column::{IsTenant, KeyIs, of_another_length, of_another_type};
use crate::definition::NULLABLE;
use crate::{ColumnDef, ColumnType, SqlType};

/// The column of a field whose type is called like one of Rust's own: `String`, `i32`, `bool`. It must not be an alias of a type that a rule is about.
#[doc(hidden)]
#[track_caller]
#[inline]
pub const fn standard_column<T: ColumnType>(name: &'static str, doc: &'static str) -> ColumnDef {
    let mut column = T::COLUMN;
    column.name = name;
    column.field = name;
    column.doc = doc;
    if column.nullable | !column.__non_exhaustive.is_as_named {
        of_another_type(&column, 0);
    }
    column
}

/// The same for an `Option` of such a type.
#[doc(hidden)]
#[track_caller]
#[inline]
pub const fn standard_option_column<T: ColumnType>(name: &'static str, doc: &'static str) -> ColumnDef {
    let mut column = T::COLUMN;
    column.name = name;
    column.field = name;
    column.doc = doc;
    if !column.__non_exhaustive.is_as_named {
        of_another_type(&column, NULLABLE);
    }
    column
}

/// The typed id of `T`.
#[doc(hidden)]
#[inline]
pub const fn own_id<T, K: ColumnType + KeyIs<T>>(name: &'static str, doc: &'static str) -> ColumnDef {
    let mut column = K::COLUMN;
    column.name = name;
    column.field = name;
    column.doc = doc;
    column
}

/// The tenant column of a table of `Root`.
#[doc(hidden)]
#[inline]
pub const fn tenant_column<Root, T: ColumnType + IsTenant<Root>>(name: &'static str, doc: &'static str) -> ColumnDef {
    let mut column = T::COLUMN;
    column.name = name;
    column.field = name;
    column.doc = doc;
    column
}

impl ColumnDef {
    /// `#[column(varchar(n))]`, `#[column(char(n))]` of a type that is called `String`, which a text has.
    #[doc(hidden)]
    #[track_caller]
    #[inline]
    pub const fn of_length(mut self, sql_type: SqlType) -> Self {
        self.sql_type = sql_type;
        if !matches!(self.rust_type, SqlType::Text) {
            of_another_length(&self);
        }
        self
    }
}
