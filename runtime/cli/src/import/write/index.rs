//! The indexes, unique and exclusion constraints of a table.

use serde_json::Value;

use super::generated;
use super::table::Lines;
use crate::catalog::{Kind, Object};
use crate::import::plan::{Part, detail, list};
use crate::import::types::quoted;

impl Lines<'_, '_> {
    pub(super) fn indexes(&mut self) {
        let table = self.table;
        for ((kind, name), object) in &table.parts {
            let part = Part::Index((*name).to_owned());
            let constraint = match kind {
                Kind::Index => None,
                Kind::ConstraintIndex => {
                    let of = |kind: Kind| table.parts.get(&(kind, *name));
                    match of(Kind::UniqueConstraint).or_else(|| of(Kind::ExclusionConstraint)) {
                        Some(constraint) => Some(*constraint),
                        None => continue,
                    }
                }
                _ => continue,
            };
            if self.is_left_out(&part) || !object.is("valid") {
                continue;
            }
            if let Some(text) = self.index(name, object, constraint) {
                self.push(part, format!("    {text},"));
            }
        }
    }

    fn index(&self, name: &str, index: &Object, constraint: Option<&Object>) -> Option<String> {
        let table = self.table;
        let is = |key: &str| index.detail.get(key) == Some(&Value::Bool(true));
        let method = detail(index, "method");
        let keys = index.detail.get("keys").and_then(Value::as_array)?;
        let is_exclusion = keys.iter().any(|key| key.get("operator").is_some());
        // PostgreSQL enforces it as an exclusion.
        let is_without_overlaps = is("without_overlaps");
        let mut columns = Vec::new();
        let mut names = Vec::new();
        for key in keys {
            let text = |name: &str| key.get(name).and_then(Value::as_str);
            let column = match (text("column"), text("expression")) {
                (Some(column), _) => {
                    names.push(column);
                    table.field(column)?
                }
                (None, Some(expression)) => {
                    names.push("expr");
                    format!("sql({})", quoted(&table.in_fields(expression)?))
                }
                (None, None) => return None,
            };
            let mut options = Vec::new();
            options.extend(key.get("desc").map(|_| "desc".to_owned()));
            options.extend(text("nulls").map(|place| format!("nulls_{place}")));
            options.extend(text("ops").map(|ops| format!("ops = {}", quoted(ops))));
            options.extend(text("collation").map(|name| format!("collate = {}", quoted(name))));
            let options = if options.is_empty() { String::new() } else { format!("({})", options.join(", ")) };
            let operator = text("operator").map(|operator| format!(" with {}", quoted(operator))).unwrap_or_default();
            columns.push(format!("{column}{options}{operator}"));
        }
        let mut keys = columns;
        let usual_method = if is_exclusion || is_without_overlaps { "gist" } else { "btree" };
        if method != usual_method {
            let known = ["btree", "gin", "gist", "brin", "hash", "spgist"].contains(&method);
            keys.push(if known { format!("method = {method}") } else { format!("method = {}", quoted(method)) });
        }
        let include = list(index, "include");
        if !include.is_empty() {
            keys.push(format!("include({})", self.fields(&include)?));
        }
        if is("nulls_not_distinct") {
            keys.push("nulls_not_distinct".to_owned());
        }
        keys.extend(self.predicate(index.detail.get("where").and_then(Value::as_str))?);
        let options = list(index, "with");
        if !options.is_empty() {
            let options: Vec<_> = options
                .iter()
                .filter_map(|option| option.split_once('='))
                .map(|(name, value)| format!("{name} = {value}"))
                .collect();
            keys.push(format!("with({})", options.join(", ")));
        }
        keys.extend(is_without_overlaps.then(|| "without_overlaps".to_owned()));
        keys.extend(constraint.and_then(|constraint| match detail(constraint, "deferrable") {
            "deferred" => Some("initially_deferred".to_owned()),
            "immediate" => Some("deferrable".to_owned()),
            _ => (!is_without_overlaps).then(|| "constraint".to_owned()),
        }));
        let ending = if is("unique") || is_without_overlaps { "key" } else { "idx" };
        if names.contains(&"expr") || is_exclusion || name != generated(table.name, &names, ending) {
            keys.push(format!("name = {}", quoted(name)));
        }
        keys.extend(
            index
                .text("comment")
                .or_else(|| constraint?.text("index comment"))
                .map(|why| format!("why = {}", quoted(why))),
        );
        let word = if is_exclusion {
            "exclude"
        } else if is("unique") || is_without_overlaps {
            "unique"
        } else {
            "index"
        };
        Some(format!("{word}({})", keys.join(", ")))
    }

    /// The keys that state a predicate; of a table with soft deletes, `deleted_at IS NULL` is what is added.
    fn predicate(&self, predicate: Option<&str>) -> Option<Vec<String>> {
        let only = |sql: &str| self.table.in_fields(sql).map(|sql| format!("only(sql = {})", quoted(&sql)));
        let Some(deleted_at) = self.table.timestamp("deleted_at") else {
            return predicate.map_or(Some(Vec::new()), |sql| Some(vec![only(sql)?]));
        };
        let live = format!("({} IS NULL)", deleted_at.object.own);
        Some(match predicate {
            None => vec!["including_deleted".to_owned()],
            Some(sql) if sql == live => Vec::new(),
            Some(sql) => match before_live(sql, &live) {
                Some(rest) => vec![only(rest)?],
                None => vec![only(sql)?, "including_deleted".to_owned()],
            },
        })
    }
}

/// What stands before the condition of live rows, where that comes last, as it is emitted.
fn before_live<'s>(sql: &'s str, live: &str) -> Option<&'s str> {
    sql.strip_prefix('(')?.strip_suffix(')')?.strip_suffix(live)?.strip_suffix(" AND ")
}
