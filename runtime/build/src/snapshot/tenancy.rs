use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::definition;

/// Whose rows a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tenancy {
    /// Nobody's in particular.
    Global,
    /// The rows are the tenants.
    Root {
        /// What the names of its tenant tables begin with.
        prefix: Text,
    },
    /// Each row belongs to one tenant.
    Tenant {
        /// The tenant column.
        column: Text,
        /// The schema of the root's table, where it says one.
        root_schema: Option<Text>,
        /// The name of the root's table.
        root: Text,
    },
}

#[derive(Clone, Copy)]
enum Kind {
    Global,
    Root,
    Tenant,
}

impl Tenancy {
    pub(super) fn of(tenancy: definition::Tenancy) -> Self {
        match tenancy {
            definition::Tenancy::Root { prefix } => Self::Root { prefix: prefix.into() },
            definition::Tenancy::Tenant { column, root: _, root_name } => Self::Tenant {
                column: column.into(),
                root_schema: root_name.schema.map(Text::from),
                root: root_name.name.into(),
            },
            _ => Self::Global,
        }
    }
}

impl Write for Tenancy {
    fn write(&self, line: &mut Line<'_>) {
        match self {
            Self::Global => line.text("of", "nobody"),
            Self::Root { prefix } => {
                line.text("of", "itself");
                line.text("prefix", prefix);
            }
            Self::Tenant { column, root_schema, root } => {
                line.text("of", "tenant");
                line.text("column", column);
                line.optional("root_schema", root_schema.as_ref());
                line.text("root", root);
            }
        }
    }
}

impl Read for Tenancy {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        let known = [("nobody", Kind::Global), ("itself", Kind::Root), ("tenant", Kind::Tenant)];
        Ok(match members.one_of("of", &known)? {
            Kind::Global => Self::Global,
            Kind::Root => Self::Root { prefix: members.text("prefix")? },
            Kind::Tenant => Self::Tenant {
                column: members.text("column")?,
                root_schema: members.optional("root_schema")?,
                root: members.text("root")?,
            },
        })
    }
}
