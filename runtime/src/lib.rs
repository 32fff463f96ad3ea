//! A PostgreSQL rule sheet as law. (Written when the surface stands.)

pub mod advice;
pub mod build;
mod column_type;
mod condition;
pub mod ddl;
pub mod definition;
#[cfg_attr(not(feature = "sqlx"), allow(dead_code, reason = "only a driver is refused anything"))]
mod error;
#[cfg(test)]
mod fixtures;
mod id;
mod law;
#[cfg_attr(not(feature = "sqlx"), allow(dead_code, reason = "only a driver is refused anything"))]
mod layout;
pub mod query;
// The examples of its pages are the programs in tests/ui, which compile them.
#[cfg(not(doctest))]
pub mod rules;
mod sql_text;
#[cfg(feature = "sqlx")]
pub mod sqlx;
mod table;
mod tenant;
mod text;
mod validation;
#[cfg_attr(not(feature = "sqlx"), allow(dead_code, reason = "only a driver is refused anything"))]
mod violation;
mod words;

#[cfg(feature = "json")]
pub use column_type::Json;
pub use column_type::{ColumnType, DecodeError, EncodeError, IntoColumn, PgEnum, Wire};
pub use definition::{ColumnDef, EnumDef, Schema, SqlType, TableDef};
pub use error::{DriverError, Error};
pub use id::{Id, IdError};
pub use peristyle_macros::{PgEnum, schema, table};
pub use table::{Global, InsertRow, KeyOf, PerTenant, Table, TenantRoot, TenantTable, UpdateRow};
pub use tenant::{InTenant, Tenant};
pub use validation::{InvalidValue, Limit, ValidationError};
pub use violation::{Violation, ViolationKind};

/// The type of every timestamp that peristyle adds: an instant, `timestamptz`.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// What a module with tables, or one that runs statements on them, imports: `use peristyle::prelude::*;`
pub mod prelude {
    #[cfg(feature = "json")]
    pub use crate::Json;
    #[cfg(feature = "sqlx")]
    pub use crate::sqlx::{TenantConnection as _, TenantPool as _};
    pub use crate::{Id, PgEnum, Tenant, schema, table};
}

/// What generated code refers to. Not for use by hand: it changes with every version.
#[doc(hidden)]
pub mod __v0 {
    pub use crate::column_type::{ColumnType, DecodeError, EncodeError, IntoColumn, PgEnum, enum_from_wire};
    pub use crate::definition::{
        CheckDef, ColumnDef, EnumDef, IndexColumn, IndexDef, JSON_WAIVED, NULLABLE, NULLABLE_REFERENCE, OnDelete,
        PLAIN, PrimaryKey, REFERENCE, ReferenceDef, Schema, SqlType, TIME_ZONE_WAIVED, TableDef, Tenancy, WaiverDef,
        column, reported,
    };
    pub use crate::query::{Changes, Column, Delete, Find, Insert, Restore, Row, Select, Update, Values};
    pub use crate::table::{Global, InsertRow, KeyOf, Parts, PerTenant, Table, TenantRoot, TenantTable, UpdateRow};
    pub use crate::tenant::{InTenant, Tenant, tenant};
    pub use crate::validation::{validate, validate_changes};
    pub use crate::{Id, Timestamp, ValidationError};
    pub use core::clone::Clone;
    pub use core::convert::Infallible;
    pub use core::default::Default;
    pub use core::option::Option::{self, None, Some};
    pub use core::result::Result::{self, Ok};
    pub use sea_query::Value;
    pub use std::string::String;

    /// The laws that constants decide.
    pub mod law {
        pub use crate::law::{index, reference, schema, table, tenant_prefix};
    }

    /// Conditions as Rust.
    pub mod condition {
        pub use crate::condition::*;
    }
}
