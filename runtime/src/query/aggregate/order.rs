//! The order of groups.

use std::fmt;
use std::marker::PhantomData;

use sea_query::NullOrdering;

use super::HasRows;
use crate::Error;
use crate::query::Order;
use crate::query::from::{HasTable, NoAlias};
use crate::query::marker::Marker;
use crate::query::tree::call::Call;
use crate::query::tree::group_key::Key;
use crate::query::tree::grouping::{Grouping, SortBy};
use crate::query::tree::sort::SortDirection;

/// An order of groups of rows of `T`: `Task::MINUTES.sum().desc()`. As in PostgreSQL, NULL is last in ascending order
/// and first in descending order.
#[must_use = "an order does nothing until it is passed to `.order_by(...)`"]
pub struct GroupOrder<T, N = NoAlias> {
    by: Result<OrderBy, Error>,
    direction: SortDirection,
    types: Marker<(T, N)>,
}

#[derive(Debug)]
enum OrderBy {
    Key(Key),
    Call(Box<Call>),
}

impl<T, N> GroupOrder<T, N> {
    pub(super) fn by_key(key: Result<Key, Error>, descending: bool) -> Self {
        Self { by: key.map(OrderBy::Key), direction: SortDirection::new(descending), types: PhantomData }
    }

    pub(super) fn by_call(call: Result<Call, Error>, descending: bool) -> Self {
        Self {
            by: call.map(Box::new).map(OrderBy::Call),
            direction: SortDirection::new(descending),
            types: PhantomData,
        }
    }

    /// `NULLS FIRST`: groups with NULL come first.
    pub fn nulls_first(mut self) -> Self {
        self.direction.nulls = Some(NullOrdering::First);
        self
    }

    /// `NULLS LAST`: groups with NULL come last.
    pub fn nulls_last(mut self) -> Self {
        self.direction.nulls = Some(NullOrdering::Last);
        self
    }
}

impl<T, N> fmt::Debug for GroupOrder<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GroupOrder").field(&self.by).field(&self.direction).finish()
    }
}

/// An order of groups of the select `S`: an [`Order`] by a column of the groups, a [`GroupOrder`] by an aggregate, or a
/// tuple of at most eight.
///
/// The compiler infers the position `P` of the table.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not an order for groups of `{S}`",
    label = "expected an aggregate or a column of the groups with `.asc()` or `.desc()`, or a tuple of these",
    note = "docs: peristyle::rules::P03"
)]
pub trait GroupOrderOn<S, P> {
    /// Adds the order.
    #[doc(hidden)]
    fn list(self, grouping: &mut Grouping) -> Result<(), Error>;
}

impl<S, P, T, N> GroupOrderOn<S, P> for Order<T, N>
where
    S: HasTable<T, N, P>,
{
    fn list(self, grouping: &mut Grouping) -> Result<(), Error> {
        let sort = self.sort(S::PLACE)?;
        if sort.expression.is_some() {
            return Err(Error::UngroupedOrder { column: sort.column.0.name });
        }
        let by = grouping.key(&Key::itself(sort.source, sort.column))?;
        grouping.sort(by, sort.direction);
        Ok(())
    }
}

impl<S, P, T, N> GroupOrderOn<S, P> for GroupOrder<T, N>
where
    S: HasRows<T, N, P>,
{
    fn list(self, grouping: &mut Grouping) -> Result<(), Error> {
        let by = match self.by? {
            OrderBy::Key(key) => grouping.key(&key.at(S::PLACE))?,
            OrderBy::Call(mut call) => {
                call.enter(S::PLACE);
                SortBy::Call(S::PLACE, call)
            }
        };
        grouping.sort(by, self.direction);
        Ok(())
    }
}

macro_rules! tuples {
    ($(($($order:ident $place:ident),*))*) => {
        $(#[diagnostic::do_not_recommend]
        impl<S, $($order, $place),*> GroupOrderOn<S, ($($place,)*)> for ($($order,)*)
        where
            $($order: GroupOrderOn<S, $place>),*
        {
            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn list(self, grouping: &mut Grouping) -> Result<(), Error> {
                let ($($order,)*) = self;
                $($order.list(grouping)?;)*
                Ok(())
            }
        })*
    };
}

crate::query::tuples::up_to_eight!(tuples);
