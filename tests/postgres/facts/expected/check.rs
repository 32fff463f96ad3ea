use peristyle::SqlType;
use serde_json::json;

use super::scratch::quoted;
use super::{Kind, Scratch, Stated, name};

impl Stated<'_> {
    /// The declared checks, and one for the elements of each array.
    pub(super) async fn checks(&mut self, scratch: &mut Scratch<'_>) {
        let mut names = Vec::new();
        for check in self.def.checks {
            let generated = || name::of(self.def, check.columns, "check");
            names.push(check.name.map_or_else(generated, str::to_owned));
            let (name, condition) = (names[names.len() - 1].clone(), check.condition.concat());
            self.check(
                scratch,
                (&name, check.columns),
                &condition,
                check.message,
                [check.not_valid, check.not_enforced],
            )
            .await;
        }
        for column in self.def.columns {
            let SqlType::Array(element) = column.sql_type else { continue };
            if column.unchecked_elements {
                continue;
            }
            let text = if matches!(element, SqlType::Json | SqlType::Named(_)) { "::text[]" } else { "" };
            let condition = format!("array_position({}{text}, NULL) IS NULL", quoted(column.name));
            let name = name::untaken(name::of(self.def, &[column.name], "check"), &names);
            self.check(scratch, (&name, &[column.name]), &condition, "an element must not be NULL", [false; 2]).await;
        }
    }

    async fn check(
        &mut self,
        scratch: &mut Scratch<'_>,
        (name, columns): (&str, &[&str]),
        condition: &str,
        message: &str,
        [not_valid, not_enforced]: [bool; 2],
    ) {
        let expression = scratch.check(condition).await;
        self.named(Kind::Check, name, json!({ "columns": columns, "expr": expression, "not_valid": not_valid || not_enforced, "not_enforced": not_enforced }));
        self.comment(format!("constraint {name}"), message);
    }
}
