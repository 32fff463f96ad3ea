//! The fields of an insert and of an update, one after the other: for a statement, or to show them.

use std::fmt::{self, Debug};

use super::batch::Batch;
use super::{Changes, Values};
use crate::ColumnType;
use crate::column_type::{Shown, ShownSet};

/// Shows a field.
type ShowField<'to> = &'to mut dyn FnMut(&dyn Debug);

/// Shows a field, with the position of its column.
type ShowColumn<'to> = &'to mut dyn FnMut(usize, &dyn Debug);

/// Takes the fields of an insert in the order of the definition. A generated function hands them over, and it does not depend on what is done with them:
/// a derived `Debug` would cost the compiler as much as the rest of the type.
pub struct InsertFields<'to>(InsertsTo<'to>);

/// What is done with the fields of an insert.
enum InsertsTo<'to> {
    /// They become the values of a statement.
    Values(Values),
    /// They are a row of a batch.
    Batch(&'to mut Batch),
    Shown(ShowField<'to>),
}

impl<'to> InsertFields<'to> {
    /// Adds the fields to these values.
    pub(crate) const fn of(values: Values) -> Self {
        Self(InsertsTo::Values(values))
    }

    /// Adds the fields to a batch.
    pub(super) const fn of_batch(batch: &'to mut Batch) -> Self {
        Self(InsertsTo::Batch(batch))
    }

    /// Shows each field to a function.
    pub(crate) fn shown(to: ShowField<'to>) -> Self {
        Self(InsertsTo::Shown(to))
    }

    /// Returns the values.
    pub(crate) fn into_values(self) -> Values {
        match self.0 {
            InsertsTo::Values(values) => values,
            InsertsTo::Batch(_) | InsertsTo::Shown(_) => Values::new(),
        }
    }

    /// Adds a field.
    #[doc(hidden)]
    pub fn add<T: ColumnType>(&mut self, value: T) {
        match &mut self.0 {
            InsertsTo::Batch(batch) => batch.push(value.into_value()),
            InsertsTo::Values(values) => values.push(value.into_value()),
            InsertsTo::Shown(shown) => shown(&Shown(&value)),
        }
    }

    /// Adds a field, as the tables of unit tests do.
    #[cfg(test)]
    pub(crate) fn and<T: ColumnType>(mut self, value: T) -> Self {
        self.add(value);
        self
    }

    /// Adds the field of a nullable column with a default, where NULL is a value.
    #[doc(hidden)]
    #[must_use]
    pub fn null_or_default<T: ColumnType>(mut self, value: Option<T>) -> Self {
        match &mut self.0 {
            InsertsTo::Values(values) => values.push_or_default(value),
            InsertsTo::Batch(batch) => {
                batch.push_flag(value.is_none().into());
                batch.push(value.map_or_else(|| Ok(T::null()), T::into_value));
            }
            InsertsTo::Shown(shown) => shown(&ShownSet(&value)),
        }
        self
    }
}

impl Debug for InsertFields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            InsertsTo::Values(values) => values.fmt(f),
            InsertsTo::Batch(batch) => batch.fmt(f),
            InsertsTo::Shown(_) => f.write_str("InsertFields"),
        }
    }
}

/// Takes the fields of an update, in the same way.
pub struct UpdateFields<'to> {
    changes: Changes,
    shown: Option<ShowColumn<'to>>,
}

impl<'to> UpdateFields<'to> {
    /// Adds the fields that are set to an empty update.
    pub(crate) const fn new() -> Self {
        Self { changes: Changes::new(), shown: None }
    }

    /// Shows each field to a function, with the position of its column.
    pub(crate) fn shown(to: ShowColumn<'to>) -> Self {
        Self { changes: Changes::new(), shown: Some(to) }
    }

    /// Returns the changes.
    pub(crate) fn into_changes(self) -> Changes {
        self.changes
    }

    /// Adds the field of this column.
    #[doc(hidden)]
    #[must_use]
    pub fn set<T: ColumnType>(mut self, column: usize, value: Option<T>) -> Self {
        match &mut self.shown {
            Some(shown) => shown(column, &ShownSet(&value)),
            None => self.changes = self.changes.set(column, value),
        }
        self
    }
}

impl Debug for UpdateFields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.fmt(f)
    }
}
