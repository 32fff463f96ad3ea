use serde::{Deserialize, Serialize};

use super::{Deferrable, StorageOption, Text, is_usual, texts};
use crate::definition::{self, Expression, IndexDef};
use crate::physical;

/// An index, unique or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Index {
    /// The name.
    pub name: Text,
    /// Whether two rows may not agree on all columns.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub unique: bool,
    /// How it is built, such as `gin`.
    #[serde(default = "btree", skip_serializing_if = "is_btree")]
    pub method: Text,
    /// The columns in order, those that were added too.
    pub columns: Vec<IndexColumn>,
    /// Columns that it carries without ordering by them.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub include: Vec<Text>,
    /// Whether two rows that agree on NULL agree.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub nulls_not_distinct: bool,
    /// The storage options.
    #[serde(rename = "with", default, skip_serializing_if = "is_usual")]
    pub options: Vec<StorageOption>,
    /// When it is checked, where it is a constraint of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Deferrable>,
    /// Whether no two rows may be alike by the operators of all columns.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub exclusion: bool,
    /// Whether it is an exclusion that is declared as a unique constraint: the periods in the last column do not overlap where all other columns are equal.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub without_overlaps: bool,
    /// The rows that are covered, as SQL; all when there is none.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Text>,
    /// The part of the predicate that was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Text>,
    /// The declared columns of the reference that it was generated for; none where it was declared.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub for_reference: Vec<Text>,
    /// The look-up of the tenant by its columns, before the tenant is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_lookup: Option<Lookup>,
    /// Whether it was generated for the look-up of several tenants.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub for_lookup: bool,
    /// What it is for, in the user's words.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub doc: Text,
}

/// The function that returns the tenant of a row by a unique index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Lookup {
    /// The name of the function, which is in the schema of the table.
    pub function: Text,
    /// The columns of its parameters.
    pub columns: Vec<Text>,
    /// The columns that it reads, in the order of the table.
    pub reads: Vec<Text>,
    /// Whether the values may belong to several tenants.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub several: bool,
    /// Whether it returns the tenants of the waiting rows, in the order of the index.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub queue: bool,
    /// The column whose time must have come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Text>,
}

impl Lookup {
    /// The same look-up of a table of another name.
    pub(crate) fn of_table(&self, name: &str) -> Self {
        let function = crate::physical::lookup_function(name, self.queue, &self.columns);
        Self { function: function.into(), ..self.clone() }
    }
}

/// A column of an [`Index`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct IndexColumn {
    /// The column; of an expression what PostgreSQL calls it in names.
    #[serde(rename = "column")]
    pub name: Text,
    /// What is indexed in place of a column, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<Text>,
    /// The columns that the expression reads.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub reads: Vec<Text>,
    /// Whether the order is descending.
    #[serde(rename = "desc", default, skip_serializing_if = "is_usual")]
    pub descending: bool,
    /// Where NULL stands, when it was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<Nulls>,
    /// The operator class, when one was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops: Option<Text>,
    /// The collation, when one was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Text>,
    /// By which operator two rows are alike, in an exclusion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<Text>,
    /// Whether it was added to what was declared: the tenant column in front, the key behind an order.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub added: bool,
}

/// Where NULL stands in the order of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// NULLS FIRST
    First,
    /// NULLS LAST
    Last,
}

const BTREE: &str = "btree";

const fn btree() -> Text {
    Text::Borrowed(BTREE)
}

fn is_btree(method: &str) -> bool {
    method == BTREE
}

