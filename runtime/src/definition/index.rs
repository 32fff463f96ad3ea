use super::Deferrable;

/// A condition over the columns of one table, as SQL in pieces: literals of enums are known only to the compiler. A column is a piece of its
/// own, in double quotes.
pub type Condition = &'static [&'static str];

/// An index, a unique or an exclusion that was declared: `index(...)`, `unique(...)`, `exclude(...)`.
///
/// `columns` stand as they were written. The tenant column in front and the key behind an order are added where the database needs them.
#[derive(Debug, Clone, Copy)]
pub struct IndexDef {
    /// The name, when one was written.
    pub name: Option<&'static str>,
    /// What is indexed, in order.
    pub columns: &'static [IndexColumn],
    /// Whether two rows may agree on all columns.
    pub unique: bool,
    /// Whether two rows that agree on NULL agree.
    pub nulls_not_distinct: bool,
    /// The rows that are covered, as said by `only(...)`.
    pub only: Option<Condition>,
    /// A unique over all tenants (waiver of I04).
    pub global: bool,
    /// Deleted rows are covered too (for a unique: waiver of I07).
    pub including_deleted: bool,
    /// Columns that the index carries without ordering by them.
    pub include: &'static [&'static str],
    /// How it is built.
    pub method: IndexMethod,
    /// What was said by `with(...)`.
    pub options: &'static [StorageOption],
    /// When it is checked, where it is a constraint of the table and not an index alone.
    pub constraint: Option<Deferrable>,
    /// Whether no two rows may be alike by the operators of all columns: `exclude(...)`.
    pub exclusion: bool,
    /// What it is for; becomes COMMENT ON INDEX. Empty when nothing was said.
    pub doc: &'static str,
}

/// A column of an index, or an expression over some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexColumn {
    /// The column's name; of an expression what PostgreSQL calls it in names: its function, or `expr`.
    pub name: &'static str,
    /// What is indexed in place of a column.
    pub expression: Option<Expression>,
    /// Whether the order is descending.
    pub descending: bool,
    /// Where NULL stands, when it was said; last in an ascending order, first in a descending one otherwise.
    pub nulls: Option<Nulls>,
    /// The operator class, when one was written.
    pub ops: Option<&'static str>,
    /// The collation, when one was written.
    pub collation: Option<&'static str>,
    /// By which operator two rows are alike, in an exclusion: `=`, `&&`.
    pub operator: Option<&'static str>,
}

/// An expression of an index: `lower(email)`, `sql = "a || b"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expression {
    /// The SQL, in parentheses unless it is the call of a function.
    pub sql: Condition,
    /// The columns that it reads, in the order they first appear.
    pub columns: &'static [&'static str],
}

/// Where NULL stands in the order of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// NULLS FIRST
    First,
    /// NULLS LAST
    Last,
}

/// How an index is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexMethod {
    /// `btree`: orders its columns, the only one that is unique.
    Btree,
    /// `gin`: finds the elements of a value.
    Gin,
    /// `gist`: finds what overlaps or is near.
    Gist,
    /// `brin`: the least and the greatest of each range of blocks.
    Brin,
    /// `hash`: equality of one column.
    Hash,
    /// `spgist`: partitions the space of its values.
    SpGist,
    /// A method of an extension, such as `hnsw`.
    Other(&'static str),
}

/// A storage option: `with(fillfactor = 70)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageOption {
    /// The name, such as `fillfactor`.
    pub name: &'static str,
    /// The value in SQL.
    pub value: &'static str,
}

/// A check: `check(price >= 0, message = "...")`.
#[derive(Debug, Clone, Copy)]
pub struct CheckDef {
    /// The name, when one was written.
    pub name: Option<&'static str>,
    /// The columns the condition reads, in the order they first appear.
    pub columns: &'static [&'static str],
    /// The condition.
    pub condition: Condition,
    /// What a user is told when a row breaks it. Empty when none was written.
    pub message: &'static str,
}

impl IndexDef {
    /// What a declaration leaves unsaid.
    #[doc(hidden)]
    pub const PLAIN: Self = Self {
        name: None,
        columns: &[],
        unique: false,
        nulls_not_distinct: false,
        only: None,
        global: false,
        including_deleted: false,
        include: &[],
        method: IndexMethod::Btree,
        options: &[],
        constraint: None,
        exclusion: false,
        doc: "",
    };

    /// Whether every part of it is a column, so that rows can be looked up by their values.
    #[must_use]
    pub const fn is_over_columns(&self) -> bool {
        let mut at = 0;
        while at < self.columns.len() {
            if self.columns[at].expression.is_some() {
                return false;
            }
            at += 1;
        }
        true
    }
}

impl IndexColumn {
    /// The column of that name, in ascending order.
    #[must_use]
    pub const fn of(name: &'static str) -> Self {
        Self { name, expression: None, descending: false, nulls: None, ops: None, collation: None, operator: None }
    }

    /// The columns that it reads: itself, or those of its expression.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + use<> {
        let (own, read) = match self.expression {
            Some(expression) => (None, expression.columns),
            None => (Some(self.name), [].as_slice()),
        };
        own.into_iter().chain(read.iter().copied())
    }
}

impl IndexMethod {
    /// The name in SQL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Btree => "btree",
            Self::Gin => "gin",
            Self::Gist => "gist",
            Self::Brin => "brin",
            Self::Hash => "hash",
            Self::SpGist => "spgist",
            Self::Other(name) => name,
        }
    }
}
