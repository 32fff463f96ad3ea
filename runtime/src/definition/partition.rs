/// The partitioning of a table: `partition(range(created_at), ...)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartitionDef {
    /// The method.
    pub method: PartitionMethod,
    /// The partition columns. They are part of the primary key and of every unique index, and cannot be updated.
    pub columns: &'static [&'static str],
    /// The declared partitions; those of a hash are numbered, or in the order of their remainders.
    pub children: &'static [ChildDef],
    /// The reason why other programs make partitions at run time: `at_run_time`.
    pub run_time: Option<&'static str>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// The method of partitioning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartitionMethod {
    /// By ranges of values.
    Range,
    /// By lists of values.
    List,
    /// By the remainder of a hash, with this number of partitions; none if they are made at run time.
    Hash(u32),
}

/// A partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildDef {
    /// The name, in the schema of the table.
    pub name: &'static str,
    /// The rows of the partition.
    pub bound: Bound,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// The rows of a partition; values are SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bound {
    /// The default partition.
    Default,
    /// From the first values (inclusive) to the second (exclusive).
    Range(&'static [&'static str], &'static [&'static str]),
    /// With one of these values.
    List(&'static [&'static str]),
    /// With the remainder of a hash that is its place among the partitions.
    Remainder,
}

/// The storage of a table: `with(fillfactor = 70)`, `unlogged`, `tablespace = "..."`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageDef {
    /// The options of `with(...)`; for a partitioned table those of its partitions.
    pub options: &'static [super::StorageOption],
    /// An UNLOGGED table: fast, and empty after a crash.
    pub unlogged: bool,
    /// The declared tablespace.
    pub tablespace: Option<&'static str>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl StorageDef {
    /// The default storage.
    #[doc(hidden)]
    pub const PLAIN: Self = Self { options: &[], unlogged: false, tablespace: None, __non_exhaustive: () };
}
