//! The limit of a list that is read in the order of an index.
//!
//! PostgreSQL plans a prepared statement once for all values if that plan looks no dearer than those for the values of a call. For a limit
//! that is a parameter it expects a tenth of the rows, which looks dearer in all tables but those of small tenants: the same plan is then
//! made anew at each execution, which takes as long as to read the rows. So the statement has two limits: a usual number in its text, and
//! the exact one as a parameter. A tenth of the usual number never looks dearer than the exact one.
//!
//! Other lists have one limit, a parameter: which of their plans is good depends on the values.

use std::borrow::Cow;
use std::fmt::Display;

use sea_query::Value;

use crate::Error;
use crate::query::Statement;
use crate::query::target::Verb;
use crate::query::text_cache::{self, Form, Shape};
use crate::query::tree::select::SelectTree;

/// The numbers that stand in texts: a list has at most as many.
const USUAL: [u64; 9] = [1, 10, 20, 25, 50, 100, 250, 500, 1000];

/// What is around a list with a usual number. No table has a name with a space.
const BEFORE: &str = "SELECT * FROM (";
const BEHIND: &str = ") AS \"0 list\" LIMIT $";

/// The usual number of rows of a list with this limit.
fn of_list(limit: u64) -> Option<u64> {
    USUAL.into_iter().find(|usual| (1..=*usual).contains(&limit))
}

/// The same of a page, which reads one row more than it has.
fn of_page(limit: u64) -> Option<u64> {
    of_list(limit.saturating_sub(1)).map(|usual| usual + 1)
}

/// The limit of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// There is none, or it is a parameter of the statement.
    Bound,
    /// The number in the text, and the exact one.
    Usual(u64, u64),
}

impl Limit {
    pub(crate) fn of_list(tree: &SelectTree) -> Self {
        Self::of(tree, false, of_list)
    }

    /// The limit of a page; `behind` is whether it starts after a row.
    pub(crate) fn of_page(tree: &SelectTree, behind: bool) -> Self {
        Self::of(tree, behind, of_page)
    }

    fn of(tree: &SelectTree, behind: bool, usual: fn(u64) -> Option<u64>) -> Self {
        let limit = tree.limit.and_then(|limit| Some((usual(limit)?, limit)));
        match limit.filter(|_| tree.is_in_index_order(behind)) {
            Some((usual, limit)) => Self::Usual(usual, limit),
            None => Self::Bound,
        }
    }

    /// Returns the statement of a constant, which ends with a limit.
    pub(crate) fn constant(self, tree: &SelectTree, base: &'static str) -> Result<Statement, Error> {
        let (sql, limit) = match self {
            Self::Bound => (base.into(), Some(Value::BigUnsigned(tree.limit))),
            Self::Usual(usual, limit) => {
                let shape = Shape { table: tree.table(), base, form: Form::Limited { usual }, columns: [0; 2] };
                (text_cache::text(shape, || Ok(with_usual(base, usual)))?, parameter(usual, limit))
            }
        };
        Ok(tree.with_values(sql, tree.tenant.map(Value::from).into_iter().chain(limit).collect()))
    }

    /// Returns the statement that is rendered of a list, with the limit of the list.
    pub(crate) fn rendered(self, mut tree: SelectTree, render: impl FnOnce(SelectTree) -> Statement) -> Statement {
        let Self::Usual(usual, limit) = self else { return render(tree) };
        tree.limit = None;
        let Statement { sql, mut values, tenant, target } = render(tree);
        let sql = text(&sql, usual, values.len() + 1).into();
        values.extend(parameter(usual, limit));
        Statement { sql, values, tenant, target }
    }

    /// The text of a list that ends with a parameter for its limit.
    #[cfg(feature = "plans")]
    pub(crate) fn of_text(self, base: String) -> String {
        match self {
            Self::Bound => base,
            Self::Usual(usual, _) => with_usual(&base, usual),
        }
    }
}

/// The text of a list that ends with a parameter for its limit, for this usual number.
fn with_usual(base: &str, usual: u64) -> String {
    match base.rsplit_once(" LIMIT $") {
        Some((list, number)) => text(list, usual, number),
        None => base.to_owned(),
    }
}

/// One row is one row: its limit needs no parameter.
fn text(list: &str, usual: u64, number: impl Display) -> String {
    match usual {
        1 => format!("{list} LIMIT 1"),
        _ => format!("{BEFORE}{list} LIMIT {usual}{BEHIND}{number}"),
    }
}

/// The text of a statement that is planned for one execution: with the parameter only, which is planned faster.
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
pub(crate) fn for_one_execution(sql: &str, verb: Verb) -> Cow<'_, str> {
    match bare(sql).filter(|_| verb.only_reads()) {
        Some(bare) => bare.into(),
        None => sql.into(),
    }
}

fn bare(sql: &str) -> Option<String> {
    let (list, number) = sql.strip_prefix(BEFORE)?.rsplit_once(BEHIND)?;
    let (list, _) = list.rsplit_once(" LIMIT ")?;
    Some(format!("{list} LIMIT ${number}"))
}

fn parameter(usual: u64, limit: u64) -> Option<Value> {
    (usual > 1).then_some(Value::BigUnsigned(Some(limit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_for_one_execution_has_one_limit() {
        let list = "SELECT id FROM t WHERE a = $1 LIMIT $2";
        let usual = with_usual(list, 20);
        assert_eq!(usual, "SELECT * FROM (SELECT id FROM t WHERE a = $1 LIMIT 20) AS \"0 list\" LIMIT $2");
        assert_eq!(for_one_execution(&usual, Verb::Read), list);
        // A user may have copied it.
        assert_eq!(for_one_execution(&usual, Verb::Raw), usual);
        for other in [list, "SELECT * FROM (SELECT 1 LIMIT $1) AS x LIMIT $2", &with_usual(list, 1), ""] {
            assert_eq!(for_one_execution(other, Verb::Read), other);
        }
    }

    #[test]
    fn a_usual_number_is_not_less_than_the_limit_and_at_most_ten_times_as_much() {
        for limit in 1..=1000 {
            let usual = of_list(limit).unwrap();
            assert!(usual >= limit && usual <= limit * 10 && USUAL.contains(&usual), "{limit}: {usual}");
            assert_eq!(of_page(limit + 1), Some(usual + 1));
        }
        for limit in [0, 1001, u64::MAX] {
            assert_eq!(of_list(limit), None);
        }
        assert_eq!([of_page(0), of_page(1), of_page(1002)], [None; 3]);
    }
}
