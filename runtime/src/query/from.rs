//! The tables of a select, as types. Only columns of these tables can be compared, ordered by and read.

use crate::query::Row;
use crate::query::marker::Marker;
use crate::query::projection::Projection;
use crate::{DecodeError, Table};

/// The FROM clause of a select: a table, or a tuple of a table and its joined tables, `(Product, Option<Category>)`.
pub trait FromClause: Projection {
    /// The first table.
    type First: Table;
}

/// The scope of a select: that of its first table.
pub(crate) type Scope<S> = <<S as FromClause>::First as Table>::Scope;

/// A table of a FROM clause: `Product`, `Option<Category>` for an outer join, [`Aliased<N, _>`](Aliased) for a table
/// with an alias.
pub trait FromItem: Send + 'static {
    /// The table.
    type Table: Table;
    /// The alias.
    type Name;
    /// [`Required`] or [`Optional`].
    type Presence;
    /// The type of the row.
    type Output: Send + 'static;

    /// Reads the columns of the row.
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

/// A table that was joined under an alias: [`join_as`](crate::query::Select::join_as).
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

/// The alias of a table without one.
#[derive(Debug, Clone, Copy)]
pub struct NoAlias;

/// Every row has a row of this table.
#[derive(Debug, Clone, Copy)]
pub struct Required;

/// A row may have no row of this table: an outer join.
#[derive(Debug, Clone, Copy)]
pub struct Optional;

/// The position of a table in a select: 0 is the table itself, 1 is the first joined table.
#[derive(Debug, Clone, Copy)]
pub struct Position<const PLACE: usize>;

/// A select that contains table `T` under the alias `N`.
///
/// The compiler infers the position `P`. If a select contains a table twice, it cannot: give one of them an alias with
/// `join_as`.
#[diagnostic::on_unimplemented(
    message = "[P03] the select does not contain `{T}`, only `{Self}`",
    label = "expected a column of `{Self}`, or a join",
    note = "join `{T}` first: `.join(reference)` with the column that refers to it",
    note = "docs: peristyle::rules::P03"
)]
pub trait HasTable<T, N, P> {
    /// The position.
    #[doc(hidden)]
    const PLACE: usize;
    /// [`Required`] or [`Optional`].
    type Presence;
}

impl<T: Table> HasTable<T, NoAlias, Position<0>> for T {
    const PLACE: usize = 0;
    type Presence = Required;
}

/// A select that one more table can be joined to.
#[diagnostic::on_unimplemented(
    message = "[P03] a select can join at most seven tables",
    label = "this select has seven joined tables already",
    note = "docs: peristyle::rules::P03"
)]
pub trait CanJoin<S> {
    /// The select with the table.
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
