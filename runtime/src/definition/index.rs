use super::Deferrable;

/// A condition over the columns of a table, as SQL in pieces, because only the compiler knows the literals of enums.
/// Each column is a piece, in double quotes.
pub type Condition = &'static [&'static str];

/// A declared index or constraint: `index(...)`, `unique(...)`, `exclude(...)`.
///
/// `columns` are the declared ones. The tenant column and the primary key at the end of an order are added in the
/// physical schema.
#[derive(Debug, Clone, Copy)]
pub struct IndexDef {
    /// The declared name.
    pub name: Option<&'static str>,
    /// The columns and expressions in order.
    pub columns: &'static [IndexColumn],
    /// Whether the index is unique.
    pub unique: bool,
    /// Whether NULL equals NULL in a unique index.
    pub nulls_not_distinct: bool,
    /// The predicate of a partial index, `only(...)`.
    pub only: Option<Condition>,
    /// A unique index over all tenants (waiver of I04).
    pub global: bool,
    /// The tenant can be looked up by the columns, before it is known.
    pub tenant_lookup: bool,
    /// The rows of the index wait until [`take_next`](crate::transaction::TenantPool::take_next) takes them.
    pub queue: bool,
    /// Soft-deleted rows are included (for a unique index: waiver of I07).
    pub including_deleted: bool,
    /// The columns of INCLUDE.
    pub include: &'static [&'static str],
    /// The access method.
    pub method: IndexMethod,
    /// The storage options, `with(...)`.
    pub options: &'static [StorageOption],
    /// When the constraint is checked; `None` for an index.
    pub constraint: Option<Deferrable>,
    /// Whether it is an exclusion constraint, `exclude(...)`, or enforced as one: `without_overlaps`.
    pub exclusion: bool,
    /// Whether it is a unique constraint over periods, `unique(..., without_overlaps)`: the ranges in the last column do
    /// not overlap where all other columns are equal. PostgreSQL 18 has it first.
    pub without_overlaps: bool,
    /// The purpose, which becomes COMMENT ON INDEX; empty if none is declared.
    pub doc: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// A column or expression of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexColumn {
    /// The name of the column; for an expression, the name that PostgreSQL derives: that of its function, or `expr`.
    pub name: &'static str,
    /// The expression.
    pub expression: Option<Expression>,
    /// Whether the order is descending.
    pub descending: bool,
    /// The declared position of NULL. By default, NULL is last in ascending order and first in descending order.
    pub nulls: Option<Nulls>,
    /// The declared operator class.
    pub ops: Option<&'static str>,
    /// The declared collation.
    pub collation: Option<&'static str>,
    /// The operator of an exclusion constraint: `=`, `&&`.
    pub operator: Option<&'static str>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// An expression of an index: `lower(email)`, `sql = "a || b"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expression {
    /// The SQL, in parentheses unless it is a function call.
    pub sql: Condition,
    /// The columns of the expression, in the order of their first use.
    pub columns: &'static [&'static str],
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// The position of NULL in the order of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// NULLS FIRST
    First,
    /// NULLS LAST
    Last,
}

/// The access method of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexMethod {
    /// `btree`: ordered; the only method for unique indexes.
    Btree,
    /// `gin`: finds values by their elements.
    Gin,
    /// `gist`: finds values that overlap or are near.
    Gist,
    /// `brin`: the minimum and maximum of each block range.
    Brin,
    /// `hash`: equality of one column.
    Hash,
    /// `spgist`: space-partitioned trees.
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
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl StorageOption {
    /// The option with this value.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, value: &'static str) -> Self {
        Self { name, value, __non_exhaustive: () }
    }
}

/// A check: `check(price >= 0, message = "...")`.
#[derive(Debug, Clone, Copy)]
pub struct CheckDef {
    /// The declared name.
    pub name: Option<&'static str>,
    /// The columns of the condition, in the order of their first use.
    pub columns: &'static [&'static str],
    /// The condition.
    pub condition: Condition,
    /// The message for a user whose input violates the check; empty if none is declared.
    pub message: &'static str,
    /// Whether the rows that were there are not held to it: NOT VALID (rule C11).
    pub not_valid: bool,
    /// Whether no row is held to it: NOT ENFORCED (rule C11).
    pub not_enforced: bool,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl CheckDef {
    /// The defaults of a declaration.
    #[doc(hidden)]
    pub const PLAIN: Self = Self {
        name: None,
        columns: &[],
        condition: &[],
        message: "",
        not_valid: false,
        not_enforced: false,
        __non_exhaustive: (),
    };
}

impl IndexDef {
    /// The defaults of a declaration.
    #[doc(hidden)]
    pub const PLAIN: Self = Self {
        name: None,
        columns: &[],
        unique: false,
        nulls_not_distinct: false,
        only: None,
        global: false,
        tenant_lookup: false,
        queue: false,
        including_deleted: false,
        include: &[],
        method: IndexMethod::Btree,
        options: &[],
        constraint: None,
        exclusion: false,
        without_overlaps: false,
        doc: "",
        __non_exhaustive: (),
    };

    /// Whether all parts are columns, so that rows can be found by their values.
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
    /// The column with this name, in ascending order.
    #[must_use]
    pub const fn of(name: &'static str) -> Self {
        Self {
            name,
            expression: None,
            descending: false,
            nulls: None,
            ops: None,
            collation: None,
            operator: None,
            __non_exhaustive: (),
        }
    }

    /// The columns that it uses: itself, or those of its expression.
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
