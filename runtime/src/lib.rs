//! PostgreSQL schema conventions, enforced by the Rust compiler.
//!
//! [`#[table]`](macro@table) checks a struct against the rules of [`rules`]: a struct that breaks a rule does not
//! compile. For a struct that keeps them, it generates the timestamp columns, typed ids ([`Id`]), types for inserts and
//! updates, and statements that do not compile without a tenant ([`query`]). A build script with
//! [`peristyle-build`](https://docs.rs/peristyle-build) writes DDL in which PostgreSQL enforces the same rules.
//! [`audit()`] checks that a live database still does.
//!
//! ```
//! # #[cfg(feature = "sqlx")] mod example {
//! use peristyle::prelude::*;
//!
//! /// A customer account; every tenant row belongs to one.
//! #[table(name = "organizations", tenant_root)]
//! pub struct Organization {
//!     pub id: Id<Organization>,
//!     #[column(max_len = 255)]
//!     pub name: String,
//! }
//!
//! /// Something an organization sells.
//! #[table(name = "org_products", tenant = Organization, unique(sku), check(stock >= 0, message = "the stock must not be negative"))]
//! pub struct Product {
//!     pub id: Id<Product>,
//!     pub organization_id: Id<Organization>,
//!     #[column(max_len = 100)]
//!     pub sku: String,
//!     #[column(default = 0)]
//!     pub stock: i32,
//!     // created_at, updated_at, deleted_at: added by #[table]
//! }
//!
//! schema! { pub SCHEMA = [Organization, Product] }
//!
//! # use sqlx::PgPool;
//! async fn sell(pool: &PgPool, organization_id: Id<Organization>) -> Result<(), peristyle::Error> {
//!     let tenant = Tenant::<Organization>::new(organization_id); // from what authenticated the caller
//!     let mut tx = pool.begin_tenant(tenant).await?;
//!     let lamp = Product::insert(tenant, ProductInsert::new("L-1").stock(3)).fetch_one(&mut tx).await?;
//!     Product::update(tenant, lamp.id, ProductUpdate::new().stock(2)).execute(&mut tx).await?;
//!     let few = Product::select(tenant).filter(Product::STOCK.lt(5)).limit(20).fetch_all(&mut tx).await?;
//!     assert_eq!(few.len(), 1);
//!     tx.commit().await
//! }
//! # }
//! ```
//!
//! The statements that are the same for all tables, such as `select` and `insert`, are methods of [`TenantTable`] and [`GlobalTable`]; what names columns,
//! such as `ProductInsert::new` or `find_by_sku`, is generated. The [`prelude`] imports these traits.
//!
//! [`guide`] is a walk through a service: tables, tenants, statements, HTTP, tests, migrations, operations.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `json` | [`Json`] columns, jsonb |
//! | `rust_decimal` | `rust_decimal::Decimal` columns, numeric(precision, scale) |
//! | `bigdecimal` | `bigdecimal::BigDecimal` columns, numeric of any precision |
//! | `time`, `jiff` | columns of the types of time 0.3 and jiff 1, in addition to chrono ([`ColumnType`] lists them) |
//! | `ipnetwork` | `ipnetwork::IpNetwork` columns, inet; `std::net::IpAddr` needs no feature |
//! | `serde` | `Serialize` and `Deserialize` of [`Id`] and column types, for the derives of rows and inserts |
//! | `schemars`, `utoipa` | the JSON Schemas of rows, inserts, updates, enums and [`Id`] for schemars 1 and utoipa 6: lengths, ranges, digits, labels, formats, NULL, checks. Module `json_schema` |
//! | `garde` | `Validate` of garde 0.23 for inserts and updates: extractors such as `Garde` of axum-valid accept them, `#[garde(dive)]` too. The violations of `validate()`, by column |
//! | `sqlx` | statements on sqlx 0.9, module [`sqlx`] |
//! | `tokio-postgres` | statements on tokio-postgres 0.7, module [`tokio_postgres`] |
//! | `deadpool-postgres` | the same, also on a pool of deadpool-postgres 0.14 |
//! | `bb8` | the same, also on a pool of bb8 0.9 |
//! | `axum` | the tenant's transaction as an extractor of axum 0.8, and errors as `application/problem+json`, module [`axum`] |
//! | `ticket` | [`TicketKeys`]: signed tickets, which carry a tenant to a background job |
//! | `places` | the place of each statement in the source, for `peristyle-test`, which turns it on |
//! | `plans` | the texts of the generated statements, for `peristyle-cli`, whose feature of this name turns it on |
//! | `tracing` | a span for each statement by the conventions of OpenTelemetry, without values and tenant ids ([`query`] lists the fields) |
//!
//! No feature is enabled by default. Features are additive: a service may use both drivers.
//!
//! # Terms
//!
//! A *table* has *columns*, a *primary key* and *foreign keys* (references). A *tenant root* is the table whose rows
//! are the *tenants*; the rows of a *tenant table* belong to a tenant, by its *tenant column*. A *rule* is checked by
//! the compiler. A *waiver* allows a struct to break one rule, with a reason. *Advice* is printed by the build script
//! and never fails a build.

