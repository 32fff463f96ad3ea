//! Which tables a select reads, as types: what is not joined is neither compared nor ordered by nor read.

use std::marker::PhantomData;

use crate::query::Row;
use crate::query::projection::Projection;
use crate::{DecodeError, Table};

/// Types that a value is about and has nothing of.
pub(crate) type Marker<T> = PhantomData<fn() -> T>;

/// What a select reads: a table, or a tuple of a table and those joined to it, `(Product, Option<Category>)`.
pub trait FromClause: Projection {
    /// The table that the select is about.
    type First: Table;
}

/// One of the tables that a select reads: `Product`, `Option<Category>` where an outer join may find none, [`Aliased<N, _>`](Aliased) under a name.
pub trait FromItem: Send + 'static {
    /// The table.
    type Table: Table;
    /// The name that was given to it.
    type Name;
    /// [`Required`] or [`Optional`].
    type Presence;
    /// What is read.
    type Output: Send + 'static;

    /// Reads its columns.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError>;
}

impl<T: Table> FromItem for T {
    type Table = T;
    type Name = NoAlias;
    type Presence = Required;
    type Output = T;

    fn read(row: &mut Row<'_>) -> Result<T, DecodeError> {
        T::read(row)
    }
}

impl<T: Table> FromItem for Option<T> {
    type Table = T;
    type Name = NoAlias;
    type Presence = Optional;
    type Output = Self;

    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        if row.next::<bool>()? {
            return T::read(row).map(Some);
        }
        row.skip(T::DEF.columns.len());
        Ok(None)
    }
}

/// A table that was joined under a name: [`join_as`](crate::query::Select::join_as).
pub struct Aliased<N, S>(Marker<(N, S)>);

impl<N: 'static, S: FromItem<Name = NoAlias>> FromItem for Aliased<N, S> {
    type Table = S::Table;
    type Name = N;
    type Presence = S::Presence;
    type Output = S::Output;

    fn read(row: &mut Row<'_>) -> Result<S::Output, DecodeError> {
        S::read(row)
    }
}

/// The name of a table that was given none.
#[derive(Debug, Clone, Copy)]
pub struct NoAlias;

/// Every row has one of this table.
#[derive(Debug, Clone, Copy)]
pub struct Required;

/// A row may have none of this table: an outer join.
#[derive(Debug, Clone, Copy)]
pub struct Optional;

/// The place of a table in a select: 0 is the table itself, 1 the first that was joined.
#[derive(Debug, Clone, Copy)]
pub struct Position<const PLACE: usize>;

/// A select that reads table `T`, under the name `N` where it was given one.
///
/// `P` is its place, which the compiler finds. Where a table stands twice in a select, it cannot: `join_as` gives one of them a name.
#[diagnostic::on_unimplemented(
    message = "[P03] this does not read `{T}`, only `{Self}`",
    label = "a column of `{Self}` is wanted here, or a join",
    note = "join `{T}` first: `.join(reference)` over the column that refers to it",
    note = "docs: peristyle::rules::P03"
)]
pub trait HasTable<T, N, P> {
    /// The place.
    #[doc(hidden)]
    const PLACE: usize;
    /// [`Required`] or [`Optional`].
    type Presence;
}

impl<T: Table> HasTable<T, NoAlias, Position<0>> for T {
    const PLACE: usize = 0;
    type Presence = Required;
}

/// A select to which one more table can be joined.
#[diagnostic::on_unimplemented(
    message = "[P03] a select joins at most seven tables",
    label = "this has seven already",
    note = "docs: peristyle::rules::P03"
)]
pub trait CanJoin<S> {
    /// The select with it.
    type Joined: FromClause;
}

impl<T: Table, S: FromItem> CanJoin<S> for T {
    type Joined = (T, S);
}

impl<T: Table> FromClause for T {
    type First = T;
}

impl<T: Table> Projection for T {
    type Output = T;

    fn read(row: &mut Row<'_>) -> Result<T, DecodeError> {
        T::read(row)
    }
}

macro_rules! tuples {
    ($($all:tt => $($place:literal $source:ident),*;)*) => {
        $(tuples!(@rows $all);
        $(tuples!(@place $all $place $source);)*)*
    };
    (@rows (T $($source:ident)*)) => {
        impl<T: Table, $($source: FromItem),*> FromClause for (T, $($source),*) {
            type First = T;
        }

        impl<T: Table, $($source: FromItem),*> Projection for (T, $($source),*) {
            type Output = (T, $($source::Output),*);

            fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
                Ok((T::read(row)?, $($source::read(row)?),*))
            }
        }
    };
    (@place ($($all:ident)*) $place:literal $source:ident) => {
        #[diagnostic::do_not_recommend]
        impl<Read, Name, $($all: FromItem),*> HasTable<Read, Name, Position<$place>> for ($($all,)*)
        where
            $source: FromItem<Table = Read, Name = Name>,
        {
            const PLACE: usize = $place;
            type Presence = <$source as FromItem>::Presence;
        }
    };
}

tuples! {
    (T A) => 0 T, 1 A;
    (T A B) => 0 T, 1 A, 2 B;
    (T A B C) => 0 T, 1 A, 2 B, 3 C;
    (T A B C D) => 0 T, 1 A, 2 B, 3 C, 4 D;
    (T A B C D E) => 0 T, 1 A, 2 B, 3 C, 4 D, 5 E;
    (T A B C D E F) => 0 T, 1 A, 2 B, 3 C, 4 D, 5 E, 6 F;
    (T A B C D E F G) => 0 T, 1 A, 2 B, 3 C, 4 D, 5 E, 6 F, 7 G;
}

macro_rules! joins {
    ($(($($source:ident)*))*) => {
        $(impl<T: Table, $($source: FromItem,)* Next: FromItem> CanJoin<Next> for (T, $($source),*) {
            type Joined = (T, $($source,)* Next);
        })*
    };
}

joins!((A)(A B)(A B C)(A B C D)(A B C D E)(A B C D E F));
