use std::fmt;

use super::{Diff, Difference, Part, TableChange, TableDiff};
use crate::model::{Column, Database, Enum, Outdated, Postgres, Table, Text};

/// What one schema has differently from another, in one line; `Display` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The table, where it is about one.
    pub table: Option<String>,
    /// The line.
    pub text: String,
}

impl Change {
    /// What an earlier version of this crate wrote.
    pub(crate) fn of_outdated(one: Outdated) -> Self {
        let noun = one.kind.spec().noun;
        Self { table: None, text: format!("this version of peristyle emits another text for {noun}, {}", one.told()) }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The lines of two schemas. The order of the tables does not count.
pub(crate) fn between(old: &Database, new: &Database) -> Vec<Change> {
    let Diff { min, outdated, enums, domains, sql, tables } = Diff::of(old, new);
    let of_min =
        |[old, new]: [Postgres; 2]| format!("the schema is for PostgreSQL {new} or later, it was for {old} or later");
    let mut changes: Vec<_> = min.map(of_min).map(|text| Change { table: None, text }).into_iter().collect();
    changes.extend(outdated.into_iter().map(Change::of_outdated));
    changes.extend(enums.iter().map(|one| of_object(one, labels)));
    changes.extend(domains.iter().map(|one| of_object(one, nothing_more)));
    changes.extend(sql.iter().map(|one| of_object(one, nothing_more)));
    for table in &tables {
        match table {
            TableDiff::Added(table) => changes.push(of_table(table, "is new")),
            TableDiff::Removed(table) => changes.push(of_table(table, "was removed")),
            TableDiff::Changed(change) => parts(change, &mut changes),
        }
    }
    changes
}

fn of_object<T: Part>(difference: &Difference<'_, T>, more: fn(&T, &T) -> Option<String>) -> Change {
    let noun = T::NOUN;
    let text = match difference {
        Difference::Added(new) => format!("the {noun} `{}` is new", new.name()),
        Difference::Removed(old) => format!("the {noun} `{}` was removed", old.name()),
        Difference::Changed { old, new, members } => {
            with_more(format!("the {noun} `{}` changed", old.name()), more(old, new), members)
        }
    };
    Change { table: None, text }
}

fn of_table(table: &Table, what: &str) -> Change {
    Change { table: Some(table.name().into_owned()), text: format!("the table `{}` {what}", table.name()) }
}

fn parts(change: &TableChange<'_>, changes: &mut Vec<Change>) {
    let TableChange { old: _, new, members, columns, moved, references, indexes, checks, children, sql, waivers } =
        change;
    let mut texts = Vec::new();
    if !members.is_empty() {
        texts.push(format!("changed its {}", members.join(", ")));
    }
    texts.extend(columns.iter().map(|one| part(one, definitions)));
    texts.extend(moved.then(|| "changed the order of its columns".to_owned()));
    texts.extend(references.iter().map(|one| part(one, nothing_more)));
    texts.extend(indexes.iter().map(|one| part(one, nothing_more)));
    texts.extend(checks.iter().map(|one| part(one, nothing_more)));
    texts.extend(children.iter().map(|one| part(one, nothing_more)));
    texts.extend(sql.iter().map(|one| part(one, nothing_more)));
    texts.extend(waivers.iter().map(|one| part(one, nothing_more)));
    let name = new.name();
    let of_table = |text| Change { table: Some(name.clone().into_owned()), text: format!("`{name}` {text}") };
    changes.extend(texts.into_iter().map(of_table));
}

/// About a part of a table, which the line begins with.
fn part<T: Part>(difference: &Difference<'_, T>, more: fn(&T, &T) -> Option<String>) -> String {
    let noun = T::NOUN;
    match difference {
        Difference::Added(new) => format!("has a new {noun} `{}`", new.name()),
        Difference::Removed(old) => format!("no longer has the {noun} `{}`", old.name()),
        Difference::Changed { old, new, members } => {
            with_more(format!("changed its {noun} `{}`", old.name()), more(old, new), members)
        }
    }
}

/// The values, where they are short, or the members that differ.
fn with_more(what: String, more: Option<String>, members: &[&str]) -> String {
    match more {
        Some(more) => format!("{what}: {more}"),
        None => format!("{what}: {}", members.join(", ")),
    }
}

fn nothing_more<T>(_old: &T, _new: &T) -> Option<String> {
    None
}

fn labels(old: &Enum, new: &Enum) -> Option<String> {
    let labels = |labels: &[Text]| labels.join(", ");
    (old.labels != new.labels).then(|| format!("{} is now {}", labels(&old.labels), labels(&new.labels)))
}

fn definitions(old: &Column, new: &Column) -> Option<String> {
    let (before, after) = (definition(old), definition(new));
    (before != after).then(|| format!("{before} is now {after}"))
}

/// A column as the DDL has it.
fn definition(column: &Column) -> String {
    let null = if column.nullable { "" } else { " NOT NULL" };
    let default = column.default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
    let stored = if column.is_virtual { " VIRTUAL" } else { "" };
    let generated = column.generated.as_ref();
    let generated = generated.map(|expression| format!(" GENERATED ALWAYS AS ({expression}){stored}"));
    let collation = column.collation.as_ref().map(|name| format!(" COLLATE \"{name}\"")).unwrap_or_default();
    format!("{}{collation}{null}{default}{}", column.sql_type, generated.unwrap_or_default())
}
