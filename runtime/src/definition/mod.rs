//! The definition of tables, as constants: `#[table]` generates them, everything else reads them.
//!
//! A [`TableDef`] contains the declarations of a struct, as far as one struct can resolve them. Everything that follows
//! from it in the same way for every table (the tenant column of an index, generated names, the index of a foreign key)
//! is derived by [`crate::query`] for statements and by `peristyle-build` for DDL.
//!
//! Each struct has a hidden field `__non_exhaustive`: a version may add fields, so a pattern ends in `..`, and only generated code builds them.

mod budget;
mod column;
mod deferrable;
mod extra;
mod index;
mod name;
mod partition;
mod policy;
mod reference;
mod schema;
mod search;
mod sql_type;
mod statistics;
mod table;
mod waiver;

pub use budget::BudgetDef;
pub use column::{
    CREATED_AT, ColumnDef, DELETED_AT, Default, Denormalized, Hidden, ID, LIST, MONEY, NULLABLE, NumberDef, PLAIN,
    REFERENCE, Sequence, SequenceDef, TENANT, Transition, UPDATED_AT,
};
pub use deferrable::Deferrable;
pub use extra::{ExtraSql, SqlPlace};
pub use index::{CheckDef, Condition, Expression, IndexColumn, IndexDef, IndexMethod, Nulls, StorageOption};
pub use name::QualifiedName;
pub use partition::{Bound, ChildDef, PartitionDef, PartitionMethod, StorageDef};
pub use policy::{PolicyCommand, PolicyDef};
pub use reference::{OnDelete, OnUpdate, ReferenceDef};
pub use schema::{Schema, Unlisted};
pub use search::SearchDef;
pub use sql_type::{EnumDef, SqlType};
pub use statistics::StatisticsDef;
pub use table::{GlobalRowSecurity, PrimaryKey, TableDef, TableTransition, Tenancy};
pub use waiver::WaiverDef;
