//! Conditions as data: under which name their table stands in a statement is known only when it is rendered.

use std::fmt;
use std::ops::Deref;

use sea_query::{BinOper, Expr, ExprTrait, Value};
use uuid::Uuid;

use crate::query::aliases::Names;
use crate::query::cast;
use crate::query::search::Words;
use crate::query::select_tree::Reading;
use crate::{ColumnDef, Error};

/// A column of the source that the condition is about.
#[derive(Clone, Copy)]
pub(crate) struct Place(pub(crate) &'static ColumnDef);

impl Deref for Place {
    type Target = ColumnDef;

    fn deref(&self) -> &ColumnDef {
        self.0
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// One condition.
#[derive(Debug, Clone)]
pub(crate) enum Term {
    Compared(Place, BinOper, Value),
    Element(Place, Value),
    Null(Place),
    NotNull(Place),
    Columns(Place, BinOper, Place),
    InSelect(Place, Box<Reading>),
    /// A row of the select holds that key of this one in that column.
    Exists(&'static str, Place, Box<Reading>),
    /// The words are found.
    Matches(Words),
    And(Vec<Term>),
    Or(Vec<Term>),
    Not(Box<Term>),
    /// The condition is about the source of that number.
    Of(usize, Box<Term>),
}

impl Term {
    /// The condition on a source, under the names of the statement around it.
    pub(crate) fn expression(&self, names: &Names, source: usize) -> Expr {
        let column = |column: &Place| names.column(source, column.name);
        let compared = |place: &Place| cast::comparable(column(place), place.sql_type);
        match self {
            Self::Compared(place, operator, value) => {
                compared(place).binary(*operator, cast::against(value.clone(), &cast::compared(place)))
            }
            Self::Element(place, array) => cast::is_element(compared(place), array.clone(), &cast::compared(place)),
            Self::Null(place) => column(place).is_null(),
            Self::NotNull(place) => column(place).is_not_null(),
            Self::Columns(one, operator, other) => compared(one).binary(*operator, compared(other)),
            Self::InSelect(place, select) => compared(place).in_subquery(select.nested(names)),
            Self::Exists(key, place, select) => {
                Expr::exists(select.referring(place.0, names.column(source, key), names))
            }
            Self::Matches(words) => words.found(names, source),
            Self::And(terms) => joined(terms, Expr::and, names, source),
            Self::Or(terms) => joined(terms, Expr::or, names, source),
            Self::Not(term) => parenthesised(term.expression(names, source)).not(),
            Self::Of(source, term) => term.expression(names, *source),
        }
    }

    /// The tenant of every select within it is that one. Where the statement itself has none, being on a global table, theirs becomes its own.
    pub(crate) fn agree_on(&self, tenant: Option<Uuid>) -> Result<Option<Uuid>, Error> {
        match self {
            Self::InSelect(_, select) | Self::Exists(_, _, select) => select.agree_on(tenant),
            Self::And(terms) | Self::Or(terms) => terms.iter().try_fold(tenant, |tenant, term| term.agree_on(tenant)),
            Self::Not(term) | Self::Of(_, term) => term.agree_on(tenant),
            _ => Ok(tenant),
        }
    }
}

/// Of no terms: `and` holds, `or` does not.
fn joined(terms: &[Term], join: fn(Expr, Expr) -> Expr, names: &Names, source: usize) -> Expr {
    let mut terms = terms.iter().map(|term| parenthesised(term.expression(names, source)));
    let Some(first) = terms.next() else { return Expr::cust("TRUE") };
    terms.fold(first, join)
}

/// sea-query leaves parentheses out where it thinks them superfluous; a tuple of one always has them.
pub(crate) fn parenthesised(expression: Expr) -> Expr {
    match expression {
        Expr::Tuple(_) => expression,
        _ => Expr::tuple([expression]),
    }
}
