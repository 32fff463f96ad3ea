//! The bound values of statements.

use sea_query::Value;

use crate::column_type::precision;
use crate::query::tree::value_parts::Parts;
use crate::query::value_checks::comparable;
use crate::validation::value;
use crate::{ColumnDef, ColumnType, EncodeError, Error, TableDef};

/// The values of a statement in the order of its placeholders. The first value that cannot be encoded becomes the error
/// of the statement.
#[derive(Debug)]
pub struct Values {
    values: Vec<Value>,
    /// For each column that has both NULL and a default: whether the default is requested. These flags follow the
    /// values.
    defaulted: Vec<Value>,
    failed: Option<Unencoded>,
}

/// A value that cannot be stored in PostgreSQL: its position and the cause.
#[derive(Debug)]
pub(crate) struct Unencoded {
    pub(crate) place: usize,
    pub(crate) error: EncodeError,
}

impl Values {
    /// Creates an empty list.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self { values: Vec::new(), defaulted: Vec::new(), failed: None }
    }

    /// Creates an empty list with capacity.
    #[doc(hidden)]
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self { values: Vec::with_capacity(count), defaulted: Vec::new(), failed: None }
    }

    /// Adds a value.
    #[doc(hidden)]
    #[must_use]
    pub fn and<T: ColumnType>(self, value: T) -> Self {
        self.and_encoded(value.into_value())
    }

    /// Adds a value that is encoded. With an error, nothing is sent.
    #[doc(hidden)]
    #[must_use]
    pub fn and_encoded(mut self, value: Result<Value, EncodeError>) -> Self {
        let place = self.values.len();
        let value = value.unwrap_or_else(|error| {
            self.failed.get_or_insert(Unencoded { place, error });
            Value::String(None)
        });
        self.values.push(value);
        self
    }

    /// Adds the value of a column with a default: NULL requests the default.
    #[doc(hidden)]
    #[must_use]
    pub fn or_default<T: ColumnType<Base = T>>(self, value: Option<T>) -> Self
    where
        Option<T>: ColumnType,
    {
        self.and(value)
    }

    /// Adds the value of a nullable column with a default, where NULL is a value.
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

    /// Returns the values after checking them against their columns. The server would refuse them without naming the
    /// column, or round a number; timestamps are truncated.
    pub(crate) fn storable(
        mut self,
        table: &'static TableDef,
        mut columns: impl Iterator<Item = &'static ColumnDef> + Clone,
    ) -> Result<Vec<Value>, Error> {
        self.values.iter_mut().zip(columns.clone()).for_each(|(value, column)| precision::cut(column, value));
        let refused = value::refused(table, columns.clone().zip(&self.values));
        match self.failed {
            Some(failed) => Err(Error::unencoded(columns.nth(failed.place).map(|column| column.name), failed.error)),
            None => refused.map_or_else(|| Ok(self.into_row()), |violation| Err(Error::Violation(violation))),
        }
    }

    /// Returns the values, which are not checked yet.
    pub(crate) fn row(self, columns: &[&'static ColumnDef]) -> Result<Vec<Value>, Error> {
        match self.failed {
            Some(failed) => Err(Error::unencoded(columns.get(failed.place).map(|column| column.name), failed.error)),
            None => Ok(self.into_row()),
        }
    }

    fn into_row(mut self) -> Vec<Value> {
        self.values.append(&mut self.defaulted);
        self.values
    }

    /// Returns the values after checking that they can be compared with their columns.
    pub(crate) fn comparable(
        self,
        table: &'static TableDef,
        mut columns: impl Iterator<Item = &'static ColumnDef> + Clone,
    ) -> Result<Vec<Value>, Error> {
        match self.failed {
            Some(failed) => Err(Error::unencoded(columns.nth(failed.place).map(|column| column.name), failed.error)),
            None => {
                self.values.into_iter().zip(columns).map(|(value, column)| comparable(table, column, value)).collect()
            }
        }
    }

    /// Returns the values, with NULL in place of the one that cannot be encoded, and that error.
    pub(crate) fn into_parts(self) -> (Vec<Value>, Option<Unencoded>) {
        (self.values, self.failed)
    }
}

/// The columns that an update sets, by their position in the definition, and their values or expressions.
#[derive(Debug)]
pub struct Changes {
    columns: Vec<usize>,
    values: Values,
    /// They replace values of the same column.
    computed: Vec<(usize, Result<Parts, Error>)>,
}

/// What a column is set to.
#[derive(Debug)]
pub(crate) enum Assigned {
    Value(Value),
    Computed(Parts),
}

impl Changes {
    /// Creates an empty update.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self { columns: Vec::new(), values: Values::new(), computed: Vec::new() }
    }

    /// Adds a column if it was set.
    #[doc(hidden)]
    #[must_use]
    pub fn set<T: ColumnType>(mut self, column: usize, value: Option<T>) -> Self {
        if let Some(value) = value {
            self.columns.push(column);
            self.values = self.values.and(value);
        }
        self
    }

    /// Returns the columns, and their values in the same order.
    pub(crate) fn into_inner(self) -> (Vec<usize>, Values) {
        (self.columns, self.values)
    }

    /// Adds the expression of a column.
    pub(crate) fn compute(mut self, place: usize, parts: Result<Parts, Error>) -> Self {
        self.computed.push((place, parts));
        self
    }

    /// Removes a column, because it is set again. If a value could not be encoded, the statement fails anyway.
    pub(super) fn without(mut self, place: usize) -> Self {
        self.computed.retain(|(other, _)| *other != place);
        if let Some(at) = self.columns.iter().position(|other| *other == place)
            && self.values.failed.is_none()
        {
            self.columns.remove(at);
            self.values.values.remove(at);
        }
        self
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.computed.is_empty()
    }

    /// Returns the columns with what they are set to, after checking the values against them.
    pub(crate) fn assignments(self, table: &'static TableDef) -> Result<Vec<(&'static ColumnDef, Assigned)>, Error> {
        let Self { columns, values, computed } = self;
        let columns = || columns.iter().filter_map(|place| table.columns.get(*place));
        let values = values.storable(table, columns())?;
        let values = columns().zip(values.into_iter().map(Assigned::Value));
        let mut all: Vec<_> = values.collect();
        for (place, parts) in computed {
            let parts = parts?;
            all.extend(table.columns.get(place).map(|column| (column, Assigned::Computed(parts))));
        }
        Ok(all)
    }
}

/// The columns that the application role may update.
pub(super) fn is_changeable(table: &TableDef, column: &ColumnDef) -> bool {
    !column.is_timestamp()
        && !column.is_set_by_database()
        && !table.partitions_by(column.name)
        && !table.numbers_by(column.name)
        && !table.key.contains(&column.name)
        && table.tenant_column() != Some(column.name)
}
