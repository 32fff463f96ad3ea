//! What the name of a column says about its values. A column has two names where `name = "..."` is written: both count.

use std::borrow::Cow;

use super::Column;

/// The words for sums of money.
const MONEY: [&str; 18] = [
    "price",
    "prices",
    "amount",
    "amounts",
    "cost",
    "costs",
    "total",
    "totals",
    "subtotal",
    "subtotals",
    "balance",
    "balances",
    "fee",
    "fees",
    "rate",
    "rates",
    "salary",
    "salaries",
];

/// A name that ends with one of these is a measure of something else: `rate_limit`, `total_seconds`.
const MEASURES: [&str; 14] = [
    "count", "counts", "limit", "limits", "weight", "volume", "distance", "length", "duration", "hours", "minutes",
    "seconds", "bytes", "score",
];

impl Column {
    /// Whether a name ends with `_id` or `_ids`.
    pub fn is_named_id(&self) -> bool {
        self.is_named(|words| words.len() > 1 && ends_with(words, &["id", "ids"]))
    }

    /// Whether a name ends with `_list` or `_ids`.
    pub fn is_named_list(&self) -> bool {
        self.is_named(|words| words.len() > 1 && ends_with(words, &["list", "ids"]))
    }

    /// Whether a word of a name stands for money.
    pub fn is_named_money(&self) -> bool {
        let is_money = |word: &&str| MONEY.contains(&word.trim_end_matches(|letter: char| letter.is_ascii_digit()));
        self.is_named(|words| words.iter().any(is_money) && !ends_with(words, &MEASURES))
    }

    /// `shop`, or `` `shop`, stored as `shop_id`, `` where the name in the database is the one that a rule is about.
    pub fn called(&self) -> String {
        match self.stored_name() {
            stored if stored == self.name => format!("`{}`", self.name),
            stored => format!("`{}`, stored as `{stored}`,", self.name),
        }
    }

    /// Its names, in snake_case.
    pub fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let stored = self.stored_name.iter().map(|name| name.value.as_str());
        stored.chain([self.name.as_str()]).map(snake_case)
    }

    fn is_named(&self, is: impl Fn(&[&str]) -> bool) -> bool {
        self.names().any(|name| is(&name.split('_').collect::<Vec<_>>()))
    }
}

/// Nearly all names are in snake_case, and the unoptimized conversion takes longer than a rule.
fn snake_case(name: &str) -> Cow<'_, str> {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    if name.split('_').all(is_word) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(heck::ToSnakeCase::to_snake_case(name))
}

fn ends_with(words: &[&str], ends: &[&str]) -> bool {
    words.last().is_some_and(|last| ends.contains(last))
}
