//! The values of the rows of a batch, one array for each column.

use std::mem;

use sea_query::{ArrayType, Value};

use crate::query::value_checks::{check, is_stored, most_bytes};
use crate::query::{array_literal, inserted};
use crate::{ColumnDef, EncodeError, Error, SqlType, TableDef};

/// The values of the rows, column by column. A row hands each value over to its array, so that none is moved twice.
#[derive(Debug)]
pub(super) struct Batch {
    table: &'static TableDef,
    arrays: Vec<Array>,
    /// For each column that has both NULL and a default: whether the default is requested.
    flags: Vec<Vec<Value>>,
    rows: usize,
    row: Row,
}

/// The row that is handed over.
#[derive(Debug, Default)]
struct Row {
    /// The positions of its next value and of its next flag.
    value: usize,
    flag: usize,
    /// The first value that cannot be encoded.
    unencoded: Option<Error>,
    /// The first value that its column does not accept.
    refused: Option<Error>,
}

/// The values of one column.
#[derive(Debug)]
struct Array {
    column: &'static ColumnDef,
    /// The [`most_bytes`] of the column.
    most: usize,
    values: Vec<Value>,
}

impl Array {
    fn of(column: &'static ColumnDef, rows: usize) -> Self {
        Self { column, most: most_bytes(column), values: Vec::with_capacity(rows) }
    }

    /// Checks a value that is not certainly stored as it is, and returns it in the form of the array.
    fn checked(&self, table: &'static TableDef, mut value: Value) -> Result<Value, Error> {
        check(table, self.column, &mut value)?;
        match self.column.carrier {
            SqlType::Array(_) => {
                array_literal::render(value).map_err(|error| Error::unencoded(Some(self.column.name), error))
            }
            _ => Ok(value),
        }
    }
}

impl Batch {
    /// Creates an empty batch. An iterator may promise any number of rows, so the capacity has a limit.
    pub(super) fn of(table: &'static TableDef, rows: usize) -> Self {
        let arrays = inserted(table).map(|column| Array::of(column, rows.min(1 << 16))).collect();
        Self { table, arrays, flags: Vec::new(), rows: 0, row: Row::default() }
    }

    /// Adds the next value of the row. Where it is inlined, the kind of the value is known, and little is left of the check.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the compiler counts what is not left of it")]
    pub(super) fn push(&mut self, value: Result<Value, EncodeError>) {
        let place = self.row.value;
        self.row.value += 1;
        let Some(array) = self.arrays.get_mut(place) else { return };
        match value {
            Ok(value) if is_stored(&value, array.most) => array.values.push(value),
            Ok(value) => self.push_checked(place, value),
            Err(error) => self.fail(place, error),
        }
    }

    #[cold]
    fn push_checked(&mut self, place: usize, value: Value) {
        let Some(array) = self.arrays.get_mut(place) else { return };
        match array.checked(self.table, value) {
            Ok(value) => array.values.push(value),
            Err(error) => drop(self.row.refused.get_or_insert(error)),
        }
    }

    #[cold]
    fn fail(&mut self, place: usize, error: EncodeError) {
        let column = self.arrays.get(place).map(|array| array.column.name);
        self.row.unencoded.get_or_insert_with(|| Error::unencoded(column, error));
    }

    /// Adds whether the row requests the default of its next column that has both NULL and a default.
    pub(super) fn push_flag(&mut self, flag: Value) {
        let place = self.row.flag;
        self.row.flag += 1;
        if place == self.flags.len() {
            self.flags.push(Vec::new());
        }
        if let Some(flags) = self.flags.get_mut(place) {
            flags.push(flag);
        }
    }

    /// Ends a row whose values were all added. A row of a root has the id of the tenant at this position.
    pub(super) fn end_row(&mut self, root: Option<(usize, &Value)>) -> Result<(), Error> {
        let Row { unencoded, refused, .. } = mem::take(&mut self.row);
        if let Some(error) = unencoded {
            return Err(error);
        }
        let last = |place: usize| self.arrays.get(place).and_then(|array| array.values.get(self.rows));
        if root.is_some_and(|(place, tenant)| last(place) != Some(tenant)) {
            return Err(Error::OtherRoot);
        }
        self.rows += 1;
        refused.map_or(Ok(()), Err)
    }

    /// The number of rows.
    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// Whether the database sets all columns.
    pub(super) const fn is_without_columns(&self) -> bool {
        self.arrays.is_empty()
    }

    /// Returns one array for each column, then those of the flags.
    pub(super) fn into_arrays(self) -> impl Iterator<Item = Value> {
        self.arrays.into_iter().map(|array| array.values).chain(self.flags).map(array)
    }
}

/// The type of an empty array does not matter: it is not sent.
fn array(elements: Vec<Value>) -> Value {
    let element_type = elements.first().map_or(ArrayType::String, Value::array_type);
    Value::Array(element_type, Some(Box::new(elements)))
}
