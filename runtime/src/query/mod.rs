//! Statements: built without a driver, scoped to a tenant, rendered to SQL and values.
//!
//! | statement | what it does | text |
//! |---|---|---|
//! | [`Find`] | one row by its key or by a unique | a constant |
//! | [`Select`] | rows in an order, narrowed by conditions, with what they refer to, or some columns of them | a constant for a plain list, else rendered |
//! | [`Select::count`], [`Select::exists`] | how many rows, or whether there is one | rendered |
//! | [`Paged`] | a long list page by page, forward and back | a constant for the first page by the key, else rendered |
//! | [`LoadParents`], [`LoadChildren`] | what rows at hand refer to, what refers to them, what a junction links them to | rendered, the same for any number of rows |
//! | [`Insert`], [`InsertMany`] | new rows | a constant |
//! | [`Upsert`], [`InsertNew`] | a new row, or what becomes of the one that stands in its way | the constant of the insert, and the clause of the conflict |
//! | [`Update`], [`UpdateMany`] | changes a row by its key, rows by a condition | rendered |
//! | [`Delete`], [`Restore`] | takes a row away, brings it back | a constant |
//! | [`DeleteMany`], [`RestoreMany`] | the same for rows by a condition | rendered |
//!
//! A constant is put together by the compiler from the table's definition. What depends on the call is rendered by sea-query; its text depends on which
//! calls made it and not on their values, variants of enums apart, so a driver prepares it once.
//!
//! `#[table]` generates the methods for one row on the struct; those for many are on [`TenantTable`](crate::TenantTable) and
//! [`GlobalTable`](crate::GlobalTable). An insert goes on with `on_conflict(Product::BY_SKU)` or `on_key_conflict()` where a row may stand in its way
//! ([`OnConflict`]): an upsert. Rows that others decide about are changed by a condition with a select in it, `Product::CATEGORY_ID.is_in_select(..)`,
//! which is held to the tenant like the statement around it.
//!
//! A value that its column does not take (too long, too many digits, a NUL in a text, a day before PostgreSQL's first) is
//! [`Error::Violation`](crate::Error::Violation) before anything is sent, in the words of `validate()`: the transaction stays usable.
//!
//! Every one of them carries the tenant and repeats it in its condition. `into_statement` renders it to SQL and values, for logs and tests;
//! `fetch_one`, `fetch_optional`, `fetch_all` and `execute` run it on an [`ExecutorFor`] of its scope.

mod aliases;
mod array_literal;
mod bool_ops;
mod bulk;
mod cast;
mod column;
mod column_cmp;
mod const_sql;
mod delete;
mod delete_many;
pub(crate) mod example;
mod executor;
mod explain;
mod expr;
mod find;
mod from;
mod insert;
mod insert_many;
mod on_conflict;
mod order;
mod page;
mod params;
mod predicate;
mod projection;
mod reference;
mod relations;
mod restore;
mod restore_many;
mod row;
mod search;
mod select;
mod select_tree;
mod statement;
mod subselect;
#[cfg(test)]
mod tests;
mod unique;
mod update;
mod update_many;

pub use bool_ops::{Combined, all, any};
pub use column::{Column, Nullable, Textual};
pub use column_cmp::SameType;
pub use delete::Delete;
pub use delete_many::DeleteMany;
pub use executor::{Executor, ExecutorFor, FromRow, StatementFuture};
pub use explain::Plan;
pub use find::Find;
pub use from::{Aliased, CanJoin, FromClause, FromItem, HasTable, NoAlias, Optional, Position, Required};
pub use insert::Insert;
pub use insert_many::InsertMany;
pub use on_conflict::{Batch, InsertNew, OnConflict, SingleRow, Upsert};
pub use order::{Order, OrderOn};
pub use page::{Cursor, CursorError, Keyed, Page, PageSize, PageSizeError, Paged};
pub use params::{Changes, Values};
pub use predicate::{FilterOn, Predicate};
pub use projection::{ColumnOutput, Columns, ColumnsOf, Distinct, Projection};
pub use reference::{Reference, ReferenceOf, RefersTo};
pub use relations::{Children, IdOf, LoadChildren, LoadParents};
pub use restore::Restore;
pub use restore_many::RestoreMany;
pub use row::Row;
pub use search::Search;
pub use select::{Bounded, Joined, Limited, Select, Unlimited};
pub use statement::Statement;
pub use subselect::{OneColumn, SubselectScope};
pub use unique::{Unique, UniqueOf};
pub use update::Update;
pub use update_many::UpdateMany;

pub(crate) use const_sql::inserted;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use executor::Sealed;
pub(crate) use executor::run;
pub(crate) use order::SortTerm;
pub(crate) use predicate::FilterExpr;
pub(crate) use select_tree::SelectTree;
pub(crate) use statement::{Target, Verb};
