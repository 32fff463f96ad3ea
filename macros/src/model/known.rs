use syn::Path;

use super::{Column, Tenancy, written};

/// What is known of a table that another one names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The name of the table.
    pub name: String,
    /// Whose rows it has.
    pub scope: Scope,
}

/// Whose rows a table has, in names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Those of nobody.
    Global,
    /// The tenants.
    Root {
        /// What the names of its tenant tables begin with.
        prefix: String,
    },
    /// Those of the tenants of this root.
    Tenant {
        /// The name of its struct.
        root: String,
    },
}

impl Scope {
    /// Whose rows a table of this tenancy has.
    pub fn of(tenancy: &Tenancy) -> Self {
        match tenancy {
            Tenancy::Global => Self::Global,
            Tenancy::Root { prefix } => Self::Root { prefix: prefix.value.clone() },
            Tenancy::Tenant { root, .. } => Self::Tenant { root: written(root) },
        }
    }
}

/// The tables that a table names and that are known, by their paths.
#[derive(Debug, Default)]
pub struct KnownTables(Vec<(String, Known)>);

impl KnownTables {
    /// The targets of columns, and the root.
    pub fn of(columns: &[Column], root: Option<&Path>, known: &dyn Fn(&Path) -> Option<Known>) -> Self {
        let targets = columns.iter().filter_map(Column::referred).chain(root);
        Self(targets.filter_map(|path| known(path).map(|table| (written(path), table))).collect())
    }

    /// The table of that path.
    pub fn get(&self, path: &Path) -> Option<&Known> {
        let path = written(path);
        self.0.iter().find(|(known, _)| *known == path).map(|(_, known)| known)
    }
}
