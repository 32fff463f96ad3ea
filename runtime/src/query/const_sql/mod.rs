//! Statements whose SQL does not depend on the call. The compiler renders them, so nothing is built at run time.
//!
//! A constant is evaluated when a program uses the statement on that table, and never by `cargo check`. The length of
//! the text is not known before, so a small buffer is tried first. The constant of the next size is named only by a
//! function that is called if the small buffer overflows.

mod insert;
mod list;
pub(super) mod row;

pub(super) use row::{live_condition, next_updated_at};

pub(crate) use insert::{conflict_name, inserted};

use std::marker::PhantomData;

use crate::const_str::ConstString;
use crate::{Table, TableDef};

/// A kind of constant statement.
pub(crate) trait Kind {
    const KIND: Shape;
}

pub(crate) enum Shape {
    Columns,
    QualifiedColumns,
    Find,
    Finders,
    List,
    NewestList,
    FirstPage,
    NewestPage,
    Insert,
    InsertMany,
    UpdateHead,
    UpdateTail,
    Delete,
    Restore,
}

macro_rules! kinds {
    ($($name:ident),*) => {
        $(pub(crate) struct $name;

        impl Kind for $name {
            const KIND: Shape = Shape::$name;
        })*
    };
}

kinds!(
    Columns,
    QualifiedColumns,
    Find,
    Finders,
    List,
    NewestList,
    FirstPage,
    NewestPage,
    Insert,
    InsertMany,
    UpdateHead,
    UpdateTail,
    Delete,
    Restore
);

/// The SQL of a `K` on table `T`.
pub(crate) struct ConstSql<T, K>(PhantomData<(T, K)>);

impl<T: Table, K: Kind> ConstSql<T, K> {
    pub(crate) const SQL: &'static str = small::<T, K>();

    /// The SQL without `RETURNING`.
    pub(crate) fn without_returning() -> &'static str {
        strip_returning::<T>(Self::SQL)
    }
}

/// The SQL without `RETURNING`.
pub(crate) fn strip_returning<T: Table>(sql: &str) -> &str {
    sql.strip_suffix(columns::<T>()).and_then(|text| text.strip_suffix(" RETURNING ")).unwrap_or(sql)
}

struct Buffer<T, K, const N: usize>(PhantomData<(T, K)>);

impl<T: Table, K: Kind, const N: usize> Buffer<T, K, N> {
    const TEXT: &'static ConstString<N> = &match K::KIND {
        Shape::Columns | Shape::QualifiedColumns => list(K::KIND, &T::DEF),
        _ => statement(K::KIND, &T::DEF, columns::<T>()),
    };
}

/// A function, so that the constant of the columns does not depend on itself.
const fn columns<T: Table>() -> &'static str {
    ConstSql::<T, Columns>::SQL
}

const fn small<T: Table, K: Kind>() -> &'static str {
    let text = Buffer::<T, K, 1024>::TEXT;
    if text.overflowed() { medium::<T, K>() } else { text.as_str() }
}

const fn medium<T: Table, K: Kind>() -> &'static str {
    let text = Buffer::<T, K, 8192>::TEXT;
    if text.overflowed() { large::<T, K>() } else { text.as_str() }
}

const fn large<T: Table, K: Kind>() -> &'static str {
    let text = Buffer::<T, K, 65536>::TEXT;
    assert!(
        !text.overflowed(),
        "a statement on this table is longer than 64 KiB: it has too many columns, or too long defaults"
    );
    text.as_str()
}

/// The SQL of a kind on a table that only the program knows.
#[cfg(feature = "plans")]
pub(crate) fn rendered(kind: Shape, def: &TableDef) -> String {
    let columns = list::<65536>(Shape::Columns, def);
    statement::<65536>(kind, def, columns.as_str()).as_str().to_owned()
}

const fn list<const N: usize>(kind: Shape, def: &TableDef) -> ConstString<N> {
    let mut sql = ConstString::new();
    row::columns(&mut sql, def, matches!(kind, Shape::QualifiedColumns));
    sql
}

const fn statement<const N: usize>(kind: Shape, def: &TableDef, columns: &str) -> ConstString<N> {
    let mut sql = ConstString::new();
    match kind {
        Shape::Columns | Shape::QualifiedColumns => sql.write(columns),
        Shape::Find => row::find(&mut sql, def, columns),
        Shape::Finders => row::finders(&mut sql, def, columns),
        Shape::List => list::list(&mut sql, def, columns),
        Shape::NewestList => list::newest(&mut sql, def, columns),
        Shape::FirstPage => list::page(&mut sql, def, columns, false),
        Shape::NewestPage => list::page(&mut sql, def, columns, true),
        Shape::Insert => insert::one(&mut sql, def, columns),
        Shape::InsertMany => insert::many(&mut sql, def, columns),
        Shape::UpdateHead => row::update_head(&mut sql, def),
        Shape::UpdateTail => row::update_tail(&mut sql, def, columns),
        Shape::Delete => row::delete(&mut sql, def, columns),
        Shape::Restore => row::restore(&mut sql, def, columns),
    }
    sql
}
