use std::fmt::{self, Formatter, Result};

use super::comment::{comment, with_waivers};
use super::idempotent;
use super::index;
use super::names::Names;
use super::script::{Script, Table};
use crate::TableDef;
use crate::definition::{ColumnDef, Deferrable, OnDelete, OnUpdate, StorageDef};
use crate::layout::{self, Check, Key, Partition, Reference};
use crate::sql_text::{Collation, Identifier, Identifiers, Literal};

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
    let unlogged = if table.def.storage.unlogged { "UNLOGGED " } else { "" };
    let name = names.relation(table.def.qualified());
    write!(f, "\nCREATE {unlogged}TABLE {}{name} (", names.unless_there())?;
    columns(f, names, table.def.columns)?;
    f.write_str("\n")?;
    let layout = table.layout;
    primary_key(f, &layout.primary_key)?;
    if let Some(unique) = &layout.tenant_key {
        write!(f, ",\n    CONSTRAINT {} UNIQUE ({})", Identifier(&unique.name), Identifiers(&unique.columns))?;
    }
    for constraint in layout.constraints() {
        write!(f, ",\n    CONSTRAINT {}\n        ", Identifier(&constraint.name))?;
        index::constraint(f, constraint, constraint.said.constraint.unwrap_or(Deferrable::Never))?;
    }
    for reference in &table.references {
        write!(f, ",\n    CONSTRAINT {}\n        ", Identifier(&reference.name))?;
        foreign_key(f, names, reference)?;
    }
    for check in &layout.checks {
        self::check(f, check)?;
    }
    f.write_str("\n)")?;
    match &layout.partition {
        None => stored(f, &table.def.storage),
        Some(partition) => partitioned(f, names, table.def, partition),
    }
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

/// One line a column: the names, the types and the rest below each other.
fn columns(f: &mut Formatter<'_>, names: Names<'_>, columns: &[ColumnDef]) -> Result {
    let rows: Vec<_> =
        columns.iter().map(|column| (Identifier(column.name).to_string(), typed(names, column), column)).collect();
    let name_width = rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    let type_width = rows.iter().map(|(_, sql_type, _)| sql_type.chars().count()).max().unwrap_or(0);
    for (name, sql_type, column) in &rows {
        write!(f, "\n    {name:name_width$} ")?;
        if let Some(expression) = layout::generated(column) {
            let null = if column.nullable { "" } else { " NOT NULL" };
            write!(f, "{sql_type:type_width$}{null} GENERATED ALWAYS AS ({expression}) STORED,")?;
            continue;
        }
        match (column.nullable, layout::default(column)) {
            (true, None) => f.write_str(sql_type)?,
            (true, Some(default)) => write!(f, "{sql_type:type_width$} DEFAULT {default}")?,
            (false, None) => write!(f, "{sql_type:type_width$} NOT NULL")?,
            (false, Some(default)) => write!(f, "{sql_type:type_width$} NOT NULL DEFAULT {default}")?,
        }
        f.write_str(",")?;
    }
    Ok(())
}

fn primary_key(f: &mut Formatter<'_>, key: &Key) -> Result {
    write!(f, "\n    CONSTRAINT {} PRIMARY KEY ({})", Identifier(&key.name), Identifiers(&key.columns))
}

fn check(f: &mut Formatter<'_>, check: &Check) -> Result {
    write!(f, ",\n    CONSTRAINT {} CHECK ({})", Identifier(&check.name), check.condition)
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
        OnDelete::NoAction => "NO ACTION",
    })?;
    match reference.nulled_columns() {
        [] => {}
        columns if reference.on_delete == OnDelete::SetNull => write!(f, " ({})", Identifiers(columns))?,
        _ => {}
    }
    f.write_str(match reference.on_update {
        OnUpdate::NoAction => "",
        OnUpdate::Cascade => "\n        ON UPDATE CASCADE",
        OnUpdate::SetNull => "\n        ON UPDATE SET NULL",
        OnUpdate::Restrict => "\n        ON UPDATE RESTRICT",
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
