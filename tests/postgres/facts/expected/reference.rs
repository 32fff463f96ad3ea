use peristyle::TableDef;
use peristyle::definition::{Deferrable, OnDelete, OnUpdate, ReferenceDef};
use serde_json::{Value, json};

use super::key::leading_tenant;
use super::{Kind, Stated, name};

/// A reference to a tenant table holds the tenant too, which of a root is its own id.
pub(super) fn columns(def: &TableDef, reference: &ReferenceDef) -> (Vec<&'static str>, Vec<&'static str>) {
    let target = (reference.target)();
    let (mut own, mut theirs) = (reference.columns.to_vec(), reference.target_columns());
    if let (Some(tenant), Some(other)) = (def.tenant_column(), leading_tenant(target))
        && !theirs.contains(&other)
    {
        own.insert(0, tenant);
        theirs.insert(0, other);
    }
    (own, theirs)
}

/// The declared columns that may be NULL.
pub(super) fn nullable(def: &TableDef, reference: &ReferenceDef) -> Vec<&'static str> {
    let may = |name: &&str| def.columns.iter().any(|column| column.name == *name && column.nullable);
    reference.columns.iter().copied().filter(may).collect()
}

impl Stated<'_> {
    pub(super) fn references(&mut self) {
        for reference in self.def.references {
            let (own, theirs) = columns(self.def, reference);
            let generated = || name::of(self.def, &own, "fkey");
            let name = reference.name.map_or_else(generated, str::to_owned);
            let emptied = nullable(self.def, reference);
            let some_stay = reference.on_delete == OnDelete::SetNull && emptied.len() < own.len();
            let target = (reference.target)();
            let schema = target.schema.unwrap_or(self.setting.schema);
            let mut what = json!({
                "columns": own,
                "references": { "schema": schema, "table": target.name, "columns": theirs },
                "on_delete": on_delete(reference.on_delete),
                "on_update": on_update(reference.on_update),
                "on_delete_set_columns": if some_stay { json!(emptied) } else { Value::Null },
                "deferrable": deferrable(reference.deferrable),
                "not_valid": reference.not_valid || reference.not_enforced,
                "not_enforced": reference.not_enforced,
            });
            if reference.period {
                what["period"] = true.into();
            }
            self.named(Kind::ForeignKey, &name, what);
            self.comment(format!("constraint {name}"), reference.why);
        }
    }
}

pub(super) const fn deferrable(deferrable: Deferrable) -> Option<&'static str> {
    match deferrable {
        Deferrable::Never => None,
        Deferrable::Immediate => Some("initially immediate"),
        Deferrable::Deferred => Some("initially deferred"),
        _ => panic!("state it"),
    }
}

const fn on_delete(action: OnDelete) -> &'static str {
    match action {
        OnDelete::Cascade => "cascade",
        OnDelete::SetNull => "set null",
        OnDelete::Restrict => "restrict",
        OnDelete::NoAction => "no action",
        _ => panic!("state it"),
    }
}

const fn on_update(action: OnUpdate) -> &'static str {
    match action {
        OnUpdate::Cascade => "cascade",
        OnUpdate::SetNull => "set null",
        OnUpdate::Restrict => "restrict",
        OnUpdate::NoAction => "no action",
        _ => panic!("state it"),
    }
}
