use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use crate::Table;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::select::SelectTree;
use crate::query::tree::words::Words;
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
        Predicate::test(Ok(Test::Matches(Words::of(T::def(), words))))
    }

    /// Selects the rows that match the query, the best match first.
    #[doc(hidden)]
    pub fn best(self, tenant: Option<Uuid>, words: &str, limit: u32) -> Select<T, Limited> {
        let words = Words::of(T::def(), words);
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
