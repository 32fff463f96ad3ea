//! The rows that rows at hand refer to or are referred to by: one statement for any number of them.

use std::collections::{HashMap, HashSet};
use std::fmt;

use sea_query::{ArrayType, Condition, Expr, ExprTrait, Func, JoinType, Query, Value};

use crate::query::aliases::Aliases;
use crate::query::executor::run;
use crate::query::expr::ColumnRef;
use crate::query::from::{FromClause, Marker};
use crate::query::page::Keyed;
use crate::query::projection::{Prefixed, Projection, Read};
use crate::query::reference::RefersTo;
use crate::query::select::{Bounded, Scope, Unlimited};
use crate::query::select_tree::{Join, On, SelectTree, Source, key};
use crate::query::{Column, ExecutorFor, Select, Statement, StatementFuture};
use crate::{ColumnDef, Error, Id, Table};

impl<S: FromClause, R> Select<S, Unlimited, R> {
    /// The rows that others refer to, in one statement, by their id:
    /// `Category::select(tenant).load_parents(products.iter().map(|product| product.category_id))`.
    ///
    /// Ids may repeat, and a reference may be None. A row that is deleted, another tenant's, or refused by a condition is not in the map.
    /// Nothing is sent where no id is given.
    pub fn load_parents<I>(self, ids: I) -> LoadParents<S, R>
    where
        R: Keyed<S>,
        I: IntoIterator<Item: IdOf<S::First>>,
    {
        let ids = Ids::of(ids);
        let statement = self.into_tree().map(|tree| parents(&tree, &ids));
        LoadParents { loading: Loading { statement, empty: ids.0.is_empty() }, types: Marker::default() }
    }
}

impl<S: FromClause, L, R> Select<S, L, R> {
    /// The rows that refer to others, in one statement and grouped by what they refer to:
    /// `Product::select(tenant).limit(20).load_children(Product::CATEGORY_ID, categories.iter().map(|category| category.id))`.
    ///
    /// Limit and order hold for each of them: here the first twenty products of every category. The server reads them from the index that leads
    /// with the reference. Nothing is sent where no id is given.
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

    /// The rows that are linked to others by a junction, in one statement and grouped by the other side:
    /// `Course::select(tenant).limit(20).load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, students.iter().map(|student| student.id))`.
    ///
    /// Limit and order hold for each of the others. The junction keeps to the tenant and to its live rows as every table does. Where the columns of the
    /// junction are wanted too, load its rows together with what they refer to:
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

/// What names a row of `T`, or none: its id, or a reference that may be None.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not refer to a row of `{T}`",
    label = "ids of `{T}` are wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait IdOf<T> {
    /// The id.
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

/// Loads the rows that others refer to: [`Select::load_parents`].
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct LoadParents<S, R = S> {
    loading: Loading,
    types: Marker<(S, R)>,
}

impl<S: FromClause, R: Projection> LoadParents<S, R> {
    /// The statement as SQL and values.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.loading.statement
    }

    /// The rows by their id.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorFor<Scope<S>> + 'executor,
    ) -> StatementFuture<'executor, HashMap<Id<S::First>, R::Output>> {
        let rows = self.loading.rows::<S::First, R>(executor);
        Box::pin(async { Ok(rows.await?.into_iter().map(|Read::<Prefixed<Id<S::First>, R>>(row)| row).collect()) })
    }
}

/// Loads the rows that refer to others, or are linked to them: [`Select::load_children`], [`Select::load_through`].
#[must_use = "a statement does nothing until it is run"]
pub struct LoadChildren<P, S, R = S> {
    loading: Loading,
    types: Marker<(P, S, R)>,
}

impl<P: Table, S: FromClause, R: Projection> LoadChildren<P, S, R> {
    /// The statement as SQL and values.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_statement(self) -> Result<Statement, Error> {
        self.loading.statement
    }

    /// The rows, grouped.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
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
    /// Those of one row: none where there are none.
    #[must_use]
    pub fn of(&self, parent: Id<P>) -> &[C] {
        self.groups.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// Those of one row, moved out.
    #[must_use]
    pub fn take(&mut self, parent: Id<P>) -> Vec<C> {
        self.groups.remove(&parent).unwrap_or_default()
    }

    /// All of them. A row without any is not in the map.
    #[must_use]
    pub fn into_map(self) -> HashMap<Id<P>, Vec<C>> {
        self.groups
    }
}

/// A row, and the id that it belongs to.
type Related<P, R> = Read<Prefixed<Id<P>, R>>;

#[derive(Debug)]
struct Loading {
    statement: Result<Statement, Error>,
    /// There is nothing to ask for.
    empty: bool,
}

impl Loading {
    /// What it reads, each row with the id that it belongs to.
    fn rows<'executor, P: Table, R: Projection>(
        self,
        executor: impl crate::query::Executor + 'executor,
    ) -> StatementFuture<'executor, Vec<Related<P, R>>> {
        if !self.empty {
            return run::fetch_all(self.statement, executor);
        }
        Box::pin(async move { self.statement?.permitted(executor.tenant()).map(|_| Vec::new()) })
    }
}

/// Ids, each once, in the order in which they were first given.
struct Ids(Vec<Value>);

impl Ids {
    fn of<T>(ids: impl IntoIterator<Item: IdOf<T>>) -> Self {
        let mut seen = HashSet::new();
        let once = ids.into_iter().filter_map(IdOf::id).map(Id::uuid).filter(|id| seen.insert(*id));
        Self(once.map(Value::from).collect())
    }

    /// One array, so that the text of the statement does not depend on how many there are.
    fn array(&self) -> Expr {
        let array = Value::Array(ArrayType::Uuid, Some(Box::new(self.0.clone())));
        Expr::cust_with_values("$1::uuid[]", [array])
    }
}

fn parents(tree: &SelectTree, ids: &Ids) -> Statement {
    let names = Aliases::of(&tree.sources, 0);
    let key = || names.column(0, key(tree.table()));
    let mut query = tree.scoped(&names);
    query.expr(key()).expr(Expr::cust(tree.output(&names)));
    query.and_where(Expr::cust_with_exprs("$1 = ANY($2)", [key(), ids.array()]));
    tree.finish(&mut query, &names);
    tree.statement(query)
}

/// The names of the ids and of the rows of each; no table has a space in its name.
const PARENT: &str = "0 parent";
const CHILD: &str = "0 child";

/// For each id a select of its own, `LATERAL`: so its limit and order are those of one id, and an index that leads with the column serves them.
fn children(tree: &SelectTree, source: usize, column: &'static ColumnDef, ids: &Ids) -> Statement {
    let names = Aliases::of(&tree.sources, 0);
    let mut each = tree.scoped(&names);
    each.expr(Expr::cust(tree.output(&names)));
    each.and_where(names.column(source, column.name).eq(Expr::col((PARENT, PARENT))));
    tree.finish(&mut each, &names);

    let mut query = Query::select();
    query.expr(Expr::col((PARENT, PARENT))).expr(Expr::cust(format!("\"{CHILD}\".*")));
    query.from_function(Func::cust("unnest").arg(ids.array()), PARENT);
    query.join_lateral(JoinType::InnerJoin, each, CHILD, Condition::all().add(Expr::cust("TRUE")));
    tree.statement(query)
}
