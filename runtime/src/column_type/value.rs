//! `Clone` and `Debug` of the values of columns. They are a constant of the column type and not bounds of the table, so that a missing derive is one error
//! at the type, and not one for each of its columns.

use std::fmt::{self, Debug};

use super::ColumnType;

/// A type that can be cloned and shown.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` lacks `Debug` or `Clone`, which a column type needs",
    label = "the derives of this type are not complete",
    note = "write `#[derive(Debug, Clone, ColumnType)]` above a struct, `#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]` above an enum",
    note = "docs: peristyle::rules::C03"
)]
pub trait ColumnValue: Clone + Debug {}

#[diagnostic::do_not_recommend]
impl<T: Clone + Debug> ColumnValue for T {}

/// How a value is cloned and shown.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct ValueOf<T> {
    pub(super) cloned: fn(&T) -> T,
    pub(super) shown: fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
}

/// The constant of a type that implements both.
#[doc(hidden)]
#[must_use]
pub const fn value_of<T: ColumnValue>() -> ValueOf<T> {
    ValueOf { cloned: T::clone, shown: T::fmt }
}

/// Clones a value of a column.
pub(crate) fn cloned<T: ColumnType>(value: &T) -> T {
    (T::VALUE.cloned)(value)
}

/// Clones a value of a column, if there is one.
pub(crate) fn cloned_set<T: ColumnType>(value: &Option<T>) -> Option<T> {
    value.as_ref().map(cloned)
}

/// A value of a column, shown by its `Debug`.
pub(crate) struct Shown<'value, T>(pub(crate) &'value T);

impl<T: ColumnType> Debug for Shown<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (T::VALUE.shown)(self.0, f)
    }
}

/// A value of a column if there is one, in the same way.
pub(crate) struct ShownSet<'value, T>(pub(crate) &'value Option<T>);

impl<T: ColumnType> Debug for ShownSet<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map(Shown).fmt(f)
    }
}
