//! The SQL of one object: what a migration writes is what the script writes.

use std::fmt;

use super::names::Names;
use super::script::{Part, Script};
use super::{create_table, create_type, index, trigger};
use crate::checks::Checked;
use crate::model::{Check, Column, Deferrable, Domain, Enum, Index, Name, Reference, Sequence, StorageOption, Table};
use crate::quote::{Identifier, Identifiers};

/// A schema whose objects are written one by one.
pub(crate) struct Objects<'a> {
    script: Script<'a>,
}

/// How an index is created.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Build<'a> {
    pub(crate) concurrently: bool,
    /// Not on the partitions.
    pub(crate) only: bool,
    /// Another name than its own.
    pub(crate) name: Option<&'a str>,
    /// A partition in place of the table.
    pub(crate) child: Option<&'a str>,
}

impl<'a> Objects<'a> {
    pub(crate) fn of(checked: &'a Checked) -> Self {
        Self { script: Script::of(checked) }
    }

    /// With a script that has the statements of those tables only, by their places in the list.
    pub(crate) fn with_script_of(checked: &'a Checked, written: &'a [bool]) -> Self {
        Self { script: Script::of(checked).only(written) }
    }

    /// With a mark in front of each kind of the script.
    pub(crate) fn marked(self) -> Self {
        Self { script: self.script.marked() }
    }

    const fn names(&self) -> Names<'a> {
        self.script.names
    }

    /// The tables in the order of their creation.
    pub(crate) fn tables(&self) -> impl DoubleEndedIterator<Item = &'a Table> {
        self.script.tables.iter().map(|part| part.table)
    }

    /// A table or a type, as SQL names it.
    pub(crate) fn relation(&self, name: Name<'_>) -> String {
        self.names().relation(name).to_string()
    }

    /// An index, a sequence or a partition of a table.
    pub(crate) fn beside(&self, table: &Table, name: &str) -> String {
        self.names().beside(table.qualified(), name).to_string()
    }

    /// A function of the schema, such as the one of a root.
    pub(crate) fn function(&self, name: &str) -> String {
        self.names().function(name).to_string()
    }

    /// The trigger that refuses each change of the rows of an append-only table.
    pub(crate) fn refuse_rows(&self, table: &Table) -> String {
        let name = self.names().relation(table.qualified());
        fmt::from_fn(|f| trigger::refuse_rows(f, self.names(), name)).to_string().trim_start().to_owned()
    }

    /// The script without the SQL of the user.
    pub(crate) fn script(&self) -> String {
        fmt::from_fn(|f| self.script.write(f, false)).to_string()
    }

    /// CREATE TABLE with the sequences and the partitions, and those references that the condition takes.
    pub(crate) fn create_table(&self, table: &Table, takes: impl Fn(&Reference) -> bool) -> String {
        let parts = self.script.tables.iter().filter(|part| part.name() == table.qualified());
        let write = |part: &Part<'a>| {
            let references = part.references.iter().copied().filter(|reference| takes(reference)).collect();
            let part = part.with_references(references);
            fmt::from_fn(|f| create_table::table(f, self.names(), &part)).to_string()
        };
        parts.map(write).collect()
    }

    /// Whether CREATE TABLE has the reference; else it refers to a table that is created later.
    pub(crate) fn is_inside(&self, table: &Table, reference: &Reference) -> bool {
        let mut parts = self.script.tables.iter().filter(|part| part.name() == table.qualified());
        parts.any(|part| part.references.iter().any(|inside| inside.name == reference.name))
    }

    /// The name, the type and what stands behind it.
    pub(crate) fn column(&self, table: &Table, column: &Column) -> String {
        let (sql_type, options) = (self.column_type(column), create_table::options(self.names(), table, column));
        format!("{} {sql_type}{options}", Identifier(&column.name))
    }

    pub(crate) fn column_type(&self, column: &Column) -> String {
        create_table::typed(self.names(), column)
    }

    /// The type of the sequence that the column owns.
    pub(crate) fn sequence_type(&self, column: &Column) -> String {
        self.names().sql_type(super::sequence::sequence_type(column)).to_string()
    }

    /// The default as it stands behind `SET DEFAULT`.
    pub(crate) fn default(&self, table: &Table, column: &Column) -> Option<String> {
        if column.sequence == Some(Sequence::Serial) {
            let option = create_table::options(self.names(), table, column);
            return option.split_once(" DEFAULT ").map(|(_, default)| default.to_owned());
        }
        column.default.as_deref().map(create_table::default)
    }

    /// `CHECK (...)`
    pub(crate) fn check(check: &Check) -> String {
        create_table::check(check)
    }

    /// `FOREIGN KEY ...`
    pub(crate) fn foreign_key(&self, table: &Table, reference: &Reference) -> String {
        fmt::from_fn(|f| create_table::foreign_key(f, self.names(), table, reference)).to_string()
    }

    /// `CREATE INDEX ...`
    pub(crate) fn index(&self, table: &Table, one: &Index, build: Build<'_>) -> String {
        let Build { concurrently, only, name, child } = build;
        let unique = if one.unique || one.constraint.is_some() { "UNIQUE " } else { "" };
        let (concurrently, only) = (if concurrently { "CONCURRENTLY " } else { "" }, if only { "ONLY " } else { "" });
        let name = Identifier(name.unwrap_or(&one.name));
        let on = child.map_or_else(|| self.relation(table.qualified()), |child| self.beside(table, child));
        let definition = fmt::from_fn(|f| index::definition(f, one));
        format!("CREATE {unique}INDEX {concurrently}{name}\n    ON {only}{on} {definition};")
    }

    /// What stands behind the name of a unique or an exclusion constraint.
    pub(crate) fn constraint(&self, index: &Index) -> String {
        let deferrable = index.constraint.unwrap_or_default();
        fmt::from_fn(|f| index::constraint(f, index, deferrable)).to_string()
    }

    /// CREATE TYPE, without its comment.
    pub(crate) fn enumeration(&self, one: &Enum) -> String {
        create_type::enumeration(&self.script, one)
    }

    /// CREATE DOMAIN, without its comment.
    pub(crate) fn domain(&self, domain: &Domain) -> String {
        create_type::domain(&self.script, domain)
    }

    /// CREATE TABLE of a partition.
    pub(crate) fn child(&self, table: &Table, name: &str, bound: &str) -> String {
        let (parent, child) = (self.relation(table.qualified()), self.beside(table, name));
        let stored = fmt::from_fn(|f| create_table::stored(f, table));
        format!("CREATE TABLE {child} PARTITION OF {parent}\n    {bound}{stored}").trim_end().to_owned()
    }

    /// ` DEFERRABLE`, or nothing.
    pub(crate) fn deferrable(deferrable: Deferrable) -> String {
        index::deferrable(deferrable).replace("\n        ", " ")
    }

    /// `fillfactor = 70, ...`
    pub(crate) fn storage(options: &[StorageOption]) -> String {
        let one = |StorageOption { name, value }: &StorageOption| format!("{} = {value}", crate::quote::Name(name));
        options.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// `(a, b)`
    pub(crate) fn columns<T: AsRef<str>>(columns: &[T]) -> String {
        format!("({})", Identifiers(columns))
    }
}
