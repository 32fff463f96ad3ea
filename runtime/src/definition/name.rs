use std::fmt;

use crate::const_str::{ConstString, str_eq};

/// The name of a table or type, with its declared schema.
///
/// Tables with the same name in two schemas are different tables: this is the identity of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualifiedName {
    /// The declared schema; the emitted DDL and `search_path` decide about the others.
    pub schema: Option<&'static str>,
    /// The name in the schema.
    pub name: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl QualifiedName {
    /// The name in a schema.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(schema: Option<&'static str>, name: &'static str) -> Self {
        Self { schema, name, __non_exhaustive: () }
    }

    /// A name without a schema.
    #[must_use]
    pub const fn bare(name: &'static str) -> Self {
        Self::new(None, name)
    }

    /// Writes the name to SQL, quoted, with its schema.
    pub(crate) const fn write<const N: usize>(self, text: &mut ConstString<N>) {
        if let Some(schema) = self.schema {
            text.write_identifier(schema);
            text.write(".");
        }
        text.write_identifier(self.name);
    }

    /// `==` at compile time.
    pub(crate) const fn is(self, other: Self) -> bool {
        let in_one_schema = match (self.schema, other.schema) {
            (None, None) => true,
            (Some(one), Some(other)) => str_eq(one, other),
            _ => false,
        };
        in_one_schema && str_eq(self.name, other.name)
    }
}

/// For people, without quotes: `billing.invoices`.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(self.name)
    }
}
