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
        self.push(value);
        self
    }

    /// Adds a value that is encoded.
    #[inline]
    pub(crate) fn push(&mut self, value: Result<Value, EncodeError>) {
        match value {
            Ok(value) => self.values.push(value),
            Err(error) => self.fail(error),
        }
    }

    #[cold]
    fn fail(&mut self, error: EncodeError) {
        let place = self.values.len();
        self.rest.get_or_insert_default().failed.get_or_insert(Unencoded { place, error });
        self.values.push(Value::String(None));
    }

    /// Inserts a value at a position, or replaces the one that is there.
    fn put(&mut self, place: usize, replaces: bool, value: Result<Value, EncodeError>) {
        let failed = self.rest.as_mut().and_then(|rest| rest.failed.as_mut());
        if let Some(failed) = failed.filter(|failed| !replaces && failed.place >= place) {
            failed.place += 1;
        }
        let value = value.unwrap_or_else(|error| {
            self.rest.get_or_insert_default().failed.get_or_insert(Unencoded { place, error });
            Value::String(None)
        });
        match self.values.get_mut(place).filter(|_| replaces) {
            Some(there) => *there = value,
            None => self.values.insert(place, value),
        }
    }

    /// Adds the value of a nullable column with a default, where NULL is a value.
    pub(crate) fn push_or_default<T: ColumnType>(&mut self, value: Option<T>) {
        self.rest.get_or_insert_default().defaulted.push(value.is_none().into());
        self.push(value.map_or_else(|| Ok(T::null()), T::into_value));
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

/// The columns that an update sets, and their values or expressions.
#[derive(Debug)]
pub struct Changes {
    columns: Places,
    /// In the order of the columns.
    values: Values,
    /// The column that is incremented. It replaces a value.
    incremented: Option<usize>,
    /// They replace values of the same column.
    computed: Vec<(usize, Result<Parts, Error>)>,
}

/// Columns by their position in the definition, in its order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// A bit for each of the first 128 columns.
    first: u128,
    /// The others.
    others: Vec<usize>,
}

/// What the columns are set to.
pub(crate) struct Assignments {
    /// The columns that are set to values.
    pub(crate) columns: Places,
    /// In the order of the columns.
    pub(crate) values: Vec<Value>,
    pub(crate) incremented: Option<usize>,
    pub(crate) computed: Vec<(&'static ColumnDef, Parts)>,
}

impl Places {
    /// The bit of one of the first columns.
    fn bit(place: usize) -> Option<u128> {
        1_u128.checked_shl(u32::try_from(place).ok()?)
    }

    /// Returns the number of columns before this one, and whether it is among them.
    fn rank(&self, place: usize) -> (usize, bool) {
        match Self::bit(place) {
            Some(bit) => ((self.first & (bit - 1)).count_ones() as usize, self.first & bit != 0),
            None => {
                let found = self.others.binary_search(&place);
                (self.first.count_ones() as usize + found.unwrap_or_else(|at| at), found.is_ok())
            }
        }
    }

    pub(crate) fn insert(&mut self, place: usize) {
        match Self::bit(place) {
            Some(bit) => self.first |= bit,
            None => drop(self.others.binary_search(&place).map_err(|at| self.others.insert(at, place))),
        }
    }

    pub(crate) fn remove(&mut self, place: usize) {
        match Self::bit(place) {
            Some(bit) => self.first &= !bit,
            None => self.others.retain(|other| *other != place),
        }
    }

    pub(crate) fn contains(&self, place: usize) -> bool {
        self.rank(place).1
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.first == 0 && self.others.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + Clone {
        let mut first = self.first;
        let of_first = std::iter::from_fn(move || {
            let place = first.trailing_zeros() as usize;
            (first != 0).then(|| first &= first - 1).map(|()| place)
        });
        of_first.chain(self.others.iter().copied())
    }

    /// The definitions of the columns.
    pub(crate) fn of(&self, table: &'static TableDef) -> impl Iterator<Item = &'static ColumnDef> + Clone {
        self.iter().filter_map(|place| table.columns.get(place))
    }

    /// A bit for each column; nothing if there are columns after the first 128.
    pub(crate) fn bits(&self) -> Option<u128> {
        self.others.is_empty().then_some(self.first)
    }
}

impl Changes {
    /// Creates an empty update.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            columns: Places { first: 0, others: Vec::new() },
            values: Values::new(),
            incremented: None,
            computed: Vec::new(),
        }
    }