impl Index {
    pub(super) fn of(index: physical::Index) -> Self {
        let physical::Index { name, columns, added: (front, behind), unique, said, predicate, purpose, lookup } = index;
        // What is left out is resolved: the name, the columns with the tenant's, the predicate of live rows.
        let IndexDef {
            name: _,
            columns: _,
            unique: _,
            nulls_not_distinct,
            only,
            global: _,
            tenant_lookup: _,
            queue: _,
            including_deleted: _,
            include,
            method,
            options,
            constraint,
            exclusion,
            without_overlaps,
            doc,
            __non_exhaustive: (),
        } = said;
        let declared = front..columns.len() - behind;
        let column = |(at, column)| IndexColumn::of(column, !declared.contains(&at));
        Self {
            name: name.into(),
            unique,
            method: method.name().into(),
            columns: columns.into_iter().enumerate().map(column).collect(),
            include: texts(include),
            nulls_not_distinct,
            options: StorageOption::all(options),
            constraint: constraint.map(Deferrable::of),
            exclusion,
            without_overlaps,
            predicate: predicate.map(Text::from),
            only: only.map(|only| physical::sql(only).into()),
            for_reference: match purpose {
                physical::Purpose::Declared | physical::Purpose::Lookup => Vec::new(),
                physical::Purpose::Reference { columns, target: _ } => texts(columns),
            },
            for_lookup: purpose == physical::Purpose::Lookup,
            tenant_lookup: lookup.map(Lookup::of),
            doc: doc.into(),
        }
    }

    /// A unique index over columns of all rows.
    pub(crate) fn unique(name: Text, columns: Vec<IndexColumn>) -> Self {
        Self {
            name,
            unique: true,
            method: btree(),
            columns,
            include: Vec::new(),
            nulls_not_distinct: false,
            options: Vec::new(),
            constraint: None,
            exclusion: false,
            without_overlaps: false,
            predicate: None,
            only: None,
            for_reference: Vec::new(),
            for_lookup: false,
            tenant_lookup: None,
            doc: Text::default(),
        }
    }

    /// Returns whether it was declared; else it was generated for a reference or a look-up.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        self.for_reference.is_empty() && !self.for_lookup
    }

    /// Returns whether it orders its columns.
    #[must_use]
    pub fn is_btree(&self) -> bool {
        is_btree(&self.method)
    }

    /// Returns whether every part of it is a column, not an expression.
    #[must_use]
    pub fn is_over_columns(&self) -> bool {
        self.columns.iter().all(|column| column.expression.is_none())
    }

    /// Returns the columns that were declared.
    pub fn declared(&self) -> impl Iterator<Item = &IndexColumn> {
        self.columns.iter().filter(|column| !column.added)
    }
}

impl Lookup {
    fn of(lookup: physical::Lookup) -> Self {
        let physical::Lookup { function, columns, reads, is_one, queue, until } = lookup;
        Self {
            function: function.into(),
            columns: texts(&columns),
            reads: texts(&reads),
            several: !is_one,
            queue,
            until: until.map(Text::from),
        }
    }
}

impl IndexColumn {
    pub(super) fn of(column: definition::IndexColumn, added: bool) -> Self {
        let definition::IndexColumn {
            name,
            expression,
            descending,
            nulls,
            ops,
            collation,
            operator,
            __non_exhaustive: (),
        } = column;
        let reads = expression.map(|Expression { columns, .. }| texts(columns));
        Self {
            name: name.into(),
            expression: expression.map(|Expression { sql, .. }| physical::sql(sql).into()),
            reads: reads.unwrap_or_default(),
            descending,
            nulls: nulls.map(|nulls| if nulls == definition::Nulls::First { Nulls::First } else { Nulls::Last }),
            ops: ops.map(Text::from),
            collation: collation.map(Text::from),
            operator: operator.map(Text::from),
            added,
        }
    }

    /// A column in the usual order.
    pub(crate) const fn plain(name: Text) -> Self {
        Self {
            name,
            expression: None,
            reads: Vec::new(),
            descending: false,
            nulls: None,
            ops: None,
            collation: None,
            operator: None,
            added: false,
        }
    }

    /// Returns the columns that it reads: itself, or those of its expression.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let own = Some(self.name.as_ref()).filter(|_| self.expression.is_none());
        own.into_iter().chain(self.reads.iter().map(AsRef::as_ref))
    }
}
