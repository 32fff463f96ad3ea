//! Statements: built without a driver, limited to a tenant, rendered to SQL and values.
//!
//! | statement | what it does | SQL text |
//! |---|---|---|
//! | [`Find`] | finds one row by its primary key or a unique index | a constant |
//! | [`Select`] | selects rows with conditions, an order, joins, and all or some columns | a constant for a plain list, else rendered |
//! | [`Select::count`], [`Select::exists`] | counts rows, or tests whether there is one | rendered |
//! | [`Aggregated`], [`Grouped`] | computes aggregates of all rows of a select, or of groups of them | rendered |
//! | [`Paged`] | selects a list page by page, forward and backward | a constant for the first page by the primary key, else rendered |
//! | [`PagedGroups`] | selects groups page by page | rendered |
//! | [`LoadParents`], [`LoadChildren`] | loads the rows that given rows refer to, that refer to them, or that a junction links to them | rendered, the same for any number of rows |
//! | [`Insert`], [`InsertMany`] | inserts rows | a constant |
//! | [`Upsert`], [`InsertNew`] | inserts rows, or updates or keeps the rows that they conflict with | the constant of the insert and a conflict clause, rendered once |
//! | [`Update`], [`UpdateMany`] | updates a row by its primary key, or rows by a condition; sets columns to values or [expressions](ValueExpr) | rendered; for [`Update`] and values once for each set of columns |
//! | [`Delete`], [`Restore`] | deletes or restores a row | a constant |
//! | [`DeleteMany`], [`RestoreMany`] | deletes or restores rows by a condition | rendered |
//!
//! The compiler builds a constant from the definition of the table. All other SQL is rendered by sea-query. Its text
//! depends on the calls and not on
//! their values (except the variants of enums), so a driver prepares it once.
//!
//! `#[table]` generates the methods for one row on the struct. The methods for many rows are on
//! [`TenantTable`](crate::TenantTable) and
//! [`GlobalTable`](crate::GlobalTable). For an upsert, call `on_conflict(Product::BY_SKU)` or `on_key_conflict()` on an
//! insert ([`OnConflict`]). A condition
//! may contain a subselect, `Product::CATEGORY_ID.is_in_select(..)`, which must belong to the same tenant as the
//! statement.
//!
//! A value that its column does not accept (too long, too many digits, the character NUL, a date before 4714 BC) is an
//! [`Error::Violation`](crate::Error::Violation) before anything is sent, with the message of `validate()`. The
//! transaction stays usable. The same holds for keys and the values of conditions that PostgreSQL cannot represent; a
//! text that is only too long for its column is compared.
//!
//! Every statement contains the tenant, as a value and as a condition. `into_statement` renders it to SQL and values,
//! for logs and tests.
//! `fetch_one`, `fetch_optional`, `fetch_all`, `fetch` and `execute` run it on an [`ExecutorFor`] of its scope: on a pool in a
//! transaction of its own, or in a transaction that was opened.
//!
//! # Spans
//!
//! With the feature `tracing`, each statement runs in a span `statement` of the target `peristyle::statement` and the level
//! INFO, named by the conventions of OpenTelemetry. Neither SQL, a value, nor the id of a tenant is in a field.
//!
//! | field | contents |
//! |---|---|
//! | `otel.name`, `otel.kind` | `SELECT org_products`; `client` |
//! | `db.system.name` | `postgresql` |
//! | `db.collection.name` | the table; none for SQL of your own ([`raw`](fn@raw)) |
//! | `db.operation.name` | `SELECT`, `INSERT` (also an upsert), `UPDATE` (also a soft delete and a restore), `DELETE`; none for SQL of your own |
//! | `db.response.returned_rows` | the number of rows that were returned |
//! | `peristyle.affected_rows` | the number of rows that were written, of `execute` |
//! | `db.client.operation.duration` | seconds until the answer, with the wait for a connection of the pool |
//! | `peristyle.tenant_hash` | a hash of the tenant's id, the same in all processes |
//! | `error.type`, `otel.status_code` | [`Error::code`](crate::Error::code) and `ERROR`, if it failed |
//!
//! The messages that open and end a transaction have no span of their own. A subscriber that filters out the span or the
//! level costs a load and a comparison for each statement; without the feature there is no code for it.