    /// Adds a column if it was set.
    #[doc(hidden)]
    #[must_use]
    pub fn set<T: ColumnType>(mut self, column: usize, value: Option<T>) -> Self {
        if let Some(value) = value {
            self.put(column, value.into_value());
        }
        self
    }

    fn put(&mut self, column: usize, value: Result<Value, EncodeError>) {
        if self.values.values.is_empty() {
            // Mostly with room for the key, which the statement adds.
            self.values.values.reserve(8);
        }
        let (place, replaces) = self.columns.rank(column);
        self.columns.insert(column);
        self.values.put(place, replaces, value);
    }

    /// Returns the columns, and their values in the same order.
    pub(crate) fn into_inner(self) -> (Places, Values) {
        (self.columns, self.values)
    }

    /// Adds the expression of a column.
    pub(crate) fn compute(mut self, place: usize, parts: Result<Parts, Error>) -> Self {
        self.computed.push((place, parts));
        self
    }

    /// Increments a column.
    pub(super) fn incrementing(mut self, place: usize) -> Self {
        self.incremented = Some(place);
        self
    }

    /// Removes a column, because it is set again. If a value could not be encoded, the statement fails anyway.
    pub(super) fn without(mut self, place: usize) -> Self {
        self.incremented = self.incremented.filter(|other| *other != place);
        self.computed.retain(|(other, _)| *other != place);
        if let (at, true) = self.columns.rank(place)
            && !self.values.has_failed()
        {
            self.columns.remove(place);
            self.values.values.remove(at);
        }
        self
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.incremented.is_none() && self.computed.is_empty()
    }

    /// Returns what the columns are set to, after checking the values against them.
    pub(crate) fn assignments(self, table: &'static TableDef) -> Result<Assignments, Error> {
        let Self { columns, values, incremented, computed } = self;
        let values = values.storable(table, columns.of(table))?;
        let computed = computed.into_iter().filter_map(|(place, parts)| Some((table.columns.get(place)?, parts)));
        let computed = computed.map(|(column, parts)| Ok((column, parts?))).collect::<Result<_, Error>>()?;
        Ok(Assignments { columns, values, incremented, computed })
    }
}

impl Assignments {
    /// The column that is incremented, and its expression.
    pub(crate) fn increment(
        table: &'static TableDef,
        incremented: Option<usize>,
    ) -> Result<Option<(&'static ColumnDef, Parts)>, Error> {
        let Some(column) = incremented.and_then(|place| table.columns.get(place)) else { return Ok(None) };
        Ok(Some((column, Parts::incremented(column).assigned(table, column)?)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_an_order_however_many_there_are() {
        let order = [700, 3, 127, 128, 0, 129, 3, 700];
        let mut places = Places::default();
        let mut changes = Changes::new();
        for (number, place) in (0_i64..).zip(order) {
            places.insert(place);
            changes = changes.set(place, Some(number));
        }
        assert_eq!(places.iter().collect::<Vec<_>>(), [0, 3, 127, 128, 129, 700]);
        assert_eq!((places.rank(127), places.rank(200), places.rank(700)), ((2, true), (5, false), (5, true)));
        assert_eq!(places.bits(), None);
        let changes = changes.without(127).without(129).without(5);
        let (columns, values) = changes.into_inner();
        assert_eq!(columns.iter().collect::<Vec<_>>(), [0, 3, 128, 700]);
        assert_eq!(values.into_parts().0, [4_i64, 6, 3, 7].map(Value::from));
        places.remove(700);
        places.remove(128);
        places.remove(129);
        assert_eq!(places.bits(), Some(1 << 127 | 0b1001));
    }

    /// The place of a value that cannot be encoded changes when another is put before it.
    #[test]
    fn the_column_of_a_value_that_cannot_be_encoded_is_named() {
        use crate::Table;
        use crate::fixtures::{Encodable, Product};
        let changes = Changes::new().set(6, Some(Encodable(false))).set(2, Some("L-1".to_owned()));
        let error = changes.assignments(Product::def()).err();
        assert!(matches!(&error, Some(Error::Encode { column: "settings", .. })), "{error:?}");
    }
}
