use peristyle::definition::Transition;
use peristyle::{ColumnDef, TableDef};
use serde_json::json;

use super::{Kind, Stated, name};

/// The table with the columns that only programs of another release use: those that are retired, then old names.
pub(super) fn with_transitions(def: &'static TableDef) -> &'static TableDef {
    let old_names = def.columns.iter().filter_map(old_name);
    let columns: Vec<_> = def.columns.iter().chain(def.retired).copied().chain(old_names).collect();
    if columns.len() == def.columns.len() {
        return def;
    }
    Box::leak(Box::new(TableDef { columns: columns.leak(), ..*def }))
}

/// Its default is that of the new name, unless NULL is a value.
fn old_name(column: &ColumnDef) -> Option<ColumnDef> {
    let (Some(old), Transition::OldName { until, old_type }) = (column.renamed_from, column.transition) else {
        return None;
    };
    let new = column.name;
    let doc = format!("The old name of {new}: a trigger keeps both in step until {until}.").leak();
    let default = column.default.filter(|_| column.nullable);
    let transition = Transition::None;
    let sql_type = old_type.unwrap_or(column.sql_type);
    Some(ColumnDef {
        name: old,
        field: old,
        doc,
        default,
        sql_type,
        max_len: None,
        transition,
        waivers: &[],
        ..*column
    })
}

impl Stated<'_> {
    /// One for each column that two releases write in different ways.
    pub(super) fn transitions(&mut self) {
        for column in self.def.columns {
            let written = match (column.transition, column.renamed_from) {
                (Transition::OldName { .. }, Some(old)) => old,
                (Transition::Filled { .. }, _) => column.name,
                _ => continue,
            };
            let of: Vec<_> = self.def.schema.into_iter().chain([self.def.name, written]).collect();
            let function = format!("peristyle_{}_across_releases", of.join("_"));
            let function = format!("{}.{}", self.setting.schema, name::shortened(&function, "across_releases"));
            let what = json!({
                "timing": "before", "level": "row", "events": ["insert", "update"], "function": function,
            });
            self.named(Kind::Trigger, &format!("peristyle_across_releases_{written}"), what);
        }
    }
}
