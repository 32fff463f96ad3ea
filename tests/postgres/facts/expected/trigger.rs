use serde_json::json;

use super::{Kind, Stated};

impl Stated<'_> {
    /// One that keeps `updated_at` true (rule T01), one that keeps the rows of an append-only table (rule T04).
    pub(super) fn triggers(&mut self) {
        let function = |name: &str| format!("{}.{name}", self.setting.schema);
        let (updated, refuses) = (function("peristyle_set_updated_at"), function("peristyle_refuse_change"));
        if self.def.has_column("updated_at") {
            let what = json!({ "timing": "before", "level": "row", "events": ["update"], "function": updated });
            self.named(Kind::Trigger, "peristyle_updated_at", what);
        }
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
}
