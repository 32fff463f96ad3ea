//! The fields of a table.

use super::table::Lines;
use super::{actions, documentation, generated};
use crate::catalog::{Kind, Object};
use crate::import::names;
use crate::import::plan::{Column, Part, Tenancy, detail, list};
use crate::import::types::{self, RustType, quoted};

impl Lines<'_, '_> {
    pub(super) fn column(&mut self, column: &Column<'_>) {
        let table = self.table;
        let part = Part::Column(column.name.to_owned());
        let object = column.object;
        let mut rust = if table.as_text.contains(column.name) {
            RustType::text(object.text("type").unwrap_or_default())
        } else {
            types::of_column(object, self.named)
        };
        let mut keys = Vec::new();
        if column.field != column.name {
            keys.push(format!("name = {}", quoted(column.name)));
        }
        if column.set_by_application {
            keys.push("set_by_application".to_owned());
        }
        if column.no_trigger {
            keys.push("no_trigger".to_owned());
        }
        let reference = table
            .stated_references()
            .find(|(name, one)| list(one, "columns") == [column.name] && self.on_column(name, one));
        let is_tenant =
            matches!(&table.tenancy, Tenancy::Tenant { .. }) && reference.is_some_and(|(_, one)| self.is_root(one));
        let is_uuid = rust.name == "uuid::Uuid" && rust.keys.is_empty();
        if is_uuid && table.key() == [column.name] && column.field == "id" {
            rust.name = format!("Id<{}>", table.rust_name);
        }
        keys.append(&mut rust.keys);
        let checks = table.parts.iter().filter(|((kind, _), _)| *kind == Kind::Check);
        let mut limits = checks.filter_map(|((_, name), check)| self.max_len(name, check));
        keys.extend(
            limits
                .find(|(of, _)| *of == column.name && !table.as_text.contains(of))
                .map(|(_, most)| format!("max_len = {most}")),
        );
        if let Some((name, one)) = reference {
            keys.extend(self.reference(name, one, &mut rust, is_uuid, is_tenant));
        }
        keys.extend(self.value(column, &rust));
        if rust.name.starts_with("Vec<") && rust.name != "Vec<u8>" {
            keys.extend(self.array(column));
        }
        if let Some(collation) = object.text("collation") {
            keys.push(format!("collate = {}", quoted(collation.trim_matches('"'))));
        }
        keys.extend(rust.waiver.map(|name| format!("waive({name} = \"TODO: as the imported database has it\")")));
        if let Some(doc) = documentation(object.text("comment"), "    ") {
            self.push(part.clone(), doc);
        }
        if !keys.is_empty() {
            self.push(part.clone(), format!("    #[column({})]", keys.join(", ")));
        }
        let is_nullable = !object.is("not_null");
        let name = if is_nullable { format!("Option<{}>", rust.name) } else { rust.name };
        self.push(part, format!("    pub {}: {name},", names::written(&column.field)));
    }

    fn is_root(&self, one: &Object) -> bool {
        self.target(one).is_some_and(|target| target.tenancy == Tenancy::Root)
    }

    fn reference(&self, name: &str, one: &Object, rust: &mut RustType, is_uuid: bool, is_tenant: bool) -> Vec<String> {
        let Some(target) = self.target(one) else { return Vec::new() };
        let target_columns = list(one, "target_columns");
        let is_typed = is_uuid && target.key() == ["id"] && target_columns == ["id"] && !target.as_text.contains("id");
        let mut keys = Vec::new();
        if is_typed && !rust.name.starts_with("Id<") {
            rust.name = format!("Id<{}>", target.rust_name);
        } else if target.key() == target_columns {
            keys.push(format!("references = {}", target.rust_name));
        } else {
            let constant = target_columns.first().and_then(|column| target.field(column)).unwrap_or_default();
            keys.push(format!(
                "references = {}::{}",
                target.rust_name,
                constant.trim_start_matches("r#").to_uppercase()
            ));
        }
        if is_tenant && detail(one, "on_delete") == "cascade" && one.is("valid") {
            return keys;
        }
        keys.push(actions(one).trim_start_matches(", ").to_owned());
        if name != generated(self.table.name, &list(one, "columns"), "fkey") {
            keys.push(format!("constraint = {}", quoted(name)));
        }
        keys
    }

