//! A PostgreSQL rule sheet as law. (Written when the surface stands.)

mod column_type;
pub mod definition;
mod id;
mod law;
pub mod query;
mod table;
mod tenant;
mod text;

#[cfg(feature = "json")]
pub use column_type::Json;
pub use column_type::{ColumnType, DecodeError, EncodeError, IntoColumn, PgEnum, Wire};
pub use definition::{ColumnDef, EnumDef, Schema, SqlType, TableDef};
pub use id::{Id, IdError};
pub use table::{Global, InsertRow, KeyOf, PerTenant, Table, TenantRoot, TenantTable, UpdateRow};
pub use tenant::{InTenant, Tenant};

/// The type of every timestamp that peristyle adds: an instant, `timestamptz`.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// What generated code refers to. Not for use by hand: it changes with every version.
#[doc(hidden)]
pub mod __v0 {
    pub use crate::column_type::{ColumnType, DecodeError, EncodeError, IntoColumn, PgEnum, enum_from_wire};
    pub use crate::definition::{
        CheckDef, ColumnDef, EnumDef, IndexColumn, IndexDef, NULLABLE, OnDelete, PLAIN, PrimaryKey, REFERENCE,
        ReferenceDef, Schema, SqlType, TableDef, Tenancy, WaiverDef,
    };
    pub use crate::query::{Changes, Column, RowReader, Values};
    pub use crate::table::{Global, InsertRow, KeyOf, PerTenant, Table, TenantRoot, TenantTable, UpdateRow};
    pub use crate::tenant::{InTenant, Tenant};
    pub use crate::{Id, Timestamp};
    pub use sea_query::Value;
}
