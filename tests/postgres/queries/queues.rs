//! Waiting rows of all tenants, each taken once, in a transaction of its tenant.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use peristyle::Error;
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::{Pool, driver};
use crate::accepted::queues::*;

async fn open(connections: u32) -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("queues", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, connections);
    (database, pool)
}

/// An account with jobs of a kind.
async fn account(pool: &Pool, kind: &str, jobs: usize) -> Tenant<Account> {
    let insert = AccountInsert::new(kind);
    let tenant = Tenant::<Account>::new(insert.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Account::insert(tenant, insert).execute(&mut tx).await.unwrap();
    Job::insert_many(tenant, (0..jobs).map(|_| JobInsert::new(kind))).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

/// Takes jobs until none waits, and returns them.
async fn work(pool: Pool) -> Vec<(Tenant<Account>, Id<Job>, String)> {
    let mut taken = Vec::new();
    while let Some((mut tx, job)) = pool.take_next(Job::queue()).await.unwrap() {
        let tenant = tx.tenant();
        assert_eq!(tenant.id(), job.account_id);
        tokio::task::yield_now().await;
        let done = JobUpdate::new().state(JobState::Done).attempts(job.attempts + 1);
        Job::update(tenant, job.id, done).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        taken.push((tenant, job.id, job.kind));
    }
    taken
}

#[tokio::test]
async fn eight_workers_take_each_job_of_three_tenants_once() {
    let (_database, pool) = open(8).await;
    let tenants = [account(&pool, "a", 20).await, account(&pool, "b", 3).await, account(&pool, "c", 31).await];
    let workers: Vec<_> = (0..8).map(|_| tokio::spawn(work(pool.clone()))).collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap());
    }
    let ids: HashSet<_> = taken.iter().map(|(_, job, _)| *job).collect();
    assert_eq!((taken.len(), ids.len()), (54, 54));
    let mut counts = HashMap::<_, usize>::new();
    taken.iter().for_each(|(tenant, ..)| *counts.entry(tenant.id()).or_default() += 1);
    assert_eq!(tenants.map(|tenant| counts[&tenant.id()]), [20, 3, 31]);
    for tenant in tenants {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let again = Job::select(tenant).filter(Job::ATTEMPTS.ne(1)).count(&mut tx).await.unwrap();
        assert_eq!(again, 0);
    }
}

