//! PostgreSQL schema conventions, enforced by the Rust compiler.
//!
//! [`#[table]`](macro@table) on a struct holds it to the rules of [`rules`]: a struct that breaks one does not compile. From one that keeps
//! them come the timestamp columns, typed ids ([`Id`]), types for inserts and updates, statements that cannot be written without their
//! tenant ([`query`]), and the DDL in which PostgreSQL enforces the same rules, which a build script writes
//! with [`peristyle-build`](https://docs.rs/peristyle-build). [`audit()`] tells whether a live
//! database still does.
//!
//! ```
//! # #[cfg(feature = "sqlx")] mod example {
//! use peristyle::prelude::*;
//!
//! /// A customer account; every tenant row hangs from one.
//! #[table(name = "organizations", tenant_root)]
//! pub struct Organization {
//!     pub id: Id<Organization>,
//!     #[column(varchar(255))]
//!     pub name: String,
//! }
//!
//! /// Something an organization sells.
//! #[table(name = "org_products", tenant = Organization, unique(sku), check(stock >= 0, message = "the stock must not be negative"))]
//! pub struct Product {
//!     pub id: Id<Product>,
//!     pub organization_id: Id<Organization>,
//!     #[column(varchar(100))]
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
//! [`guide`] walks through a service's day: sign-up, writes, pages, relations, imports, reports.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `json` | [`Json`] columns, jsonb |
//! | `rust_decimal` | `rust_decimal::Decimal` columns, numeric(precision, scale) |
//! | `bigdecimal` | `bigdecimal::BigDecimal` columns, the same of any length |
//! | `time`, `jiff` | columns of the types of time 0.3 and jiff 1, beside chrono's; what [`ColumnType`] lists |
//! | `ipnetwork` | `ipnetwork::IpNetwork` columns, inet; `std::net::IpAddr` needs no feature |
//! | `serde` | `Serialize` and `Deserialize` for [`Id`] and the types of columns, so that rows and inserts derive them |
//! | `schemars`, `utoipa` | schemas of [`Id`] for schemars 1 and utoipa 6: a string of the format uuid. utoipa's derive asks a schema of `Other` for an `Id<Other>` too; where it has none, write `#[schema(value_type = String, format = "uuid")]` |
//! | `sqlx` | statements run on sqlx 0.9, module [`sqlx`] |
//! | `tokio-postgres` | statements run on tokio-postgres 0.7, module [`tokio_postgres`] |
//! | `deadpool-postgres` | the same, and on the pool of deadpool-postgres 0.14 |
//!
//! None is on by default, and none takes away what another adds: a service may have both drivers.
//!
//! # Words
//!
//! A *table* has *columns*, a *key* that names a row, and *references* to other tables. A *root* is the table whose rows are the *tenants*; a
//! *tenant table* has a *tenant column*. A *unique* is an index that no two rows agree in, a *check* a condition that every row keeps. A *waiver*
//! lets one struct break one rule, with its reason; *advice* never stops a build.

pub mod audit;
mod check_eval;
mod column_type;
mod cross_tenant;
pub mod definition;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "only a driver is refused anything")
)]
mod error;
#[cfg(test)]
mod fixtures;
#[doc = include_str!("guide.md")]
pub mod guide {}
#[cfg(rust_analyzer)]
#[doc(hidden)]
pub mod completion;
mod const_checks;
mod id;
#[allow(missing_docs, reason = "hidden, and named by what they hold")]
mod physical;
pub mod query;
// The examples of its pages are the programs in tests/ui, which compile them.
mod const_str;
mod humanize;
#[allow(missing_docs, reason = "hidden, and named by what they hold")]
mod quote;
#[cfg(not(doctest))]
pub mod rules;
mod serde_support;
#[cfg(feature = "sqlx")]
pub mod sqlx;
mod table;
mod tenant;
#[cfg(feature = "tokio-postgres")]
pub mod tokio_postgres;
pub mod transaction;
mod validation;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "only a driver is refused anything")
)]
mod violation;

