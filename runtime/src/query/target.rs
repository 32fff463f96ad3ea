//! The table and the kind of a statement.

use crate::definition::TableDef;

/// The table and the kind of statement, to explain errors of the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) table: &'static TableDef,
    pub(crate) verb: Verb,
}

/// The table of SQL that belongs to no table.
pub(crate) const NO_TABLE: TableDef = TableDef { rust_name: "Row", ..TableDef::PLAIN };

/// The kind of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Read,
    /// Reads on from a cursor that only the server can check.
    Continue,
    /// Reads computed values.
    Compute {
        /// Whether the statement has a time zone that only the server can check.
        zone: bool,
    },
    Insert,
    /// An insert that changes the row in its way.
    Upsert,
    /// An update, a soft delete or its undoing.
    Change,
    /// A real delete, which rows of other tables may forbid.
    Remove,
    /// The user's own SQL, whose kind is not known.
    Raw,
}

impl Verb {
    pub(crate) const fn only_reads(self) -> bool {
        matches!(self, Self::Read | Self::Continue | Self::Compute { .. })
    }

    /// Whether the statement runs in a savepoint, so that the transaction stays usable if the server refuses a value
    /// from outside.
    #[cfg_attr(
        not(any(feature = "sqlx", feature = "tokio-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(crate) const fn needs_savepoint(self) -> bool {
        matches!(self, Self::Continue)
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        self.table.qualified() == other.table.qualified() && self.verb == other.verb
    }
}
