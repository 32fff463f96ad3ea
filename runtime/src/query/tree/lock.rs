//! The row locks of a select.

use sea_query::LockType;

/// A row lock until the end of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lock {
    /// `FOR SHARE`: others may lock it in the same way.
    pub(crate) shared: bool,
    pub(crate) locked: LockedRows,
}

/// What a lock does with rows that others have locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockedRows {
    Wait,
    Skip,
    Fail,
}

impl Lock {
    pub(crate) const fn update(locked: LockedRows) -> Self {
        Self { shared: false, locked }
    }

    pub(crate) const fn share(locked: LockedRows) -> Self {
        Self { shared: true, locked }
    }

    pub(super) fn kind(self) -> LockType {
        if self.shared { LockType::Share } else { LockType::Update }
    }
}
