use serde::{Deserialize, Serialize};

use super::{Name, Text};
use crate::{definition, physical};

/// Whose rows a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
#[non_exhaustive]
pub enum Tenancy {
    /// Not those of a tenant.
    Global,
    /// The rows are the tenants.
    Root {
        /// What the names of its tenant tables begin with.
        prefix: Text,
        /// The setting that holds the tenant of a transaction.
        setting: Text,
        /// The function that policies read it by.
        function: Text,
    },
    /// Each row belongs to one tenant.
    Tenant {
        /// The tenant column.
        column: Text,
        /// The schema of the root's table, where it names one.
        root_schema: Option<Text>,
        /// The name of the root's table.
        root: Text,
    },
}

/// As a file has it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    of: Of,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    setting: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    function: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root_schema: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    Nobody,
    Itself,
    Tenant,
}

const NOBODY: Form =
    Form { of: Of::Nobody, prefix: None, setting: None, function: None, column: None, root_schema: None, root: None };

impl Tenancy {
    pub(super) fn of(rust_name: &str, tenancy: definition::Tenancy) -> Self {
        match tenancy {
            definition::Tenancy::Root { prefix } => Self::root(prefix.into(), rust_name),
            definition::Tenancy::Tenant { column, root: _, root_name } => Self::Tenant {
                column: column.into(),
                root_schema: root_name.schema.map(Text::from),
                root: root_name.name.into(),
            },
            _ => Self::Global,
        }
    }

    /// The root of that struct.
    pub(crate) fn root(prefix: Text, rust_name: &str) -> Self {
        let (setting, function) = (physical::setting(rust_name), physical::context_function(rust_name));
        Self::Root { prefix, setting: setting.into(), function: function.into() }
    }

    /// Returns the name of the root's table of a tenant table.
    #[must_use]
    pub fn root_name(&self) -> Option<Name<'_>> {
        match self {
            Self::Tenant { root_schema, root, .. } => Some(Name { schema: root_schema.as_deref(), name: root }),
            _ => None,
        }
    }
}

impl From<Tenancy> for Form {
    fn from(tenancy: Tenancy) -> Self {
        match tenancy {
            Tenancy::Global => NOBODY,
            Tenancy::Root { prefix, setting, function } => Self {
                of: Of::Itself,
                prefix: Some(prefix),
                setting: Some(setting),
                function: Some(function),
                ..NOBODY
            },
            Tenancy::Tenant { column, root_schema, root } => {
                Self { of: Of::Tenant, column: Some(column), root_schema, root: Some(root), ..NOBODY }
            }
        }
    }
}

impl TryFrom<Form> for Tenancy {
    type Error = &'static str;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        match form {
            Form {
                of: Of::Nobody,
                prefix: None,
                setting: None,
                function: None,
                column: None,
                root_schema: None,
                root: None,
            } => Ok(Self::Global),
            // Version 1 has neither setting nor function: they follow from the name of the struct.
            Form {
                of: Of::Itself,
                prefix: Some(prefix),
                setting,
                function,
                column: None,
                root_schema: None,
                root: None,
            } => {
                Ok(Self::Root { prefix, setting: setting.unwrap_or_default(), function: function.unwrap_or_default() })
            }
            Form {
                of: Of::Tenant,
                prefix: None,
                setting: None,
                function: None,
                column: Some(column),
                root_schema,
                root: Some(root),
            } => Ok(Self::Tenant { column, root_schema, root }),
            Form { of: Of::Nobody, .. } => Err("`of` is `nobody`, which has no other key"),
            Form { of: Of::Itself, .. } => {
                Err("`of` is `itself`, which has the keys `prefix`, `setting` and `function`")
            }
            Form { of: Of::Tenant, .. } => Err("`of` is `tenant`, which has the keys `column` and `root`"),
        }
    }
}
