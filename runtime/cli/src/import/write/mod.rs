//! The text of the structs, with what each line belongs to.

mod column;
mod index;
mod policy;
mod statistics;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write;

use peristyle_build::model::Postgres;
use serde_json::Value;

use self::table::Lines;
use super::names;
use super::plan::{Item, Plan, Type, detail, has_period, is_enforced};
use super::types::{self, quoted};
use super::version;
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
    let named = named(plan);
    for (at, one) in plan.enums.iter().enumerate() {
        enum_type(one, plan, &Item::Enum(at), files.entry(one.module.clone()).or_default());
    }
    for (at, one) in plan.newtypes.iter().enumerate() {
        newtype(one, &Item::Newtype(at), files.entry(one.module.clone()).or_default());
    }
    for (at, one) in plan.tables.iter().enumerate().filter(|(_, table)| !table.skipped) {
        let file = files.entry(one.module.clone()).or_default();
        let mut lines = Lines { plan, table: one, named: &named, lines: Vec::new() };
        lines.all();
        for (part, line) in lines.lines {
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

fn named(plan: &Plan<'_>) -> Named {
    let types = plan.enums.iter().chain(&plan.newtypes);
    types.map(|one| ((one.schema.to_owned(), one.name.to_owned()), one.rust_name.clone())).collect()
}

/// The tables that no struct states, and the parts of the others that no line states.
pub(super) fn unstated(plan: &Plan<'_>) -> Vec<String> {
    let named = named(plan);
    let mut unstated = Vec::new();
    for one in plan.tables.iter().filter(|table| !table.is_of_versions) {
        if one.skipped {
            unstated.push(format!("{} `{}.{}`", Kind::Table, one.schema, one.name));
            continue;
        }
        let mut lines = Lines { plan, table: one, named: &named, lines: Vec::new() };
        lines.all();
        let of = |(kind, name)| format!("{kind} `{name}` of `{}.{}`", one.schema, one.name);
        unstated.extend(lines.unstated().into_iter().map(of));
    }
    unstated
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
    text.push_str("\nuse peristyle::prelude::*;\n\nschema! {\n");
    let min = version::min(plan);
    if min > Postgres::default() {
        writeln!(text, "    min = {min};").ok();
    }
    text.push_str("    pub SCHEMA = [\n");
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

fn actions(one: &Object) -> String {
    // One with a period has no other.
    let mut text = if has_period(one) { String::new() } else { format!(", on_delete = {}", detail(one, "on_delete")) };
    let on_update = detail(one, "on_update");
    if on_update != "no_action" {
        write!(text, ", on_update = {on_update}").ok();
    }
    match detail(one, "deferrable") {
        "deferred" => text.push_str(", initially_deferred"),
        "immediate" => text.push_str(", deferrable"),
        _ => {}
    }
    text.push_str(validity(one));
    if let Some(why) = one.text("comment") {
        write!(text, ", why = {}", quoted(why)).ok();
    }
    text
}

/// What is stated of a constraint that rows may break.
fn validity(one: &Object) -> &'static str {
    match (is_enforced(one), one.is("valid")) {
        (false, _) => ", not_enforced",
        (true, false) => ", not_valid",
        (true, true) => "",
    }
}

/// The name that PostgreSQL and `#[table]` generate, where it is not shortened.
fn generated(table: &str, columns: &[&str], ending: &str) -> String {
    let mut name = table.to_owned();
    for column in columns {
        name = format!("{name}_{column}");
    }
    format!("{name}_{ending}")
}
