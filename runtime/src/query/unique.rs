use std::fmt;
use std::marker::PhantomData;

use crate::definition::{IndexColumn, IndexDef};
use crate::physical::{self, Index};
use crate::quote::{Identifier, Identifiers, Name};
use crate::{Table, TableDef};

/// A unique index of table `T`: `Product::BY_SKU` for `unique(sku)`.
///
/// `D` tells whether it is a deferrable constraint, which cannot be a conflict target.
pub struct Unique<T, D = NotDeferrable> {
    place: usize,
    types: PhantomData<fn() -> (T, D)>,
}

/// A unique index, or a constraint that is checked at once.
#[derive(Debug, Clone, Copy)]
pub struct NotDeferrable;

/// A constraint that may be checked at the end of the transaction: `unique(sku, deferrable)`.
#[derive(Debug, Clone, Copy)]
pub struct DeferrableConstraint;

/// Returns the unique index at this position of the definition.
#[doc(hidden)]
#[must_use]
pub const fn unique_at<T, D>(place: usize) -> Unique<T, D> {
    Unique { place, types: PhantomData }
}

impl<T: Table, D> Unique<T, D> {
    /// Returns its definition.
    #[must_use]
    pub const fn def(self) -> &'static IndexDef {
        &const { &T::DEF }.indexes[self.place]
    }
}

impl<T, D> Clone for Unique<T, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, D> Copy for Unique<T, D> {}

impl<T: Table, D> fmt::Debug for Unique<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unique({})", physical::declared(T::def(), self.def()).name)
    }
}

/// A unique index that can be a conflict target of `T`: a [`Unique`] of `T` that is not deferrable.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a conflict target of `{T}`",
    label = "expected a unique index of `{T}` that is not deferrable",
    note = "`unique(sku)` in the `#[table]` of `{T}` generates `{T}::BY_SKU`; for the primary key write `.on_key_conflict()`",
    note = "docs: peristyle::rules::P03"
)]
pub trait UniqueOf<T> {
    /// Returns the unique index.
    #[doc(hidden)]
    fn unique(self) -> Unique<T>;
}

impl<T> UniqueOf<T> for Unique<T> {
    fn unique(self) -> Self {
        self
    }
}

/// The conflict target: a unique index by its number in the definition, or the primary key.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConflictTarget(pub(super) Option<usize>);

impl ConflictTarget {
    pub(super) fn of<T>(unique: Unique<T>) -> Self {
        Self(Some(unique.place))
    }

    fn index(self, table: &'static TableDef) -> Option<Index> {
        table.indexes.get(self.0?).map(|index| physical::declared(table, index))
    }

    /// The columns, and the predicate of the index, which PostgreSQL requires.
    pub(super) fn sql(self, table: &'static TableDef) -> String {
        let Some(Index { columns, predicate, .. }) = self.index(table) else {
            return format!("({})", Identifiers(&physical::primary_key(table).columns));
        };
        let columns: Vec<_> = columns.iter().map(element).collect();
        let covered = predicate.map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
        format!("({}){covered}", columns.join(", "))
    }

    /// The name of the unique index; `None` for the primary key.
    pub(super) fn name(self, table: &'static TableDef) -> Option<String> {
        self.index(table).map(|index| index.name)
    }
}

/// A column of the index without its order, which PostgreSQL does not accept here.
fn element(column: &IndexColumn) -> String {
    let mut text = match column.expression {
        Some(expression) => physical::sql(expression.sql),
        None => Identifier(column.name).to_string(),
    };
    for (word, name) in [(" COLLATE ", column.collation), (" ", column.ops)] {
        text += &name.map(|name| format!("{word}{}", Name(name))).unwrap_or_default();
    }
    text
}
