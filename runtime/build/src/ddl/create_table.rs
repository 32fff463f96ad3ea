use std::fmt::{self, Formatter, Result};

use super::comment::{comment, with_waivers};
use super::idempotent;
use super::index;
use super::names::Names;
use super::script::{Script, Table};
use super::sequence;
use crate::TableDef;
use crate::definition::{ColumnDef, Deferrable, OnDelete, OnUpdate, StorageDef};
use crate::physical::{self, Partition, Reference};
use crate::quote::{Collation, Identifier, Identifiers, Literal};

pub(super) fn enums(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for definition in &script.enums {
        let name = script.names.relation(definition.qualified());
        let labels: Vec<_> = definition.labels.iter().map(|label| Literal(label).to_string()).collect();
        let create = format!("CREATE TYPE {name} AS ENUM ({});", labels.join(", "));
        let there = format!("to_regtype({})", Literal(&name.to_string()));
        idempotent::unless(f, script.names, format_args!("{there} IS NOT NULL"), &create)?;
        comment(f, format_args!("TYPE {name}"), &with_waivers(definition.doc, definition.waivers))?;
    }
    Ok(())
}

pub(super) fn table(f: &mut Formatter<'_>, names: Names<'_>, table: &Table<'_>) -> Result {
    f.write_str("\n")?;
    sequence::before(f, names, table)?;
    let unlogged = if table.def.storage.unlogged { "UNLOGGED " } else { "" };
    let name = names.relation(table.def.qualified());
    write!(f, "CREATE {unlogged}TABLE {}{name} (", names.unless_there())?;
    columns(f, names, table)?;
    constraints(f, names, table)?;
    f.write_str("\n)")?;
    match &table.layout.partition {
        None => stored(f, &table.def.storage)?,
        Some(partition) => partitioned(f, names, table.def, partition)?,
    }
    sequence::after(f, names, table)
}

/// What is said of the files, and the end of the statement.
fn stored(f: &mut Formatter<'_>, storage: &StorageDef) -> Result {
    index::options(f, storage.options, "    ")?;
    in_tablespace(f, storage)?;
    f.write_str(";\n")
}

fn in_tablespace(f: &mut Formatter<'_>, storage: &StorageDef) -> Result {
    storage.tablespace.map_or(Ok(()), |name| write!(f, "\n    TABLESPACE {}", Identifier(name)))
}

/// The rows are in the children, and so are the options of their files.
fn partitioned(f: &mut Formatter<'_>, names: Names<'_>, def: &TableDef, partition: &Partition) -> Result {
    write!(f, " PARTITION BY {}", partition.by)?;
    in_tablespace(f, &def.storage)?;
    f.write_str(";\n")?;
    let (table, unless) = (names.relation(def.qualified()), names.unless_there());
    for child in &partition.children {
        let name = names.beside(def.qualified(), &child.name);
        write!(f, "\nCREATE TABLE {unless}{name} PARTITION OF {table}\n    {}", child.bound)?;
        stored(f, &def.storage)?;
    }
    Ok(())
}

/// The type, and how its texts are compared.
fn typed(names: Names<'_>, column: &ColumnDef) -> String {
    let sql_type = names.sql_type(column.sql_type);
    match column.collation {
        Some(collation) => format!("{sql_type} COLLATE {}", Collation(collation)),
        None => sql_type.to_string(),
    }
}

/// The keys, what else is a constraint of the table, the references, the checks.
fn constraints(f: &mut Formatter<'_>, names: Names<'_>, table: &Table<'_>) -> Result {
    let layout = table.layout;
    let mut list = List { between: ",\n\n" };
    for (word, key) in [("PRIMARY KEY", Some(&layout.primary_key)), ("UNIQUE", layout.tenant_key.as_ref())] {
        if let Some(key) = key.filter(|key| !key.columns.is_empty()) {
            list.constraint(f, &key.name)?;
            write!(f, " {word} ({})", Identifiers(&key.columns))?;
        }
    }
    for index in layout.constraints() {
        list.constraint(f, &index.name)?;
        f.write_str("\n        ")?;
        index::constraint(f, index, index.said.constraint.unwrap_or(Deferrable::Never))?;
    }
    for reference in &table.references {
        list.constraint(f, &reference.name)?;
        f.write_str("\n        ")?;
        foreign_key(f, names, reference)?;
    }
    for check in &layout.checks {
        list.constraint(f, &check.name)?;
        write!(f, " CHECK ({})", check.condition)?;
    }
    Ok(())
}

