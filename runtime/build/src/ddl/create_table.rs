use std::fmt::{self, Formatter, Result};

use super::names::Names;
use super::script::{Part, Script};
use super::{comment, idempotent, index, sequence};
use crate::model::{Check, Column, OnDelete, OnUpdate, Partition, Reference, Table, Text};
use crate::quote::{Collation, Identifier, Identifiers, Literal};

pub(super) fn table(f: &mut Formatter<'_>, names: Names<'_>, part: &Part<'_>) -> Result {
    let table = part.table;
    f.write_str("\n")?;
    sequence::before(f, names, table)?;
    let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
    let name = names.relation(part.name());
    write!(f, "CREATE {unlogged}TABLE {}{name} (", names.unless_there())?;
    columns(f, names, table)?;
    constraints(f, names, part)?;
    f.write_str("\n)")?;
    match &table.partition {
        None => stored(f, table)?,
        Some(partition) => partitioned(f, names, table, partition)?,
    }
    sequence::after(f, names, table)?;
    checks_of_new_rows(f, names, part)
}

/// CREATE TABLE takes no NOT VALID.
fn checks_of_new_rows(f: &mut Formatter<'_>, names: Names<'_>, part: &Part<'_>) -> Result {
    let name = names.relation(part.name());
    for check in part.table.checks.iter().filter(|check| check.not_valid) {
        let add = format!("ALTER TABLE {name} ADD CONSTRAINT {} {};", Identifier(&check.name), self::check(check));
        idempotent::unless(f, names, is_there(&name, &check.name), &add)?;
    }
    Ok(())
}

/// `CHECK (...)`, and NOT VALID or NOT ENFORCED.
pub(super) fn check(check: &Check) -> String {
    let not_valid = if check.not_valid { " NOT VALID" } else { "" };
    format!("CHECK ({}){}", check.condition, if check.not_enforced { " NOT ENFORCED" } else { not_valid })
}

/// Whether the table has a constraint of that name.
fn is_there(name: &impl fmt::Display, constraint: &str) -> String {
    let (table, own) = (Literal(&name.to_string()).to_string(), Literal(constraint).to_string());
    format!("EXISTS (SELECT FROM pg_constraint WHERE conrelid = {table}::regclass AND conname = {own})")
}

/// How the table is stored, and the end of the statement.
pub(super) fn stored(f: &mut Formatter<'_>, table: &Table) -> Result {
    index::options(f, &table.options, "    ")?;
    in_tablespace(f, table)?;
    f.write_str(";\n")
}

fn in_tablespace(f: &mut Formatter<'_>, table: &Table) -> Result {
    table.tablespace.as_ref().map_or(Ok(()), |name| write!(f, "\n    TABLESPACE {}", Identifier(name)))
}

/// The rows are in the children, and so are the storage options.
fn partitioned(f: &mut Formatter<'_>, names: Names<'_>, table: &Table, partition: &Partition) -> Result {
    write!(f, " PARTITION BY {}", partition.by)?;
    in_tablespace(f, table)?;
    f.write_str(";\n")?;
    let (name, unless) = (names.relation(table.qualified()), names.unless_there());
    for child in &table.children {
        let child_name = names.beside(table.qualified(), &child.name);
        write!(f, "\nCREATE TABLE {unless}{child_name} PARTITION OF {name}\n    {}", child.bound)?;
        stored(f, table)?;
    }
    Ok(())
}

/// The type, and how its texts are compared.
pub(super) fn typed(names: Names<'_>, column: &Column) -> String {
    let sql_type = names.sql_type(&column.sql_type);
    match &column.collation {
        Some(collation) => format!("{sql_type} COLLATE {}", Collation(collation)),
        None => sql_type.to_string(),
    }
}

