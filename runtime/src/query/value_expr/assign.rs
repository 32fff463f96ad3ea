//! The assignment of values and expressions to columns.

use super::{Mark, Stored, ValueExpr};
use crate::query::params::is_changeable;
use crate::query::tree::value_parts::{Origin, Parts};
use crate::query::{Changes, Column};
use crate::{ColumnType, Error, Table};

/// A value, a column or an expression that a column of type `V` of the table `T` accepts.
///
/// An expression that may be NULL is not accepted by a column that is not nullable.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` cannot be assigned to a column of type `{V}` of `{T}`",
    label = "expected a `{V}`, or an expression of this type over columns of `{T}`",
    note = "an expression with a nullable operand is an `Option`: write `.coalesce(value)`",
    note = "a product or quotient of decimals may have too many digits: write `.rounded()`",
    note = "docs: peristyle::rules::P03"
)]
pub trait AssignTo<T, V> {
    /// [`Stored`], or [`Excluded`](super::Excluded) for an expression that is only valid in an upsert.
    type Source: Mark;

    /// Adds the assignment of the column at this position.
    #[doc(hidden)]
    fn assign(self, changes: Changes, place: usize) -> Changes;
}

/// An expression that is valid in an update and in a condition: [`Stored`].
#[diagnostic::on_unimplemented(
    message = "[P03] only an upsert has a row that `excluded()` refers to",
    label = "an update or a condition has only the columns of the stored row",
    note = "docs: peristyle::rules::P03"
)]
pub trait InUpdate: Mark {}

impl InUpdate for Stored {}

macro_rules! values {
    ($([$($generics:tt)*] $value:ty => $column:ty $(where $wrapped:ty)?, $this:ident => $converted:expr;)*) => {
        $(#[diagnostic::do_not_recommend]
        impl<T: Table, $($generics)*> AssignTo<T, $column> for $value
        $(where
            $wrapped: ColumnType)?
        {
            type Source = Stored;

            fn assign(self, changes: Changes, place: usize) -> Changes {
                let $this = self;
                changes.set::<$column>(place, Some($converted))
            }
        })*
    };
}

values! {
    [V: ColumnType] V => V, value => value;
    [V: ColumnType<Base = V>] V => Option<V> where Option<V>, value => Some(value);
    [] &str => String, value => value.to_owned();
    [] &str => Option<String>, value => Some(value.to_owned());
    [] Option<&str> => Option<String>, value => value.map(str::to_owned);
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnType> AssignTo<T, V> for Column<T, V> {
    type Source = Stored;

    fn assign(self, changes: Changes, place: usize) -> Changes {
        compute::<T>(changes, place, Ok(Parts::column(self.def(), Origin::Stored)))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnType<Base = V>> AssignTo<T, Option<V>> for Column<T, V> {
    type Source = Stored;

    fn assign(self, changes: Changes, place: usize) -> Changes {
        compute::<T>(changes, place, Ok(Parts::column(self.def(), Origin::Stored)))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnType, S: Mark> AssignTo<T, V> for ValueExpr<T, V, S> {
    type Source = S;

    fn assign(self, changes: Changes, place: usize) -> Changes {
        compute::<T>(changes, place, self.parts)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnType<Base = V>, S: Mark> AssignTo<T, Option<V>> for ValueExpr<T, V, S> {
    type Source = S;

    fn assign(self, changes: Changes, place: usize) -> Changes {
        compute::<T>(changes, place, self.parts)
    }
}

fn compute<T: Table>(changes: Changes, place: usize, parts: Result<Parts, Error>) -> Changes {
    let assigned = |column| parts?.assigned(T::def(), column);
    match T::def().columns.get(place) {
        Some(column) => changes.compute(place, assigned(column)),
        None => changes,
    }
}

impl Changes {
    /// Assigns a value or an expression to a column, in place of what it was set to before.
    pub(crate) fn assign<T: Table, V>(self, column: Column<T, V>, value: impl AssignTo<T, V>) -> Self {
        let (place, def) = (column.number(), column.def());
        match is_changeable(T::def(), def) {
            true => value.assign(self.without(place), place),
            false => self.compute(place, Err(Error::Unchangeable { column: def.name })),
        }
    }

    /// Increments a version, whatever it was set to before.
    pub(crate) fn increment<T: Table, V>(self, column: Column<T, V>) -> Self {
        let (place, def) = (column.number(), column.def());
        match is_changeable(T::def(), def) {
            true => self.without(place).incrementing(place),
            false => self.without(place).compute(place, Err(Error::Unchangeable { column: def.name })),
        }
    }
}
