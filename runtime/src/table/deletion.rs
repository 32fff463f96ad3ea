//! What becomes of the rows that a table deletes, as types: what it does not allow does not compile.

/// Rows are marked by `deleted_at` and can be restored (rule T03).
#[derive(Debug, Clone, Copy)]
pub struct SoftDelete;

/// Rows are gone: the table waives rule T03, or is a junction.
#[derive(Debug, Clone, Copy)]
pub struct RealDelete;

/// Rows are never deleted (rule T04).
#[derive(Debug, Clone, Copy)]
pub struct AppendOnly;

/// The rows of `T` may be deleted, one way or the other.
#[diagnostic::on_unimplemented(
    message = "[T04] the rows of `{T}` are never deleted",
    label = "`{T}` is `append_only`",
    note = "docs: peristyle::rules::T04"
)]
pub trait AllowsDelete<T> {}

impl<T> AllowsDelete<T> for SoftDelete {}
impl<T> AllowsDelete<T> for RealDelete {}

/// The deleted rows of `T` are still there.
#[diagnostic::on_unimplemented(
    message = "[T03] `{T}` keeps no deleted rows that could be restored",
    label = "`{T}` has no `deleted_at`",
    note = "docs: peristyle::rules::T03"
)]
pub trait AllowsRestore<T> {}

impl<T> AllowsRestore<T> for SoftDelete {}

/// The rows of `T` may be deleted for good.
#[diagnostic::on_unimplemented(
    message = "[T03] the rows of `{T}` are not deleted for good",
    label = "`{T}` keeps its deleted rows, or never deletes any",
    note = "rows are purged where their table waives `soft_delete`; where they are marked, write `delete`",
    note = "docs: peristyle::rules::T03"
)]
pub trait AllowsPurge<T> {}

impl<T> AllowsPurge<T> for RealDelete {}
