//! The kinds of deletion as types: a statement that the table does not allow does not compile.

use crate::{Table, UpdateRow};

/// Soft deletes: `deleted_at` is set, and rows can be restored (rule T03).
#[derive(Debug, Clone, Copy)]
pub struct SoftDelete;

/// Real deletes: the table waives rule T03, or is a junction.
#[derive(Debug, Clone, Copy)]
pub struct RealDelete;

/// No deletes (rule T04).
#[derive(Debug, Clone, Copy)]
pub struct AppendOnly;

/// Rows of `T` can be deleted.
#[diagnostic::on_unimplemented(
    message = "[T04] rows of `{T}` cannot be deleted",
    label = "`{T}` is `append_only`",
    note = "docs: peristyle::rules::T04"
)]
pub trait AllowsDelete<T> {}

impl<T> AllowsDelete<T> for SoftDelete {}
impl<T> AllowsDelete<T> for RealDelete {}

/// Deleted rows of `T` can be restored.
#[diagnostic::on_unimplemented(
    message = "[T03] deleted rows of `{T}` cannot be restored",
    label = "`{T}` has no `deleted_at`",
    note = "docs: peristyle::rules::T03"
)]
pub trait AllowsRestore<T> {}

impl<T> AllowsRestore<T> for SoftDelete {}

/// Rows of `T` can be deleted for good.
#[diagnostic::on_unimplemented(
    message = "[T03] rows of `{T}` cannot be deleted for good",
    label = "`{T}` has soft deletes, or is `append_only`",
    note = "a table that waives `soft_delete` can be purged; else write `delete`",
    note = "docs: peristyle::rules::T03"
)]
pub trait AllowsPurge<T> {}

impl<T> AllowsPurge<T> for RealDelete {}

/// The rows of `T` can be locked: the role of the application may update some column of them.
#[diagnostic::on_unimplemented(
    message = "[T04] the rows of `{T}` cannot be locked",
    label = "`{T}` has no column that the application may update, which PostgreSQL requires for `FOR UPDATE`",
    note = "docs: peristyle::rules::T04"
)]
pub trait AllowsLock<T> {}

impl<T> AllowsLock<T> for SoftDelete {}

#[diagnostic::do_not_recommend]
impl<T: Table<Update: UpdateRow>> AllowsLock<T> for RealDelete {}
