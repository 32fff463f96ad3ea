use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum Exit {
    /// Done, and nothing was found.
    Done = 0,
    /// The command found what it looks for.
    Found = 1,
    /// A decision is missing before a migration is written.
    Undecided = 2,
    /// A file cannot be read or written, was edited, is missing or has the name already.
    Files = 3,
    /// The database: no connection, a missing right, a statement that failed.
    Database = 4,
    /// The structs break a rule over several tables.
    Schema = 5,
    /// The arguments of the command line.
    Usage = 64,
}

impl Exit {
    /// Returns the exit code of the process.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