mod aggregate;
mod array_literal;
mod array_ops;
mod batch;
mod bind;
mod bool_ops;
mod bulk;
pub(crate) mod cast;
mod column;
mod column_cmp;
mod columns;
mod const_sql;
mod contents;
mod delete;
mod delete_many;
mod domain;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) mod element;
mod executor;
mod explain;
mod extracted;
mod fields;
mod find;
mod from;
mod insert;
mod insert_many;
mod json_path;
mod lookup;
mod marker;
mod on_conflict;
mod order;
mod page;
mod params;
mod placeholders;
#[cfg(feature = "plans")]
mod plans;
mod predicate;
mod projection;
mod queue;
mod range_ops;
mod raw;
mod reference;
mod relations;
mod restore;
mod restore_many;
mod row;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) mod rows;
mod search;
mod select;
pub(crate) mod sql;
mod sql_condition;
mod statement;
mod stream;
mod subselect;
mod target;
mod tested;
#[cfg(test)]
mod tests;
mod text_cache;
mod text_match;
pub(crate) mod tree;
mod tuples;
mod unhandled_conflict;
mod unique;
mod update;
mod update_many;
pub(crate) mod usual_limit;
mod value_checks;
mod value_expr;
mod version;

pub use aggregate::{
    Aggregate, AggregateOperand, AggregateOutput, AggregateResult, Aggregated, AggregatesOf, AllRows, Averaged, AvgAs,
    Boolean, CalendarDate, Computed, Counted, Filterable, GroupKey, GroupKeys, GroupOrder, GroupOrderOn,
    GroupPredicate, Grouped, HasRows, HavingOn, Keys, Moment, Ordered, PerGroup, RowCondition, SumAs, Summable, Whole,
    count_rows,
};
pub use bind::{BindValue, Bound};
pub use bool_ops::{Combined, all, any};
pub use column::{Column, Nullable, Textual, column_at};
pub use column_cmp::{JoinedColumns, SameType};
pub use columns::{ColumnOutput, Columns, ColumnsOf};
pub use contents::{ComparesContents, Contains, HasContents};
pub use delete::Delete;
pub use delete_many::DeleteMany;
pub use executor::{AllTenants, Executor, ExecutorFor, FromRow, OneTenant, StatementFuture};
pub use explain::Plan;
pub use extracted::Extracted;
#[doc(hidden)]
pub use fields::{InsertFields, UpdateFields};
pub use find::Find;
pub use from::{Aliased, CanJoin, FromClause, FromItem, HasTable, NoAlias, Optional, Position, Required};
pub use insert::Insert;
pub use insert_many::InsertMany;
pub use json_path::{JsonNumber, JsonPath};
pub use lookup::{MOST_TENANTS, lookup, lookup_all};
pub use on_conflict::{Batch, InsertNew, OnConflict, SingleRow, Upsert};
pub use order::{Order, OrderOn};
pub use page::{Cursor, CursorError, Keyed, Page, PageSize, PageSizeError, Paged, PagedGroups};
pub use params::{Changes, Values};
#[cfg(feature = "plans")]
#[doc(hidden)]
pub use plans::{GeneratedStatement, generated_statements};
pub use predicate::{EveryRow, FilterOn, Predicate, all_rows};
pub use projection::{Distinct, Projection};
pub use queue::Queue;
pub use range_ops::{BoundOf, RangeColumn};
pub use raw::{Raw, RawExecutor, RawRow, raw};
pub use reference::{JoinScope, Reference, ReferenceOf, RefersTo};
pub use relations::{Children, IdOf, LoadChildren, LoadParents};
pub use restore::Restore;
pub use restore_many::RestoreMany;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use row::DriverRow;
pub use row::Row;
pub use search::Search;
pub use select::{
    AllowsDistinct, AllowsStream, Bounded, HasGroups, Joined, Limited, LockableRows, Locked, Past, Present, Select,
    Unlimited, Unlocked,
};
pub use sql_condition::SqlCondition;
pub use statement::{Statement, Tenants};
pub use stream::{RowStream, StreamExecutor};
pub use subselect::{OneColumn, SubselectScope};
pub use tree::group_key::TimeUnit;
pub use tree::sql_test::SqlPart;
pub use unique::{DeferrableConstraint, NotDeferrable, Unique, UniqueOf, unique_at};
pub use update::Update;
pub use update_many::UpdateMany;
pub use value_expr::{
    Additive, ArrayColumn, AssignTo, Concatenated, Exact, Excluded, InUpdate, Inexact, JsonColumn, Mark, Modular,
    Multiplicative, Operand, Since, Stored, ValueExpr, Widened, now, now_as,
};
pub use version::Version;

pub(crate) use const_sql::inserted;
pub(crate) use executor::run;
pub(crate) use executor::{Run, Sealed};
pub(crate) use projection::Read;
pub(crate) use queue::TenantOfRow;
pub(crate) use stream::Sink;
#[cfg(feature = "sqlx")]
pub(crate) use target::NO_TABLE;
pub(crate) use target::{Target, Verb};
