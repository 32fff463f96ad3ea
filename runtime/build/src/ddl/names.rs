use std::fmt;

use crate::model::{Name, SqlType, Table};
use crate::options::Options;
use crate::quote::Qualified;

/// How the names of a script are written: where its objects are, and whether it may find what it creates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    schema: Option<&'a str>,
    idempotent: bool,
}

impl<'a> Names<'a> {
    pub(super) fn of(options: &'a Options) -> Self {
        Self { schema: options.schema_name(), idempotent: options.is_idempotent() }
    }

    pub(super) const fn may_be_there(self) -> bool {
        self.idempotent
    }

    /// `IF NOT EXISTS `, where what is created may be there.
    pub(super) const fn unless_there(self) -> &'static str {
        if self.may_be_there() { "IF NOT EXISTS " } else { "" }
    }

    /// `OR REPLACE `, likewise, for what can be replaced.
    pub(super) const fn or_replace(self) -> &'static str {
        if self.may_be_there() { "OR REPLACE " } else { "" }
    }

    /// The schema itself.
    pub(super) fn schema(self) -> &'a str {
        self.schema.unwrap_or("public")
    }

    /// A table or a type.
    pub(super) fn relation(self, name: Name<'a>) -> Qualified<'a> {
        self.beside(name, name.name)
    }

    /// The table, and the view that has its old name.
    pub(super) fn all(self, table: &'a Table) -> impl Iterator<Item = Qualified<'a>> {
        [table.qualified()].into_iter().chain(table.view()).map(move |name| self.relation(name))
    }

    /// An index, which is where its table is.
    pub(super) fn beside(self, table: Name<'a>, name: &'a str) -> Qualified<'a> {
        Qualified { schema: table.schema.or(self.schema), name }
    }

    /// A function, always with its schema: policies and triggers find it under every `search_path`.
    pub(super) fn function(self, name: &'a str) -> Qualified<'a> {
        Qualified { schema: Some(self.schema()), name }
    }

    /// The type of a column.
    pub(super) const fn sql_type(self, sql_type: &'a SqlType) -> Typed<'a> {
        Typed { names: self, sql_type }
    }
}

/// The type of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Typed<'a> {
    names: Names<'a>,
    sql_type: &'a SqlType,
}

impl fmt::Display for Typed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sql_type {
            SqlType::Scalar(text) => f.write_str(text),
            SqlType::Array(element) => write!(f, "{}[]", self.names.sql_type(element)),
            SqlType::Enum { schema, name } => self.names.relation(Name { schema: schema.as_deref(), name }).fmt(f),
        }
    }
}
