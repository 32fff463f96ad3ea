//! The policies of a table.

use serde_json::Value;

use super::table::Lines;
use crate::catalog::{Kind, Object};
use crate::import::plan::{Part, Tenancy};
use crate::import::types::quoted;

impl Lines<'_, '_> {
    /// Those of a table without row security have no effect, and stay SQL. A tenant table has a policy of its own, which a restrictive one narrows.
    pub(super) fn policies(&mut self) {
        let table = self.table;
        let is_global = table.tenancy == Tenancy::Global;
        let has_row_security = table.object.is("row security") || !is_global;
        let policies = table.parts.iter().filter(|((kind, _), _)| *kind == Kind::Policy && has_row_security);
        for ((_, name), object) in policies.filter(|(_, object)| is_global || object.is("restrictive")) {
            let part = Part::Policy((*name).to_owned());
            if !self.is_left_out(&part) {
                self.push(part, format!("    {},", stated(name, object)));
            }
        }
    }
}

fn stated(name: &str, object: &Object) -> String {
    let mut keys = vec![format!("name = {}", quoted(name))];
    let command = object.text("command").unwrap_or("ALL");
    if command != "ALL" {
        keys.push(format!("command = {}", command.to_lowercase()));
    }
    keys.extend(object.is("restrictive").then(|| "restrictive".to_owned()));
    let roles = object.facts.get("roles").and_then(Value::as_array).into_iter().flatten();
    let roles: Vec<_> = roles.filter_map(Value::as_str).filter(|role| *role != "public").map(quoted).collect();
    if !roles.is_empty() {
        keys.push(format!("to({})", roles.join(", ")));
    }
    for (key, fact) in [("using", "using"), ("with_check", "with check")] {
        keys.extend(object.text(fact).map(|sql| format!("{key} = {}", quoted(sql))));
    }
    keys.extend(object.text("comment").map(|why| format!("why = {}", quoted(why))));
    format!("policy({})", keys.join(", "))
}