    /// The default, the expression or the sequence.
    fn value(&self, column: &Column<'_>, rust: &RustType) -> Option<String> {
        let object = column.object;
        if let Some(expression) = object.text("generated") {
            let is_left_out = self.is_left_out(&Part::Generated(column.name.to_owned()));
            let expression = self.table.in_fields(expression).filter(|_| !is_left_out);
            let stored = if object.is("virtual") { ", virtual" } else { "" };
            return expression.map(|sql| format!("generated(sql = {}{stored})", quoted(&sql)));
        }
        if column.number.is_some() {
            return column.number.clone();
        }
        match object.text("identity") {
            Some("ALWAYS") => return Some("identity".to_owned()),
            Some(_) => return Some("identity = by_default".to_owned()),
            None => {}
        }
        if self.is_left_out(&Part::Default(column.name.to_owned())) {
            return None;
        }
        let default = object.text("default")?;
        if let Some(serial) = object.text("owned sequence").and_then(|sequence| self.serial(column, sequence)) {
            return Some(serial);
        }
        // `#[table]` adds these.
        if matches!(column.field.as_str(), "created_at" | "updated_at")
            && default == "now()"
            && !column.set_by_application
        {
            return None;
        }
        if rust.name.starts_with("Vec<") && default.starts_with("'{}'::") && object.is("not_null") {
            return None;
        }
        let literal = match rust.name.as_str() {
            "bool" if matches!(default, "true" | "false") => Some(default.to_owned()),
            "i16" | "i32" | "i64" => integer(default),
            "String" if rust.keys.iter().all(|key| key.starts_with("varchar")) => {
                text(default, if rust.keys.is_empty() { "text" } else { "character varying" })
            }
            _ => None,
        };
        Some(
            literal
                .map_or_else(|| format!("default_sql = {}", quoted(default)), |literal| format!("default = {literal}")),
        )
    }
}

impl Lines<'_, '_> {
    /// What an array of `#[table]` has and this one does not.
    fn array(&self, column: &Column<'_>) -> Vec<String> {
        let object = column.object;
        let has_value = ["default", "generated"].iter().any(|fact| object.facts.contains_key(*fact));
        let mut keys = Vec::new();
        if object.is("not_null") && !has_value {
            keys.push("no_default".to_owned());
        }
        let checks = self.table.parts.iter().filter(|((kind, _), _)| *kind == Kind::Check);
        let mut of_column = checks.filter(|(_, check)| list(check, "columns") == [column.name]);
        if !of_column.any(|((_, name), check)| self.is_of_array(name, check)) {
            keys.push("unchecked_elements".to_owned());
        }
        keys
    }
}

impl Lines<'_, '_> {
    /// A column that counts by a sequence of its own; one in another schema stays a default.
    fn serial(&self, column: &Column<'_>, sequence: &str) -> Option<String> {
        let default = column.object.text("default")?;
        let (address, sequence) = self.plan.sequences.get(sequence)?;
        let is_by_it = default == format!("nextval('{}'::regclass)", sequence.ident.replace('\'', "''"));
        let sql_type = sequence.text("type").filter(|_| is_by_it && address.schema == self.table.schema)?;
        let is_named = address.name != generated(self.table.name, &[column.name], "seq");
        let is_typed = column.object.text("type") != Some(sql_type);
        let name = quoted(&address.name);
        Some(match (is_named, is_typed) {
            (false, false) => "serial".to_owned(),
            (true, false) => format!("serial = {name}"),
            (false, true) => format!("serial(sql_type = {})", quoted(sql_type)),
            (true, true) => format!("serial(name = {name}, sql_type = {})", quoted(sql_type)),
        })
    }
}

/// `3`, and what PostgreSQL prints of a negative or a large number.
fn integer(default: &str) -> Option<String> {
    let quoted =
        |sql_type: &str| default.strip_prefix('\'')?.strip_suffix(&format!("'::{sql_type}"))?.parse::<i64>().ok();
    let is_small = |number: &i64| i32::try_from(*number).is_ok();
    let plain = default.parse::<i64>().ok().filter(|number| is_small(number) && *number >= 0);
    let negative = || quoted("integer").filter(|number| *number < 0);
    let number = plain.or_else(negative).or_else(|| quoted("bigint").filter(|number| !is_small(number)))?;
    Some(number.to_string())
}

/// `'it''s'::text`.
fn text(default: &str, sql_type: &str) -> Option<String> {
    let inner = default.strip_prefix('\'')?.strip_suffix(&format!("'::{sql_type}"))?;
    let without = inner.replace("''", "");
    (!without.contains('\'') && !inner.contains(['(', ')'])).then(|| quoted(&inner.replace("''", "'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_a_literal_where_it_prints_the_same() {
        for (default, literal) in [
            ("3", Some("3")),
            ("'-1'::integer", Some("-1")),
            ("'10000000000'::bigint", Some("10000000000")),
            ("'-10000000000'::bigint", Some("-10000000000")),
            ("'128'::smallint", None),
            ("'3'::bigint", None),
            ("'3'::integer", None),
            ("(1 + 1)", None),
        ] {
            assert_eq!(integer(default).as_deref(), literal, "{default}");
        }
        assert_eq!(text("'it''s'::text", "text").as_deref(), Some("\"it's\""));
    }
}