/// What stands between two constraints; before the first of them an empty line.
struct List {
    between: &'static str,
}

impl List {
    fn constraint(&mut self, f: &mut Formatter<'_>, name: &str) -> Result {
        let between = std::mem::replace(&mut self.between, ",\n");
        write!(f, "{between}    CONSTRAINT {}", Identifier(name))
    }
}

/// One line a column: the names, the types and the rest below each other.
fn columns(f: &mut Formatter<'_>, names: Names<'_>, table: &Table<'_>) -> Result {
    let columns = table.def.stored_columns();
    let rows: Vec<_> =
        columns.map(|column| (Identifier(column.name).to_string(), typed(names, column), column)).collect();
    let name_width = rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    let type_width = rows.iter().map(|(_, sql_type, _)| sql_type.chars().count()).max().unwrap_or(0);
    for (place, (name, sql_type, column)) in rows.iter().enumerate() {
        f.write_str(if place == 0 { "" } else { "," })?;
        let said = said(names, table, column);
        match said.as_str() {
            "" => write!(f, "\n    {name:name_width$} {sql_type}")?,
            said => write!(f, "\n    {name:name_width$} {sql_type:type_width$}{said}")?,
        }
    }
    Ok(())
}

/// What stands behind the type.
fn said(names: Names<'_>, table: &Table<'_>, column: &ColumnDef) -> String {
    let mut said = String::from(if column.nullable { "" } else { " NOT NULL" });
    if let Some(expression) = physical::generated(column) {
        said += &format!(" GENERATED ALWAYS AS ({expression}) STORED");
    }
    if let Some(default) = physical::default(column) {
        said += &if is_one_term(default) { format!(" DEFAULT {default}") } else { format!(" DEFAULT ({default})") };
    }
    said += &sequence::said(names, table, column);
    said
}

/// Whether `DEFAULT` takes an expression as it is: it takes `a AT TIME ZONE b`, `a IS NULL` and other forms with words only in parentheses.
fn is_one_term(sql: &str) -> bool {
    let (mut depth, mut quote) = (0, None);
    for letter in sql.chars() {
        match letter {
            '\'' | '"' if quote == Some(letter) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(letter),
            _ if quote.is_some() => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            blank if blank.is_whitespace() && depth == 0 => return false,
            _ => {}
        }
    }
    true
}

fn foreign_key(f: &mut Formatter<'_>, names: Names<'_>, reference: &Reference) -> Result {
    let Reference { columns, target, target_columns, .. } = reference;
    let target = names.relation(*target);
    write!(f, "FOREIGN KEY ({}) REFERENCES {target} ({})", Identifiers(columns), Identifiers(target_columns))?;
    f.write_str("\n        ON DELETE ")?;
    f.write_str(match reference.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
        OnDelete::Restrict => "RESTRICT",
        _ => "NO ACTION",
    })?;
    match reference.nulled_columns() {
        [] => {}
        columns if reference.on_delete == OnDelete::SetNull => write!(f, " ({})", Identifiers(columns))?,
        _ => {}
    }
    f.write_str(match reference.on_update {
        OnUpdate::Cascade => "\n        ON UPDATE CASCADE",
        OnUpdate::SetNull => "\n        ON UPDATE SET NULL",
        OnUpdate::Restrict => "\n        ON UPDATE RESTRICT",
        _ => "",
    })?;
    f.write_str(index::deferrable(reference.deferrable))
}

/// What a circle of tables left over. It comes before row security, through which the server would see the rows it checks.
pub(super) fn waiting_references(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for table in &script.tables {
        for reference in &table.waiting {
            let (name, constraint) = (script.names.relation(table.def.qualified()), Identifier(&reference.name));
            let foreign_key = fmt::from_fn(|f| foreign_key(f, script.names, reference));
            let add = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint}\n        {foreign_key};");
            let (table, own) = (Literal(&name.to_string()).to_string(), Literal(&reference.name).to_string());
            let there =
                format!("EXISTS (SELECT FROM pg_constraint WHERE conrelid = {table}::regclass AND conname = {own})");
            idempotent::unless(f, script.names, there, &add)?;
            super::comment::constraint(f, name, &reference.name, reference.why)?;
        }
    }
    Ok(())
}
