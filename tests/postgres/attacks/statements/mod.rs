//! Each statement on the own row, on another tenant's, and on none: the second and the third are the same. Once as the application, once as a
//! superuser, for whom no policy holds: there the statement's own condition has to do. All of it once for each driver; `driver` is the one at hand.

mod aggregates;
mod bulk;
mod computed;
mod cross_tenant;
mod deleted;
mod history;
mod joins;
mod lookups;
#[cfg(unix)]
mod mutants;
mod on_the_pool;
mod own_sql;
mod queues;
mod reads;
mod relations;
mod same_ids;
mod searches;
mod single_row;
mod streams;
mod value_exprs;

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::transaction::TransactionOptions;
use peristyle_test::server::{Database, Role};
use rust_decimal::Decimal;

use super::driver::{self, Pool, Transaction};
use crate::attacks::{Courts, SECRET};
use crate::shop::*;
#[cfg(unix)]
use crate::{
    attacks::mutants::{application, roles},
    wire::Wire,
};

#[cfg(not(unix))]
type Wire = ();

#[cfg(not(unix))]
fn roles() -> Vec<Role> {
    vec![Role::Application, Role::Admin]
}

#[cfg(not(unix))]
fn application() -> Role {
    Role::Application
}

/// Two tenants, and who runs the statements of ours: on one connection, so that whatever a transaction leaves behind, the next one finds.
struct Attacked {
    courts: Courts,
    pool: Pool,
    _wire: Option<Wire>,
}

impl Attacked {
    async fn by(role: Role) -> Self {
        let courts = Courts::open().await;
        let (options, wire) = address(&courts.database, role, &courts.theirs.tenant.id().to_string());
        let pool = driver::pool(options, 1, Duration::from_secs(30));
        Self { courts, pool, _wire: wire }
    }

    async fn begin(&self) -> Transaction {
        self.begin_as(self.ours.tenant).await
    }

    /// The superuser too.
    async fn begin_as(&self, tenant: Tenant<Organization>) -> Transaction {
        let options = TransactionOptions::new().allow_row_security_bypass();
        self.pool.begin_tenant_with(tenant, options).await.unwrap()
    }
}

impl Deref for Attacked {
    type Target = Courts;

    fn deref(&self) -> &Courts {
        &self.courts
    }
}

impl DerefMut for Attacked {
    fn deref_mut(&mut self) -> &mut Courts {
        &mut self.courts
    }
}

/// The address of a database; by a wire, where a mutant is tried.
#[cfg(unix)]
fn address(database: &Database, role: Role, theirs: &str) -> (driver::Options, Option<Wire>) {
    let options = driver::options(database, role);
    match crate::attacks::mutants::wire(database, role, theirs) {
        Some(wire) => (driver::socket(options, wire.folder()), Some(wire)),
        None => (options, None),
    }
}

#[cfg(not(unix))]
fn address(database: &Database, role: Role, _: &str) -> (driver::Options, Option<Wire>) {
    (driver::options(database, role), None)
}

/// Who runs the statements, with two tenants of its own each.
async fn both(attack: impl AsyncFn(&mut Attacked)) {
    for role in roles() {
        let mut attacked = Attacked::by(role).await;
        attack(&mut attacked).await;
        attacked.unchanged_by("what has been tried").await;
    }
}

/// What one statement of ours comes to, committed.
macro_rules! run {
    ($courts:ident, $name:literal, |$tx:ident| $call:expr) => {{
        let mut transaction = $courts.begin().await;
        let $tx = &mut transaction;
        let outcome = $call.await;
        match &outcome {
            Ok(_) => transaction.commit().await.unwrap(),
            Err(_) => transaction.rollback().await.unwrap(),
        }
        $courts.unchanged_by($name).await;
        outcome
    }};
}

use run;

fn is_not_found<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::NotFound { .. }))
}

/// With the right token and the wrong transaction, or the other way round: nothing is sent.
#[tokio::test]
async fn a_token_of_theirs() {
    both(async |courts| {
        let (theirs, id) = (courts.theirs.tenant, courts.theirs.product);
        let name = || ProductUpdate::new().name("x");
        let draft = || ProductInsert::new("x", "x", Decimal::ONE);
        let outcomes = [
            run!(courts, "find", |tx| Product::find(theirs, id).fetch_one(tx)).map(drop),
            run!(courts, "find_by", |tx| Product::find_by_sku(theirs, "secret-1").fetch_optional(tx)).map(drop),
            run!(courts, "select", |tx| Product::select(theirs).limit(1).fetch_all(tx)).map(drop),
            run!(courts, "insert", |tx| Product::insert(theirs, draft()).execute(tx)),
            run!(courts, "insert_many", |tx| Product::insert_many(theirs, [draft()]).execute(tx)).map(drop),
            run!(courts, "update", |tx| Product::update(theirs, id, name()).execute(tx)),
            run!(courts, "delete", |tx| Product::delete(theirs, id).execute(tx)),
            run!(courts, "restore", |tx| Product::restore(theirs, courts.theirs.deleted).execute(tx)),
            run!(courts, "find", |tx| Organization::find(theirs).fetch_one(tx)).map(drop),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Error::OtherTenant)), "{outcome:?}");
        }
    })
    .await;
}
