use peristyle::definition::{OnDelete, ReferenceDef, Tenancy};
use peristyle::{SqlType, TableDef};
use serde_json::json;

use super::{Kind, Stated, name, printed, time};

/// The change from live to deleted or back.
fn flips(deleted_at: &str) -> String {
    let name = printed(deleted_at);
    format!("((old.{name} IS NULL) <> (new.{name} IS NULL))")
}

fn differs(column: &str) -> String {
    let column = printed(column);
    format!("(old.{column} IS DISTINCT FROM new.{column})")
}

fn changes(column: &str) -> String {
    let column = printed(column);
    format!("((old.{column} IS DISTINCT FROM new.{column}) AND (new.{column} IS NOT NULL))")
}

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
        let refuses = function("peristyle_refuse_change");
        if let Some(column) = time(self.def, "updated_at").filter(|column| !column.no_trigger) {
            let updated = function(&format!("peristyle_set_{}", column.name));
            let what = json!({ "timing": "before", "level": "row", "events": ["update"], "function": updated });
            self.named(Kind::Trigger, "peristyle_updated_at", what);
        }
        self.transitions();
        self.numbers();
        self.history();
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
        let columns = self.referring_columns();
        if columns.is_empty() {
            return;
        }
        let changed: Vec<_> = columns.iter().map(|column| changes(column)).collect();
        let deleted_at = time(self.def, "deleted_at").map(|column| printed(column.name));
        let when = match (deleted_at, changed.as_slice()) {
            (Some(name), [only]) => format!("((new.{name} IS NULL) AND {only})"),
            (Some(name), _) => format!("((new.{name} IS NULL) AND ({}))", changed.join(" OR ")),
            (None, [only]) => only.clone(),
            (None, _) => format!("({})", changed.join(" OR ")),
        };
        let function = self.function("live");
        let insert = json!({
            "timing": "after", "level": "statement", "events": ["insert"], "function": function,
            "new_table": "peristyle_inserted",
        });
        self.named(Kind::Trigger, "peristyle_live_insert", insert);
        let update = json!({
            "timing": "after", "level": "row", "events": ["update"], "columns": columns,
            "function": self.function("live_update"), "when": when,
        });
        self.named(Kind::Trigger, "peristyle_live_update", update);
    }

    /// The columns by which a row refers to rows with soft deletes.
    fn referring_columns(&self) -> Vec<&'static str> {
        let mut columns: Vec<&str> = Vec::new();
        for reference in live(self.def) {
            let (own, _) = super::reference::columns(self.def, reference);
            columns.extend(own.into_iter().filter(|column| !columns.contains(column)).collect::<Vec<_>>());
        }
        columns
    }

    /// What a soft delete of a row does, and what keeps its time (rule F07).
    fn soft_deletes(&mut self) {
        let own = self.def.qualified();
        let to_own = |reference: &&ReferenceDef| (reference.target)().qualified() == own;
        let is_referred_to = self.tables.iter().any(|table| live(table).any(|reference| to_own(&reference)));
        let refers = live(self.def).next().is_some();
        if self.def.partition.is_some() && (is_referred_to || refers) {
            self.moves();
        }
        let Some(deleted_at) = time(self.def, "deleted_at").map(|column| column.name) else { return };
        if !(is_referred_to || refers) {
            return;
        }
        let statement = self.function("delete_statement");
        for (name, timing) in [("peristyle_delete_begin", "before"), ("peristyle_delete_end", "after")] {
            let what = json!({
                "timing": timing, "level": "statement", "events": ["update"], "columns": [deleted_at],
                "function": statement,
            });
            self.named(Kind::Trigger, name, what);
        }
        let row = |timing: &str, function: String, when: &str| {
            json!({
                "timing": timing, "level": "row", "events": ["update"], "columns": [deleted_at], "function": function,
                "when": when,
            })
        };
        let name = printed(deleted_at);
        let is_set = format!("((new.{name} IS NOT NULL) AND (old.{name} IS DISTINCT FROM new.{name}))");
        self.named(Kind::Trigger, "peristyle_delete_lock", row("before", self.function("delete_lock"), &is_set));
        let flips = flips(deleted_at);
        let follows = |table: &&TableDef| {
            let mut references = live(table).filter(to_own);
            table.soft_delete() && references.any(|reference| reference.on_delete == OnDelete::Cascade)
        };
        if self.tables.iter().any(follows) {
            self.named(Kind::Trigger, "peristyle_delete_rows", row("after", self.function("delete_rows"), &flips));
        }
        let mut settle = row("after", self.function("delete_settle"), &flips);
        settle["deferrable"] = "deferred".into();
        self.named(Kind::Trigger, "peristyle_delete_settle", settle);
        let keys = self.changing_keys();
        if keys.is_empty() {
            return;
        }
        let changed: Vec<_> = keys.iter().map(|column| differs(column)).collect();
        let changed =
            if let [only] = changed.as_slice() { only.clone() } else { format!("({})", changed.join(" OR ")) };
        let mut key = row("after", self.function("delete_key"), &format!("((new.{name} IS NOT NULL) AND {changed})"));
        key["columns"] = json!(keys);
        self.named(Kind::Trigger, "peristyle_delete_key", key);
    }

    /// The columns to which others refer, beside the tenant and a generated id.
    fn changing_keys(&self) -> Vec<&'static str> {
        let own = self.def.qualified();
        let mut keys: Vec<&str> = Vec::new();
        for table in self.tables {
            for reference in live(table).filter(|reference| (reference.target)().qualified() == own) {
                let (_, theirs) = super::reference::columns(table, reference);
                let is_id = |name: &str| {
                    matches!(self.def.key, [key] if *key == name)
                        && self
                            .def
                            .column(name)
                            .is_some_and(|column| matches!(column.sql_type, SqlType::Uuid) || column.sequence.is_some())
                };
                let changing =
                    theirs.into_iter().filter(|name| Some(*name) != self.def.tenant_column() && !is_id(name));
                keys.extend(changing.filter(|name| !keys.contains(name)).collect::<Vec<_>>());
            }
        }
        keys
    }

    /// A row that moves to another partition changes nothing else of interest.
    fn moves(&mut self) {
        let by = self.def.partition.map_or([].as_slice(), |partition| partition.columns);
        let moved: Vec<_> = by.iter().map(|column| format!("(old.{column} IS DISTINCT FROM new.{column})")).collect();
        let moved = if let [only] = moved.as_slice() { only.clone() } else { format!("({})", moved.join(" OR ")) };
        let flips = time(self.def, "deleted_at").map(|column| flips(column.name));
        let deleted_at = time(self.def, "deleted_at").map(|column| printed(column.name));
        let taken = |name: &str| Some(format!("((new.{} IS NOT NULL) AND {})", deleted_at.as_ref()?, differs(name)));
        let taken = self.changing_keys().into_iter().filter_map(taken);
        let changed = flips.into_iter().chain(self.referring_columns().into_iter().map(changes)).chain(taken);
        let changed: Vec<_> = changed.collect();
        let changed =
            if let [only] = changed.as_slice() { only.clone() } else { format!("({})", changed.join(" OR ")) };
        let what = json!({
            "timing": "before", "level": "row", "events": ["update"], "columns": by,
            "function": format!("{}.peristyle_refuse_move", self.setting.schema), "arguments": format!("{}\\000", self.def.name),
            "when": format!("({moved} AND {changed})"),
        });
        self.named(Kind::Trigger, "peristyle_refuse_move", what);
    }

    fn function(&self, kind: &str) -> String {
        let columns: Vec<_> = self.def.schema.into_iter().chain([self.def.name]).collect();
        format!("{}.{}", self.setting.schema, name::shortened(&format!("peristyle_{}_{kind}", columns.join("_")), kind))
    }
}