#[tokio::test]
async fn a_job_that_is_not_finished_waits_again() {
    let (database, pool) = open(3).await;
    let tenant = account(&pool, "a", 1).await;
    let (mut tx, job) = pool.take_next(Job::queue()).await.unwrap().unwrap();
    assert!(pool.take_next(Job::queue()).await.unwrap().is_none(), "it is taken");
    // Dropped, rolled back, failed and killed.
    let late = Instant::now() + Duration::from_secs(30);
    Job::update(tenant, job.id, JobUpdate::new().state(JobState::Done)).execute(&mut tx).await.unwrap();
    drop(tx);
    // sqlx rolls a dropped one back later, on a connection of its own.
    let (tx, again) = loop {
        if let Some(taken) = pool.take_next(Job::queue()).await.unwrap() {
            break taken;
        }
        assert!(Instant::now() < late, "the job is not given back");
    };
    assert_eq!(again, job);
    tx.rollback().await.unwrap();
    let (mut tx, again) = pool.take_next(Job::queue()).await.unwrap().unwrap();
    assert_eq!(again.id, job.id);
    let pid = driver::query_in(&mut tx, "SELECT pg_backend_pid()").await.unwrap().remove(0).unwrap();
    let admin = driver::pool(driver::options(&database, Role::Admin), 1, Duration::from_secs(30));
    driver::query(&admin, &format!("SELECT pg_terminate_backend({pid}, 10000)")).await.unwrap();
    let killed = Job::update(tenant, job.id, JobUpdate::new().state(JobState::Done)).execute(&mut tx).await;
    assert!(killed.is_err());
    drop(tx);
    let (mut tx, again) = pool.take_next(Job::queue()).await.unwrap().unwrap();
    assert_eq!(again, job);
    Job::update(tenant, job.id, JobUpdate::new().state(JobState::Done)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(pool.take_next(Job::queue()).await.unwrap().is_none());
}

#[tokio::test]
async fn rows_for_later_deleted_rows_and_others_are_left() {
    let (_database, pool) = open(2).await;
    let (ours, theirs) = (account(&pool, "a", 2).await, account(&pool, "b", 1).await);
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let later = JobInsert::new("later").run_at(Utc::now() + TimeDelta::hours(1));
    Job::insert(ours, later).execute(&mut tx).await.unwrap();
    let earlier = JobInsert::new("earlier").run_at(Utc::now() - TimeDelta::hours(1));
    let earlier = Job::insert(ours, earlier).fetch_one(&mut tx).await.unwrap();
    let gone = JobInsert::new("gone").run_at(Utc::now() - TimeDelta::hours(2));
    let gone = Job::insert(ours, gone).fetch_one(&mut tx).await.unwrap();
    Job::delete(ours, gone.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let (tx, first) = pool.take_next(Job::queue()).await.unwrap().unwrap();
    assert_eq!(first, earlier, "the oldest of all");
    tx.rollback().await.unwrap();
    let (tx, other) = pool.take_next(Job::queue().filter(Job::KIND.eq("b"))).await.unwrap().unwrap();
    assert_eq!((tx.tenant(), other.kind.as_str()), (theirs, "b"));
    tx.rollback().await.unwrap();
    assert!(pool.take_next(Job::queue().filter(Job::KIND.eq("later"))).await.unwrap().is_none());
    let of_one = Job::ID.is_in_select(Job::select(ours).column(Job::ID));
    let refused = pool.take_next(Job::queue().filter(of_one)).await;
    assert!(matches!(refused, Err(Error::OtherTenant)));
    assert_eq!(work(pool.clone()).await.len(), 4);

    // Another order: the most urgent mail of all.
    for (tenant, urgency) in [(ours, 1), (theirs, 9), (ours, 5)] {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        Mail::insert(tenant, MailInsert::new(urgency)).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut urgencies = Vec::new();
    while let Some((mut tx, mail)) = pool.take_next(Mail::queue()).await.unwrap() {
        urgencies.push(mail.urgency);
        Mail::update(tx.tenant(), mail.id, MailUpdate::new().sent_at(Utc::now())).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(urgencies, [9, 5, 1]);
}

#[tokio::test]
async fn a_filter_finds_the_one_row_behind_all_others() {
    let (_database, pool) = open(2).await;
    for _ in 0..2 {
        account(&pool, "a", 1_010).await;
    }
    let theirs = account(&pool, "b", 1).await;
    let b = || Job::queue().filter(Job::KIND.eq("b"));
    let (mut tx, job) = pool.take_next(b()).await.unwrap().unwrap();
    assert_eq!((tx.tenant(), job.kind.as_str()), (theirs, "b"));
    // Nobody else gets it, although more than 1,000 rows wait.
    assert!(pool.take_next(b()).await.unwrap().is_none());
    Job::update(theirs, job.id, JobUpdate::new().state(JobState::Done)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(pool.take_next(b()).await.unwrap().is_none());
    assert!(pool.take_next(Job::queue().filter(Job::KIND.ne("b"))).await.unwrap().is_some());
}

#[tokio::test]
async fn the_order_of_the_call_is_that_within_a_tenant() {
    let (_database, pool) = open(1).await;
    let ours = account(&pool, "a", 0).await;
    let theirs = account(&pool, "z", 0).await;
    let at = |minutes| Utc::now() - TimeDelta::minutes(minutes);
    for (tenant, kind, minutes) in [(ours, "b", 9), (ours, "c", 5), (ours, "b", 7), (theirs, "z", 8)] {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        Job::insert(tenant, JobInsert::new(kind).run_at(at(minutes))).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut taken = Vec::new();
    let by_kind = || Job::queue().order_by(Job::KIND.desc());
    while let Some((mut tx, job)) = pool.take_next(by_kind()).await.unwrap() {
        Job::update(tx.tenant(), job.id, JobUpdate::new().state(JobState::Done)).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        taken.push((job.kind, (Utc::now() - job.run_at).num_minutes()));
    }
    // The tenant whose row waits longest comes first; equal rows follow in the order of the index.
    let expected = [("c", 5), ("b", 9), ("z", 8), ("b", 7)].map(|(kind, minutes)| (kind.to_owned(), minutes));
    assert_eq!(taken, expected);
}

#[tokio::test]
async fn the_rows_of_a_closed_tenant_wait() {
    let (_database, pool) = open(1).await;
    let ours = account(&pool, "a", 1).await;
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    Account::delete(ours).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(pool.take_next(Job::queue()).await.unwrap().is_none());
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    Account::restore(ours).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(pool.take_next(Job::queue()).await.unwrap().is_some());
}
