//! The schema in DBML, which dbdiagram.io, dbdocs.io and `@dbml/cli` read.
//!
//! Tables with their columns, keys, unique indexes, indexes and checks, enum types, references with what a delete does, and a group for the
//! tables of each tenant root. DBML has no word for a partial index, a policy or a trigger: the condition of an index is in its note.

use std::fmt::{self, Write};

use crate::checks::Checked;
use crate::model::{
    Check, Column, Copied, Enum, Index, IndexColumn, Key, Name, Reference, Referring, SqlType, Table, Tenancy, Text,
};

/// Returns the schema as DBML.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::{Checked, dbml};
///
/// let checked = Checked::of(&Schema::new(&[], &[]))?;
/// assert!(dbml::dbml(&checked).contains("database_type: 'PostgreSQL'"));
/// # Ok::<(), peristyle_build::SchemaError>(())
/// ```
#[must_use]
pub fn dbml(checked: &Checked) -> String {
    let mut text = String::from(HEAD);
    for one in &checked.database().enums {
        enumeration(&mut text, one);
    }
    for table in checked.tables() {
        self::table(&mut text, table);
    }
    for (place, table) in checked.tables().iter().enumerate() {
        for (_, reference) in checked.references(place) {
            self::reference(&mut text, table, reference);
        }
    }
    groups(&mut text, checked);
    text
}

const HEAD: &str = "// Written by peristyle from the tables of the program: change them there, not here.

Project schema {
  database_type: 'PostgreSQL'
}
";

fn enumeration(text: &mut String, one: &Enum) {
    writeln!(text, "\nEnum {} {{", Quoted::of(one.qualified())).ok();
    for label in &one.labels {
        // DBML takes no value without a name.
        let label = if label.is_empty() { "(empty)" } else { label };
        writeln!(text, "  {}", Quoted::one(label)).ok();
    }
    text.push_str("}\n");
}

fn table(text: &mut String, table: &Table) {
    writeln!(text, "\nTable {} {{", Quoted::of(table.qualified())).ok();
    for column in &table.columns {
        self::column(text, column);
    }
    indexes(text, table);
    checks(text, &table.checks);
    if !table.doc.is_empty() {
        writeln!(text, "\n  Note: {}", Literal(&table.doc)).ok();
    }
    text.push_str("}\n");
}

fn column(text: &mut String, column: &Column) {
    let mut settings = vec![if column.nullable { "null" } else { "not null" }.to_owned()];
    settings.extend(column.sequence.map(|_| "increment".to_owned()));
    settings.extend(column.default.as_ref().map(|default| format!("default: {}", Code(default))));
    let notes = [described(&column.doc), copied(column.copied.as_ref()), computed(column.generated.as_ref())];
    let note: Vec<_> = notes.into_iter().flatten().collect();
    settings.extend((!note.is_empty()).then(|| format!("note: {}", Literal(&note.join("\n")))));
    writeln!(text, "  {} {} [{}]", Quoted::one(&column.name), typed(&column.sql_type), settings.join(", ")).ok();
}

fn described(doc: &str) -> Option<String> {
    Some(doc.to_owned()).filter(|doc| !doc.is_empty())
}

fn copied(copied: Option<&Copied>) -> Option<String> {
    copied.map(|Copied { column, why }| format!("A copy of {column}: {why}"))
}

fn computed(expression: Option<&Text>) -> Option<String> {
    expression.map(|expression| format!("Computed: {expression}"))
}

/// An enum by its name; another type in quotes, unless it is one word.
fn typed(sql_type: &SqlType) -> String {
    match sql_type {
        SqlType::Enum { schema, name } => Quoted::of(Name { schema: schema.as_deref(), name }).to_string(),
        other => Quoted::one(&other.to_string()).to_string(),
    }
}

