use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::definition::{Deferrable, Expression, IndexDef, Nulls, StorageOption};
use crate::{definition, physical};

/// An index, unique or not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// The name.
    pub name: Text,
    /// The columns in order, the tenant column in front too.
    pub columns: Vec<IndexColumn>,
    /// Whether two rows may not agree on all columns.
    pub unique: bool,
    /// Whether two rows that agree on NULL agree.
    pub nulls_not_distinct: bool,
    /// How it is built, such as `gin`; `btree` unless said.
    pub method: Text,
    /// Columns that it carries without ordering by them.
    pub include: Vec<Text>,
    /// The storage options, such as `fillfactor = 70`.
    pub options: Vec<Text>,
    /// When it is checked, where it is a constraint of the table: `always`, or as a reference's `deferrable`.
    pub constraint: Option<Text>,
    /// Whether no two rows may be alike by the operators of all columns.
    pub exclusion: bool,
    /// The rows that are covered, as SQL; all when there is none.
    pub predicate: Option<Text>,
    /// Why it is there.
    pub purpose: Purpose,
    /// What it is for, in the user's words.
    pub doc: Text,
}

/// A column of an [`Index`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexColumn {
    /// The column; of an expression what PostgreSQL calls it in names.
    pub name: Text,
    /// What is indexed in place of a column, as SQL.
    pub expression: Option<Text>,
    /// The columns that the expression reads.
    pub reads: Vec<Text>,
    /// Whether the order is descending.
    pub descending: bool,
    /// Where NULL stands, `first` or `last`, when it was said.
    pub nulls: Option<Text>,
    /// The operator class, when one was written.
    pub ops: Option<Text>,
    /// The collation, when one was written.
    pub collation: Option<Text>,
    /// By which operator two rows are alike, in an exclusion.
    pub operator: Option<Text>,
}

/// Why an index is there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// It was declared.
    Declared,
    /// It leads the reference of these columns, which no declared index does.
    Reference(Vec<Text>),
}

/// What is left unsaid.
const BTREE: &str = "btree";

impl Index {
    pub(super) fn of(index: &physical::Index) -> Self {
        let physical::Index { name, columns, unique, said, predicate, purpose } = index;
        // What is passed over is resolved: the name, the columns with the tenant's, the predicate of live rows.
        let IndexDef {
            name: _,
            columns: _,
            unique: _,
            nulls_not_distinct,
            only: _,
            global: _,
            including_deleted: _,
            include,
            method,
            options,
            constraint,
            exclusion,
            doc,
        } = *said;
        Self {
            name: name.clone().into(),
            columns: columns.iter().copied().map(IndexColumn::of).collect(),
            unique: *unique,
            nulls_not_distinct,
            method: method.name().into(),
            include: texts(include),
            options: options.iter().copied().map(option).collect(),
            constraint: constraint.map(|when| checked(when).into()),
            exclusion,
            predicate: predicate.clone().map(Text::from),
            purpose: Purpose::of(*purpose),
            doc: doc.into(),
        }
    }
}

const fn checked(when: Deferrable) -> &'static str {
    match when {
        Deferrable::Immediate => "immediate",
        Deferrable::Deferred => "deferred",
        _ => "always",
    }
}

fn texts(names: &[&'static str]) -> Vec<Text> {
    names.iter().copied().map(Text::from).collect()
}

pub(super) fn option(option: StorageOption) -> Text {
    let StorageOption { name, value } = option;
    format!("{name} = {value}").into()
}

impl IndexColumn {
    fn of(column: definition::IndexColumn) -> Self {
        let definition::IndexColumn { name, expression, descending, nulls, ops, collation, operator } = column;
        let reads = expression.map(|Expression { sql: _, columns }| texts(columns));
        Self {
            name: name.into(),
            expression: expression.map(|Expression { sql, columns: _ }| physical::sql(sql).into()),
            reads: reads.unwrap_or_default(),
            descending,
            nulls: nulls.map(|nulls| match nulls {
                Nulls::First => "first".into(),
                Nulls::Last => "last".into(),
            }),
            ops: ops.map(Text::from),
            collation: collation.map(Text::from),
            operator: operator.map(Text::from),
        }
    }
}

impl Purpose {
    fn of(purpose: physical::Purpose) -> Self {
        match purpose {
            physical::Purpose::Declared => Self::Declared,
            physical::Purpose::Reference { columns, target: _ } => Self::Reference(texts(columns)),
        }
    }

    fn columns(&self) -> &[Text] {
        match self {
            Self::Declared => &[],
            Self::Reference(columns) => columns,
        }
    }
}

impl Write for Index {
    fn write(&self, line: &mut Line<'_>) {
        let Self {
            name,
            columns,
            unique,
            nulls_not_distinct,
            method,
            include,
            options,
            constraint,
            exclusion,
            predicate,
            purpose,
            doc,
        } = self;
        line.text("name", name);
        line.flag("unique", *unique);
        line.stated("method", if method == BTREE { "" } else { method });
        line.parts("columns", columns);
        line.listed("include", include);
        line.flag("nulls_not_distinct", *nulls_not_distinct);
        line.listed("with", options);
        line.optional("constraint", constraint.as_ref());
        line.flag("exclusion", *exclusion);
        line.optional("where", predicate.as_ref());
        line.listed("for_reference", purpose.columns());
        line.stated("doc", doc);
    }
}

impl Read for Index {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        let reference = members.listed("for_reference")?;
        Ok(Self {
            name: members.text("name")?,
            unique: members.flag("unique")?,
            method: members.optional("method")?.unwrap_or(BTREE.into()),
            columns: members.parts("columns")?,
            include: members.listed("include")?,
            nulls_not_distinct: members.flag("nulls_not_distinct")?,
            options: members.listed("with")?,
            constraint: members.optional("constraint")?,
            exclusion: members.flag("exclusion")?,
            predicate: members.optional("where")?,
            purpose: if reference.is_empty() { Purpose::Declared } else { Purpose::Reference(reference) },
            doc: members.stated("doc")?,
        })
    }
}

impl Write for IndexColumn {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, expression, reads, descending, nulls, ops, collation, operator } = self;
        line.text("column", name);
        line.optional("expression", expression.as_ref());
        line.listed("reads", reads);
        line.flag("desc", *descending);
        line.optional("nulls", nulls.as_ref());
        line.optional("ops", ops.as_ref());
        line.optional("collation", collation.as_ref());
        line.optional("operator", operator.as_ref());
    }
}

impl Read for IndexColumn {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            name: members.text("column")?,
            expression: members.optional("expression")?,
            reads: members.listed("reads")?,
            descending: members.flag("desc")?,
            nulls: members.optional("nulls")?,
            ops: members.optional("ops")?,
            collation: members.optional("collation")?,
            operator: members.optional("operator")?,
        })
    }
}
