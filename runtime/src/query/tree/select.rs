//! A select as data: its tables, each with the conditions on tenant and deletion, and how it is rendered.

use std::fmt::{self, Write};

use sea_query::{
    Condition, Expr, ExprTrait, JoinType, LockBehavior, PostgresQueryBuilder, Query, SelectStatement, Value,
};
use uuid::Uuid;

use crate::definition::{ColumnDef, TableDef, Tenancy};
use crate::query::cast;
use crate::query::sql::Sql;
use crate::query::statement::Statement;
use crate::query::target::{Target, Verb};
use crate::query::tree::aliases::{self, Aliases};
use crate::query::tree::bool_expr::{BoolExpr, conjunction};
use crate::query::tree::equality::grouped;
use crate::query::tree::grouping::Grouping;
use crate::query::tree::lock::{Lock, LockedRows};
use crate::query::tree::read::ReadColumn;
use crate::query::tree::sort::{Sort, SortDirection};
use crate::query::tree::source::{Join, On, Source, key, relation};
use crate::query::tree::time::Time;
use crate::query::tree::words::Words;
use crate::{Error, Table, TooLarge};

/// A select whose types are checked.
pub(crate) struct SelectTree {
    pub(crate) tenant: Option<Uuid>,
    /// The select reads the rows of all tenants; it must not contain a subselect of one tenant.
    across: bool,
    /// The table, then the joined tables.
    pub(crate) sources: Vec<Source>,
    /// When its rows were live.
    pub(crate) time: Time,
    pub(crate) deleted: Deleted,
    pub(crate) conditions: Vec<BoolExpr>,
    /// The depth of nested subselects in the conditions.
    pub(crate) depth: usize,
    pub(crate) orders: Vec<Sort>,
    /// The text search that orders the rows first.
    pub(crate) rank: Option<Words>,
    /// The columns that are read; `None` for whole rows.
    pub(crate) columns: Option<Vec<ReadColumn>>,
    pub(crate) distinct: bool,
    /// The groups and aggregates that are read instead of the rows.
    pub(crate) grouping: Option<Box<Grouping>>,
    pub(crate) lock: Option<Lock>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

/// Which rows of the first table are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deleted {
    Hidden,
    Included,
    Only,
}

/// Prints the names, not the definition.
impl fmt::Debug for SelectTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns.iter().flatten();
        self.describe(f)?;
        write!(f, " {:?} {:?} {:?}", columns.collect::<Vec<_>>(), self.grouping, self.limit)
    }
}

impl SelectTree {
    pub(crate) fn of<T: Table>(tenant: Option<Uuid>) -> Self {
        Self::of_source(Source::own::<T>(), tenant)
    }

    /// A select of all columns of a table that only the program knows.
    #[cfg(feature = "plans")]
    pub(crate) fn of_table(table: &'static TableDef, tenant: Option<Uuid>) -> Self {
        Self::of_source(Source { table, columns: "*", join: None }, tenant)
    }

    fn of_source(source: Source, tenant: Option<Uuid>) -> Self {
        Self {
            tenant,
            across: false,
            sources: vec![source],
            time: Time::Now,
            deleted: Deleted::Hidden,
            conditions: Vec::new(),
            depth: 0,
            orders: Vec::new(),
            rank: None,
            columns: None,
            distinct: false,
            grouping: None,
            lock: None,
            limit: None,
            offset: None,
        }
    }

    /// A select over all tenants.
    pub(crate) fn across<T: Table>() -> Self {
        Self { across: true, ..Self::of::<T>(None) }
    }

    /// A select of the versions of this time.
    pub(crate) fn of_time<T: Table>(tenant: Option<Uuid>, time: Time) -> Self {
        Self { time, ..Self::of::<T>(tenant) }
    }

    /// Limits a select over all tenants to one of them.
    pub(crate) fn enter(&mut self, tenant: Uuid) {
        self.tenant = Some(tenant);
        self.across = false;
    }

