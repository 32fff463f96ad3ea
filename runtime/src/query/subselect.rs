//! Selects within the condition of another statement.

use crate::query::column_cmp::SameType;
use crate::query::expr::{BoolExpr, ColumnRef, Test};
use crate::query::from::{FromClause, HasTable};
use crate::query::projection::{Columns, ColumnsOf};
use crate::query::reference::RefersTo;
use crate::query::select_tree::{SelectTree, key};
use crate::query::{Column, Predicate, Select};
use crate::{ColumnType, Error, Global, PerTenant, Table};

impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// One of the values of a column of that select:
    /// `Product::CATEGORY_ID.is_in_select(Category::select(tenant).filter(Category::NAME.eq("Lamps")).column(Category::ID))`.
    ///
    /// The select keeps to its tenant and to its live rows, as everywhere. One of another tenant makes the statement fail with
    /// [`Error::OtherTenant`] before anything is sent. NULL among its values is left out, so that `!` before it is what it seems to be.
    pub fn is_in_select<Q>(self, select: Q) -> Predicate<T, N>
    where
        Q: OneColumn<Base: SameType<V::Base>, Scope: SubselectScope<T::Scope>>,
    {
        let test = |tree| Test::InSelect(self.place(), Box::new(tree));
        Predicate::test(select.one_column().and_then(|OneColumnTree(tree)| tree.within()).map(test))
    }
}

impl<T: Table, V> Column<T, V> {
    /// A condition on the table that this column refers to: some row of the select refers to it.
    /// `Product::CATEGORY_ID.exists_in(Product::select(tenant).filter(..))` filters the categories that have such a product; `!` before it those that
    /// have none.
    ///
    /// The select keeps to its tenant and to its live rows. One of another tenant makes the statement fail with [`Error::OtherTenant`] before anything
    /// is sent.
    pub fn exists_in<S, L, R>(self, select: Select<S, L, R>) -> Predicate<V::Target>
    where
        V: RefersTo,
        S: FromClause<First = T>,
        T::Scope: SubselectScope<<V::Target as Table>::Scope>,
    {
        let test = |tree| Test::Exists(key(V::Target::def()), self.place(), Box::new(tree));
        Predicate::test(select.into_tree().and_then(SelectTree::within).map(test))
    }
}

/// A select of a single column, for [`is_in_select`](Column::is_in_select).
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not read one column",
    label = "a select with `.column(..)` is wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait OneColumn {
    /// What the column holds.
    type Base;
    /// Who may run it.
    type Scope;

    /// The select.
    #[doc(hidden)]
    fn one_column(self) -> Result<OneColumnTree, Error>;
}

/// A select whose only column is never NULL.
#[doc(hidden)]
#[derive(Debug)]
pub struct OneColumnTree(pub(crate) SelectTree);

impl<S, L, T, V, N, P> OneColumn for Select<S, L, Columns<Column<T, V, N>, S, P>>
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
            tree.columns.iter().flatten().find(|(source, column)| column.nullable || tree.sources[*source].outer());
        if let Some((source, column)) = nullable {
            tree.conditions.push(BoolExpr::from(Test::NotNull(ColumnRef(column))).on(*source));
        }
        Ok(OneColumnTree(tree))
    }
}

/// A scope whose tables may be read within a statement of scope `Outer`: the same root's, or no root's. Where the outer table is global, the
/// statement belongs to the tenant of the select within it.
#[diagnostic::on_unimplemented(
    message = "[P03] a statement on a table of another root cannot read this select",
    label = "the select is on a table of another root",
    note = "docs: peristyle::rules::P03"
)]
pub trait SubselectScope<Outer> {}

impl<Outer> SubselectScope<Outer> for Global {}
impl<Root> SubselectScope<Self> for PerTenant<Root> {}
impl<Root> SubselectScope<Global> for PerTenant<Root> {}
