use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use crate::model::{
    Check, Child, Column, Database, Domain, Enum, Extra, Index, IndexColumn, Name, Reference, Table, Text, Waiver,
};

/// What one schema has differently from another, in one line; `Display` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The table, where it is about one.
    pub table: Option<String>,
    /// The line.
    pub text: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A part that has a name of its own among those of its kind.
trait Named: Clone + PartialEq {
    const NOUN: &'static str;

    fn name(&self) -> Cow<'_, str>;

    /// Without what only the program sees, such as which column of an index was declared: files of version 1 do not have it.
    fn in_database(&self) -> Self {
        self.clone()
    }

    fn differs(&self, now: &Self) -> bool {
        self != now && self.in_database() != now.in_database()
    }

    /// What is different of two with one name, where more can be said than that.
    fn difference(&self, _now: &Self) -> Option<String> {
        None
    }
}

macro_rules! named {
    ($($part:ty: $noun:literal $(without $field:ident = $none:expr)?,)*) => {
        $(impl Named for $part {
            const NOUN: &'static str = $noun;

            fn name(&self) -> Cow<'_, str> {
                Cow::Borrowed(&self.name)
            }
            $(
            fn in_database(&self) -> Self {
                Self { $field: $none, ..self.clone() }
            }
            )?
        })*
    };
}

named! {
    Reference: "foreign key" without with_tenant = false,
    Check: "check" without generated = false,
    Waiver: "waiver",
    Child: "partition",
    Extra: "piece of SQL",
}

impl Named for Index {
    const NOUN: &'static str = "index";

    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }

    fn in_database(&self) -> Self {
        let column = |column: &IndexColumn| IndexColumn { added: false, ..column.clone() };
        Self { only: None, columns: self.columns.iter().map(column).collect(), ..self.clone() }
    }
}

impl Named for Table {
    const NOUN: &'static str = "table";

    fn name(&self) -> Cow<'_, str> {
        qualified(self.qualified())
    }

    /// Without its parts, which are compared one by one.
    fn in_database(&self) -> Self {
        Self {
            search: None,
            columns: Vec::new(),
            references: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            children: Vec::new(),
            sql: Vec::new(),
            waivers: Vec::new(),
            ..self.clone()
        }
    }
}

/// Two of one name in two schemas are two.
fn qualified(name: Name<'_>) -> Cow<'_, str> {
    match name.schema {
        Some(_) => Cow::Owned(name.to_string()),
        None => Cow::Borrowed(name.name),
    }
}

impl Named for Domain {
    const NOUN: &'static str = "domain";

    fn name(&self) -> Cow<'_, str> {
        qualified(self.qualified())
    }
}

impl Named for Enum {
    const NOUN: &'static str = "enum";

    fn name(&self) -> Cow<'_, str> {
        qualified(self.qualified())
    }

    fn difference(&self, now: &Self) -> Option<String> {
        let labels = |labels: &[Text]| labels.join(", ");
        (self.labels != now.labels).then(|| format!("{} is now {}", labels(&self.labels), labels(&now.labels)))
    }
}

impl Named for Column {
    const NOUN: &'static str = "column";

    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }

    fn in_database(&self) -> Self {
        Self { field: None, ..self.clone() }
    }

    fn difference(&self, now: &Self) -> Option<String> {
        let (before, after) = (told(self), told(now));
        (before != after).then(|| format!("{before} is now {after}"))
    }
}

/// A column as the DDL has it.
fn told(column: &Column) -> String {
    let null = if column.nullable { "" } else { " NOT NULL" };
    let default = column.default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
    let generated = column.generated.as_ref().map(|expression| format!(" GENERATED ALWAYS AS ({expression})"));
    let collation = column.collation.as_ref().map(|name| format!(" COLLATE \"{name}\"")).unwrap_or_default();
    format!("{}{collation}{null}{default}{}", column.sql_type, generated.unwrap_or_default())
}

