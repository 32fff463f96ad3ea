//! Columns that are foreign keys.

use crate::query::Column;
use crate::query::from::Scope;
use crate::query::from::{FromClause, HasTable};
use crate::{ColumnDef, Global, Id, PerTenant, Table};

/// The type of a foreign key column: `Id<Category>` or `Option<Id<Category>>`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a foreign key",
    label = "expected a column of type `Id<..>` or `Option<Id<..>>`",
    note = "docs: peristyle::rules::P03"
)]
pub trait RefersTo: 'static {
    /// The referenced table.
    type Target: Table;
}

impl<T: Table> RefersTo for Id<T> {
    type Target = T;
}

impl<T: Table> RefersTo for Option<Id<T>> {
    type Target = T;
}

/// A foreign key column, over which its table can be joined.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a foreign key",
    label = "expected a column of type `Id<..>` or `Option<Id<..>>`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Reference {
    /// The referenced table.
    type Target: Table;
}

impl<T, V: RefersTo, N> Reference for Column<T, V, N> {
    type Target = V::Target;
}

/// A foreign key of the select `S`.
///
/// The compiler infers the position `P` of its table.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a foreign key of `{S}`",
    label = "expected a column of `{S}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait ReferenceOf<S, P>: Reference {
    /// Returns the position of the table and the column.
    #[doc(hidden)]
    fn place(self) -> (usize, &'static ColumnDef);
}

impl<S, P, T, V, N> ReferenceOf<S, P> for Column<T, V, N>
where
    T: Table,
    V: RefersTo<Target: Table<Scope: JoinScope<Scope<S>>>>,
    S: FromClause + HasTable<T, N, P>,
{
    fn place(self) -> (usize, &'static ColumnDef) {
        (S::PLACE, self.def())
    }
}

/// A scope whose tables can be joined in a select of scope `Outer`: the same root, or a global table. A select of a
/// global table has no tenant, so it cannot read a tenant table.
#[diagnostic::on_unimplemented(
    message = "[P03] this select has no tenant, or one of another root, so it cannot join a tenant table",
    label = "this column refers to a tenant table",
    note = "read the row first, then the tenant's rows with `begin_tenant(Tenant::new(id))`",
    note = "docs: peristyle::rules::P03"
)]
pub trait JoinScope<Outer> {}

impl<Outer> JoinScope<Outer> for Global {}
impl<Root> JoinScope<Self> for PerTenant<Root> {}
