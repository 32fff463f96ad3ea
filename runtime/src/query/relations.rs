//! The rows that given rows refer to, or that refer to them: one statement for any number of rows.

use std::collections::{HashMap, HashSet};
use std::fmt;

use sea_query::{ArrayType, Condition, Expr, ExprTrait, Func, JoinType, Query, Value};

use crate::query::executor::run;
use crate::query::from::FromClause;
use crate::query::from::Scope;
use crate::query::marker::Marker;
use crate::query::page::Keyed;
use crate::query::projection::{Prefixed, Projection, Read};
use crate::query::reference::RefersTo;
use crate::query::select::{Bounded, Unlimited};
use crate::query::tree::aliases::Aliases;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::select::SelectTree;
use crate::query::tree::source::{Join, On, Source, key};
use crate::query::{Column, ExecutorFor, Select, Statement, StatementFuture};
use crate::{ColumnDef, Error, HasIdKey, Id, Table};

impl<S: FromClause, R, K> Select<S, Unlimited, R, K> {
    /// Loads the rows that the given ids refer to, in one statement, by their id:
    /// `Category::select(tenant).load_parents(products.iter().map(|product| product.category_id))`.
    ///
    /// Ids may repeat or be `None`. A row that is soft-deleted, belongs to another tenant or does not match the
    /// conditions is not in the map. Without ids, nothing is sent.
    pub fn load_parents<I>(self, ids: I) -> LoadParents<S, R>
    where
        R: Keyed<S>,
        <S::First as Table>::Key: HasIdKey<S::First>,
        I: IntoIterator<Item: IdOf<S::First>>,
    {
        let ids = Ids::of(ids);
        let statement = self.into_tree().map(|tree| parents(&tree, &ids));
        LoadParents { loading: Loading { statement, empty: ids.0.is_empty() }, types: Marker::default() }
    }
}

impl<S: FromClause, L, R, K> Select<S, L, R, K> {
    /// Loads the rows that refer to the given ids, in one statement, grouped by id:
    /// `Product::select(tenant).limit(20).load_children(Product::CATEGORY_ID, categories.iter().map(|category|
    /// category.id))`.
    ///
    /// Limit and order apply to each group: here, the first twenty products of every category. The server reads each
    /// group from the index that leads with the foreign key. Without ids, nothing is sent.
    pub fn load_children<V, I>(self, reference: Column<S::First, V>, parents: I) -> LoadChildren<V::Target, S, R>
    where
        L: Bounded,
        R: Keyed<S>,
        V: RefersTo,
        I: IntoIterator<Item: IdOf<V::Target>>,
    {
        let ids = Ids::of(parents);
        let statement = self.into_tree().map(|tree| children(&tree, 0, reference.def(), &ids));
        LoadChildren { loading: Loading { statement, empty: ids.0.is_empty() }, types: Marker::default() }
    }

    /// Loads the rows that a junction links to the given ids, in one statement, grouped by id:
    /// `Course::select(tenant).limit(20).load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID,
    /// students.iter().map(|student| student.id))`.
    ///
    /// Limit and order apply to each group. Only live links of the tenant are used. To get the columns of the junction
    /// too, join from it:
    /// `Enrolment::select(tenant).inner_join(Enrolment::COURSE_ID).limit(20).load_children(Enrolment::STUDENT_ID, ..)`.
    pub fn load_through<J, A, B, I>(
        self,
        from: Column<J, A>,
        to: Column<J, B>,
        others: I,
    ) -> LoadChildren<A::Target, S, R>
    where
        L: Bounded,
        R: Keyed<S>,
        J: Table<Scope = Scope<S>>,
        A: RefersTo,
        B: RefersTo<Target = S::First>,
        I: IntoIterator<Item: IdOf<A::Target>>,
    {
        let ids = Ids::of(others);
        let statement = self.into_tree().map(|mut tree| {
            let link = Join { from: 0, on: On::Referred(ColumnRef(to.def())), outer: false };
            tree.sources.push(Source::joined::<J>(link));
            children(&tree, tree.sources.len() - 1, from.def(), &ids)
        });
        LoadChildren { loading: Loading { statement, empty: ids.0.is_empty() }, types: Marker::default() }
    }
}

/// An id of a row of `T`, or `None`: the values of a foreign key.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not refer to a row of `{T}`",
    label = "expected ids of `{T}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait IdOf<T> {
    /// Returns the id.
    #[doc(hidden)]
    fn id(self) -> Option<Id<T>>;
}

impl<T> IdOf<T> for Id<T> {
    fn id(self) -> Option<Self> {
        Some(self)
    }
}

impl<T> IdOf<T> for Option<Id<T>> {
    fn id(self) -> Self {
        self
    }
}

/// Loads the rows that other rows refer to: [`Select::load_parents`].
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct LoadParents<S, R = S> {
    loading: Loading,
    types: Marker<(S, R)>,
}

