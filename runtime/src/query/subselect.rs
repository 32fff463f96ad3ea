//! Subselects in conditions.

use crate::query::column_cmp::SameType;
use crate::query::columns::{Columns, ColumnsOf};
use crate::query::from::{FromClause, HasTable};
use crate::query::reference::RefersTo;
use crate::query::tree::bool_expr::{BoolExpr, Test};
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::grouping::Grouping;
use crate::query::tree::select::SelectTree;
use crate::query::tree::source::key;
use crate::query::{Column, GroupKeys, Grouped, Keys, Predicate, Select};
use crate::{ColumnType, Error, Global, PerTenant, Table};

impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// The value is among the values of a column of the subselect:
    /// `Product::CATEGORY_ID.is_in_select(Category::select(tenant).filter(Category::NAME.eq("Lamps")).column(Category::ID))`.
    ///
    /// The subselect contains its conditions on tenant and deletion. If it belongs to another tenant, the statement
    /// fails with [`Error::OtherTenant`] before anything is sent. NULL is left out of its values, so that `!` negates
    /// the condition.
    pub fn is_in_select<Q>(self, select: Q) -> Predicate<T, N>
    where
        Q: OneColumn<Base: SameType<V::Base>, Scope: SubselectScope<T::Scope>>,
    {
        let test = |tree| Test::InSelect(self.place(), Box::new(tree));
        Predicate::test(select.one_column().and_then(|OneColumnTree(tree)| tree.within()).map(test))
    }
}

impl<T: Table, V> Column<T, V> {
    /// A row of the subselect refers to the row: `Product::CATEGORY_ID.exists_in(Product::select(tenant).filter(..))`
    /// filters the categories that have such a product, and `!` before it those that have none.
    ///
    /// The subselect contains its conditions on tenant and deletion. If it belongs to another tenant, the statement
    /// fails with [`Error::OtherTenant`] before anything is sent.
    pub fn exists_in<Q: Table, S, L, R, K>(self, select: Select<S, L, R, K>) -> Predicate<Q>
    where
        V: RefersTo<Target = Q>,
        S: FromClause<First = T>,
        T::Scope: SubselectScope<Q::Scope>,
    {
        let test = |tree| Test::Exists(key(Q::def()), self.place(), Box::new(tree));
        Predicate::test(select.into_tree().and_then(SelectTree::within).map(test))
    }
}

/// A select of a single column, for [`is_in_select`](Column::is_in_select).
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not select exactly one column",
    label = "expected a select with `.column(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait OneColumn {
    /// The type of the column.
    type Base;
    /// The scope of the select.
    type Scope;

    /// Returns the select.
    #[doc(hidden)]
    fn one_column(self) -> Result<OneColumnTree, Error>;
}

/// A select whose only column is never NULL.
#[doc(hidden)]
#[derive(Debug)]
pub struct OneColumnTree(pub(crate) SelectTree);

impl<S, L, T, V, N, P, K> OneColumn for Select<S, L, Columns<Column<T, V, N>, S, P>, K>
where
    S: FromClause + HasTable<T, N, P>,
    T: Table,
    V: ColumnType,
    Column<T, V, N>: ColumnsOf<S, P>,
{
    type Base = V::Base;
    type Scope = <S::First as Table>::Scope;

    fn one_column(self) -> Result<OneColumnTree, Error> {
        let mut tree = self.into_tree()?;
        let nullable =
            tree.columns.iter().flatten().find(|read| read.column.nullable || tree.sources[read.source].outer());
        if let Some(read) = nullable {
            tree.conditions.push(BoolExpr::from(Test::NotNull(ColumnRef(read.column))).on(read.source));
        }
        Ok(OneColumnTree(tree))
    }
}

impl<S, L, T, V, N, P> OneColumn for Grouped<S, L, Keys<Column<T, V, N>, S, P>>
where
    S: FromClause + HasTable<T, N, P>,
    T: Table,
    V: ColumnType,
    Column<T, V, N>: GroupKeys<S, P>,
{
    type Base = V::Base;
    type Scope = <S::First as Table>::Scope;

    fn one_column(self) -> Result<OneColumnTree, Error> {
        let mut tree = self.into_tree()?;
        let key = tree.grouping.as_deref().and_then(Grouping::first_key);
        if let Some((source, column)) = key.filter(|(source, column)| column.nullable || tree.sources[*source].outer())
        {
            tree.conditions.push(BoolExpr::from(Test::NotNull(column)).on(source));
        }
        Ok(OneColumnTree(tree))
    }
}

/// A scope whose selects may be subselects in a statement of scope `Outer`: the same root, or none. If the outer table
/// is global, the statement belongs to the tenant of the subselect.
#[diagnostic::on_unimplemented(
    message = "[P03] a statement on a table of another root cannot contain this subselect",
    label = "the subselect is on a table of another root",
    note = "docs: peristyle::rules::P03"
)]
pub trait SubselectScope<Outer> {}

impl<Outer> SubselectScope<Outer> for Global {}
impl<Root> SubselectScope<Self> for PerTenant<Root> {}
impl<Root> SubselectScope<Global> for PerTenant<Root> {}
