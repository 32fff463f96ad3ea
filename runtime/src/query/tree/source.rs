//! The tables of a select.

use std::borrow::Cow;
use std::fmt;

use sea_query::{DynIden, SchemaName, TableName};

use crate::query::cast;
use crate::query::const_sql::{ConstSql, QualifiedColumns};
use crate::query::tree::aliases::{self, Aliases, alias};
use crate::query::tree::column_ref::ColumnRef;
use crate::{Table, TableDef};

/// A table of the FROM clause.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) table: &'static TableDef,
    /// The columns qualified by the name of the table.
    pub(super) columns: &'static str,
    pub(crate) join: Option<Join>,
}

/// A join.
#[derive(Debug, Clone)]
pub(crate) struct Join {
    /// The number of the table that it is joined to.
    pub(crate) from: usize,
    pub(crate) on: On,
    /// An outer join.
    pub(crate) outer: bool,
}

/// The condition of a join.
#[derive(Debug, Clone)]
pub(crate) enum On {
    /// A foreign key of the other table refers to this one.
    Reference(ColumnRef),
    /// A foreign key of this table refers to the other one.
    Referred(ColumnRef),
}

/// The table in a FROM clause: qualified by its schema, if it declares one. Its columns are then qualified by the name
/// of the table only.
pub(crate) fn relation(table: &'static TableDef) -> TableName {
    TableName(table.schema.map(|schema| SchemaName(None, schema.into())), table.name.into())
}

/// The column that an `Id` of the table refers to. Nothing refers to a junction, which has several (rule K04).
pub(crate) fn key(table: &'static TableDef) -> &'static str {
    table.key.first().copied().unwrap_or_default()
}

/// Prints the names, not the definition.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.table.qualified(), self.join)
    }
}

impl Source {
    pub(crate) fn own<T: Table>() -> Self {
        Self { table: T::def(), columns: ConstSql::<T, QualifiedColumns>::SQL, join: None }
    }

    pub(crate) fn joined<T: Table>(join: Join) -> Self {
        Self { join: Some(join), ..Self::own::<T>() }
    }

    /// A table that only links rows is not read.
    pub(super) fn is_read(&self) -> bool {
        !matches!(self.join, Some(Join { on: On::Referred(_), .. }))
    }

    pub(crate) fn outer(&self) -> bool {
        self.join.as_ref().is_some_and(|join| join.outer)
    }

    /// All columns. For an outer join, the first value is whether there is a row.
    pub(super) fn output(&self, name: &DynIden) -> Cow<'static, str> {
        if self.join.is_none() && name.inner() == self.table.name {
            return self.columns.into();
        }
        let mut text = String::with_capacity(32 * self.table.columns.len());
        if self.outer() {
            aliases::column(&mut text, name, key(self.table), " IS NOT NULL");
        }
        for def in self.table.columns {
            aliases::column(&mut text, name, def.name, cast::read(def).as_str());
        }
        text.into()
    }
}

impl Aliases {
    /// The aliases of the tables of a select at this depth of nesting.
    pub(crate) fn of(sources: &[Source], depth: usize) -> Self {
        let name = |(number, source): (usize, &Source)| match &source.join {
            None if depth == 0 => source.table.name.into(),
            None => alias(depth, number, source.table.name).into(),
            Some(Join { on: On::Reference(column), .. }) => alias(depth, number, column.name).into(),
            Some(_) => alias(depth, number, source.table.name).into(),
        };
        Self { depth, names: sources.iter().enumerate().map(name).collect() }
    }
}
