//! The text of the structs, with what each line belongs to.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use super::names;
use super::partition;
use super::plan::{Column, Item, Part, Plan, Table, Tenancy, Type, detail, list};
use super::types::{self, RustType, quoted};
use crate::catalog::{Kind, Object};

/// A file of the crate.
#[derive(Debug, Clone, Default)]
pub(super) struct File {
    pub(super) lines: Vec<(Item, String)>,
}

impl File {
    pub(super) fn text(&self) -> String {
        self.lines.iter().fold(String::new(), |text, (_, line)| text + line + "\n")
    }

    fn push(&mut self, item: &Item, text: &str) {
        self.lines.extend(text.split('\n').map(|line| (item.clone(), line.to_owned())));
    }
}

/// The names of enums and newtypes.
type Named = BTreeMap<(String, String), String>;

/// The files below `src`, by name.
pub(super) fn files(plan: &Plan<'_>, about: &str) -> BTreeMap<String, File> {
    let mut files = BTreeMap::<String, File>::new();
    let types = plan.enums.iter().chain(&plan.newtypes);
    let key = |one: &Type<'_>| ((one.schema.to_owned(), one.name.to_owned()), one.rust_name.clone());
    let named: Named = types.map(key).collect();
    for (at, one) in plan.enums.iter().enumerate() {
        enum_type(one, plan, &Item::Enum(at), files.entry(one.module.clone()).or_default());
    }
    for (at, one) in plan.newtypes.iter().enumerate() {
        newtype(one, &Item::Newtype(at), files.entry(one.module.clone()).or_default());
    }
    for (at, one) in plan.tables.iter().enumerate().filter(|(_, table)| !table.skipped) {
        let file = files.entry(one.module.clone()).or_default();
        let lines = Lines { plan, table: one, named: &named, lines: Vec::new() }.all();
        for (part, line) in lines {
            file.push(&Item::Table(at, part), &line);
        }
        file.push(&Item::Schema, "");
    }
    const HEAD: [&str; 5] =
        ["#[allow(unused_imports)]", "use peristyle::prelude::*;", "", "#[allow(unused_imports)]", "use crate::*;"];
    for file in files.values_mut() {
        let head = HEAD.into_iter().chain([""]).map(|line| (Item::Schema, line.to_owned()));
        file.lines.splice(0..0, head);
    }
    let lib = library(plan, about, files.keys());
    files.insert("lib".to_owned(), lib);
    files
}

fn library<'f>(plan: &Plan<'_>, about: &str, modules: impl Iterator<Item = &'f String> + Clone) -> File {
    let mut text = format!("//! {about}\n\n");
    for module in modules.clone() {
        writeln!(text, "mod {module};").ok();
    }
    text.push('\n');
    for module in modules {
        writeln!(text, "pub use {module}::*;").ok();
    }
    text.push_str("\nuse peristyle::prelude::*;\n\nschema! {\n    pub SCHEMA = [\n");
    for table in plan.tables.iter().filter(|table| !table.skipped) {
        writeln!(text, "        {},", table.rust_name).ok();
    }
    text.push_str("    ];\n");
    for (key, list) in [("sql_before", &plan.before), ("sql_after", &plan.after)] {
        for (name, sql) in list {
            writeln!(text, "    {key}(name = {}, sql = {});", quoted(name), raw(sql)).ok();
        }
    }
    for waiver in &plan.waivers {
        writeln!(text, "    waive({waiver} = \"TODO: as the imported database has it\");").ok();
    }
    text.push_str("}\n");
    let mut file = File::default();
    file.push(&Item::Schema, text.trim_end());
    file
}

/// A text without escapes.
fn raw(sql: &str) -> String {
    if sql.contains('\r') {
        return quoted(sql);
    }
    let mut marks = "#".to_owned();
    while sql.contains(&format!("\"{marks}")) {
        marks.push('#');
    }
    format!("r{marks}\"{sql}\"{marks}")
}

