use std::fmt;

use super::Text;

use crate::quote::Qualified;

/// The name of a table or a type, with the schema that it names.
///
/// Two tables with one name in two schemas are two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Name<'a> {
    /// The schema, where the table names one.
    pub schema: Option<&'a str>,
    /// The name within it.
    pub name: &'a str,
}

impl<'a> Name<'a> {
    /// Returns the name as SQL writes it, quoted where it must be.
    pub(crate) const fn quoted(self) -> Qualified<'a> {
        Qualified { schema: self.schema, name: self.name }
    }
}

/// The name that a table or a column had: `renamed_from = ".."`. Only a migration reads it: it is no part of the schema, so it is in no file, and two schemas are
/// equal whatever it is.
#[derive(Debug, Clone, Default)]
pub struct RenamedFrom(pub Option<Text>);

impl PartialEq for RenamedFrom {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for RenamedFrom {}

/// As a person says it, without quotes: `billing.invoices`.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(self.name)
    }
}
