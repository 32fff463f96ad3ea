use std::borrow::Cow;
use std::fmt;

use crate::SqlType;
use crate::definition::QualifiedName;
use crate::quote::Qualified;

/// Where the objects of a script are: how their names are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    schema: Option<&'a str>,
    form: Form,
}

/// Whether a script may find what it makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Plain,
    Idempotent,
}

impl<'a> Names<'a> {
    pub(super) const fn in_schema(schema: Option<&'a str>) -> Self {
        Self { schema, form: Form::Plain }
    }

    pub(super) const fn formed(self, form: Form) -> Self {
        Self { form, ..self }
    }

    pub(super) const fn may_be_there(self) -> bool {
        matches!(self.form, Form::Idempotent)
    }

    /// `IF NOT EXISTS `, where what is made may be there.
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
    pub(super) fn relation(self, name: QualifiedName) -> Qualified<'a> {
        self.beside(name, name.name)
    }

    /// An index, which is where its table is.
    pub(super) fn beside(self, table: QualifiedName, name: &'a str) -> Qualified<'a> {
        Qualified { schema: table.schema.or(self.schema), name }
    }

    /// A function, always with its schema: policies and triggers find it under every `search_path`.
    pub(super) fn function(self, name: &'a str) -> Qualified<'a> {
        Qualified { schema: Some(self.schema()), name }
    }

    pub(super) const fn sql_type(self, sql_type: SqlType) -> Typed<'a> {
        Typed { names: self, sql_type }
    }
}

/// The type of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Typed<'a> {
    names: Names<'a>,
    sql_type: SqlType,
}

/// The type as it is written where no schema stands before it.
pub(crate) fn type_name(sql_type: SqlType) -> Cow<'static, str> {
    Names::in_schema(None).sql_type(sql_type).to_string().into()
}

impl fmt::Display for Typed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.sql_type {
            SqlType::Boolean => "boolean",
            SqlType::SmallInt => "smallint",
            SqlType::Integer => "integer",
            SqlType::BigInt => "bigint",
            SqlType::Real => "real",
            SqlType::DoublePrecision => "double precision",
            SqlType::Numeric => "numeric",
            SqlType::NumericSized(precision, scale) => return write!(f, "numeric({precision},{scale})"),
            SqlType::Varchar(most) => return write!(f, "varchar({most})"),
            SqlType::Char(length) => return write!(f, "char({length})"),
            SqlType::Bytea => "bytea",
            SqlType::Uuid => "uuid",
            SqlType::Date => "date",
            SqlType::Time => "time",
            SqlType::TimeSized(digits) => return write!(f, "time({digits})"),
            SqlType::Timestamp => "timestamp",
            SqlType::TimestampSized(digits) => return write!(f, "timestamp({digits})"),
            SqlType::TimestampTz => "timestamptz",
            SqlType::TimestampTzSized(digits) => return write!(f, "timestamptz({digits})"),
            SqlType::Interval => "interval",
            SqlType::Named(name) => name,
            SqlType::Json => "json",
            SqlType::Jsonb => "jsonb",
            SqlType::Enum(definition) => return self.names.relation(definition.qualified()).fmt(f),
            SqlType::Array(element) => return write!(f, "{}[]", self.names.sql_type(*element)),
            _ => "text",
        })
    }
}
