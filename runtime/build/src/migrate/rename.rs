use std::fmt;

/// A rename, with the names before and now. The step that runs it carries it; its words are only for readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rename {
    Table(String, String),
    Enum(String, String),
    /// The table as it is called now.
    Column(String, String, String),
    /// The enum.
    Label(String, String, String),
}

/// The title of the step.
impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(old, new) => write!(f, "rename the table `{old}` to `{new}`"),
            Self::Enum(old, new) => write!(f, "rename the enum type `{old}` to `{new}`"),
            Self::Column(of, old, new) => write!(f, "rename the column `{old}` of `{of}` to `{new}`"),
            Self::Label(of, old, new) => write!(f, "rename the label `{old}` of `{of}` to `{new}`"),
        }
    }
}