fn indexes(text: &mut String, table: &Table) {
    if table.keys().next().is_none() && table.indexes.is_empty() {
        return;
    }
    text.push_str("\n  indexes {\n");
    for (setting, key) in [("pk", &table.primary_key), ("unique", &table.tenant_key)] {
        if let Some(Key { name, columns }) = key {
            let columns: Vec<_> = columns.iter().map(|name| Quoted::one(name).to_string()).collect();
            writeln!(text, "    ({}) [{setting}, name: {}]", columns.join(", "), Literal(name)).ok();
        }
    }
    for index in &table.indexes {
        self::index(text, index);
    }
    text.push_str("  }\n");
}

fn index(text: &mut String, index: &Index) {
    let columns: Vec<_> = index.columns.iter().map(indexed).collect();
    let mut settings = vec![format!("name: {}", Literal(&index.name))];
    settings.extend(index.unique.then(|| "unique".to_owned()));
    // Other methods than these two are in the note.
    settings.extend(matches!(index.method.as_ref(), "btree" | "hash").then(|| format!("type: {}", index.method)));
    let method = match index.method.as_ref() {
        _ if index.without_overlaps => Some("UNIQUE, the last column WITHOUT OVERLAPS".to_owned()),
        "btree" | "hash" => None,
        method => Some(format!("USING {method}")),
    };
    let predicate = index.predicate.as_ref().map(|predicate| format!("WHERE {predicate}"));
    let note: Vec<_> = [described(&index.doc), method, predicate].into_iter().flatten().collect();
    settings.extend((!note.is_empty()).then(|| format!("note: {}", Literal(&note.join("\n")))));
    writeln!(text, "    ({}) [{}]", columns.join(", "), settings.join(", ")).ok();
}

fn indexed(column: &IndexColumn) -> String {
    match &column.expression {
        Some(expression) => Code(expression).to_string(),
        None => Quoted::one(&column.name).to_string(),
    }
}

fn checks(text: &mut String, checks: &[Check]) {
    if checks.is_empty() {
        return;
    }
    text.push_str("\n  checks {\n");
    for Check { name, condition, .. } in checks {
        writeln!(text, "    {} [name: {}]", Code(condition), Literal(name)).ok();
    }
    text.push_str("  }\n");
}

fn reference(text: &mut String, table: &Table, reference: &Reference) {
    let Reference { name, columns, target_columns, on_delete, on_update, .. } = reference;
    let how_many = if table.referring(reference) == Referring::AtMostOne { '-' } else { '>' };
    let (from, to) = (Quoted::of(table.qualified()), Quoted::of(reference.target()));
    let actions = format!("delete: {}, update: {}", on_delete.sql().to_lowercase(), on_update.sql().to_lowercase());
    let (columns, target_columns) = (list(columns), list(target_columns));
    writeln!(text, "\nRef {}: {from}.({columns}) {how_many} {to}.({target_columns}) [{actions}]", Quoted::one(name))
        .ok();
}

fn list(columns: &[Text]) -> String {
    columns.iter().map(|name| Quoted::one(name).to_string()).collect::<Vec<_>>().join(", ")
}

/// The tables of each root.
fn groups(text: &mut String, checked: &Checked) {
    let is_root = |(_, table): &(usize, &Table)| matches!(table.tenancy, Tenancy::Root { .. });
    for (root, table) in checked.tables().iter().enumerate().filter(is_root) {
        writeln!(text, "\nTableGroup {} {{", Quoted::one(&table.rust_name)).ok();
        let own = (0..checked.tables().len()).filter(|place| checked.root_of(*place) == Some(root));
        for place in own {
            writeln!(text, "  {}", Quoted::of(checked.tables()[place].qualified())).ok();
        }
        text.push_str("}\n");
    }
}

/// A name in double quotes.
struct Quoted<'a>(Name<'a>);

impl<'a> Quoted<'a> {
    const fn of(name: Name<'a>) -> Self {
        Self(name)
    }

    const fn one(name: &'a str) -> Self {
        Self(Name { schema: None, name })
    }
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, end) in self.0.schema.map(|schema| (schema, ".")).into_iter().chain([(self.0.name, "")]) {
            f.write_char('"')?;
            for letter in name.chars() {
                match letter {
                    '"' | '\\' => write!(f, "\\{letter}")?,
                    _ if letter.is_control() => f.write_char(' ')?,
                    _ => f.write_char(letter)?,
                }
            }
            write!(f, "\"{end}")?;
        }
        Ok(())
    }
}

