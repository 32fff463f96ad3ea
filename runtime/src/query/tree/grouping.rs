//! The groups of a select as data, and how they are rendered.

use sea_query::{Expr, NullOrdering, Order as Direction, Query, SelectStatement};

use crate::Error;
use crate::query::statement::Statement;
use crate::query::target::{Target, Verb};
use crate::query::tree::aliases::Aliases;
use crate::query::tree::bool_expr::{BoolExpr, conjunction};
use crate::query::tree::call::Call;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::group_key::Key;
use crate::query::tree::select::SelectTree;

/// The groups of a select. Without keys, all rows are one group.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Grouping {
    pub(crate) keys: Vec<Key>,
    /// The aggregates that are read, each with the number of its table.
    pub(crate) calls: Vec<(usize, Call)>,
    pub(crate) having: Vec<BoolExpr>,
    orders: Vec<GroupSort>,
}

/// An order of groups.
#[derive(Debug)]
struct GroupSort {
    by: SortBy,
    descending: bool,
    nulls: Option<NullOrdering>,
}

#[derive(Debug)]
pub(crate) enum SortBy {
    /// The key with this number.
    Key(usize),
    Call(usize, Box<Call>),
}

impl SelectTree {
    /// The groups.
    pub(crate) fn groups(&self) -> SelectStatement {
        let names = Aliases::of(&self.sources, 0);
        let mut query = self.group_keys(&names);
        let Some(grouping) = self.grouping.as_deref() else { return query };
        for (source, call) in &grouping.calls {
            query.expr(call.output(&names, *source));
        }
        for sort in &grouping.orders {
            let by = match &sort.by {
                SortBy::Key(number) => grouping.keys[*number].ordered(&names, number + 1),
                SortBy::Call(source, call) => call.value(&names, *source),
            };
            let direction = if sort.descending { Direction::Desc } else { Direction::Asc };
            match sort.nulls {
                Some(nulls) => query.order_by_expr_with_nulls(by, direction, nulls),
                None => query.order_by_expr(by, direction),
            };
        }
        self.bound(&mut query);
        query
    }

    /// The groups with their keys, without an order and a limit.
    fn group_keys(&self, names: &Aliases) -> SelectStatement {
        let mut query = self.scoped(names);
        let Some(grouping) = self.grouping.as_deref() else { return query };
        for key in &grouping.keys {
            query.expr(key.output(names));
        }
        query.add_group_by(grouping.keys.iter().zip(1..).map(|(key, number)| key.by(names, number)));
        if let Some(having) = conjunction(&grouping.having, names) {
            query.and_having(having);
        }
        query
    }

    pub(crate) fn groups_statement(&self) -> Statement {
        self.computed(self.groups())
    }

    pub(crate) fn count_groups(&self) -> Statement {
        let mut groups = self.group_keys(&Aliases::of(&self.sources, 0));
        self.bound(&mut groups);
        let mut query = Query::select();
        query.expr(Expr::cust("count(*)")).from_subquery(groups, "counted");
        self.computed(query)
    }

    /// A statement that computes values: its errors are those of numbers and time zones.
    fn computed(&self, sql: SelectStatement) -> Statement {
        let zone = self.grouping.iter().flat_map(|grouping| &grouping.keys).any(Key::has_zone);
        let statement = self.statement(sql);
        Statement { target: Target { verb: Verb::Compute { zone }, ..statement.target }, ..statement }
    }

    /// The values of the keys in a condition, which PostgreSQL compares.
    pub(crate) fn nested_groups(&self, names: &Aliases) -> Option<SelectStatement> {
        let grouping = self.grouping.as_deref()?;
        let mut query = self.group_keys(names);
        query.clear_selects();
        for (key, number) in grouping.keys.iter().zip(1..) {
            query.expr(key.ordered(names, number));
        }
        self.bound(&mut query);
        Some(query)
    }
}

impl SelectTree {
    /// Changes the groups. The conditions of their aggregates are held to the tenant of the select.
    pub(crate) fn regroup(mut self, change: impl FnOnce(&mut Grouping) -> Result<(), Error>) -> Result<Self, Error> {
        let Some(mut grouping) = self.grouping.take() else { return Ok(self) };
        change(&mut grouping)?;
        for filter in grouping.filters() {
            self.admit(filter)?;
        }
        self.grouping = Some(grouping);
        Ok(self)
    }
}

impl Grouping {
    /// The conditions that may contain subselects.
    fn filters(&self) -> impl Iterator<Item = &BoolExpr> {
        let ordered = self.orders.iter().filter_map(|sort| match &sort.by {
            SortBy::Call(_, call) => Some(&**call),
            SortBy::Key(_) => None,
        });
        let calls = self.calls.iter().map(|(_, call)| call).chain(ordered);
        calls.flat_map(Call::filters).chain(&self.having)
    }

    /// The first column that rows are grouped by, with the number of its table.
    pub(crate) fn first_key(&self) -> Option<(usize, ColumnRef)> {
        self.keys.first().map(|key| (key.source, key.column))
    }

    pub(crate) fn sort(&mut self, by: SortBy, descending: bool, nulls: Option<NullOrdering>) {
        self.orders.push(GroupSort { by, descending, nulls });
    }

    /// The key of an order, which must be one of the groups.
    pub(crate) fn key(&self, wanted: &Key) -> Result<SortBy, Error> {
        let number = self.keys.iter().position(|key| key.is_same(wanted));
        number.map(SortBy::Key).ok_or(Error::UngroupedOrder { column: wanted.column.0.name })
    }
}
