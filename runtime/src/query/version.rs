//! Optimistic locking: an update of the version that was read.

use sea_query::Value;

use crate::definition::UPDATED_AT;
use crate::query::tree::value_parts::SqlText;
use crate::query::value_checks::comparable;
use crate::query::{Changes, Column, FromRow, Row};
use crate::{ColumnDef, ColumnType, DecodeError, Error, IntoColumn, Table};

/// The type of a version column, below newtypes: an integer, or the type of `updated_at`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a version",
    label = "expected an integer column, or `updated_at`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Version {
    /// Whether the version is a time, and not a number that each update increments.
    #[doc(hidden)]
    const IS_TIME: bool;
}

macro_rules! versions {
    ($($version:ty: $is_time:literal;)*) => {
        $(#[diagnostic::do_not_recommend]
        impl Version for $version {
            const IS_TIME: bool = $is_time;
        })*
    };
}

versions! {
    i16: false;
    i32: false;
    i64: false;
    chrono::DateTime<chrono::Utc>: true;
}

#[cfg(feature = "time")]
versions! {
    time::OffsetDateTime: true;
    time::UtcDateTime: true;
}

#[cfg(feature = "jiff")]
versions!(jiff::Timestamp: true;);

/// The version that the stored row must have.
#[derive(Debug)]
pub(super) struct Expected {
    /// Its number in the definition.
    pub(super) place: usize,
    pub(super) value: Result<Value, Error>,
}

impl Expected {
    /// Adds the next version to the changes. A time must be `updated_at`, which every update sets.
    pub(super) fn of<T, V>(changes: Changes, column: Column<T, V>, seen: impl IntoColumn<V>) -> (Changes, Self)
    where
        T: Table,
        V: ColumnType<Base = V, Bare: Version>,
    {
        let (place, def) = (column.number(), column.def());
        let value = seen.into_column().into_value().map_err(|error| Error::unencoded(Some(def.name), error));
        let value = value.and_then(|value| comparable(T::def(), def, value));
        let expected = Self { place, value };
        if !<V::Bare as Version>::IS_TIME {
            return (changes.increment(column), expected);
        }
        if def.is_timestamp() && def.field == UPDATED_AT {
            return (changes, expected);
        }
        (changes, Self { value: Err(Error::Unchangeable { column: def.name }), ..expected })
    }
}

/// Writes the condition of a version, whose value has this number.
pub(super) fn write_condition(text: &mut SqlText, column: &ColumnDef, number: usize) {
    text.sql.push_str(" AND ");
    text.name(column.name);
    text.sql.push_str(" = ");
    text.assigned(number, column);
}

/// A row of an update with a version; without a row if the stored row has another version.
pub(super) struct IfCurrent<R>(pub(super) Option<R>);

impl<R: FromRow> FromRow for IfCurrent<R> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        match row.next::<Option<bool>>()? {
            Some(_) => R::from_row(row).map(|row| Self(Some(row))),
            None => Ok(Self(None)),
        }
    }

    fn is_refusal(&self) -> bool {
        self.0.is_none()
    }
}

/// No columns.
pub(super) struct Nothing;

impl FromRow for Nothing {
    fn from_row(_: &mut Row<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}
