//! The extended statistics of a table.

use super::generated;
use super::table::Lines;
use crate::catalog::{Kind, Object};
use crate::import::plan::{Part, list};
use crate::import::types::quoted;

impl Lines<'_, '_> {
    pub(super) fn statistics(&mut self) {
        let table = self.table;
        for ((_, name), object) in table.parts.iter().filter(|((kind, _), _)| *kind == Kind::Statistics) {
            let part = Part::Statistics((*name).to_owned());
            if let Some(text) = self.stated_statistics(name, object).filter(|_| !self.is_left_out(&part)) {
                self.push(part, format!("    {text},"));
            }
        }
    }

    /// Those of another schema than the table stay SQL.
    fn stated_statistics(&self, name: &str, object: &Object) -> Option<String> {
        let columns = list(object, "columns");
        let is_beside = object.detail.get("beside") == Some(&serde_json::Value::Bool(true));
        let fields: Option<Vec<_>> = columns.iter().map(|column| self.table.field(column)).collect();
        let mut keys = fields.filter(|_| is_beside)?;
        let expressions = list(object, "expressions");
        for expression in &expressions {
            keys.push(format!("sql({})", quoted(&self.table.in_fields(expression)?)));
        }
        let kinds = list(object, "kinds");
        if keys.len() > 1 && kinds.len() < 3 {
            keys.push(format!("kinds({})", kinds.join(", ")));
        }
        if !expressions.is_empty() || name != generated(self.table.name, &columns, "stat") {
            keys.push(format!("name = {}", quoted(name)));
        }
        keys.extend(object.text("comment").map(|why| format!("why = {}", quoted(why))));
        Some(format!("statistics({})", keys.join(", ")))
    }
}