impl<S: FromClause, R: Projection> LoadParents<S, R> {
    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.loading.statement
    }

    /// Returns the rows by their id.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, HashMap<Id<S::First>, R::Output>> {
        let rows = self.loading.rows::<S::First, R>(executor);
        Box::pin(async { Ok(rows.await?.into_iter().map(|Read::<Prefixed<Id<S::First>, R>>(row)| row).collect()) })
    }
}

/// Loads the rows that refer to other rows, or are linked to them: [`Select::load_children`], [`Select::load_through`].
#[must_use = "a statement does nothing until it is run"]
pub struct LoadChildren<P, S, R = S> {
    loading: Loading,
    types: Marker<(P, S, R)>,
}

impl<P: Table, S: FromClause, R: Projection> LoadChildren<P, S, R> {
    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.loading.statement
    }

    /// Returns the rows in groups.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    #[track_caller]
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, Children<P, R::Output>> {
        let rows = self.loading.rows::<P, R>(executor);
        Box::pin(async {
            let mut groups = HashMap::<_, Vec<_>>::new();
            for Read::<Prefixed<Id<P>, R>>((parent, row)) in rows.await? {
                groups.entry(parent).or_default().push(row);
            }
            Ok(Children { groups })
        })
    }
}

impl<P, S, R> fmt::Debug for LoadChildren<P, S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LoadChildren").field(&self.loading).finish()
    }
}

/// Rows grouped by the row that they refer to, each group in the order of the select.
#[derive(Debug, Clone, PartialEq)]
pub struct Children<P, C> {
    groups: HashMap<Id<P>, Vec<C>>,
}

impl<P, C> Children<P, C> {
    /// Returns the rows of a group, which may be empty.
    #[must_use]
    pub fn of(&self, parent: Id<P>) -> &[C] {
        self.groups.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// Removes and returns the rows of a group.
    #[must_use]
    pub fn take(&mut self, parent: Id<P>) -> Vec<C> {
        self.groups.remove(&parent).unwrap_or_default()
    }

    /// Returns all groups. An empty group is not in the map.
    #[must_use]
    pub fn into_map(self) -> HashMap<Id<P>, Vec<C>> {
        self.groups
    }
}

/// A row with the id of its group.
type Related<P, R> = Read<Prefixed<Id<P>, R>>;

#[derive(Debug)]
struct Loading {
    statement: Result<Statement, Error>,
    /// No id was given.
    empty: bool,
}

impl Loading {
    /// Runs the statement; each row has the id of its group.
    #[track_caller]
    fn rows<'executor, P: Table, R: Projection>(
        self,
        executor: impl crate::query::Executor + 'executor,
    ) -> StatementFuture<'executor, Vec<Related<P, R>>> {
        match self.empty {
            true => run::skip(self.statement, executor, Vec::new()),
            false => run::fetch_all(self.statement, executor),
        }
    }
}

/// Ids without repetitions, in the given order.
pub(super) struct Ids(Vec<Value>);

impl Ids {
    /// None, for a text.
    #[cfg(feature = "plans")]
    pub(super) const fn any() -> Self {
        Self(Vec::new())
    }

    fn of<T>(ids: impl IntoIterator<Item: IdOf<T>>) -> Self {
        let mut seen = HashSet::new();
        let once = ids.into_iter().filter_map(IdOf::id).map(Id::uuid).filter(|id| seen.insert(*id));
        Self(once.map(Value::from).collect())
    }

    /// One array, so that the SQL does not depend on the number of ids.
    fn array(&self) -> Expr {
        let array = Value::Array(ArrayType::Uuid, Some(Box::new(self.0.clone())));
        Expr::cust_with_values("$1::uuid[]", [array])
    }
}

pub(super) fn parents(tree: &SelectTree, ids: &Ids) -> Statement {
    let names = Aliases::of(&tree.sources, 0);
    let key = || names.column(0, key(tree.table()));
    let mut query = tree.scoped(&names);
    query.expr(key()).expr(tree.output(&names));
    query.and_where(Expr::cust_with_exprs("$1 = ANY($2)", [key(), ids.array()]));
    tree.finish(&mut query, &names);
    tree.statement(query)
}

/// The aliases of the ids and of the rows; no table name contains a space.
const PARENT: &str = "0 parent";
const CHILD: &str = "0 child";

/// One `LATERAL` subselect for each id: its limit and order apply to one id, and an index that leads with the column
/// serves it.
pub(super) fn children(tree: &SelectTree, source: usize, column: &'static ColumnDef, ids: &Ids) -> Statement {
    let names = Aliases::of(&tree.sources, 0);
    let mut each = tree.scoped(&names);
    each.expr(tree.output(&names));
    each.and_where(names.column(source, column.name).eq(Expr::col((PARENT, PARENT))));
    tree.finish(&mut each, &names);

    let mut query = Query::select();
    query.expr(Expr::col((PARENT, PARENT))).expr(Expr::cust(format!("\"{CHILD}\".*")));
    query.from_function(Func::cust("unnest").arg(ids.array()), PARENT);
    query.join_lateral(JoinType::InnerJoin, each, CHILD, Condition::all().add(Expr::cust("TRUE")));
    tree.statement(query)
}
