//! Statements on a real server, as a role without privileges and between two tenants.
//!
//! All of it is compiled once for each driver (`on_sqlx`, `on_tokio_postgres`); `driver` is the one at hand. What only prepares a test, such as the
//! owner's statements, may use sqlx on both.

mod aggregates;
mod aggregates_computed;
mod aggregates_groups;
mod aggregates_types;
mod bulk;
mod cancellations;
mod computed;
mod counted;
mod cross_tenant;
mod cursors;
mod default_types;
mod default_values;
mod defaults;
mod deferred;
mod failures;
mod fixture;
mod global_references;
mod group_pages;
mod history;
mod insert_many;
mod joins;
mod large;
mod last_statements;
mod lists;
mod lookups;
mod lost_connections;
mod named_inserts;
mod numbers;
mod older_details;
mod older_schemas;
mod other_timestamps;
mod own_sql;
mod pages;
mod periods;
mod prepared;
mod queues;
mod reads;
mod refusals;
mod refused_values;
#[cfg(unix)]
mod relations;
mod roles;
mod rows;
mod savepoints;
mod schema_changes;
mod search;
mod searches;
mod serde_support;
mod single_statements;
mod soft_delete;
mod spans;
mod streams;
mod subselects;
mod tenants;
pub(crate) mod transactions;
mod types;
mod upsert;
mod usual_limits;
mod value_exprs;
mod values;
mod versions;
mod violations;
mod web;

use std::time::Duration;

use peristyle::prelude::*;
use rust_decimal::Decimal;

use super::driver::{self, Pool, Transaction};
use crate::shop::{Organization, Product};

pub(crate) use fixture::{Shop, lamp, pool, priced, sign_up};
