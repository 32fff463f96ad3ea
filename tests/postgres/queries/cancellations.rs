//! Futures that are dropped in what takes more than one statement: a queue, a read across tenants, a purge, work in a closure. The
//! connection returns to its pool outside of a transaction, without a tenant and without the settings of the transaction.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle::query::PageSize;
use peristyle::{AcrossTenants, Error, Timestamp, across_tenants, purge, purge_history, raw};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::transactions::cut_short;
use super::{Pool, driver};
use crate::accepted::queues::*;

const ACROSS: AcrossTenants<Account> = across_tenants!(Account, "a test of cancellations");

fn size(rows: u32) -> PageSize {
    PageSize::new(rows).unwrap()
}

struct Jobs {
    database: Database,
    pool: Pool,
    /// Of a role that bypasses row security.
    admin: Pool,
    tenant: Tenant<Account>,
}

impl Jobs {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("queues", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let of = |role| driver::pool(driver::options(&database, role), 1, Duration::from_secs(30));
        let (pool, admin) = (of(Role::Application), of(Role::Admin));
        let insert = AccountInsert::new("a");
        let tenant = Tenant::<Account>::new(insert.id());
        Account::insert(tenant, insert).execute(&pool).await.unwrap();
        Job::insert_many(tenant, (0..3).map(|_| JobInsert::new("a"))).execute(&pool).await.unwrap();
        Self { database, pool, admin, tenant }
    }
}

/// That the connection of the pool is outside of a transaction and has no settings of one.
async fn assert_clean(pool: &Pool, told: &str) {
    let left = "SELECT concat_ws(' ',
            'open for', statement_timestamp() - now(),
            nullif(current_setting('peristyle.account_id', true), ''),
            nullif(current_setting('peristyle.across_tenants', true), ''),
            nullif(current_setting('peristyle.changed_by', true), ''),
            nullif(current_setting('row_security'), 'on'),
            nullif(current_setting('transaction_read_only'), 'off'),
            nullif(current_setting('statement_timeout'), '0'),
            (SELECT string_agg(name, ',') FROM pg_cursors WHERE name LIKE 'peristyle%'))";
    assert_eq!(driver::query(pool, left).await, Ok(vec![Some("open for 00:00:00".to_owned())]), "{told}");
}

#[tokio::test]
async fn nothing_is_left_behind() {
    let jobs = Jobs::open().await;
    let (pool, admin, tenant) = (&jobs.pool, &jobs.admin, jobs.tenant);
    let other = super::pool(&jobs.database, 1);
    let old: Timestamp = std::time::SystemTime::UNIX_EPOCH.into();
    let row = Job::select(tenant).limit(1).fetch_all(pool).await.unwrap().remove(0);
    for polls in 1..16 {
        macro_rules! cut {
            ($($pool:ident: $($told:literal => $future:expr;)*)*) => {$($({
                cut_short(polls, $future).await;
                assert_clean($pool, &format!("{} dropped after {polls} polls", $told)).await;
            })*)*};
        }
        cut! {
            pool:
            "take_next" => pool.take_next(Job::queue());
            "take_next and its work" => async {
                let (mut tx, job) = pool.take_next(Job::queue()).await.unwrap().unwrap();
                Job::update(tenant, job.id, JobUpdate::new().kind("x")).execute(&mut tx).await.unwrap();
                tx.rollback().await.unwrap();
            };
            "changed_by" => async {
                let mut tx = pool.begin_tenant(tenant).await.unwrap();
                tx.changed_by("somebody").await.unwrap();
                Job::update(tenant, row.id, JobUpdate::new().kind("x")).execute(tx.committing()).await.unwrap();
            };
            "own SQL" => async {
                let mut tx = pool.begin_tenant(tenant).await.unwrap();
                raw::<(String,)>("SELECT kind FROM jobs").fetch_all(&mut tx).await.unwrap();
                raw::<(String,)>("UPDATE jobs SET kind = $1 RETURNING kind").bind("y").fetch_all(&mut tx).await.unwrap();
                tx.commit().await.unwrap();
            };
            "in_tenant" => pool.in_tenant(tenant).retry(3).run(|mut tx| async move {
                Job::find(tenant, row.id).fetch_one(&mut tx).await?;
                let mut inner = tx.savepoint().await?;
                Job::delete(tenant, row.id).execute(&mut inner).await?;
                Job::restore(tenant, row.id).execute(&mut inner).await?;
                inner.commit().await?;
                tx.commit().await
            });
            "page" => Job::select(tenant).order_by(Job::RUN_AT.asc()).page(size(2), None).fetch_all(pool);
            "count" => Job::select(tenant).count(pool);
            "update_many" => Job::update_many(tenant, Job::KIND.eq("none"), JobUpdate::new().kind("z")).execute(pool);
            "delete" => async {
                Job::delete(tenant, row.id).execute(pool).await.unwrap();
            };
            "restore" => async {
                let _ = Job::restore(tenant, row.id).execute(pool).await;
            };
            admin:
            "begin_across" => admin.begin_across(ACROSS);
            "a read across tenants" => async {
                let mut tx = admin.begin_across(ACROSS).await.unwrap();
                Job::select_across(ACROSS).limit(9).fetch_all(&mut tx).await.unwrap();
                let mut rows = Job::select_across(ACROSS).fetch(&mut tx).batch(1);
                while rows.try_next().await.unwrap().is_some() {}
            };
            "purge" => purge(&SCHEMA, ACROSS, old).batch(1).execute(admin);
            "purge of a tenant" => purge(&SCHEMA, tenant, old).batch(1).execute(admin);
            "purge_history" => purge_history(&SCHEMA, ACROSS, old).execute(admin);
        }
        // Whatever was cut short: the jobs are free.
        let restored = Job::restore(tenant, row.id).execute(pool).await;
        assert!(matches!(restored, Ok(()) | Err(Error::NotFound { .. })), "{restored:?}");
        let mut tx = other.begin_tenant(tenant).await.unwrap();
        let free = Job::select(tenant).limit(9).for_update_nowait().fetch_all(&mut tx).await;
        assert_eq!(free.unwrap().len(), 3, "after {polls} polls");
        tx.rollback().await.unwrap();
    }
}
