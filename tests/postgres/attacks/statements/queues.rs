//! The queue: whatever the condition is, a row is read in a transaction of its own tenant, and nothing but the tenant is known before.

use std::collections::BTreeSet;
use std::time::Duration;

use peristyle::prelude::*;
use peristyle::{Error, sql};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::driver::{self, Pool};
use super::{Wire, address, application};
use crate::accepted::queues::*;

async fn account(pool: &Pool, kind: &str) -> (Tenant<Account>, Id<Job>) {
    let insert = AccountInsert::new(kind);
    let tenant = Tenant::<Account>::new(insert.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Account::insert(tenant, insert).execute(&mut tx).await.unwrap();
    let job = Job::insert(tenant, JobInsert::new(kind)).fetch_one(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    (tenant, job.id)
}

/// Two accounts with a job each, the later one theirs.
struct Work {
    pool: Pool,
    ours: (Tenant<Account>, Id<Job>),
    theirs: (Tenant<Account>, Id<Job>),
    _wire: Option<Wire>,
    _database: Database,
}

async fn work() -> Work {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("queues", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let (options, wire) = address(&database, application(), "");
    let pool = driver::pool(options, 2, Duration::from_secs(30));
    let (ours, theirs) = (account(&pool, "ours").await, account(&pool, "secret").await);
    Work { pool, ours, theirs, _wire: wire, _database: database }
}

#[tokio::test]
pub(super) async fn a_queue_shows_each_row_to_its_own_tenant() {
    let work = work().await;
    let Work { pool, ours: (ours, our_job), theirs: (theirs, their_job), .. } = &work;
    let (ours, theirs, our_job, their_job) = (*ours, *theirs, *our_job, *their_job);
    // Conditions that would let rows of another tenant pass. The row is always one of the tenant of the transaction.
    let conditions = || {
        [
            sql!(Job, "true OR account_id IS NOT NULL"),
            sql!(Job, "account_id = ? OR true", theirs.id()),
            sql!(Job, "state = 'waiting'").or(sql!(Job, "true")),
        ]
    };
    for condition in conditions() {
        let queue = || Job::queue().order_by(Job::ACCOUNT_ID.desc());
        let (mut tx, job) = pool.take_next(queue().filter(condition)).await.unwrap().unwrap();
        assert_eq!((tx.tenant(), job.account_id, job.id), (ours, ours.id(), our_job));
        // What was found opens nothing of another tenant.
        let foreign = Job::find(theirs, their_job).fetch_optional(&mut tx).await;
        assert!(matches!(foreign, Err(Error::OtherTenant)), "{foreign:?}");
        let done = JobUpdate::new().state(JobState::Done);
        assert_eq!(Job::update_many(ours, Job::ID.eq(their_job), done).execute(&mut tx).await.unwrap(), 0);
        tx.rollback().await.unwrap();
    }
    for condition in [sql!(Job, "kind = ?", "secret"), Job::ID.eq(their_job)] {
        let (tx, job) = pool.take_next(Job::queue().filter(condition)).await.unwrap().unwrap();
        assert_eq!((tx.tenant(), job.account_id), (theirs, theirs.id()));
        // sqlx rolls a dropped one back later, and its row stays locked until then.
        tx.rollback().await.unwrap();
    }
    let of_theirs = Job::ID.is_in_select(Job::select(theirs).column(Job::ID));
    assert!(matches!(pool.take_next(Job::queue().filter(of_theirs)).await, Err(Error::OtherTenant)));
}

/// The tenant has a live job, and one before it that was deleted.
#[tokio::test]
pub(super) async fn a_deleted_row_is_not_taken() {
    let work = work().await;
    let Work { pool, ours: (ours, first), .. } = &work;
    let options = peristyle::transaction::TransactionOptions::new().allow_row_security_bypass();
    let mut tx = pool.begin_tenant_with(*ours, options).await.unwrap();
    let next = Job::insert(*ours, JobInsert::new("ours")).fetch_one(&mut tx).await.unwrap();
    Job::delete(*ours, *first).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let (tx, job) = pool.take_next(Job::queue().filter(Job::KIND.eq("ours"))).await.unwrap().unwrap();
    assert_eq!(job.id, next.id);
    tx.rollback().await.unwrap();
}

/// The function of the queue tells tenants, whatever it is asked, and the role that it runs as is out of reach.
#[tokio::test]
async fn the_function_of_a_queue_tells_tenants_only() {
    let server = Server::shared().await.unwrap();
    let work = work().await;
    let Work { pool, ours: (ours, _), theirs: (theirs, _), .. } = &work;
    let (ours, theirs) = (*ours, *theirs);
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let told = |asked: &str| format!("SELECT t::text FROM jobs_tenants_in_queue({asked}) AS t");
    let all: BTreeSet<_> = [ours, theirs].map(|tenant| Some(tenant.id().to_string())).into();
    for (asked, expected) in [
        ("'{}'".to_owned(), all.clone()),
        ("ARRAY[NULL]::uuid[]".to_owned(), BTreeSet::new()),
        (format!("ARRAY['{}']::uuid[]", ours.id()), [Some(theirs.id().to_string())].into()),
        ("NULL".to_owned(), BTreeSet::new()),
    ] {
        let found: BTreeSet<_> = driver::query_in(&mut tx, &told(&asked)).await.unwrap().into_iter().collect();
        assert_eq!(found, expected, "{asked}");
    }
    tx.rollback().await.unwrap();
    for sql in [
        format!("SET ROLE {}_lookup", server.role_name(Role::Application)),
        "DROP FUNCTION jobs_tenants_in_queue(uuid[])".to_owned(),
        "ALTER FUNCTION jobs_tenants_in_queue(uuid[]) SECURITY INVOKER".to_owned(),
    ] {
        let mut tx = pool.begin_tenant(ours).await.unwrap();
        assert!(driver::query_in(&mut tx, &sql).await.is_err(), "{sql}");
    }
}
