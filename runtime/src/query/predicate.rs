use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use sea_query::Expr;
use uuid::Uuid;

use crate::query::aliases::Aliases;
use crate::query::expr::{BoolExpr, Join, Test, parenthesised};
use crate::query::from::{HasTable, Marker, NoAlias, Position};
use crate::{Error, Table};

/// A condition on the rows of `T`: `Product::PRICE.gt(price)`. Put together with [`and`](Self::and), [`or`](Self::or) and `!`, also in a loop: any
/// number of conditions takes no more of the stack than one. A list of values is better passed as one, with [`is_in`](super::Column::is_in).
///
/// `N` is the name under which `T` was joined, if it was given one. Conditions on several tables are put together by [`all`](super::all) and
/// [`any`](super::any).
#[must_use = "a condition does nothing until it is given to `.filter(...)`"]
pub struct Predicate<T, N = NoAlias> {
    term: Result<BoolExpr, Error>,
    types: Marker<(T, N)>,
}

impl<T, N> Predicate<T, N> {
    pub(super) fn new(term: Result<BoolExpr, Error>) -> Self {
        Self { term, types: PhantomData }
    }

    pub(super) fn test(test: Result<Test, Error>) -> Self {
        Self::new(test.map(BoolExpr::from))
    }

    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        self.joined(Join::And, other)
    }

    /// At least one holds.
    pub fn or(self, other: Self) -> Self {
        self.joined(Join::Or, other)
    }

    fn joined(self, join: Join, other: Self) -> Self {
        Self::new(self.term.and_then(|term| Ok(term.joined(join, other.term?))))
    }
}

/// Both hold.
impl<T, N> BitAnd for Predicate<T, N> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

/// At least one holds.
impl<T, N> BitOr for Predicate<T, N> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// It does not hold. Of a condition on a column that is NULL neither it nor its opposite holds.
impl<T, N> Not for Predicate<T, N> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(self.term.map(BoolExpr::negated))
    }
}

impl<T, N> fmt::Debug for Predicate<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Predicate").field(&self.term).finish()
    }
}

/// A condition that may filter the select `S`: a [`Predicate`] over columns of the tables that it reads.
///
/// `P` is where they stand, which the compiler finds.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is no condition on the rows of `{S}`",
    label = "a condition on columns of `{S}` is wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait FilterOn<S, P = Position<0>> {
    /// The condition.
    #[doc(hidden)]
    fn term(self) -> Result<FilterExpr, Error>;
}

/// A condition whose tables are known by their place.
#[doc(hidden)]
#[derive(Debug)]
pub struct FilterExpr(pub(crate) BoolExpr);

impl<S, P, T, N> FilterOn<S, P> for Predicate<T, N>
where
    S: HasTable<T, N, P>,
{
    fn term(self) -> Result<FilterExpr, Error> {
        let term = self.term?;
        Ok(FilterExpr(if S::PLACE == 0 { term } else { term.on(S::PLACE) }))
    }
}

/// The condition in parentheses, whatever it is made of, for a statement in which `T` stands alone and under its own name. Selects in it are of
/// that tenant; where `T` is global, the statement belongs to theirs.
pub(super) fn condition<T: Table>(
    filter: impl FilterOn<T>,
    tenant: Option<Uuid>,
) -> Result<(Expr, Option<Uuid>), Error> {
    let FilterExpr(term) = filter.term()?;
    let tenant = term.agree_on(tenant)?;
    Ok((parenthesised(term.expression(&Aliases::alone(T::def()))), tenant))
}
