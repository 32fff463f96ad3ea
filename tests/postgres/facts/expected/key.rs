use peristyle::TableDef;
use peristyle::definition::{PrimaryKey, Tenancy};
use serde_json::json;

use super::{Kind, Stated, name};

/// The tenant column, which leads keys, references and indexes; of a root there is none.
pub(super) const fn leading_tenant(def: &TableDef) -> Option<&'static str> {
    match def.tenancy {
        Tenancy::Tenant { column, .. } => Some(column),
        _ => None,
    }
}

impl Stated<'_> {
    /// The columns of the PRIMARY KEY.
    pub(super) fn primary_key(&self) -> Vec<&'static str> {
        let tenant = leading_tenant(self.def).filter(|_| self.def.primary_key == PrimaryKey::TenantAndKey);
        let mut key: Vec<_> = tenant.into_iter().chain(self.def.key.iter().copied()).collect();
        if self.def.primary_key == PrimaryKey::TenantAndKey || leading_tenant(self.def).is_none() {
            let by = self.def.partition.iter().flat_map(|partition| partition.columns);
            let missing: Vec<_> = by.copied().filter(|column| !key.contains(column)).collect();
            key.extend(missing);
        }
        key
    }

    /// The UNIQUE that references by tenant and key point at, where the PRIMARY KEY is the key alone.
    pub(super) fn tenant_key(&self) -> Option<Vec<&'static str>> {
        let tenant = leading_tenant(self.def).filter(|_| self.def.primary_key == PrimaryKey::Key)?;
        Some([tenant].iter().chain(self.def.key).copied().collect())
    }

    pub(super) fn keys(&mut self) {
        let (columns, generated) = (self.primary_key(), name::of(self.def, &[], "pkey"));
        if !self.def.key.is_empty() {
            let name = self.def.key_name.unwrap_or(&generated);
            self.named(Kind::PrimaryKey, name, json!({ "columns": columns }));
        }
        if let Some(columns) = self.tenant_key() {
            self.named(Kind::UniqueConstraint, &name::of(self.def, &columns, "key"), json!({ "columns": columns }));
        }
    }
}
