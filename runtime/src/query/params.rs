//! The bound values of statements.

use sea_query::Value;

use crate::query::tree::value_parts::Parts;
use crate::query::value_checks::{check, check_comparable, is_stored_as_it_is};
use crate::{ColumnDef, ColumnType, EncodeError, Error, TableDef};

/// The values of a statement in the order of its placeholders. The first value that cannot be encoded becomes the error
/// of the statement.
#[derive(Debug)]
pub struct Values {
    values: Vec<Value>,
    /// A box, because few lists have it: the list is moved for each value.
    rest: Option<Box<Rest>>,
}

#[derive(Debug, Default)]
struct Rest {
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
        Self { values: Vec::new(), rest: None }
    }

    /// Creates an empty list with capacity.
    #[must_use]
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { values: Vec::with_capacity(count), rest: None }
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
    #[inline]
    pub fn and_encoded(mut self, value: Result<Value, EncodeError>) -> Self {
        match value {
            Ok(value) => self.values.push(value),
            Err(error) => self.fail(error),
        }
        self
    }

    #[cold]
    fn fail(&mut self, error: EncodeError) {
        let place = self.values.len();
        self.rest.get_or_insert_default().failed.get_or_insert(Unencoded { place, error });
        self.values.push(Value::String(None));
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
        self.rest.get_or_insert_default().defaulted.push(value.is_none().into());
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
        columns: impl Iterator<Item = &'static ColumnDef> + Clone,
    ) -> Result<Vec<Value>, Error> {
        self.complete(|place| columns.clone().nth(place))?;
        for (value, column) in self.values.iter_mut().zip(columns) {
            if !is_stored_as_it_is(column, value) {
                check(table, column, value)?;
            }
        }
        Ok(self.values)
    }

    /// Returns the values, which are not checked yet. The caller takes them out.
    pub(crate) fn row(&mut self, columns: &[&'static ColumnDef]) -> Result<&mut Vec<Value>, Error> {
        self.complete(|place| columns.get(place).copied())?;
        Ok(&mut self.values)
    }

    /// Adds the flags behind the values, unless a value could not be encoded.
    fn complete(&mut self, column: impl FnOnce(usize) -> Option<&'static ColumnDef>) -> Result<(), Error> {
        let Some(mut rest) = self.rest.take() else { return Ok(()) };
        if let Some(failed) = rest.failed {
            return Err(Error::unencoded(column(failed.place).map(|column| column.name), failed.error));
        }
        self.values.append(&mut rest.defaulted);
        Ok(())
    }

    /// Returns the values after checking that they can be compared with their columns.
    pub(crate) fn comparable(
        mut self,
        table: &'static TableDef,
        columns: impl Iterator<Item = &'static ColumnDef> + Clone,
    ) -> Result<Vec<Value>, Error> {
        self.complete(|place| columns.clone().nth(place))?;
        for (value, column) in self.values.iter_mut().zip(columns) {
            check_comparable(table, column, value)?;
        }
        Ok(self.values)
    }

    /// Returns the values, with NULL in place of the one that cannot be encoded, and that error.
    pub(crate) fn into_parts(self) -> (Vec<Value>, Option<Unencoded>) {
        (self.values, self.rest.and_then(|rest| rest.failed))
    }

    /// Whether a value could not be encoded.
    fn has_failed(&self) -> bool {
        self.rest.as_ref().is_some_and(|rest| rest.failed.is_some())
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
            && !self.values.has_failed()
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
    pub(crate) fn assignments(
        self,
        table: &'static TableDef,
    ) -> Result<impl Iterator<Item = Result<(&'static ColumnDef, Assigned), Error>>, Error> {
        let Self { columns, values, computed } = self;
        let values = values.storable(table, columns.iter().filter_map(|place| table.columns.get(*place)))?;
        let columns = columns.into_iter().filter_map(|place| table.columns.get(place));
        let values = columns.zip(values).map(|(column, value)| Ok((column, Assigned::Value(value))));
        let computed = computed.into_iter().filter_map(|(place, parts)| match (table.columns.get(place)?, parts) {
            (column, Ok(parts)) => Some(Ok((column, Assigned::Computed(parts)))),
            (_, Err(error)) => Some(Err(error)),
        });
        Ok(values.chain(computed))
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
