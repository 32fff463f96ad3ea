use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use sea_query::{Expr, ExprTrait};

use crate::Error;

/// A condition on the rows of `T`: `Product::PRICE.gt(price)`. Put together with [`and`](Self::and), [`or`](Self::or) and `!`.
#[must_use = "a condition does nothing until it is given to `.filter(...)`"]
pub struct Predicate<T> {
    expression: Result<Expr, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T> Predicate<T> {
    pub(super) fn new(expression: Result<Expr, Error>) -> Self {
        Self { expression, table: PhantomData }
    }

    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        self.combined(other, Expr::and)
    }

    /// At least one holds.
    pub fn or(self, other: Self) -> Self {
        self.combined(other, Expr::or)
    }

    fn combined(self, other: Self, combine: fn(Expr, Expr) -> Expr) -> Self {
        Self::new(self.expression.and_then(|one| Ok(combine(parenthesised(one), parenthesised(other.expression?)))))
    }
}

/// Both hold.
impl<T> BitAnd for Predicate<T> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

/// At least one holds.
impl<T> BitOr for Predicate<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// It does not hold. Of a condition on a column that is NULL neither it nor its opposite holds.
impl<T> Not for Predicate<T> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(self.expression.map(|expression| parenthesised(expression).not()))
    }
}

impl<T> fmt::Debug for Predicate<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Predicate").field(&self.expression).finish()
    }
}

/// A condition that may filter the rows of `T`: a [`Predicate`] over columns of `T` itself.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is no condition on the rows of `{T}`",
    label = "a condition on columns of `{T}` is wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait FilterOn<T> {
    /// The condition.
    #[doc(hidden)]
    fn predicate(self) -> Predicate<T>;
}

impl<T> FilterOn<T> for Predicate<T> {
    fn predicate(self) -> Predicate<T> {
        self
    }
}

/// The condition in parentheses, whatever it is made of.
pub(super) fn condition<T>(filter: impl FilterOn<T>) -> Result<Expr, Error> {
    filter.predicate().expression.map(parenthesised)
}

/// sea-query leaves parentheses out where it thinks them superfluous; a tuple of one always has them.
fn parenthesised(expression: Expr) -> Expr {
    match expression {
        Expr::Tuple(_) => expression,
        _ => Expr::tuple([expression]),
    }
}
