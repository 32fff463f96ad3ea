use std::error::Error as StdError;
use std::fmt;

/// The limit of PostgreSQL that a statement exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TooLarge {
    /// More than 65,535 values.
    Values {
        /// The number of values.
        count: usize,
    },
    /// More than 32 nested selects.
    Nesting,
}

impl TooLarge {
    /// The protocol counts the values of a statement in 16 bits.
    pub(crate) const MOST_VALUES: usize = u16::MAX as usize;
    /// Each nested select uses stack space, in this process and on the server.
    pub(crate) const MOST_NESTED: usize = 32;
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values { count } => {
                let most = Self::MOST_VALUES;
                write!(f, "the statement has {count} values, more than {most}: pass a list as one value with `is_in`")
            }
            Self::Nesting => {
                write!(f, "the statement has more than {} selects nested in each other", Self::MOST_NESTED)
            }
        }
    }
}

impl StdError for TooLarge {}