#![cfg_attr(docsrs, feature(doc_cfg))]

// The examples of the pages are compiled in tests/attributes.
#[cfg(not(doctest))]
pub mod attributes;
pub mod audit;
#[cfg(feature = "axum")]
pub mod axum;
mod check_eval;
mod column_type;
mod const_checks;
mod const_str;
mod cross_tenant;
pub mod definition;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
mod error;
#[cfg(test)]
mod fixtures;
#[cfg(feature = "garde")]
mod garde;
mod generated;
pub mod guide;
pub mod history;
mod humanize;
mod id;
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub mod json_schema;
mod libraries;
#[allow(missing_docs, reason = "hidden, and named after their contents")]
mod physical;
mod place;
mod purge;
pub mod query;
#[allow(missing_docs, reason = "hidden, and named after their contents")]
mod quote;
// The examples of the pages are compiled as the programs in tests/ui.
#[cfg(not(doctest))]
pub mod rules;
mod serde_support;
#[cfg(feature = "sqlx")]
pub mod sqlx;
mod table;
mod tenant;
#[cfg(feature = "tokio-postgres")]
pub mod tokio_postgres;
mod trace;
pub mod transaction;
mod validation;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
mod violation;

pub use audit::{audit, audit_schema};
#[cfg_attr(not(feature = "json"), doc(hidden))]
pub use column_type::Json;
pub use column_type::{
    ColumnType, DecodeError, EncodeError, Interval, IntervalError, IntoColumn, LabelError, PgEnum, Range, RangeElement,
    RangeError, Wire,
};
pub use cross_tenant::{AcrossTenants, ExecutorAcross, JoinedAcross, PagedAcross, SelectAcross};
pub use definition::{ColumnDef, EnumDef, Schema, SqlType, TableDef};
pub use error::{DriverError, Error, TooLarge};
pub use id::{Id, IdError};
#[doc = include_str!("attributes/column_type.md")]
pub use peristyle_macros::ColumnType;
#[doc = include_str!("attributes/pg_enum.md")]
pub use peristyle_macros::PgEnum;
#[doc = include_str!("attributes/schema.md")]
pub use peristyle_macros::schema;
#[doc = include_str!("attributes/table.md")]
pub use peristyle_macros::table;
pub use purge::{Purge, PurgeScope, Purged, PurgedTable, purge, purge_history};
pub use query::raw;
pub use table::{
    AllowsDelete, AllowsLock, AllowsPurge, AllowsRestore, AppendOnly, Global, GlobalTable, HasIdKey, HasKey, IdKey,
    InsertRow, KeyOf, NoInsert, NoKey, OtherKey, PerTenant, RealDelete, SoftDelete, Table, TenantRoot, TenantTable,
    UpdateRow,
};
pub use tenant::{InTenant, KeyPart, Tenant, TenantKey};
#[cfg(feature = "ticket")]
pub use tenant::{TicketError, TicketKeyError, TicketKeys};
pub use validation::{InvalidValue, Limit, ValidationError};
pub use violation::{Violation, ViolationKind};

/// A condition in SQL on the rows of a table, with `?` for each value: `sql!(Product, "custom->>'a' = ?", value)`.
///
/// It is a [`Predicate`](query::Predicate) like any other: combine it with `.and`, `.or` and `!`, and pass it to `filter`,
/// `update_many` and `delete_many`. Its SQL is one expression over one row, which is checked when the program is compiled
/// (as in rule C09): brackets are balanced, and there is no `;`, no comment, no subselect and no function over several
/// rows. A bare name is a field of the table and becomes its column. So the condition cannot leave its parentheses and
/// reads no other row; the conditions on tenant and deletion stand beside it.
///
/// A value is any [`ColumnType`] or a `&str`, and its placeholder is cast to its type. In the place of an operator, `?` is
/// the operator of jsonb. For a table with an alias, write [`.of(Alias)`](query::Predicate::of) behind the condition.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # /// Something that is sold.
/// # #[table(name = "org_products", tenant = Organization)]
/// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub sku: String, pub stock: i32 }
/// use peristyle::sql;
///
/// # let tenant = Tenant::<Organization>::new(Id::generate());
/// let odd = Product::select(tenant).filter(sql!(Product, "stock % ? = 1 AND lower(sku) = ?", 2, "lamp")).limit(9);
/// ```
#[macro_export]
macro_rules! sql {
    ($($input:tt)*) => {
        $crate::__v0::sql_condition!($crate; $($input)*)
    };
}

