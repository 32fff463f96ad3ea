use serde_json::json;

use super::{Kind, Stated, time};

impl Stated<'_> {
    /// What generated statements need: columns that never change are not updated, rows that are kept are not deleted.
    pub(super) fn privileges(&mut self) {
        let Some(role) = self.setting.role else { return };
        let def = self.def;
        let kept = def.append_only || def.soft_delete();
        for privilege in ["select"].into_iter().chain((!kept).then_some("delete")) {
            self.fact(Kind::Privilege, json!({ "role": role, "privilege": privilege }));
        }
        let times = ["created_at", "updated_at", "deleted_at"];
        let is_time = |column: &peristyle::ColumnDef| times.contains(&column.field) && !column.set_by_application;
        let own = def.columns.iter().filter(|column| !is_time(column));
        let mut set: Vec<_> =
            own.clone().filter(|column| !column.is_set_by_database()).map(|column| column.name).collect();
        if set.is_empty() {
            set = own.map(|column| column.name).collect();
        }
        self.fact(Kind::Privilege, json!({ "role": role, "privilege": "insert", "columns": set }));
        let by = def.partition.map_or([].as_slice(), |partition| partition.columns);
        let created_at = |name: &str| time(def, "created_at").is_some_and(|column| column.name == name);
        let fixed = |name: &str| {
            let counts = def.columns.iter().filter_map(|column| column.number).any(|number| number.per.contains(&name));
            counts
                || by.contains(&name)
                || created_at(name)
                || def.key.contains(&name)
                || def.tenant_column() == Some(name)
        };
        let changing = def.columns.iter().filter(|column| !column.is_set_by_database() && !fixed(column.name));
        let columns: Vec<_> = changing.filter(|_| !def.append_only).map(|column| column.name).collect();
        if !columns.is_empty() {
            self.fact(Kind::Privilege, json!({ "role": role, "privilege": "update", "columns": columns }));
        }
    }
}
