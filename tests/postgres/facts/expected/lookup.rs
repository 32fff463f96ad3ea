use std::collections::BTreeSet;

use peristyle::TableDef;
use peristyle::definition::{IndexDef, Tenancy};
use serde_json::json;

use super::key::leading_tenant;
use super::{Fact, Kind, Scratch, Stated, time};

impl Stated<'_> {
    pub(super) fn lookup_indexes(&self) -> impl Iterator<Item = &'static IndexDef> + use<> {
        self.def.indexes.iter().filter(|index| index.tenant_lookup || index.queue)
    }

    /// The columns by which a tenant is looked up.
    pub(super) fn looked_up_by(&self, index: &IndexDef) -> Vec<&'static str> {
        let tenant = leading_tenant(self.def);
        index.columns.iter().map(|column| column.name).filter(|name| Some(*name) != tenant).collect()
    }

    /// Those that a look-up reads beside the tenant: its own, those of its condition, and whether the row is live.
    pub(super) fn read_by(&self, index: &IndexDef) -> Vec<&'static str> {
        let (by, tenant) = (self.looked_up_by(index), self.def.tenant_column());
        let condition = index.only.map(<[_]>::concat).unwrap_or_default();
        let is_read = |name: &&str| {
            by.contains(name)
                || tenant == Some(*name)
                || time(self.def, "deleted_at").is_some_and(|column| column.name == *name)
                || condition.contains(&format!("\"{name}\""))
        };
        self.def.columns.iter().map(|column| column.name).filter(is_read).collect()
    }

    /// What the function reads: of its table, and of the root whether it is closed.
    fn all_reads(&self, index: &IndexDef) -> BTreeSet<&'static str> {
        let mut columns: BTreeSet<_> = self.read_by(index).into_iter().collect();
        if let Tenancy::Tenant { root, .. } = self.def.tenancy
            && let Some(deleted_at) = time(root(), "deleted_at")
        {
            columns.extend(root().key.iter().chain(&[deleted_at.name]));
        }
        columns
    }

    /// Whether look-ups of other tables read if the tenant is closed.
    fn is_closable_root(&self) -> bool {
        let looks = |table: &&&TableDef| {
            let is_of = matches!(table.tenancy, Tenancy::Tenant { root_name, .. } if root_name == self.def.qualified());
            is_of && table.indexes.iter().any(|index| index.tenant_lookup || index.queue)
        };
        self.def.soft_delete() && self.tables.iter().any(|table| looks(&table))
    }

    /// A policy, a privilege and a function for each, of a role that is called after the application's.
    pub(super) async fn lookups(&mut self, scratch: &mut Scratch<'_>) {
        let Some(role) = self.setting.role else { return };
        let owner = format!("{role}_lookup");
        let indexes: Vec<_> = self.lookup_indexes().collect();
        let is_closable = self.is_closable_root();
        if indexes.is_empty() && !is_closable {
            return;
        }
        if self.def.row_security {
            let what = json!({ "command": "select", "permissive": true, "roles": [owner], "using": "true" });
            self.named(Kind::Policy, "tenant_lookup", what);
        }
        let read = |name: &&str| {
            indexes.iter().any(|index| self.read_by(index).contains(name))
                || is_closable
                    && (time(self.def, "deleted_at").is_some_and(|column| column.name == *name)
                        || self.def.key.contains(name))
        };
        let columns: Vec<_> = self.def.columns.iter().map(|column| column.name).filter(read).collect();
        self.fact(Kind::Privilege, json!({ "role": owner, "privilege": "select", "columns": columns }));
        let types = scratch.columns().await;
        for index in indexes {
            let by = self.looked_up_by(index);
            let place = |name: &&str| self.def.columns.iter().position(|column| column.name == *name).unwrap();
            let arguments = by.iter().filter(|_| !index.queue);
            let typed = arguments.map(|name| types[place(name)].0.split('(').next().unwrap_or_default().to_owned());
            let typed = if index.queue { vec!["uuid[]".to_owned()] } else { typed.collect() };
            let what = json!({
                "arguments": typed.join(", "), "returns": "SETOF uuid", "owner": owner,
                "settings": ["search_path=pg_catalog, pg_temp"], "volatility": "s", "parallel": "s", "strict": true,
                "execute": [role], "reads": self.all_reads(index),
            });
            let name = match index.queue {
                true => format!("{}_tenants_in_queue", self.def.name),
                false => format!("{}_tenant_of_{}", self.def.name, by.join("_and_")),
            };
            let of = self.setting.qualified(self.def.schema, &name);
            self.facts.push(Fact::new(Kind::Function, of, None, what));
        }
    }
}
