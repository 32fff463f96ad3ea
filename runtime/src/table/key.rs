//! The kinds of primary keys as types: a statement that needs a key that the table does not have does not compile.

/// The primary key is the typed id: `id: Id<Self>`.
#[derive(Debug, Clone, Copy)]
pub struct IdKey;

/// The primary key is another column, or several columns: a junction, or an older table.
#[derive(Debug, Clone, Copy)]
pub struct OtherKey;

/// The table has no primary key: it waives rule K01.
#[derive(Debug, Clone, Copy)]
pub struct NoKey;

/// `T` has a primary key.
#[diagnostic::on_unimplemented(
    message = "[K01] `{T}` has no primary key",
    label = "this needs the primary key of each row",
    note = "write `.limit(n)` in place of `.page(..)`, and `.on_conflict(..)` with a unique index in place of `.on_key_conflict()`",
    note = "docs: peristyle::rules::K01"
)]
pub trait HasKey<T> {}

#[diagnostic::do_not_recommend]
impl<T> HasKey<T> for IdKey {}

#[diagnostic::do_not_recommend]
impl<T> HasKey<T> for OtherKey {}

/// The primary key of `T` is the typed id.
#[diagnostic::on_unimplemented(
    message = "[K02] the primary key of `{T}` is not an `Id<{T}>`",
    label = "expected the primary key of a `{T}`",
    note = "docs: peristyle::rules::K02"
)]
pub trait HasIdKey<T> {}

#[diagnostic::do_not_recommend]
impl<T> HasIdKey<T> for IdKey {}
