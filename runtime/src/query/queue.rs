//! Queues: the waiting rows of all tenants, each taken in a transaction of its tenant.

use std::marker::PhantomData;

use sea_query::{Expr, NullOrdering};
use uuid::Uuid;

use crate::definition::{IndexColumn, IndexDef, Nulls};
use crate::query::FilterOn;
use crate::query::order::{OrderOn, SortTerms};
use crate::query::predicate::FilterExpr;
use crate::query::statement::Statement;
use crate::query::target::{Target, Verb};
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::lock::{Lock, LockedRows};
use crate::query::tree::select::SelectTree;
use crate::query::tree::sort::{Sort, SortDirection};
use crate::quote::Qualified;
use crate::{AllowsLock, Error, Id, Table, TenantTable, physical};

/// The waiting rows of all tenants: `Job::queue()`, for
/// [`take_next`](crate::transaction::TenantPool::take_next).
#[derive(Debug)]
pub struct Queue<T> {
    place: usize,
    /// Conditions of the caller, without a tenant.
    tree: Result<SelectTree, Error>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Queue<T> {
    /// The queue of the index at this position of the definition.
    #[doc(hidden)]
    #[must_use]
    pub fn at(place: usize) -> Self {
        Self { place, tree: Ok(SelectTree::across::<T>()), table: PhantomData }
    }

    /// Adds a condition; all conditions must hold. Rows that do not match stay in the queue. The tenants of the first
    /// 1,000 waiting rows are asked one after the other, then those of all other rows: a condition that few rows match
    /// makes a long queue slow. A
    /// subselect in the condition belongs to one tenant, so it is refused with [`Error::OtherTenant`].
    #[must_use]
    pub fn filter<P>(self, filter: impl FilterOn<T, P>) -> Self {
        let tree = self.tree.and_then(|tree| {
            let FilterExpr(term) = filter.term()?;
            tree.and(term)
        });
        Self { tree, ..self }
    }

    /// Sets which of the waiting rows of a tenant is taken first: `Job::queue().order_by(Job::PRIORITY.desc())`. Rows
    /// that are equal by it follow in the order of the queue's index, which also decides which tenant comes first.
    #[must_use]
    pub fn order_by<P>(self, order: impl OrderOn<T, P>) -> Self {
        let tree = self.tree.and_then(|mut tree| {
            let SortTerms(sorts) = order.sort()?;
            sorts.into_iter().for_each(|sort| tree.order(sort));
            Ok(tree)
        });
        Self { tree, ..self }
    }
}

#[cfg_attr(
    not(any(feature = "bb8", feature = "deadpool-postgres", feature = "sqlx")),
    allow(dead_code, reason = "used only with a pool")
)]
impl<T: TenantTable> Queue<T>
where
    T::Deletion: AllowsLock<T>,
{
    /// The statement that returns the tenants of waiting rows, without those that were asked.
    pub(crate) fn tenants(&self, asked: &[Uuid]) -> Result<Statement, Error> {
        let def = T::def();
        let lookup = self.index().and_then(|index| physical::lookup(def, index));
        let name = lookup.map(|lookup| lookup.function).unwrap_or_default();
        let function = Qualified { schema: def.schema, name: &name };
        let sql = format!("SELECT tenant FROM {function}($1::uuid[]) AS tenant");
        let target = Target { table: def, verb: Verb::Read };
        Ok(Statement { sql: sql.into(), values: vec![asked.to_vec().into()], tenant: None, target })
    }

    /// The statement that locks the first waiting row of a tenant that nobody else has locked.
    pub(crate) fn first_of(self, tenant: Id<T::Root>) -> Result<(Statement, Self), Error> {
        let index = self.index();
        let mut tree = self.tree?;
        tree.enter(tenant.uuid());
        tree.limit = Some(1);
        tree.lock = Some(Lock::update(LockedRows::Skip));
        index.into_iter().flat_map(|index| index.columns).filter_map(sort::<T>).for_each(|sort| tree.order(sort));
        let (mut query, _) = tree.query();
        let waits = index.map(|index| Expr::cust(format!("({})", physical::waiting(T::def(), index))));
        query.and_where_option(waits);
        Ok((tree.statement(query), Self { tree: Ok(tree), ..self }))
    }

    fn index(&self) -> Option<&'static IndexDef> {
        T::def().indexes.get(self.place)
    }
}

fn sort<T: Table>(column: &IndexColumn) -> Option<Sort> {
    let order = |nulls| if nulls == Nulls::First { NullOrdering::First } else { NullOrdering::Last };
    let def = T::def().column(column.name)?;
    let direction = SortDirection { descending: column.descending, nulls: column.nulls.map(order) };
    Some(Sort { source: 0, column: ColumnRef(def), expression: None, direction })
}

/// A tenant that a queue returned.
pub(crate) type TenantOfRow = crate::query::projection::Read<crate::query::projection::Scalar<Uuid>>;