pub use audit::audit;
#[cfg(feature = "json")]
pub use column_type::Json;
pub use column_type::{ColumnType, DecodeError, EncodeError, Interval, IntervalError, IntoColumn, PgEnum, Wire};
pub use cross_tenant::{AcrossTenants, ExecutorAcross, SelectAcross};
pub use definition::{ColumnDef, EnumDef, Schema, SqlType, TableDef};
pub use error::{DriverError, Error, TooLarge};
pub use id::{Id, IdError};
/// Makes a newtype, a struct around one value, the type of columns.
///
/// | key | what it says |
/// |---|---|
/// | `sql_type = "citext"` | the type in the database; that of the field unless said |
/// | `text` | the field travels as text: by its `Display` to the server, by its `FromStr` back; then it need not be a [`ColumnType`] |
/// | `try_from` | a value that is read is made by the newtype's `TryFrom`, whose error becomes [`Error::Decode`] |
/// | `crate = path` | the path of this crate, where it was renamed |
///
/// What the field can do the newtype can: `varchar(n)` belongs to one around a `String`, conditions compare what is in it, arrays and `Option` hold it.
/// It is no reference and never NULL: an `Id` and an `Option` stand in the table itself.
///
/// ```
/// use peristyle::prelude::*;
///
/// /// An address that a mail once reached.
/// #[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
/// #[column_type(sql_type = "citext", try_from)]
/// pub struct Email(String);
///
/// impl TryFrom<String> for Email {
///     type Error = &'static str;
///
///     fn try_from(text: String) -> Result<Self, Self::Error> {
///         if text.contains('@') { Ok(Self(text)) } else { Err("an address has an @") }
///     }
/// }
///
/// /// Somebody who reads.
/// #[table(name = "readers", unique(email))]
/// pub struct Reader {
///     pub id: Id<Reader>,
///     pub email: Email,
/// }
/// ```
pub use peristyle_macros::ColumnType;
/// Makes an enum of plain variants a PostgreSQL enum type, and so a column type.
///
/// | key | on | what it says |
/// |---|---|---|
/// | `name = "product_status"` | the enum | the name of the type; the Rust name in snake_case unless said |
/// | `schema = "billing"` | the enum | the schema of the database that the type is in; else where the emission and `search_path` say |
/// | `name = "PG-13"` | a variant | the label: any text of up to 63 bytes; the Rust name in snake_case unless said |
/// | `rename_all = "SCREAMING_SNAKE_CASE"` | the enum | the case of the labels that are not said: `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE` |
/// | `waive(snake_case = "the reason")` | the enum | the name of the type breaks [`rules::N01`], for that reason; labels are free |
/// | `crate = path` | the enum | the path of this crate, where it was renamed |
///
/// The enum is `Clone` and `Copy`. PostgreSQL orders the labels as the variants stand; the doc comment becomes COMMENT ON TYPE.
///
/// ```
/// use peristyle::PgEnum;
///
/// /// Where a product stands in its life.
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
/// #[pg_enum(name = "product_status")]
/// enum ProductStatus {
///     Draft,
///     #[pg_enum(name = "for_sale")]
///     Active,
/// }
///
/// assert_eq!(ProductStatus::Active.label(), "for_sale");
///
/// /// Who may see a film.
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
/// #[pg_enum(name = "mpaaRating", rename_all = "UPPERCASE", waive(snake_case = "the type is older than the rule"))]
/// enum Rating {
///     G,
///     #[pg_enum(name = "PG-13")]
///     Pg13,
/// }
///
/// assert_eq!([Rating::G, Rating::Pg13].map(PgEnum::label), ["G", "PG-13"]);
/// ```
pub use peristyle_macros::PgEnum;
/// Lists the tables of one database, once: the DDL, the build script and the rules over several tables read it.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A plan.
/// # #[table(name = "plans")]
/// # pub struct Plan { pub id: Id<Plan> }
/// schema! { pub SCHEMA = [Plan] }
///
/// assert_eq!(SCHEMA.tables[0].name, "plans");
/// ```
///
/// Behind the list may stand SQL of your own for the whole schema, as in [`#[table]`](macro@table#sql-of-your-own): `sql_before` in front of everything, for
/// extensions, domains and functions, `sql_after` behind everything, for views and what they need.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A plan.
/// # #[table(name = "plans")]
/// # pub struct Plan { pub id: Id<Plan> }
/// schema! {
///     pub SCHEMA = [Plan];
///     sql_before(name = "search by likeness", sql = "CREATE EXTENSION IF NOT EXISTS pg_trgm");
///     sql_after(name = "open plans", sql = "CREATE OR REPLACE VIEW open_plans WITH (security_invoker) AS SELECT * FROM plans WHERE deleted_at IS NULL");
/// }
///
/// assert_eq!(SCHEMA.sql.len(), 2);
/// ```
///
/// A table twice or a name twice breaks [`rules::S01`], a table that is referred to and not listed [`rules::S02`]. What would not scale to 2,000
/// tables while compiling (the names of indexes, constraints and enums) is decided when the DDL is written. Where this
/// crate was renamed: `schema! { crate = path; pub SCHEMA = [..] }`.
pub use peristyle_macros::schema;
/// Makes a struct a table, or says which rule it breaks.
///
/// # On the struct: `#[table(...)]`
///
/// | key | what it says |
/// |---|---|
/// | `name = "org_products"` | the name in the database; always said |
/// | `schema = "billing"` | the schema of the database that it is in; else where the emission and `search_path` say (`peristyle_build::ddl::Options::schema`) |
/// | `tenant = Organization` | each row belongs to a tenant of that root; the column `organization_id` holds it ([`rules::P01`]) |
/// | `tenant_root`, `prefix = "org_"` | the rows are the tenants; what the names of their tables begin with ([`rules::N02`]) |
/// | `junction(student_id, course_id)` | the key is made of these references ([`rules::K04`]) |
/// | `primary_key = "id"` | PRIMARY KEY (id) and UNIQUE (tenant, id), in place of PRIMARY KEY (tenant, id) |
/// | `primary_key(country, number)` | the key of an older table, whatever its columns, see [below](#older-keys-and-references); `name = "..."` in it names the constraint |
/// | `partition(range(created_at), child("events_2026", from = "2026-01-01", to = "2027-01-01"))` | the rows are in children, see [below](#partitions); `list(region)` and `hash(organization_id), 16` likewise |
/// | `with(fillfactor = 70)`, `unlogged`, `tablespace = "fast"` | how it is stored; of a partitioned table, its children |
/// | `search(name(a), description, language = "english")` | a text search: [`query::Search`], see [below](#text-search) |
/// | `sql_before(name = "year", sql = "CREATE DOMAIN ..")`, `sql_after(..)` | SQL of your own, emitted in front of the table and behind it, see [below](#sql-of-your-own) |
/// | `append_only` | rows are inserted and read, nothing else ([`rules::T04`]) |
/// | `unique(sku)`, `unique(one_per_tenant)` | no two live rows of a tenant agree; `global` and `including_deleted` need waivers; gives `find_by_sku` |
/// | `index(created_at(desc), name)` | an index, see [below](#indexes); `including_deleted` covers deleted rows too |
/// | `exclude(room with "=", during with "&&")` | no two live rows of a tenant are alike by all of these operators |
/// | `only(status == Status::Active)` | inside `index`, `unique` and `exclude`: the rows that are covered, a condition |
/// | `foreign_key(country, region, references = Region, on_delete = restrict, why = "...")` | a reference over several columns, see [below](#older-keys-and-references) |
/// | `check(price >= 0, message = "...")` | a condition that every row keeps, and what a user is told otherwise |
/// | `name = "..."` | inside `unique`, `index`, `exclude`, `check`, `foreign_key` and `primary_key`: a name of one's own |
/// | `waive(soft_delete = "the reason")` | the table breaks that rule, for that reason ([`rules::W01`]) |
/// | `derive_insert(..)`, `derive_update(..)` | more derives for the generated types, beside `Clone` and `Debug`; with those of serde an insert may come without its id (which schemars then leaves out of the schema), and `null` is NULL, while what is left out is unset; `rename_all`, `rename` and `alias` of the row hold for them too |
/// | `crate = path` | the path of this crate, where it was renamed |
///
/// # On a field: `#[column(...)]`
///
/// | key | what it says |
/// |---|---|
/// | `name = "albumId"` | the name in the database, where the field has another; one that is not snake_case needs a waiver ([`rules::N01`]), which may stand on the table. Attributes and their SQL name the field |
/// | `varchar(255)`, `char(2)` | a bounded `String`; `char` needs a waiver ([`rules::C06`]) |
/// | `numeric(10, 2)` | the digits of a `Decimal`, in all and after the point ([`rules::C01`]) |
/// | `json` | `json` in place of `jsonb`, needs a waiver ([`rules::C05`]) |
/// | `precision(3)` | the digits of a second that a timestamp or a time stores; those behind them are cut off, not rounded ([`ColumnType`]) |
/// | `sql_type = "cidr"` | the whole type in the database, needs a waiver; the statement casts from and to the Rust type ([`rules::C03`], [`ColumnType`]) |
/// | `collate = "C"` | how its texts are compared and sorted: one name, without a schema |
/// | `generated(sql = "price * quantity")` | the database computes and stores it: it is read, and no insert or update sets it ([`rules::C09`]) |
/// | `default = 0` | a literal that an insert may leave out, or a variant: `default = Status::Draft`, `default = "draft"` ([`rules::C10`]) |
/// | `default_sql = "now()"` | the same as an expression of the database, which reads no column ([`rules::C10`]); an insert that leaves the column out takes it, and one that sets an `Option` to `None` writes NULL |
/// | `identity`, `identity = by_default`, `serial` | the database counts it: it is read, and no insert or update sets it; on a key it needs a waiver ([`rules::K03`]) |
/// | `references = Country`, `references = Country::CODE` | what a column refers to whose type is no `Id`: a key, or a unique over all rows ([`rules::F01`]) |
/// | `on_delete = cascade`, `set_null`, `restrict` | what happens when the row referred to is deleted for good ([`rules::F02`]) |
/// | `why = "..."` | why that; becomes COMMENT ON CONSTRAINT ([`rules::F03`]) |
/// | `on_update = cascade`, `set_null`, `restrict`, `no_action` | what happens when the columns referred to change; `no_action` unless said |
/// | `deferrable`, `initially_deferred` | the reference is checked at once unless `SET CONSTRAINTS` puts it off; at the end of the transaction |
/// | `constraint = "fk_city_country"` | a name of one's own for the reference |
/// | `denormalized(from = Category::NAME, why = "...")` | the column copies another one ([`rules::C08`]) |
/// | `tenant` | this is the tenant column, where it has another name |
/// | `waive(foreign_key = "the reason")` | the column breaks that rule, for that reason |
///
/// An `Id<Category>` is the reference to `Category`, an `Option` may be NULL, a `Vec` is an array that is empty unless set, a doc comment becomes a
/// comment in the database.
///
/// # Indexes
///
/// `index(...)`, `unique(...)` and `exclude(...)` take columns, calls of functions over columns (`lower(email)`, `left(name, 3)`) and
/// `sql = "..."`. Behind each may stand, in parentheses, `asc`, `desc`, `nulls_first`, `nulls_last`, `ops = "gin_trgm_ops"` and
/// `collate = "C"`: `created_at(desc, nulls_last)`, `lower(email)(desc)`, `sql("a || b")(collate = "C")`. Beside them:
///
/// | key | what it says |
/// |---|---|
/// | `method = gin` | `btree` unless said, `gin`, `gist`, `brin`, `hash`, `spgist`, or a method of an extension: `method = "hnsw"` |
/// | `include(name, price)` | columns that the index carries, so that a query reads it alone |
/// | `nulls_not_distinct` | in a unique: two rows that agree on NULL agree |
/// | `with(fillfactor = 70)` | storage options |
/// | `constraint`, `deferrable`, `initially_deferred` | a unique or an exclusion that is a constraint of the table, checked at once, when `SET CONSTRAINTS` says so, at the end of the transaction |
/// | `name = "..."`, `why = "..."` | a name of one's own, and what it is for: COMMENT ON INDEX |
///
/// A b-tree of a tenant table begins with the tenant column; other methods hold what is written. An exclusion of a tenant table begins
/// with `organization_id WITH =`, which gist can only with the extension `btree_gist`. A unique over columns alone gives a finder.
///
/// # Partitions
///
/// `partition(...)` says a method over columns and the children:
///
/// | | |
/// |---|---|
/// | `range(at)`, `range(year, month)` | `child("events_2026", from = "2026-01-01", to = "2027-01-01")`, `child("events_old", from(minvalue, minvalue), to(2020, 1))`; `to` is not among the rows |
/// | `list(region)` | `child("events_eu", "de", "fr")`, `child("events_draft", Status::Draft)`, `child("events_nowhere", null)` |
/// | `hash(organization_id), 16` | so many children, named `events_p00` and so on |
/// | `child("events_rest", default)` | of a range or a list: the rows that no other child has |
///
/// The columns are in every unique and never change, so that a row stays where it is. They are in the key too, or the key is unique in each child and not
/// over all of them, which is K01 and its waiver: then `PRIMARY KEY (id, at)` is emitted, `find` still goes by `id` and looks into every child, and
/// nothing refers to such a table. A table of tenants needs no waiver when it is partitioned by its tenant. Row security is forced on the table and
/// on each child, grants are on the table alone.
///
/// # Text search
///
/// `search(..)` takes columns of text, each with its weight (`name(a)`, down to `d`), and the `language`: a configuration of PostgreSQL such as `english`,
/// `simple` or `public.german`. It adds a generated column of the type tsvector, called `search` unless `column = ".."` says otherwise, and its GIN index, over live
/// rows as declared indexes are; the struct has no such field. `Product::search(tenant, "red lamp", 20)` is the best twenty rows, and
/// `Product::SEARCH.matches("red lamp")` a condition. On a table of tenants it needs the waiver of [`rules::I09`], where the index is never used
/// under row security: its page has what to do instead, measured.
///
/// # SQL of your own
///
/// `sql_before` and `sql_after` hold whole statements, any number of them, for what the structs do not say: domains, triggers, views. They are emitted as they
/// are, in front of CREATE TABLE and behind the table's comments, but before row security and grants; [`schema!`] takes the same for the whole schema.
/// Brackets and quotations are closed, dollar quotes too, and nothing in it ends the transaction; what it does, nobody checks but the server. Names
/// in it are found by `search_path`. A script in the idempotent form (`peristyle_build::ddl::Options::idempotent`) has it as well: then either it can run twice, as with `IF NOT
/// EXISTS` and `OR REPLACE`, or `again = ".."` says what stands in its place.
///
/// # Older keys and references
///
/// What an older database has is stated as it is, each thing under the waiver of the rule that it breaks: a key of another type ([`rules::K02`]) or
/// name ([`rules::K01`]), one that the database makes ([`rules::K03`]), one of several columns that is no junction ([`rules::K04`]), and none at all
/// ([`rules::K01`]), whose rows are then neither found, changed nor deleted one by one.
///
/// ```
/// use peristyle::prelude::*;
///
/// /// A country, by its code.
/// #[table(name = "countries", primary_key(code), waive(
///     primary_key = "the code names a country", uuid_v7 = "ISO 3166", soft_delete = "countries stay", timestamps = "loaded once",
/// ))]
/// pub struct Country {
///     #[column(varchar(2))]
///     pub code: String,
/// }
///
/// /// A customer, as the old shop keeps them.
/// #[table(name = "Customer", waive(
///     primary_key = "the old shop", uuid_v7 = "the old shop", app_side_id = "the old shop counts", snake_case = "the old shop",
///     soft_delete = "the old shop", timestamps = "the old shop",
/// ))]
/// pub struct Customer {
///     #[column(name = "CustomerId", serial)]
///     pub id: i32,
///     #[column(name = "Country", varchar(2), references = Country, on_delete = restrict, on_update = cascade, why = "a code is renamed")]
///     pub country: String,
/// }
///
/// schema! { pub SCHEMA = [Country, Customer] }
/// ```
///
/// `foreign_key(...)` names its columns, and takes `references = Region` for the key of `Region` or `references = Region(country, number)` for the
/// columns of a unique, `on_delete`, `why`, `on_update`, `deferrable`, `initially_deferred` and `name`. Between two tables of tenants every reference holds the tenant too.
/// Joins and relations go over an `Id`: what `references` says the database keeps, and a program reads with a filter.
///
/// # Conditions
///
/// Comparisons (`==`, `!=`, `<`, `<=`, `>`, `>=`) of columns with columns, literals and variants of enums; `&&`, `||`, `!`; `is_some()`, `is_none()`;
/// `len()` and `is_empty()` of texts, bytea and arrays; `starts_with("..")`; `(0..=100).contains(&column)`; a boolean column by itself. From one
/// expression come the SQL and the line of `validate()`: NULL makes a comparison neither true nor false, and a check passes unless it is
/// false. `sql = "..."` takes the rest ([`rules::C09`]).
///
/// # What it makes
///
/// For `Product`: the struct with `created_at`, `updated_at` and `deleted_at` ([`Timestamp`]); `ProductInsert`, `ProductUpdate`, `ProductSelect`;
/// a [`Column`](query::Column) for every column (`Product::SKU`), a [`Unique`](query::Unique) for every unique (`Product::BY_SKU`); `select`, `find`,
/// `find_by_..`, `insert`, `update`, `delete`, `restore`; and the implementation of [`Table`] and of [`TenantTable`] or [`GlobalTable`], which have
/// the other statements.
///
/// # Above derives
///
/// `#[table]` stands above `#[derive(...)]`. A derive that stands above it runs first and sees the struct without the added columns: `Clone` then does
/// not compile (E0063), while `Debug` and `PartialEq` compile and leave these columns out in silence.
pub use peristyle_macros::table;
pub use table::{
    AllowsDelete, AllowsPurge, AllowsRestore, AppendOnly, Global, GlobalTable, InsertRow, KeyOf, PerTenant, RealDelete,
    SoftDelete, Table, TenantRoot, TenantTable, UpdateRow,
};
pub use tenant::{InTenant, Tenant};
pub use validation::{InvalidValue, Limit, ValidationError};
pub use violation::{Violation, ViolationKind};

