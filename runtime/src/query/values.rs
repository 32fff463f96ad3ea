//! Values on their way into and out of a statement.

use sea_query::Value;

use crate::{ColumnType, DecodeError, EncodeError};

/// The values of a statement in the order of its placeholders. The first value that cannot be encoded is kept as the statement's error.
#[derive(Debug)]
pub struct Values(Result<Vec<Value>, EncodeError>);

impl Values {
    /// No value yet.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self(Ok(Vec::new()))
    }

    /// No value yet, with room for some.
    #[doc(hidden)]
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self(Ok(Vec::with_capacity(count)))
    }

    /// One more value.
    #[doc(hidden)]
    #[must_use]
    pub fn and<T: ColumnType>(mut self, value: T) -> Self {
        if let Ok(values) = &mut self.0 {
            match value.into_value() {
                Ok(value) => values.push(value),
                Err(error) => self.0 = Err(error),
            }
        }
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

    /// The values, or why there are none.
    pub(crate) fn into_inner(self) -> Result<Vec<Value>, EncodeError> {
        self.0
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

/// A row that is read column by column, in the order of the statement.
pub trait RowReader {
    /// The value of the next column.
    ///
    /// # Errors
    ///
    /// The row has no further column, or its value is not a `T`.
    fn next<T: ColumnType>(&mut self) -> Result<T, DecodeError>;
}