/// The keys, the indexes that are constraints, the references, the checks.
fn constraints(f: &mut Formatter<'_>, names: Names<'_>, part: &Part<'_>) -> Result {
    let table = part.table;
    let mut list = List { between: ",\n\n" };
    for (word, key) in [("PRIMARY KEY", &table.primary_key), ("UNIQUE", &table.tenant_key)] {
        if let Some(key) = key {
            list.constraint(f, &key.name)?;
            write!(f, " {word} ({})", Identifiers(&key.columns))?;
        }
    }
    for index in table.constraint_indexes() {
        list.constraint(f, &index.name)?;
        f.write_str("\n        ")?;
        index::constraint(f, index, index.constraint.unwrap_or_default())?;
    }
    for reference in &part.references {
        list.constraint(f, &reference.name)?;
        f.write_str("\n        ")?;
        foreign_key(f, names, table, reference)?;
    }
    for check in table.checks.iter().filter(|check| !check.not_valid) {
        list.constraint(f, &check.name)?;
        write!(f, " {}", self::check(check))?;
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
fn columns(f: &mut Formatter<'_>, names: Names<'_>, table: &Table) -> Result {
    let columns = table.columns.iter();
    let rows: Vec<_> =
        columns.map(|column| (Identifier(&column.name).to_string(), typed(names, column), column)).collect();
    let name_width = rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    let type_width = rows.iter().map(|(_, sql_type, _)| sql_type.chars().count()).max().unwrap_or(0);
    for (place, (name, sql_type, column)) in rows.iter().enumerate() {
        f.write_str(if place == 0 { "" } else { "," })?;
        let options = options(names, table, column);
        match options.as_str() {
            "" => write!(f, "\n    {name:name_width$} {sql_type}")?,
            options => write!(f, "\n    {name:name_width$} {sql_type:type_width$}{options}")?,
        }
    }
    Ok(())
}

/// What stands behind the type.
pub(super) fn options(names: Names<'_>, table: &Table, column: &Column) -> String {
    let mut options = String::from(if column.nullable { "" } else { " NOT NULL" });
    if let Some(expression) = &column.generated {
        // PostgreSQL 18 takes it for virtual where neither word stands.
        let stored = if column.is_virtual { "VIRTUAL" } else { "STORED" };
        options += &format!(" GENERATED ALWAYS AS ({expression}) {stored}");
    }
    if let Some(default) = &column.default {
        options += &format!(" DEFAULT {}", self::default(default));
    }
    options += &sequence::option(names, table, column);
    options
}

/// What stands behind `DEFAULT`.
pub(super) fn default(sql: &str) -> String {
    if is_one_term(sql) { sql.to_owned() } else { format!("({sql})") }
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

pub(super) fn foreign_key(f: &mut Formatter<'_>, names: Names<'_>, table: &Table, reference: &Reference) -> Result {
    let Reference { columns, target_columns, .. } = reference;
    let target = names.relation(reference.target());
    let last = columns.len().min(target_columns.len()).checked_sub(1).filter(|_| reference.period);
    let (own, theirs) = (keyed(columns, last), keyed(target_columns, last));
    write!(f, "FOREIGN KEY ({own}) REFERENCES {target} ({theirs})")?;
    write!(f, "\n        ON DELETE {}", reference.on_delete.sql())?;
    let nullable = table.nullable_of(reference);
    // Others beside them must stay: the tenant column, or one that is never NULL.
    if reference.on_delete == OnDelete::SetNull && !nullable.is_empty() && nullable.len() < columns.len() {
        write!(f, " ({})", Identifiers(&nullable))?;
    }
    if reference.on_update != OnUpdate::NoAction {
        write!(f, "\n        ON UPDATE {}", reference.on_update.sql())?;
    }
    f.write_str(index::deferrable(reference.deferrable))?;
    let not_valid = if reference.not_valid { "\n        NOT VALID" } else { "" };
    f.write_str(if reference.not_enforced { "\n        NOT ENFORCED" } else { not_valid })
}

/// The columns; `PERIOD` stands before the one at that place.
fn keyed(columns: &[Text], period: Option<usize>) -> String {
    let word = |at: usize| if Some(at) == period { "PERIOD " } else { "" };
    let columns = columns.iter().enumerate().map(|(at, name)| format!("{}{}", word(at), Identifier(name)));
    columns.collect::<Vec<_>>().join(", ")
}

/// The references of a circle of tables, and those that old rows are not held to. They come before row security, through which the server would see the rows it checks.
pub(super) fn waiting_references(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for part in script.written() {
        for reference in &part.waiting {
            let (name, constraint) = (script.names.relation(part.name()), Identifier(&reference.name));
            let foreign_key = fmt::from_fn(|f| foreign_key(f, script.names, part.table, reference));
            let add = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint}\n        {foreign_key};");
            idempotent::unless(f, script.names, is_there(&name, &reference.name), &add)?;
            comment::constraint(f, name, &reference.name, &reference.why)?;
        }
    }
    Ok(())
}