/// The type of every timestamp that peristyle adds: an instant, `timestamptz`.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// What a module with tables, or one that runs statements on them, imports: `use peristyle::prelude::*;`
pub mod prelude {
    #[cfg(feature = "json")]
    pub use crate::Json;
    pub use crate::transaction::{TenantConnection as _, TenantPool as _};
    pub use crate::{GlobalTable as _, TenantTable as _};
    pub use crate::{Id, PgEnum, Tenant, schema, table};
    pub use peristyle_macros::ColumnType;
}

/// What generated code refers to. Not for use by hand: it changes with every version.
#[doc(hidden)]
pub mod __v0 {
    pub use crate::column_type::{
        ColumnType, DecodeError, Displayed, EncodeError, IntoColumn, KnownShape, PgEnum, ShapeOf, Tried,
        enum_from_wire, newtype,
    };
    pub use crate::definition::{
        Bound, CREATED_AT, CheckDef, ChildDef, ColumnDef, DELETED_AT, Deferrable, EnumDef, Expression, ExtraSql, ID,
        IndexColumn, IndexDef, IndexMethod, LIST, MONEY, NULLABLE, Nulls, OnDelete, OnUpdate, PLAIN, PartitionDef,
        PartitionMethod, PrimaryKey, QualifiedName, REFERENCE, ReferenceDef, Schema, SearchDef, Sequence, SqlPlace,
        SqlType, StorageDef, StorageOption, TableDef, Tenancy, UPDATED_AT, WaiverDef, column, document, reported,
    };
    pub use crate::query::{
        Changes, Column, Delete, Find, Insert, Limited, Restore, Row, Search, Select, Unique, Update, Values,
    };
    pub use crate::serde_support::given;
    pub use crate::table::{
        AppendOnly, Global, GlobalTable, Identified, InsertRow, KeyOf, Parts, PerTenant, RealDelete, SoftDelete, Table,
        TenantRoot, TenantTable, UpdateRow,
    };
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

    /// The keys of the attributes, for editors.
    #[cfg(rust_analyzer)]
    pub use crate::completion;

    /// The const checks of the rules.
    pub mod rules {
        pub use crate::const_checks::{NAMED_TYPES, NamedType};
        pub use crate::const_checks::{
            bool_default, collated, column, column_waiver, copy, counted, decimal_default, entry, index,
            integer_default, key, names, prefix_waiver, searched, sized, stored, table, table_waiver, tenant_prefix,
            text_default,
        };
    }

    /// Conditions as Rust.
    pub mod check_eval {
        pub use crate::check_eval::*;
    }
}

/// What `peristyle-build` of the same version reads. Not for use by hand: it changes with every version.
#[doc(hidden)]
pub mod __build_v0 {
    /// The tables as the database holds them.
    pub mod physical {
        pub use crate::physical::*;
    }

    /// Names and literals as SQL.
    pub mod quote {
        pub use crate::quote::*;
    }

    /// The setting that holds the tenant.
    pub mod tenant {
        pub use crate::tenant::setting;
    }

    /// The texts of statements.
    pub mod example {
        pub use crate::query::example::*;
    }
}
