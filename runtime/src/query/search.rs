use std::fmt;
use std::marker::PhantomData;

use sea_query::{BinOper, Expr, ExprTrait, Func, Value};
use uuid::Uuid;

use crate::Table;
use crate::definition::SearchDef;
use crate::query::aliases::Aliases;
use crate::query::expr::Test;
use crate::query::select_tree::SelectTree;
use crate::query::{Limited, Predicate, Select};

/// The text search of a table with `search(...)`: `Product::SEARCH`.
///
/// The query has the syntax of a web search (`websearch_to_tsquery`): all words must match, `"in this order"` matches a
/// phrase, `or` matches one of two words, and `-not` excludes a word. No input is an error.
pub struct Search<T>(PhantomData<fn() -> T>);

impl<T: Table> Search<T> {
    /// The macro generates this only for a table with a text search.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// The rows that match the query, as a condition.
    pub fn matches(self, words: &str) -> Predicate<T> {
        Predicate::test(Ok(Test::Matches(Words::of::<T>(words))))
    }

    /// Selects the rows that match the query, the best match first.
    #[doc(hidden)]
    pub fn best(self, tenant: Option<Uuid>, words: &str, limit: u32) -> Select<T, Limited> {
        let words = Words::of::<T>(words);
        let mut tree = SelectTree::of::<T>(tenant);
        tree.conditions.push(Test::Matches(words.clone()).into());
        tree.rank = Some(words);
        Select::of(Ok(tree)).limit(limit)
    }
}

impl<T: Table> Default for Search<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Search<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Search<T> {}

impl<T: Table> fmt::Debug for Search<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Search({})", T::NAME)
    }
}

/// A query and the search column.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    column: &'static str,
    language: &'static str,
    words: String,
}

impl Words {
    /// A text in PostgreSQL never contains NUL.
    fn of<T: Table>(words: &str) -> Self {
        let (column, language) = T::def().search.as_ref().map_or(("", ""), said);
        Self { column, language, words: words.replace('\0', " ") }
    }

    fn query(&self) -> Expr {
        let words = Expr::value(Value::from(self.words.clone()));
        Func::cust("websearch_to_tsquery").arg(Expr::cust(self.language)).arg(words).into()
    }

    pub(crate) fn found(&self, names: &Aliases, source: usize) -> Expr {
        names.column(source, self.column).binary(BinOper::Custom("@@"), self.query())
    }

    /// The rank of a row.
    pub(crate) fn rank(&self, names: &Aliases) -> Expr {
        Func::cust("ts_rank").arg(names.column(0, self.column)).arg(self.query()).into()
    }
}

const fn said(search: &SearchDef) -> (&'static str, &'static str) {
    (search.column.name, search.language)
}
