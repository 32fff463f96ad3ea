/// How the rows of a table are spread over its children: `partition(range(created_at), ...)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartitionDef {
    /// By what a row is in one child and not in another.
    pub method: PartitionMethod,
    /// The columns that decide; they are in the primary key and in every unique, and never change.
    pub columns: &'static [&'static str],
    /// The children that were named; those of a hash are numbered.
    pub children: &'static [ChildDef],
}

/// By what a row is in one child and not in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartitionMethod {
    /// Between which values the columns are.
    Range,
    /// Which value the column has.
    List,
    /// The remainder of a hash, over so many children.
    Hash(u32),
}

/// A child of a partitioned table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildDef {
    /// The name in the database, in the schema of its table.
    pub name: &'static str,
    /// Which rows it has.
    pub bound: Bound,
}

/// Which rows a child has; values are SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bound {
    /// Those that no other has.
    Default,
    /// From these values on, up to those.
    Range(&'static [&'static str], &'static [&'static str]),
    /// With one of these values.
    List(&'static [&'static str]),
}

/// How a table is stored: `with(fillfactor = 70)`, `unlogged`, `tablespace = "..."`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageDef {
    /// The options of `with(...)`; of a partitioned table they are its children's.
    pub options: &'static [super::StorageOption],
    /// Whether changes are written to no log: fast, and empty after a crash.
    pub unlogged: bool,
    /// The tablespace, where one was said.
    pub tablespace: Option<&'static str>,
}

impl StorageDef {
    /// Nothing was said.
    #[doc(hidden)]
    pub const PLAIN: Self = Self { options: &[], unlogged: false, tablespace: None };
}
