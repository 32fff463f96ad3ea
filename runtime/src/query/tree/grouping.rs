//! The groups of a select as data, and how they are rendered.

use sea_query::{Expr, Query, SelectStatement};

use crate::Error;
use crate::definition::ColumnDef;
use crate::query::cast;
use crate::query::statement::Statement;
use crate::query::target::{Target, Verb};
use crate::query::tree::aliases::Aliases;
use crate::query::tree::bool_expr::{BoolExpr, conjunction};
use crate::query::tree::call::Call;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::group_key::Key;
use crate::query::tree::select::SelectTree;
use crate::query::tree::sort::SortDirection;

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
    direction: SortDirection,
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
            sort.direction.order_by(&mut query, by);
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
    pub(crate) fn computed(&self, sql: SelectStatement) -> Statement {
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

/// The groups with a name for each of their values, to be read page by page.
pub(crate) struct NamedGroups {
    /// The groups, without an order and a limit.
    pub(crate) rows: SelectStatement,
    /// The names of the values that are read.
    pub(crate) read: Vec<String>,
    /// The values that order the groups. The keys are among them, so that no two groups are equal in the order.
    pub(crate) order: Vec<OrderedValue>,
}

/// A value that orders groups.
#[derive(Debug)]
pub(crate) struct OrderedValue {
    pub(crate) name: String,
    /// Its type.
    pub(crate) def: ColumnDef,
    pub(crate) is_nullable: bool,
    pub(crate) direction: SortDirection,
}

impl SelectTree {
    /// The groups with names. Groups that are equal in the order are ordered by the keys that it lacks, in the direction
    /// of its last value.
    pub(crate) fn named_groups(&self) -> NamedGroups {
        let none = Grouping::default();
        let grouping = self.grouping.as_deref().unwrap_or(&none);
        let names = Aliases::of(&self.sources, 0);
        let (mut rows, mut read, mut order) = (self.group_keys(&names), Vec::new(), Vec::new());
        rows.clear_selects();
        // The keys are first: a part of a timestamp is grouped by its number in this list.
        for (number, key) in grouping.keys.iter().enumerate() {
            read.push(format!("key_{number}"));
            rows.expr_as(key.output(&names), read[number].clone());
        }
        for (number, (source, call)) in grouping.calls.iter().enumerate() {
            let name = format!("value_{number}");
            rows.expr_as(call.output(&names, *source), name.clone());
            read.push(name);
        }
        let last = SortDirection::new(grouping.orders.last().is_some_and(|last| last.direction.descending));
        let missing = grouping.unordered_keys();
        let declared = grouping.orders.iter().map(|sort| (&sort.by, sort.direction));
        for (by, direction) in declared.chain(missing.iter().map(|by| (by, last))) {
            let mut name = format!("order_{}", order.len());
            let (def, is_nullable) = match by {
                SortBy::Key(number) => {
                    let key = &grouping.keys[*number];
                    match key.paged(&names) {
                        Some(value) => drop(rows.expr_as(value, name.clone())),
                        None => name.clone_from(&read[*number]),
                    }
                    (key.paged_type(), key.column.nullable || self.sources[key.source].outer())
                }
                SortBy::Call(source, call) => {
                    rows.expr_as(call.value(&names, *source), name.clone());
                    (cast::compared(&call.result()), !call.is_count())
                }
            };
            order.push(OrderedValue { name, def, is_nullable, direction });
        }
        NamedGroups { rows, read, order }
    }

    /// Describes the groups for the fingerprint of a cursor.
    pub(crate) fn describe_groups(&self, text: &mut impl std::fmt::Write) -> std::fmt::Result {
        self.describe(text)?;
        let Some(grouping) = self.grouping.as_deref() else { return Ok(()) };
        write!(text, " {:?} {:?} {:?}", grouping.keys, grouping.having, grouping.orders)
    }

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

    /// The keys that are in no order.
    fn unordered_keys(&self) -> Vec<SortBy> {
        let ordered =
            |number: usize| self.orders.iter().any(|sort| matches!(sort.by, SortBy::Key(key) if key == number));
        (0..self.keys.len()).filter(|number| !ordered(*number)).map(SortBy::Key).collect()
    }

    /// The first column that rows are grouped by, with the number of its table.
    pub(crate) fn first_key(&self) -> Option<(usize, ColumnRef)> {
        self.keys.first().map(|key| (key.source, key.column))
    }

    pub(crate) fn sort(&mut self, by: SortBy, direction: SortDirection) {
        self.orders.push(GroupSort { by, direction });
    }

    /// The key of an order, which must be one of the groups.
    pub(crate) fn key(&self, wanted: &Key) -> Result<SortBy, Error> {
        let number = self.keys.iter().position(|key| key.is_same(wanted));
        number.map(SortBy::Key).ok_or(Error::UngroupedOrder { column: wanted.column.0.name })
    }
}
