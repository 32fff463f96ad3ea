//! What the types know of a select: its limit, its lock, and what both allow.

use crate::query::Columns;

/// The type state of a [`Select`](super::Select) without a limit.
#[derive(Debug, Clone, Copy)]
pub struct Unlimited;

/// The type state of a [`Select`](super::Select) with a limit.
#[derive(Debug, Clone, Copy)]
pub struct Limited;

/// A type state with a limit.
#[diagnostic::on_unimplemented(
    message = "[P03] this list has no limit",
    label = "a tenant may have more rows than fit into memory",
    note = "write `.limit(n)` before it, or read page by page with `.page(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Bounded {}

#[diagnostic::do_not_recommend]
impl Bounded for Limited {}

/// The type state of a [`Select`](super::Select) that does not lock its rows.
#[derive(Debug, Clone, Copy)]
pub struct Unlocked;

/// The type state of a [`Select`](super::Select) that locks its rows.
#[derive(Debug, Clone, Copy)]
pub struct Locked;

/// The type state of a [`Select`](super::Select) of rows as they were at a time.
#[derive(Debug, Clone, Copy)]
pub struct Past;

/// The type state of a select of rows as they are now.
#[diagnostic::on_unimplemented(
    message = "[P03] rows as they were at a time are neither locked nor joined",
    label = "the rows of other tables are those of now, and a version that has ended does not change",
    note = "lock rows of `select(..)`; read the rows of the other table with its own `as_of(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Present {}

#[diagnostic::do_not_recommend]
impl Present for Unlocked {}

#[diagnostic::do_not_recommend]
impl Present for Locked {}

/// The type state of a select whose rows can be made distinct: PostgreSQL cannot lock the row behind a distinct one.
#[diagnostic::on_unimplemented(
    message = "[P03] a list that locks its rows cannot be distinct",
    label = "a distinct row may stand for several rows of the table, so PostgreSQL does not lock it",
    note = "remove `.distinct()`, or the lock before it",
    note = "docs: peristyle::rules::P03"
)]
pub trait AllowsDistinct {}

#[diagnostic::do_not_recommend]
impl AllowsDistinct for Unlocked {}

#[diagnostic::do_not_recommend]
impl AllowsDistinct for Past {}

/// The type state of a select whose rows can be streamed.
#[diagnostic::on_unimplemented(
    message = "[P03] a stream does not lock its rows",
    label = "a stream ends with its savepoint or transaction, and so would its locks",
    note = "remove the lock, or write `.limit(n).fetch_all(&mut transaction)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait AllowsStream {}

#[diagnostic::do_not_recommend]
impl AllowsStream for Unlocked {}

#[diagnostic::do_not_recommend]
impl AllowsStream for Past {}

/// The result type of a select whose rows can be locked: whole rows, or columns of each row.
#[diagnostic::on_unimplemented(
    message = "[P03] the rows of a distinct list cannot be locked",
    label = "a distinct row may stand for several rows of the table, so PostgreSQL does not lock it",
    note = "remove the lock, or `.distinct()` before it",
    note = "docs: peristyle::rules::P03"
)]
pub trait LockableRows<S> {}

#[diagnostic::do_not_recommend]
impl<S> LockableRows<S> for S {}

#[diagnostic::do_not_recommend]
impl<S, C, P> LockableRows<S> for Columns<C, S, P> {}

/// The result type of groups. Rows have no condition on aggregates.
#[diagnostic::on_unimplemented(
    message = "[P03] `having` is a condition on groups, and this select has none",
    label = "expected groups",
    note = "write `.group_by(column)` before it; a condition on rows is a `.filter(..)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait HasGroups {}
