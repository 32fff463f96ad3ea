use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use sea_query::Expr;
use uuid::Uuid;

use crate::query::from::{HasTable, NoAlias, Position};
use crate::query::marker::Marker;
use crate::query::tree::aliases::Aliases;
use crate::query::tree::bool_expr::{BoolExpr, Join, Test, parenthesised};
use crate::{Error, Table};

/// A condition on rows of `T`: `Product::PRICE.gt(price)`. Combine conditions with [`and`](Self::and), [`or`](Self::or)
/// and `!`, also in a loop: the depth of the stack does not grow. Pass a list of values as one value with
/// [`is_in`](super::Column::is_in).
///
/// | condition | SQL | index |
/// |---|---|---|
/// | `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `between`, `is_in` | `=`, `<>`, `<`, `<=`, `>`, `>=`, `= ANY` | yes; under row level security not for the types of rule I09 |
/// | `is_null`, `is_not_null` | `IS NULL`, `IS NOT NULL` | yes |
/// | `starts_with` | `^@` | yes |
/// | `contains`, `ends_with`, `like` | `LIKE` | trigrams, without row level security |
/// | `contains_ignore_case`, `starts_with_ignore_case`, `ends_with_ignore_case`, `ilike` | `ILIKE` | trigrams, without row level security |
/// | `eq_ignore_case` | `lower(x) = lower($1)` | on `lower(x)`, without row level security |
/// | `has`, `contains_all`, `contained_by`, `overlaps` | `@>`, `<@`, `&&` | GIN, without row level security |
/// | `is_empty`, `len` | `cardinality(x)` | no |
/// | of a range: `contains`, `contains_range`, `contained_by`, `overlaps`, `adjacent_to` | `@>`, `@>`, `<@`, `&&`, `-\|-` | GiST, without row level security |
/// | of a range: `lower_bound`, `upper_bound`, `is_empty` | `lower(x)`, `upper(x)`, `isempty(x)` | no |
/// | `contains_json`, `has_key`, `has_any_key`, `has_all_keys` | `@>`, `?`, `?\|`, `?&` | GIN, without row level security |
/// | `key`, `index`, then `text`, `number`, `boolean` | `->`, `->>` | no |
/// | `eq_column`, ...; `eq_joined`, ... between two tables | `=`, ... | |
/// | `is_in_select` | `IN (SELECT ..)` | |
/// | [`all_rows`](super::all_rows) | `TRUE` | |
///
/// A condition on NULL is neither true nor false, and so is its negation; only `is_null` and `is_not_null` tell.
///
/// `N` is the alias under which `T` was joined. [`all`](super::all) and [`any`](super::any) combine conditions on
/// several tables.
#[must_use = "a condition does nothing until it is passed to `.filter(...)`"]
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

    pub(super) fn into_term(self) -> Result<BoolExpr, Error> {
        self.term
    }

    /// Both conditions must hold.
    pub fn and(self, other: Self) -> Self {
        self.joined(Join::And, other)
    }

    /// At least one condition must hold.
    pub fn or(self, other: Self) -> Self {
        self.joined(Join::Or, other)
    }

    fn joined(self, join: Join, other: Self) -> Self {
        Self::new(self.term.and_then(|term| Ok(term.joined(join, other.term?))))
    }
}

impl<T> Predicate<T> {
    /// The same condition on the table that was joined under this alias:
    /// `Task::PROJECT_ID.exists_in(Task::select(tenant)).of(Parent)`.
    pub fn of<N>(self, _name: N) -> Predicate<T, N> {
        Predicate::new(self.term)
    }
}

/// Both conditions must hold.
impl<T, N> BitAnd for Predicate<T, N> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

/// At least one condition must hold.
impl<T, N> BitOr for Predicate<T, N> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// Negates the condition. A comparison with NULL is neither true nor false, and so is its negation.
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

/// A condition for the select `S`: a [`Predicate`] over columns of its tables.
///
/// The compiler infers the position `P` of the tables.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a condition on rows of `{S}`",
    label = "expected a condition on columns of `{S}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait FilterOn<S, P = Position<0>> {
    /// The condition.
    #[doc(hidden)]
    fn term(self) -> Result<FilterExpr, Error>;
}

/// A condition whose tables are given by their position.
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

/// Every row of the statement: `Product::update_many(tenant, all_rows(), changes)`.
///
/// A statement on many rows needs a condition, so that a forgotten one does not change all rows. The conditions on the
/// tenant and on soft-deleted rows stay.
pub const fn all_rows() -> EveryRow {
    EveryRow
}

/// The condition of [`all_rows`].
#[must_use = "a condition does nothing until it is passed to a statement"]
#[derive(Debug, Clone, Copy)]
pub struct EveryRow;

impl<S> FilterOn<S> for EveryRow {
    fn term(self) -> Result<FilterExpr, Error> {
        Ok(FilterExpr(Test::All.into()))
    }
}

/// Renders the condition in parentheses, for a statement on `T` without an alias. Its subselects must belong to the
/// tenant. If `T` is global, the statement belongs to the tenant of the subselects.
pub(super) fn condition<T: Table>(
    filter: impl FilterOn<T>,
    tenant: Option<Uuid>,
) -> Result<(Expr, Option<Uuid>), Error> {
    let FilterExpr(term) = filter.term()?;
    let tenant = term.agree_on(tenant)?;
    Ok((parenthesised(term.expression(&Aliases::alone(T::def()))), tenant))
}
