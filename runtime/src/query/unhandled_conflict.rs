//! What an insert with `on_conflict` is told where it is run before it says what a conflict does. Without these methods rustc offers the one of the insert.

use crate::Table;
use crate::query::{OnConflict, StatementFuture};

/// An insert that states what happens to a row that conflicts. Nothing implements it: [`OnConflict`] states it by a method that returns another type.
#[diagnostic::on_unimplemented(
    message = "[P03] this insert does not state what happens on a conflict",
    label = "the row that is there may stay, or be updated",
    note = "write `.do_nothing()`, `.do_update()` or `.do_update_only(..)` before it",
    note = "docs: peristyle::rules::P03"
)]
pub trait HandlesConflict {
    #[doc(hidden)]
    fn handled<R>(self) -> R;
}

impl<T: Table, R> OnConflict<T, R> {
    #[doc(hidden)]
    pub fn execute<E>(self, _executor: E) -> StatementFuture<'static, u64>
    where
        Self: HandlesConflict,
    {
        self.handled()
    }

    #[doc(hidden)]
    pub fn fetch_one<E>(self, _executor: E) -> StatementFuture<'static, T>
    where
        Self: HandlesConflict,
    {
        self.handled()
    }

    #[doc(hidden)]
    pub fn fetch_optional<E>(self, _executor: E) -> StatementFuture<'static, Option<T>>
    where
        Self: HandlesConflict,
    {
        self.handled()
    }

    #[doc(hidden)]
    pub fn fetch_all<E>(self, _executor: E) -> StatementFuture<'static, Vec<T>>
    where
        Self: HandlesConflict,
    {
        self.handled()
    }
}