/// The crate sea-query, of the version that [`into_sea_query`](query::Select::into_sea_query) returns statements of.
// A module that is hidden: through a plain re-export rustc finds `sea_query::Value::String` and writes `std::string::String` in messages.
#[doc(hidden)]
pub mod sea_query {
    pub use ::sea_query::*;
}

/// The type of the added timestamps: `timestamptz`.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// The imports of a module that declares tables or runs statements: `use peristyle::prelude::*;`
///
/// Without it, rustc reports that it cannot find `table`, `schema`, `PgEnum` or `Id` in this scope, or that
/// `select`, `insert`, `new` of an update, `validate`, `begin_tenant` and `in_tenant` are methods of a trait that is not in scope. It says of `find` that the
/// table is not an iterator, which is what else has a method of that name. In each case it names the trait to import: this module has all
/// of them. Import everything else by its name, such as `peristyle::Timestamp`.
pub mod prelude {
    #[cfg_attr(not(feature = "json"), doc(hidden))]
    pub use crate::Json;
    pub use crate::transaction::{TenantConnection as _, TenantPool as _};
    pub use crate::{GlobalTable as _, InsertRow as _, TenantTable as _, UpdateRow as _};
    pub use crate::{Id, PgEnum, Tenant, schema, table};
    pub use peristyle_macros::ColumnType;
}

/// The items that generated code uses. They may change in every version.
#[doc(hidden)]
pub mod __v0 {
    pub use crate::column_type::{
        ColumnType, ConstantDefault, DecodeError, Displayed, EncodeError, IntoColumn, JsonForm, KnownShape, PgEnum,
        ShapeOf, Tried, ValueOf, WithoutLabels, enum_from_label, enum_from_wire, newtype, value_of,
    };
    pub use crate::const_checks::{DefaultValue, own_id, standard_column, standard_option_column, tenant_column};
    pub use crate::const_str::{ConstString, doc, doc_length};
    pub use crate::cross_tenant::Reason;
    pub use crate::definition::{
        Bound, BudgetDef, CheckDef, ChildDef, ColumnDef, Deferrable, EnumDef, Expression, ExtraSql, GlobalRowSecurity,
        ID, IndexColumn, IndexDef, IndexMethod, LIST, MONEY, NULLABLE, Nulls, NumberDef, OnDelete, OnUpdate, PLAIN,
        PartitionDef, PartitionMethod, PolicyCommand, PolicyDef, PrimaryKey, QualifiedName, REFERENCE, ReferenceDef,
        Schema, SearchDef, Sequence, SequenceDef, SqlPlace, SqlType, StatisticsDef, StorageDef, StorageOption, TENANT,
        TableDef, TableTransition, Tenancy, Unlisted, WaiverDef,
    };
    pub use crate::generated::*;
    pub use crate::history::{AsOf, Versions};
    pub use crate::query::{
        BoundOf, Changes, Column, DeferrableConstraint, Delete, ExecutorFor, Find, Insert, Limited, Queue, Restore,
        Row, Search, Select, SqlCondition, SqlPart, StatementFuture, Unique, Update, Values, column_at, lookup,
        lookup_all, unique_at,
    };
    pub use crate::serde_support::given;
    pub use crate::table::{
        AppendOnly, CREATED_AT, DELETED_AT, Global, GlobalTable, IdKey, InsertRow, KeyOf, Lists, NoInsert, NoKey,
        OtherKey, Parts, PerTenant, RealDelete, SoftDelete, Table, TenantRoot, TenantTable, UPDATED_AT, UpdateRow,
        column, document, index_over, reported, tenancy_of,
    };
    pub use crate::tenant::{InTenant, Tenant, tenant};
    pub use crate::{Id, Timestamp, ValidationError};
    pub use ::sea_query::Value;
    pub use core::clone::Clone;
    pub use core::convert::Infallible;
    pub use core::default::Default;
    pub use core::fmt::{self, Debug};
    pub use core::option::Option::{self, None, Some};
    pub use core::result::Result::{self, Ok};
    pub use peristyle_macros::__unlisted;
    pub use peristyle_macros::sql_condition;
    pub use std::string::String;
    pub use std::vec::Vec;