pub(super) fn between(before: &Database, now: &Database) -> Vec<Change> {
    let mut changes = Vec::new();
    for (old, new) in pairs(&before.enums, &now.enums) {
        changes.extend(whole(old, new).map(|text| Change { table: None, text }));
    }
    for (old, new) in pairs(&before.domains, &now.domains) {
        changes.extend(whole(old, new).map(|text| Change { table: None, text }));
    }
    for (old, new) in pairs(&before.sql, &now.sql) {
        changes.extend(whole(old, new).map(|text| Change { table: None, text }));
    }
    for (old, new) in pairs(&before.tables, &now.tables) {
        match (old, new) {
            (Some(old), Some(new)) => changes.extend(of_table(old, new)),
            _ => changes.extend(whole(old, new).map(|text| Change { table: old.or(new).map(name_of), text })),
        }
    }
    changes
}

/// About a table or an enum.
fn whole<T: Named>(old: Option<&T>, new: Option<&T>) -> Option<String> {
    let noun = T::NOUN;
    match (old, new) {
        (None, Some(new)) => Some(format!("the {noun} `{}` is new", new.name())),
        (Some(old), None) => Some(format!("the {noun} `{}` was removed", old.name())),
        (Some(old), Some(new)) if old.differs(new) => {
            Some(changed(format!("the {noun} `{}` changed", old.name()), old, new))
        }
        _ => None,
    }
}

fn of_table(old: &Table, new: &Table) -> Vec<Change> {
    let mut texts = parts(&old.columns, &new.columns);
    texts.extend(moved(&old.columns, &new.columns));
    texts.extend(parts(&old.references, &new.references));
    texts.extend(parts(&old.indexes, &new.indexes));
    texts.extend(parts(&old.checks, &new.checks));
    texts.extend(parts(&old.children, &new.children));
    texts.extend(parts(&old.sql, &new.sql));
    texts.extend(parts(&old.waivers, &new.waivers));
    if texts.is_empty() && old.differs(new) {
        texts.push("changed its documentation, primary key, storage or tenancy".to_owned());
    }
    let said = |text| Change { table: Some(name_of(new)), text: format!("`{}` {text}", new.name()) };
    texts.into_iter().map(said).collect()
}

fn parts<T: Named>(before: &[T], now: &[T]) -> Vec<String> {
    pairs(before, now).into_iter().filter_map(|(old, new)| part(old, new)).collect()
}

/// About a part of a table, which the line begins with.
fn part<T: Named>(old: Option<&T>, new: Option<&T>) -> Option<String> {
    let noun = T::NOUN;
    match (old, new) {
        (None, Some(new)) => Some(format!("has a new {noun} `{}`", new.name())),
        (Some(old), None) => Some(format!("no longer has the {noun} `{}`", old.name())),
        (Some(old), Some(new)) if old.differs(new) => {
            Some(changed(format!("changed its {noun} `{}`", old.name()), old, new))
        }
        _ => None,
    }
}

fn changed<T: Named>(what: String, old: &T, new: &T) -> String {
    match old.difference(new) {
        Some(difference) => format!("{what}: {difference}"),
        None => what,
    }
}

/// Whether those that both have stand in another order.
fn moved(before: &[Column], now: &[Column]) -> Option<String> {
    let both = pairs(before, now).into_iter().filter_map(|(old, new)| old.and(new)).map(Named::name);
    let old = before.iter().map(Named::name).filter(|name| now.iter().any(|column| column.name == *name));
    (!both.eq(old)).then(|| "changed the order of its columns".to_owned())
}

/// By name: what both have and what is new in the order of the new list, then what was removed.
fn pairs<'a, T: Named>(before: &'a [T], now: &'a [T]) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut left: HashMap<_, _> = before.iter().map(|part| (part.name(), part)).collect();
    let mut pairs: Vec<_> = now.iter().map(|part| (left.remove(&part.name()), Some(part))).collect();
    pairs.extend(before.iter().filter(|part| left.contains_key(&part.name())).map(|part| (Some(part), None)));
    pairs
}

fn name_of(table: &Table) -> String {
    table.name().into_owned()
}