    /// The tenant column, which a select over all tenants is ordered by before the primary key.
    pub(crate) fn tenant_in_order(&self) -> Option<&'static ColumnDef> {
        let table = self.table();
        table.column(table.tenant_column().filter(|_| self.across)?)
    }

    /// Describes the list, without its limit and columns: the fingerprint of a cursor.
    pub(crate) fn describe(&self, text: &mut impl fmt::Write) -> fmt::Result {
        let rows = (self.tenant, self.across, &self.sources, self.deleted, &self.conditions);
        if self.time != Time::Now {
            write!(text, "{:?} ", self.time)?;
        }
        write!(text, "{rows:?} {:?}", (&self.orders, self.distinct, self.lock, self.offset))
    }

    /// Whether the select reads the rows of all tenants.
    pub(crate) fn is_across(&self) -> bool {
        self.across
    }

    pub(crate) fn table(&self) -> &'static TableDef {
        self.sources[0].table
    }

    /// Whether the select has nothing but an order and a limit.
    pub(crate) fn is_plain(&self) -> bool {
        let whole = self.sources.len() == 1 && self.columns.is_none() && !self.distinct && self.time == Time::Now;
        whole && !self.across && self.deleted == Deleted::Hidden && self.conditions.is_empty() && self.is_unbound()
    }

    /// Whether the select neither locks nor skips rows.
    pub(crate) fn is_unbound(&self) -> bool {
        self.lock.is_none() && self.offset.is_none()
    }

    /// Whether the order is the primary key in one direction.
    pub(crate) fn by_key(&self, orders: &[Sort], descending: bool) -> bool {
        let key = self.table().key;
        let same = |(sort, name): (&Sort, &&str)| sort.is_by(0, name) && sort.direction.descending == descending;
        orders.len() == key.len() && orders.iter().zip(key).all(same)
    }

    /// Checks a condition that the select contains: its subselects must belong to the tenant of this select.
    pub(crate) fn admit(&mut self, term: &BoolExpr) -> Result<(), Error> {
        self.tenant = term.agree_on(self.tenant)?;
        if self.across && self.tenant.is_some() {
            return Err(Error::OtherTenant);
        }
        self.depth = self.depth.max(term.depth());
        Ok(())
    }

    /// Adds a condition. Its subselects must belong to the tenant of this select.
    pub(crate) fn and(mut self, term: BoolExpr) -> Result<Self, Error> {
        self.admit(&term)?;
        self.conditions.push(term);
        Ok(self)
    }

    /// Adds an order. A repeated column has no effect.
    pub(crate) fn order(&mut self, sort: Sort) {
        let same = |other: &Sort| other.is_by(sort.source, sort.column.name);
        if sort.expression.is_some() || !self.orders.iter().any(same) {
            self.orders.push(sort);
        }
    }

    /// Refuses a distinct list that is ordered by a column that it does not read: a distinct row may stand for several
    /// values of it.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        let is_read = |sort: &&Sort| {
            self.columns
                .iter()
                .flatten()
                .any(|read| read.expression.is_none() && sort.is_by(read.source, read.column.name))
        };
        match self.orders.iter().find(|sort| self.distinct && !is_read(sort)) {
            Some(sort) => Err(Error::UnreadOrder { column: sort.column.name }),
            None => Ok(self),
        }
    }

    /// The same for a condition of another statement.
    pub(crate) fn within(self) -> Result<Self, Error> {
        if self.depth < TooLarge::MOST_NESTED { Ok(self) } else { Err(Error::TooLarge(TooLarge::Nesting)) }
    }

    /// Returns the tenant of both, or an error if they differ.
    pub(crate) fn agree_on(&self, tenant: Option<Uuid>) -> Result<Option<Uuid>, Error> {
        match (self.tenant, tenant) {
            (Some(own), Some(other)) if own != other => Err(Error::OtherTenant),
            (own, other) => Ok(own.or(other)),
        }
    }

    /// Renders the select as a statement.
    pub(crate) fn query(&self) -> (SelectStatement, Aliases) {
        let names = Aliases::of(&self.sources, 0);
        let mut query = self.scoped(&names);
        query.expr(self.output(&names));
        self.finish(&mut query, &names);
        (query, names)
    }

    /// Renders the select as a subselect of its named columns, without the casts of the result.
    pub(crate) fn nested(&self, outer: &Aliases) -> SelectStatement {
        let names = Aliases::of(&self.sources, outer.depth + 1);
        if let Some(groups) = self.nested_groups(&names) {
            return groups;
        }
        let mut query = self.scoped(&names);
        for read in self.columns.iter().flatten() {
            query.expr(cast::comparable(read.value(&names), read.column.sql_type));
        }
        self.finish(&mut query, &names);
        query
    }

    /// Renders a subselect of the rows whose column refers to a row of the surrounding statement.
    pub(crate) fn referring(&self, column: &'static ColumnDef, key: Expr, outer: &Aliases) -> SelectStatement {
        let names = Aliases::of(&self.sources, outer.depth + 1);
        let mut query = self.scoped(&names);
        query.expr(Expr::cust("1")).and_where(names.column(0, column.name).eq(key));
        query
    }

    pub(crate) fn statement(&self, sql: SelectStatement) -> Statement {
        let (sql, values) = sql.build(PostgresQueryBuilder);
        self.with_values(sql.into(), values.0)
    }

    pub(crate) fn with_values(&self, sql: Sql, values: Vec<Value>) -> Statement {
        Statement { sql, values, tenant: self.tenant, target: Target { table: self.table(), verb: Verb::Read } }
    }

    /// Counts the rows, at most the limit of the list.
    pub(crate) fn count(&self) -> Statement {
        let count = Expr::cust("count(*)");
        let mut query = Query::select();
        if self.limit.is_some() || self.offset.is_some() || self.distinct {
            let (counted, _) = if self.distinct { self.query() } else { self.of_nothing() };
            query.expr(count).from_subquery(counted, "counted");
        } else {
            let names = Aliases::of(&self.sources, 0);
            query = self.scoped(&names);
            query.expr(count);
        }
        self.statement(query)
    }

    /// Tests whether there is a row.
    pub(crate) fn exists(&self) -> Statement {
        let (rows, _) = self.of_nothing();
        let mut query = Query::select();
        query.expr(Expr::exists(rows));
        self.statement(query)
    }

    /// The rows without columns, order and locks.
    fn of_nothing(&self) -> (SelectStatement, Aliases) {
        let names = Aliases::of(&self.sources, 0);
        let mut query = self.scoped(&names);
        query.expr(Expr::cust("1"));
        self.bound(&mut query);
        (query, names)
    }

    /// What is read, in one expression.
    pub(crate) fn output(&self, names: &Aliases) -> Expr {
        let (mut text, mut expressions) = (String::new(), Vec::new());
        match &self.columns {
            None => {
                for (source, name) in self.sources.iter().zip(&names.names).filter(|(source, _)| source.is_read()) {
                    let separator = if text.is_empty() { "" } else { ", " };
                    text.push_str(separator);
                    text.push_str(&source.output(name));
                }
            }
            Some(columns) => {
                for read in columns {
                    let cast = cast::read(read.column);
                    match read.expression {
                        None => aliases::column(&mut text, &names.names[read.source], read.column.name, cast.as_str()),
                        Some(_) => {
                            expressions.push(read.value(names));
                            let separator = if text.is_empty() { "" } else { ", " };
                            // Writing to a string never fails.
                            let _ = write!(text, "{separator}${}{}", expressions.len(), cast.as_str());
                        }
                    }
                }
            }
        }
        if expressions.is_empty() { Expr::cust(text) } else { Expr::cust_with_exprs(text, expressions) }
    }

    /// The FROM and WHERE clauses: each table with its conditions on tenant and deletion, and the conditions in
    /// parentheses.
    pub(crate) fn scoped(&self, names: &Aliases) -> SelectStatement {
        let mut query = Query::select();
        for (number, source) in self.sources.iter().enumerate() {
            let name = names.names[number].clone();
            match &source.join {
                None if self.time != Time::Now => {
                    query.from_subquery(self.time.versions(source.table, self.tenant.filter(|_| !self.across)), name)
                }
                None if name.inner() == source.table.name => query.from(relation(source.table)),
                None => query.from_as(relation(source.table), name),
                Some(join) => {
                    let kind = if join.outer { JoinType::LeftJoin } else { JoinType::InnerJoin };
                    query.join_as(kind, relation(source.table), name, self.on(number, join, names))
                }
            };
        }
        query.and_where_option(self.of_tenant(0, names)).and_where_option(self.deletion(names));
        query.and_where_option(conjunction(&self.conditions, names));
        query
    }

    /// The ORDER BY, LIMIT and FOR clauses.
    pub(crate) fn finish(&self, query: &mut SelectStatement, names: &Aliases) {
        if self.is_grouped() {
            let columns = self.columns.iter().flatten();
            query.add_group_by(columns.map(|read| grouped(read.value(names), read.column)));
        } else if self.distinct {
            query.distinct();
        }
        // Distinct rows have no rank.
        if let Some(words) = self.rank.as_ref().filter(|_| !self.distinct) {
            query.order_by_expr(words.rank(names), sea_query::Order::Desc);
        }
        for sort in &self.orders {
            // An index of a column that is never NULL serves both positions of NULL only if the clause names none.
            let nulls = sort.direction.nulls.filter(|_| self.is_nullable(sort));
            SortDirection { nulls, ..sort.direction }.order_by(query, self.ordered(sort, names));
        }
        self.bound(query);
        // The nullable side of an outer join cannot be locked.
        let own = [names.names[0].clone()];
        if let Some(lock) = self.lock {
            match lock.locked {
                LockedRows::Wait => query.lock_with_tables(lock.kind(), own),
                LockedRows::Skip => query.lock_with_tables_behavior(lock.kind(), own, LockBehavior::SkipLocked),
                LockedRows::Fail => query.lock_with_tables_behavior(lock.kind(), own, LockBehavior::Nowait),
            };
        }
    }

    /// Whether distinct rows are groups: `DISTINCT` would compare the text of a column that is read as text, and does not
    /// let its own values order the list.
    fn is_grouped(&self) -> bool {
        self.distinct && self.columns.iter().flatten().any(|read| !cast::read(read.column).as_str().is_empty())
    }

    /// A column as rows are ordered by it.
    pub(crate) fn ordered(&self, sort: &Sort, names: &Aliases) -> Expr {
        let column = sort.value(names);
        let column = if self.is_grouped() { grouped(column, &sort.column) } else { column };
        cast::comparable(column, sort.column.sql_type)
    }

    /// Whether an ordered column may be NULL.
    pub(crate) fn is_nullable(&self, sort: &Sort) -> bool {
        sort.column.nullable || self.sources[sort.source].outer()
    }

    pub(crate) fn bound(&self, query: &mut SelectStatement) {
        if let Some(limit) = self.limit {
            query.limit(limit);
        }
        if let Some(offset) = self.offset {
            query.offset(offset);
        }
    }

    /// These conditions are in the ON clause, so that an outer join keeps rows whose joined row is missing or
    /// soft-deleted.
    fn on(&self, number: usize, join: &Join, names: &Aliases) -> Condition {
        let compared = match join.on {
            On::Reference(column) => self.key(number, names).eq(names.column(join.from, column.name)),
            On::Referred(column) => names.column(number, column.name).eq(self.key(join.from, names)),
        };
        let table = self.sources[number].table;
        let live = table.deleted_at().map(|deleted_at| names.column(number, deleted_at).is_null());
        let tenant = self.of_tenant(number, names).or_else(|| self.of_same_tenant(number, join, names));
        Condition::all().add(compared).add_option(tenant).add_option(live)
    }

    /// Across tenants, a joined row belongs to the tenant of the row that refers to it. Ids may repeat in other tenants.
    fn of_same_tenant(&self, number: usize, join: &Join, names: &Aliases) -> Option<Expr> {
        let column = |number: usize| match self.sources[number].table.tenancy {
            Tenancy::Tenant { column, .. } => Some(names.column(number, column)),
            Tenancy::Global | Tenancy::Root { .. } => None,
        };
        Some(column(number)?.eq(column(join.from)?))
    }

    fn key(&self, number: usize, names: &Aliases) -> Expr {
        names.column(number, key(self.sources[number].table))
    }

    /// The condition on the tenant, for each reference to a tenant table.
    fn of_tenant(&self, number: usize, names: &Aliases) -> Option<Expr> {
        let column = self.sources[number].table.tenant_column().filter(|_| !self.across)?;
        Some(names.column(number, column).eq(Expr::value(self.tenant)))
    }

    fn deletion(&self, names: &Aliases) -> Option<Expr> {
        let deleted_at = self.table().deleted_at()?;
        match self.deleted {
            Deleted::Hidden => Some(names.column(0, deleted_at).is_null()),
            Deleted::Only => Some(names.column(0, deleted_at).is_not_null()),
            Deleted::Included => None,
        }
    }
}