/// A text in single quotes; one of several lines in three of them.
struct Literal<'a>(&'a str);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = if self.0.contains(['\n', '\r']) { "'''" } else { "'" };
        f.write_str(quote)?;
        for letter in self.0.chars() {
            match letter {
                '\'' | '\\' => write!(f, "\\{letter}")?,
                '\n' | '\t' => f.write_char(letter)?,
                _ if letter.is_control() => f.write_char(' ')?,
                _ => f.write_char(letter)?,
            }
        }
        f.write_str(quote)
    }
}

/// SQL between backticks, in which DBML has no escape for one.
struct Code<'a>(&'a str);

impl fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |letter: char| match letter {
            '`' => '\'',
            _ if letter.is_control() => ' ',
            _ => letter,
        };
        f.write_char('`')?;
        self.0.chars().map(plain).try_for_each(|letter| f.write_char(letter))?;
        f.write_char('`')
    }
}

#[cfg(test)]
mod tests {
    use super::dbml;
    use crate::checks::Checked;
    use crate::fixture::*;
    use crate::{ColumnDef, EnumDef, Schema, SqlType, TableDef};

    fn text_of(tables: &[&'static TableDef]) -> String {
        dbml(&Checked::of(&Schema::new(Vec::leak(tables.to_vec()), &[])).unwrap())
    }

    #[test]
    fn a_schema_has_its_parts() {
        let text = text_of(&[&ORGANIZATION, &COUNTRY, &CATEGORY, &PRODUCT]);
        for part in [
            "Enum \"product_status\" {\n  \"draft\"\n  \"active\"\n}\n",
            "Table \"org_products\" {\n  \"id\" \"uuid\" [not null]\n",
            "  \"sku\" \"varchar(100)\" [not null, note: 'The shop\\'s own number.']\n",
            "  \"status\" \"product_status\" [not null, default: `'draft'`]\n",
            "  \"category_id\" \"uuid\" [null]\n",
            "    (\"organization_id\", \"id\") [pk, name: 'org_products_pkey']\n",
            "    (\"organization_id\", \"sku\") [name: 'org_products_organization_id_sku_key', unique, type: btree, note: 'WHERE deleted_at IS NULL']\n",
            "    `price >= 0` [name: 'org_products_price_check']\n",
            "Ref \"org_products_organization_id_category_id_fkey\": \"org_products\".(\"organization_id\", \"category_id\") > \"org_categories\".(\"organization_id\", \"id\") [delete: set null, update: no action]\n",
            "TableGroup \"Organization\" {\n  \"organizations\"\n  \"org_categories\"\n  \"org_products\"\n}\n",
        ] {
            assert!(text.contains(part), "`{part}` is not in\n{text}");
        }
    }

    #[test]
    fn no_text_leaves_its_quotes() {
        static LABELS: EnumDef = EnumDef::new(None, "a\"b", &["c\\\"d", ""], "", &[]);
        let said = ColumnDef { doc: "it's \\ `x`\n'''", ..column("a ] }\n\"", SqlType::Enum(&LABELS)) };
        let table = TableDef { name: "say \"so\"", doc: "\u{1}'", columns: list([ID, said]), ..PLAIN };
        let text = text_of(&[&list([table])[0]]);
        for part in [
            "Enum \"a\\\"b\" {\n  \"c\\\\\\\"d\"\n  \"(empty)\"\n}",
            "Table \"say \\\"so\\\"\" {\n",
            "  \"a ] } \\\"\" \"a\\\"b\" [not null, note: '''it\\'s \\\\ `x`\n\\'\\'\\'''']\n",
            "  Note: ' \\''\n",
        ] {
            assert!(text.contains(part), "`{part}` is not in\n{text}");
        }
    }
}
