use std::fmt;

use crate::Table;
use crate::const_str::str_eq;

/// The name of a table or a type, with the schema that it says itself.
///
/// Two tables of one name in two schemas are two tables: whatever tells tables apart, tells them apart by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualifiedName {
    /// The schema, where one was written; the emission says where the others are.
    pub schema: Option<&'static str>,
    /// The name within it.
    pub name: &'static str,
}

impl QualifiedName {
    /// A name that says no schema.
    #[must_use]
    pub const fn bare(name: &'static str) -> Self {
        Self { schema: None, name }
    }

    /// The name of a table.
    #[must_use]
    pub const fn of<T: Table>() -> Self {
        Self { schema: T::SCHEMA, name: T::NAME }
    }

    /// `==` while compiling.
    pub(crate) const fn is(self, other: Self) -> bool {
        let in_one_schema = match (self.schema, other.schema) {
            (None, None) => true,
            (Some(one), Some(other)) => str_eq(one, other),
            _ => false,
        };
        in_one_schema && str_eq(self.name, other.name)
    }
}

/// As a person says it, without quotes: `billing.invoices`.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(self.name)
    }
}
