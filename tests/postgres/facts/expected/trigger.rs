use peristyle::TableDef;
use peristyle::definition::{ReferenceDef, Tenancy};
use serde_json::json;

use super::{Kind, Stated, name};

/// Whether a soft delete of what it refers to has triggers (rule F07).
fn is_live(reference: &ReferenceDef) -> bool {
    let target = (reference.target)();
    !reference.ignores_soft_delete && target.soft_delete() && !matches!(target.tenancy, Tenancy::Root { .. })
}

fn live(def: &TableDef) -> impl Iterator<Item = &ReferenceDef> {
    def.references.iter().filter(|reference| is_live(reference))
}

impl Stated<'_> {
    /// One that keeps `updated_at` true (rule T01), one that keeps the rows of an append-only table (rule T04).
    pub(super) fn triggers(&mut self) {
        let function = |name: &str| format!("{}.{name}", self.setting.schema);
        let (updated, refuses) = (function("peristyle_set_updated_at"), function("peristyle_refuse_change"));
        if self.def.has_column("updated_at") {
            let what = json!({ "timing": "before", "level": "row", "events": ["update"], "function": updated });
            self.named(Kind::Trigger, "peristyle_updated_at", what);
        }
        self.live_references();
        self.soft_deletes();
        if self.def.append_only {
            let statement = json!({
                "timing": "before", "level": "statement", "events": ["delete", "update", "truncate"],
                "function": refuses, "always": true,
            });
            self.named(Kind::Trigger, "peristyle_append_only", statement);
            if self.def.partition.is_some() {
                let row = json!({
                    "timing": "before", "level": "row", "events": ["delete", "update"], "function": refuses, "always": true,
                });
                self.named(Kind::Trigger, "peristyle_append_only_rows", row);
            }
        }
    }

    /// What refers is held to what is live (rule F07).
    fn live_references(&mut self) {
        let mut columns: Vec<&str> = Vec::new();
        for reference in live(self.def) {
            let (own, _) = super::reference::columns(self.def, reference);
            let tenant = super::key::leading_tenant(self.def).filter(|_| own.len() > 1);
            let own = own.into_iter().filter(|column| Some(*column) != tenant);
            columns.extend(own.filter(|column| !columns.contains(column)).collect::<Vec<_>>());
        }
        if columns.is_empty() {
            return;
        }
        let changed =
            |column: &&str| format!("((old.{column} IS DISTINCT FROM new.{column}) AND (new.{column} IS NOT NULL))");
        let changed: Vec<_> = columns.iter().map(changed).collect();
        let when = match (self.def.soft_delete(), changed.as_slice()) {
            (true, _) => {
                format!("((new.deleted_at IS NULL) AND ((old.deleted_at IS NOT NULL) OR {}))", changed.join(" OR "))
            }
            (false, [only]) => only.clone(),
            (false, _) => format!("({})", changed.join(" OR ")),
        };
        let function = self.function("live");
        let insert = json!({
            "timing": "after", "level": "statement", "events": ["insert"], "function": function,
            "new_table": "peristyle_inserted",
        });
        self.named(Kind::Trigger, "peristyle_live_insert", insert);
        let update =
            json!({ "timing": "after", "level": "row", "events": ["update"], "function": function, "when": when });
        self.named(Kind::Trigger, "peristyle_live_update", update);
    }

    /// What is referred to applies `on_delete` (rule F07).
    fn soft_deletes(&mut self) {
        let own = self.def.qualified();
        let refers = |table: &&TableDef| live(table).any(|reference| (reference.target)().qualified() == own);
        if !self.tables.iter().any(refers) {
            return;
        }
        let lock = json!({
            "timing": "before", "level": "row", "events": ["update"], "function": self.function("delete_lock"),
            "when": "((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))",
        });
        self.named(Kind::Trigger, "peristyle_delete_lock", lock);
        let rows = json!({
            "timing": "after", "level": "row", "events": ["update"], "function": self.function("delete_rows"),
            "when": "((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))",
        });
        self.named(Kind::Trigger, "peristyle_delete_rows", rows);
    }

    fn function(&self, kind: &str) -> String {
        let columns: Vec<_> = self.def.schema.into_iter().chain([self.def.name]).collect();
        format!("{}.{}", self.setting.schema, name::shortened(&format!("peristyle_{}_{kind}", columns.join("_")), kind))
    }
}
