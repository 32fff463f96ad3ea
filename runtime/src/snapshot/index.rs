use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::{definition, layout};

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
    /// The rows that are covered, as SQL; all when there is none.
    pub predicate: Option<Text>,
    /// Why it is there.
    pub purpose: Purpose,
}

/// A column of an [`Index`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexColumn {
    /// The column.
    pub name: Text,
    /// Whether the order is descending.
    pub descending: bool,
}

/// Why an index is there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// It was declared.
    Declared,
    /// It leads the reference of this column, which no declared index does.
    Reference(Text),
}

impl Index {
    pub(super) fn of(index: &layout::Index) -> Self {
        let layout::Index { name, columns, unique, predicate, purpose } = index;
        Self {
            name: name.clone().into(),
            columns: columns.iter().copied().map(IndexColumn::of).collect(),
            unique: *unique,
            predicate: predicate.clone().map(Text::from),
            purpose: Purpose::of(*purpose),
        }
    }
}

impl IndexColumn {
    fn of(column: definition::IndexColumn) -> Self {
        let definition::IndexColumn { name, descending } = column;
        Self { name: name.into(), descending }
    }
}

impl Purpose {
    fn of(purpose: layout::Purpose) -> Self {
        match purpose {
            layout::Purpose::Declared => Self::Declared,
            layout::Purpose::Reference { column, target: _ } => Self::Reference(column.into()),
        }
    }

    const fn reference(&self) -> Option<&Text> {
        match self {
            Self::Declared => None,
            Self::Reference(column) => Some(column),
        }
    }
}

impl Write for Index {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, columns, unique, predicate, purpose } = self;
        line.text("name", name);
        line.flag("unique", *unique);
        line.parts("columns", columns);
        line.optional("where", predicate.as_ref());
        line.optional("for_reference", purpose.reference());
    }
}

impl Read for Index {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            name: members.text("name")?,
            unique: members.flag("unique")?,
            columns: members.parts("columns")?,
            predicate: members.optional("where")?,
            purpose: members.optional("for_reference")?.map_or(Purpose::Declared, Purpose::Reference),
        })
    }
}

impl Write for IndexColumn {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, descending } = self;
        line.text("column", name);
        line.flag("desc", *descending);
    }
}

impl Read for IndexColumn {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self { name: members.text("column")?, descending: members.flag("desc")? })
    }
}