fn documentation(comment: Option<&str>, indent: &str) -> Option<String> {
    let comment = comment.filter(|text| !text.trim().is_empty())?;
    if comment.contains('\r') || comment.lines().any(|line| line.starts_with(' ') || line.ends_with(' ')) {
        return Some(format!("{indent}#[doc = {}]", quoted(comment)));
    }
    Some(
        comment
            .split('\n')
            .map(|line| format!("{indent}/// {line}").trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

fn waivers<'w>(names: impl Iterator<Item = &'w String>) -> String {
    names.map(|name| format!(", waive({name} = \"TODO: as the imported database has it\")")).collect()
}

fn schema(of: &str, plan: &Plan<'_>) -> String {
    if of == plan.default_schema { String::new() } else { format!(", schema = {}", quoted(of)) }
}

fn enum_type(one: &Type<'_>, plan: &Plan<'_>, item: &Item, file: &mut File) {
    let mut text = documentation(one.object.text("comment"), "").map(|text| text + "\n").unwrap_or_default();
    let waivers = waivers(one.waivers.iter());
    write!(
        text,
        "#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]\n#[pg_enum(name = {}{}{waivers})]\npub enum {} {{\n",
        quoted(one.name),
        schema(one.schema, plan),
        one.rust_name
    )
    .ok();
    let mut once = names::Once::default();
    let labels =
        one.object.facts.get("labels").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for label in labels {
        writeln!(text, "    #[pg_enum(name = {})]\n    {},", quoted(label), once.take([names::type_name(label)])).ok();
    }
    text.push_str("}\n");
    file.push(item, &text);
}

fn newtype(one: &Type<'_>, item: &Item, file: &mut File) {
    let base = one.object.text("type").and_then(types::scalar).map(|scalar| scalar.name).unwrap_or_default();
    let doc = documentation(one.object.text("comment"), "").map(|text| text + "\n");
    let doc = doc.unwrap_or_else(|| format!("/// A value of the domain `{}`.\n", one.name));
    let sql_type = quoted(&one.object.ident);
    let text = format!(
        "{doc}#[derive(Debug, Clone, PartialEq, ColumnType)]\n#[column_type(sql_type = {sql_type})]\npub struct {}(pub {base});\n",
        one.rust_name
    );
    file.push(item, &text);
}

struct Lines<'l, 'a> {
    plan: &'l Plan<'a>,
    table: &'l Table<'a>,
    named: &'l Named,
    lines: Vec<(Part, String)>,
}

impl Lines<'_, '_> {
    fn all(mut self) -> Vec<(Part, String)> {
        let Self { plan, table, .. } = self;
        if let Some(doc) = documentation(table.object.text("comment"), "") {
            self.push(Part::Head, doc);
        }
        self.push(Part::Head, format!("#[table(\n    name = {}{},", quoted(table.name), schema(table.schema, plan)));
        match &table.tenancy {
            Tenancy::Global => {}
            Tenancy::Root => self.push(Part::Head, "    tenant_root,".to_owned()),
            Tenancy::Tenant { root } => self.push(Part::Head, format!("    tenant = {root},")),
        }
        self.key();
        self.storage();
        self.partition();
        self.references();
        self.indexes();
        self.checks();
        if !table.waivers.is_empty() {
            let reason = |count: &usize| if *count > 1 { format!(" ({count} times)") } else { String::new() };
            let lines: String = table
                .waivers
                .iter()
                .map(|(name, count)| {
                    format!("        {name} = \"TODO: as the imported database has it{}\",\n", reason(count))
                })
                .collect();
            self.push(Part::Waivers, format!("    waive(\n{lines}    ),"));
        }
        self.push(Part::Head, format!(")]\n#[derive(Debug, Clone)]\npub struct {} {{", table.rust_name));
        for column in table.stated_columns() {
            self.column(column);
        }
        self.push(Part::Head, "}".to_owned());
        self.lines
    }

    fn push(&mut self, part: Part, text: String) {
        self.lines.extend(text.split('\n').map(|line| (part.clone(), line.to_owned())));
    }

    fn is_left_out(&self, part: &Part) -> bool {
        self.table.left_out.contains(part)
    }

    fn fields(&self, columns: &[&str]) -> Option<String> {
        let fields: Option<Vec<_>> = columns.iter().map(|column| self.table.field(column)).collect();
        fields.map(|fields| fields.join(", "))
    }

    fn key(&mut self) {
        let table = self.table;
        let key = table.key();
        if self.is_left_out(&Part::Key) || table.tenancy != Tenancy::Global {
            return;
        }
        let Some(fields) = self.fields(&key).filter(|fields| !fields.is_empty()) else { return };
        let name =
            table.parts.keys().find(|(kind, _)| *kind == Kind::PrimaryKey).map(|(_, name)| *name).unwrap_or_default();
        let named = if name == generated(table.name, &[], "pkey") {
            String::new()
        } else {
            format!(", name = {}", quoted(name))
        };
        if table.is_junction(&key) && named.is_empty() {
            self.push(Part::Key, format!("    junction({fields}),"));
        } else if fields != "id" || !named.is_empty() {
            self.push(Part::Key, format!("    primary_key({fields}{named}),"));
        }
    }

    fn storage(&mut self) {
        let object = self.table.object;
        let options =
            object.facts.get("options").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let options: Vec<_> = options.filter_map(|option| option.split_once('=')).collect();
        if !options.is_empty() {
            let value = |value: &str| {
                if value.parse::<f64>().is_ok() || matches!(value, "true" | "false") {
                    value.to_owned()
                } else {
                    quoted(value)
                }
            };
            let options: Vec<_> = options.iter().map(|(name, given)| format!("{name} = {}", value(given))).collect();
            self.push(Part::Head, format!("    with({}),", options.join(", ")));
        }
        if object.is("unlogged") {
            self.push(Part::Head, "    unlogged,".to_owned());
        }
    }

    fn partition(&mut self) {
        let table = self.table;
        let Some(by) = table.object.text("partitioned by") else { return };
        let field = |column: &str| table.field(column);
        let stated = partition::stated(table.name, by, field, &table.partitions);
        if let Some((text, _)) = stated {
            self.push(Part::Partition, format!("    {text},"));
        }
    }

    /// The foreign keys that stand on the table: several columns, or a second one of a column.
    fn references(&mut self) {
        let table = self.table;
        for (name, one) in table.stated_references() {
            let columns = list(one, "columns");
            if self.on_column(name, one) {
                continue;
            }
            let Some((target, fields)) = self.target(one).zip(self.fields(&columns)) else { continue };
            let target_columns = list(one, "target_columns");
            let target_fields: Option<Vec<_>> = target_columns.iter().map(|column| target.field(column)).collect();
            let Some(target_fields) = target_fields else { continue };
            let target = if target.key() == target_columns {
                target.rust_name.clone()
            } else {
                format!("{}({})", target.rust_name, target_fields.join(", "))
            };
            let named = if name == generated(table.name, &columns, "fkey") {
                String::new()
            } else {
                format!(", name = {}", quoted(name))
            };
            let text = format!("    foreign_key({fields}, references = {target}{}{named}),", actions(one));
            self.push(Part::Reference(name.to_owned()), text);
        }
    }

    /// Whether the column states it: the first one over this column only.
    fn on_column(&self, name: &str, one: &Object) -> bool {
        let columns = list(one, "columns");
        let [column] = columns.as_slice() else { return false };
        let mut of_column = self.table.stated_references().filter(|(_, one)| list(one, "columns") == [*column]);
        of_column.next().is_some_and(|(first, _)| first == name) && self.target(one).is_some()
    }

    fn target(&self, one: &Object) -> Option<&Table<'_>> {
        self.plan.struct_of(detail(one, "target_schema"), detail(one, "target"))
    }

    fn indexes(&mut self) {
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
        let mut columns = Vec::new();
        let mut names = Vec::new();
        for key in keys {
            let text = |name: &str| key.get(name).and_then(Value::as_str);
            let column = match (text("column"), text("expression")) {
                (Some(column), _) => {
                    names.push(column);
                    table.field(column)?
                }
                (None, Some(expression)) if table.reads_the_same(expression) => {
                    names.push("expr");
                    format!("sql({})", quoted(expression))
                }
                _ => return None,
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
        let usual_method = if is_exclusion { "gist" } else { "btree" };
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
        if let Some(constraint) = constraint {
            keys.push(
                match detail(constraint, "deferrable") {
                    "deferred" => "initially_deferred",
                    "immediate" => "deferrable",
                    _ => "constraint",
                }
                .to_owned(),
            );
        }
        let ending = if is("unique") { "key" } else { "idx" };
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
        } else if is("unique") {
            "unique"
        } else {
            "index"
        };
        Some(format!("{word}({})", keys.join(", ")))
    }

    /// The keys that state a predicate; of a table with soft deletes, `deleted_at IS NULL` is what is added.
    fn predicate(&self, predicate: Option<&str>) -> Option<Vec<String>> {
        const LIVE: &str = "(deleted_at IS NULL)";
        let soft_delete = self.table.has_field("deleted_at");
        let only = |sql: &str| self.table.reads_the_same(sql).then(|| format!("only(sql = {})", quoted(sql)));
        Some(match predicate {
            None if soft_delete => vec!["including_deleted".to_owned()],
            None => Vec::new(),
            Some(LIVE) if soft_delete => Vec::new(),
            Some(sql) if soft_delete => {
                match sql.strip_prefix("((deleted_at IS NULL) AND ").and_then(|rest| rest.strip_suffix(')')) {
                    Some(rest) => vec![only(rest)?],
                    None => vec![only(sql)?, "including_deleted".to_owned()],
                }
            }
            Some(sql) => vec![only(sql)?],
        })
    }

    fn checks(&mut self) {
        let table = self.table;
        for ((_, name), object) in table.parts.iter().filter(|((kind, _), _)| *kind == Kind::Check) {
            let part = Part::Check((*name).to_owned());
            // `#[table]` adds these.
            if self.is_of_array(name, object) || self.max_len(name, object).is_some() {
                continue;
            }
            if self.is_left_out(&part)
                || !object.is("valid")
                || object.is("no inherit")
                || !table.reads_the_same(detail(object, "expression"))
            {
                continue;
            }
            let message =
                object.text("comment").map(|text| format!(", message = {}", quoted(text))).unwrap_or_default();
            let sql = quoted(detail(object, "expression"));
            self.push(part, format!("    check(sql = {sql}, name = {}{message}),", quoted(name)));
        }
    }

    /// Whether it is the check of an array: its elements are not NULL.
    fn is_of_array(&self, name: &str, check: &Object) -> bool {
        let columns = list(check, "columns");
        let [column] = columns.as_slice() else { return false };
        let is_array = self.table.columns.iter().any(|one| {
            one.name == *column
                && types::of_column(one.object, self.named).name.starts_with("Vec<")
                && !self.table.as_text.contains(column)
        });
        let expression = detail(check, "expression");
        let is_usual = expression.starts_with("(array_position(") && expression.ends_with(" IS NULL)");
        is_array && is_usual && name == generated(self.table.name, &[column], "check")
    }

    /// The column and the limit of `max_len`.
    fn max_len<'o>(&self, name: &str, check: &'o Object) -> Option<(&'o str, &'o str)> {
        let columns = list(check, "columns");
        let [column] = columns.as_slice() else { return None };
        let limit = detail(check, "expression")
            .strip_prefix("(char_length(")?
            .strip_prefix(*column)?
            .strip_prefix(") <= ")?
            .strip_suffix(')')?;
        let is_text =
            self.table.columns.iter().any(|one| one.name == *column && one.object.text("type") == Some("text"));
        let is_usual = name == generated(self.table.name, &[column], "max_len") && check.text("comment").is_none();
        (is_text && is_usual && limit.parse::<u32>().is_ok()).then_some((column, limit))
    }

    fn column(&mut self, column: &Column<'_>) {
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
        if let Some((name, one)) = reference {
            keys.extend(self.reference(name, one, &mut rust, is_uuid, is_tenant));
        }
        keys.extend(self.value(column, &rust));
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
        if is_tenant && detail(one, "on_delete") == "cascade" {
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
            let is_stated =
                self.table.reads_the_same(expression) && !self.is_left_out(&Part::Generated(column.name.to_owned()));
            return is_stated.then(|| format!("generated(sql = {})", quoted(expression)));
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
        if let Some(sequence) = object.text("owned sequence") {
            let usual = generated(self.table.name, &[column.name], "seq");
            let is_usual = sequence.rsplit('.').next().is_some_and(|name| name.trim_matches('"') == usual);
            if is_usual && default == format!("nextval('{}'::regclass)", sequence.replace('\'', "''")) {
                return Some("serial".to_owned());
            }
        }
        // `#[table]` adds these.
        if matches!(column.field.as_str(), "created_at" | "updated_at")
            && default == "now()"
            && !self.table.waivers.contains_key("timestamps")
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

/// `3` and `'-1'::integer`.
fn integer(default: &str) -> Option<String> {
    let number =
        default.strip_prefix('\'').and_then(|rest| rest.split_once("'::")).map_or(default, |(number, _)| number);
    number.parse::<i64>().is_ok().then(|| number.to_owned())
}

/// `'it''s'::text`.
fn text(default: &str, sql_type: &str) -> Option<String> {
    let inner = default.strip_prefix('\'')?.strip_suffix(&format!("'::{sql_type}"))?;
    let without = inner.replace("''", "");
    (!without.contains('\'') && !inner.contains(['(', ')'])).then(|| quoted(&inner.replace("''", "'")))
}

fn actions(one: &Object) -> String {
    let mut text = format!(", on_delete = {}", detail(one, "on_delete"));
    let on_update = detail(one, "on_update");
    if on_update != "no_action" {
        write!(text, ", on_update = {on_update}").ok();
    }
    match detail(one, "deferrable") {
        "deferred" => text.push_str(", initially_deferred"),
        "immediate" => text.push_str(", deferrable"),
        _ => {}
    }
    if let Some(why) = one.text("comment") {
        write!(text, ", why = {}", quoted(why)).ok();
    }
    text
}

/// The name that PostgreSQL and `#[table]` generate, where it is not shortened.
fn generated(table: &str, columns: &[&str], ending: &str) -> String {
    let mut name = table.to_owned();
    for column in columns {
        name = format!("{name}_{column}");
    }
    format!("{name}_{ending}")
}
