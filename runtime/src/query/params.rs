//! Values on their way into and out of a statement.

use sea_query::Value;

use crate::column_type::precision;
use crate::{ColumnDef, ColumnType, EncodeError, Error, TableDef, validation};

/// The values of a statement in the order of its placeholders. The first that cannot be encoded is kept as the statement's error.
#[derive(Debug)]
pub struct Values {
    values: Vec<Value>,
    /// Of each column that has both NULL and a default, whether its default is wanted. They follow the values.
    defaulted: Vec<Value>,
    failed: Option<Unencoded>,
}

/// Which value of a statement has no form in PostgreSQL, by its place, and why.
#[derive(Debug)]
pub(crate) struct Unencoded {
    pub(crate) place: usize,
    pub(crate) error: EncodeError,
}

impl Values {
    /// No value yet.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self { values: Vec::new(), defaulted: Vec::new(), failed: None }
    }

    /// No value yet, with room for some.
    #[doc(hidden)]
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self { values: Vec::with_capacity(count), defaulted: Vec::new(), failed: None }
    }

    /// One more value.
    #[doc(hidden)]
    #[must_use]
    pub fn and<T: ColumnType>(mut self, value: T) -> Self {
        let value = value.into_value().unwrap_or_else(|error| {
            self.failed.get_or_insert(Unencoded { place: self.values.len(), error });
            T::null()
        });
        self.values.push(value);
        self
    }

    /// The value of a column that the statement fills in when nothing was set: NULL stands for its default.
    #[doc(hidden)]
    #[must_use]
    pub fn or_default<T: ColumnType<Base = T>>(self, value: Option<T>) -> Self
    where
        Option<T>: ColumnType,
    {
        self.and(value)
    }

    /// The same of a column that may be NULL, where NULL is a value like another.
    #[doc(hidden)]
    #[must_use]
    pub fn null_or_default<T: ColumnType>(mut self, value: Option<T>) -> Self {
        self.defaulted.push(value.is_none().into());
        match value {
            Some(value) => self.and(value),
            None => {
                self.values.push(T::null());
                self
            }
        }
    }

    /// The values, each of which its column takes: what the server would refuse without saying which is refused here,
    /// as is a number that it would round; moments are cut.
    pub(crate) fn storable(
        mut self,
        table: &'static TableDef,
        mut columns: impl Iterator<Item = &'static ColumnDef> + Clone,
    ) -> Result<Vec<Value>, Error> {
        self.values.iter_mut().zip(columns.clone()).for_each(|(value, column)| precision::cut(column, value));
        let refused = validation::refused(table, columns.clone().zip(&self.values));
        match self.failed {
            Some(failed) => Err(Error::unencoded(columns.nth(failed.place).map(|column| column.name), failed.error)),
            None => refused.map_or_else(|| Ok(self.into_row()), |violation| Err(Error::Violation(violation))),
        }
    }

    fn into_row(mut self) -> Vec<Value> {
        self.values.append(&mut self.defaulted);
        self.values
    }

    /// The values, or which of them there is none of.
    pub(crate) fn into_inner(self) -> Result<Vec<Value>, Unencoded> {
        self.failed.map_or(Ok(self.values), Err)
    }

    /// The values, NULL in place of the one that could not be encoded, and that one.
    pub(crate) fn into_parts(self) -> (Vec<Value>, Option<Unencoded>) {
        (self.values, self.failed)
    }
}

/// The columns that an update changes, by their place in the definition, and their new values.
#[derive(Debug)]
pub struct Changes {
    columns: Vec<usize>,
    values: Values,
}

impl Changes {
    /// No change yet.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self { columns: Vec::new(), values: Values::new() }
    }

    /// One column more, if it was set.
    #[doc(hidden)]
    #[must_use]
    pub fn set<T: ColumnType>(mut self, column: usize, value: Option<T>) -> Self {
        if let Some(value) = value {
            self.columns.push(column);
            self.values = self.values.and(value);
        }
        self
    }

    /// The columns, and their values in the same order.
    pub(crate) fn into_inner(self) -> (Vec<usize>, Values) {
        (self.columns, self.values)
    }
}
