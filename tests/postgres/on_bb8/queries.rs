//! The tests of `../queries` that depend on the pool. What a statement is does not: those run on deadpool.

#[path = "../queries/cancellations.rs"]
mod cancellations;
#[path = "../queries/cross_tenant.rs"]
mod cross_tenant;
#[path = "../queries/fixture.rs"]
mod fixture;
#[path = "../queries/last_statements.rs"]
mod last_statements;
#[path = "../queries/lost_connections.rs"]
mod lost_connections;
#[path = "../queries/prepared.rs"]
mod prepared;
#[path = "../queries/savepoints.rs"]
mod savepoints;
#[path = "../queries/single_statements.rs"]
mod single_statements;
#[path = "../queries/streams.rs"]
mod streams;
#[path = "../queries/tenants.rs"]
mod tenants;
#[path = "../queries/transactions.rs"]
mod transactions;

use std::time::Duration;

use peristyle::prelude::*;

use super::driver::{self, Pool, Transaction};
use crate::shop::Product;
use fixture::{Shop, lamp, pool, priced};