    pub use crate::{
        __column_type_on_drivers as column_type_on_drivers, __on_libraries as on_libraries, __pg_enum as pg_enum,
        __pg_enum_serde as pg_enum_serde, __row_on_sqlx as row_on_sqlx,
    };

    /// The names that nearly every generated item has, as one word: the compiler keeps a node for each segment of a path.
    pub mod names {
        pub use super::{
            Clone as __Clone, Column as __Column, Debug as __Debug, InTenant as __InTenant, IntoColumn as __IntoColumn,
            KeyOf as __KeyOf, None as __None, Some as __Some, column_at as __column_at, fmt::Formatter as __Formatter,
            fmt::Result as __FmtResult,
        };
    }

    /// The keys of the attributes, for completion in editors.
    #[cfg(rust_analyzer)]
    pub use crate::attributes as completion;

    /// The schemas of generated types.
    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    pub mod json_schema {
        pub use crate::json_schema::generated::*;
    }

    /// The trait of schemars.
    #[cfg(feature = "schemars")]
    pub mod schemars {
        pub use ::schemars::{JsonSchema, Schema, SchemaGenerator};

        /// The name of a schema.
        pub type Name = std::borrow::Cow<'static, str>;
    }

    /// The traits of utoipa.
    #[cfg(feature = "utoipa")]
    pub mod utoipa {
        pub use ::utoipa::__dev::ComposeSchema;
        pub use ::utoipa::ToSchema;

        /// The name of a schema.
        pub type Name = std::borrow::Cow<'static, str>;
        /// A schema, or a reference to one.
        pub type RefOrSchema = ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema>;
    }

    /// The trait of garde.
    #[cfg(feature = "garde")]
    pub mod garde {
        pub use crate::garde::report;
        pub use ::garde::{Path, Report, Validate};
    }

    /// The traits of serde.
    #[cfg(feature = "serde")]
    pub mod serde {
        pub use crate::serde_support::enum_from;
        pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};
    }

    /// The traits of sqlx.
    #[cfg(feature = "sqlx")]
    pub mod sqlx {
        pub use crate::sqlx::column_type::{array_compatible, array_type_info, compatible, decode, encode, type_info};
        pub use crate::sqlx::row::read_table;
        pub use ::sqlx::encode::IsNull;
        pub use ::sqlx::error::BoxDynError;
        pub use ::sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgRow, PgTypeInfo, PgValueRef};
        pub use ::sqlx::{Decode, Encode, FromRow, Postgres, Result, Type};
    }

    /// The traits of tokio-postgres.
    #[cfg(feature = "tokio-postgres")]
    pub mod tokio_postgres {
        pub use crate::tokio_postgres::column_type::{Failure, accepts, from_sql, reads, to_sql};
        pub use ::bytes::BytesMut;
        pub use ::tokio_postgres::types::{__to_sql_checked as to_sql_checked, FromSql, IsNull, ToSql, Type};
    }

    /// The const checks of the rules.
    pub mod rules {
        pub use crate::const_checks::{NAMED_TYPES, NamedType};
        pub use crate::const_checks::{
            collated, column, column_waiver, copy, counted, default, entry, field, index, live_waiver, max_len, names,
            not_enforced, numbered, prefix_waiver, searched, sized, stored, table_waiver, tenant_prefix,
            virtual_column,
        };
    }

    /// The evaluation of checks in Rust.
    pub mod check_eval {
        pub use crate::check_eval::*;
    }
}

/// The items that `peristyle-test` of the same version uses. They may change in every version.
#[cfg(feature = "places")]
#[doc(hidden)]
pub mod __test_v0 {
    pub use crate::place::{Sent, observe};
}

/// The items that `peristyle-cli` of the same version uses. They may change in every version.
#[cfg(feature = "plans")]
#[doc(hidden)]
pub mod __cli_v0 {
    pub use crate::query::{GeneratedStatement, generated_statements};
}

/// The items that `peristyle-build` of the same version uses. They may change in every version.
#[doc(hidden)]
pub mod __build_v0 {
    /// The physical schema of the tables.
    pub mod physical {
        pub use crate::physical::*;
    }

    /// Quoted names and literals.
    pub mod quote {
        pub use crate::quote::*;
    }
}
