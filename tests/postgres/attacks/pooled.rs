//! pgbouncer in transaction mode: two tenants take turns on two connections of the server, 400 transactions, ended in each of the ways.

use std::collections::BTreeSet;

use peristyle::sqlx::Unprepared;
use peristyle_test::server::Pooler;

use super::pooler::{CONNECTIONS, pooler};
use super::*;

/// Transactions of each tenant.
const TURNS: usize = 200;

/// Clients of each tenant.
const CLIENTS: u32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tenants_on_the_same_connections_stay_apart() {
    let mut courts = Courts::open().await;
    let Some(pooler) = pooler(&courts.database).await else { return };
    let ours = tokio::spawn(hammer(clients(&pooler), courts.ours.tenant, "ours"));
    let theirs = tokio::spawn(hammer(clients(&pooler), courts.theirs.tenant, SECRET));
    let (ours, theirs) = (ours.await.unwrap(), theirs.await.unwrap());
    assert_eq!((ours.done, theirs.done), (TURNS, TURNS));
    // They did take turns, or nothing was tried.
    let together: BTreeSet<i32> = ours.backends.union(&theirs.backends).copied().collect();
    assert!(together.len() <= CONNECTIONS as usize, "{together:?}");
    assert!(!ours.backends.is_disjoint(&theirs.backends), "{:?} {:?}", ours.backends, theirs.backends);
    // Half of the transactions were committed, each for its own tenant.
    let kept = "SELECT count(*) FROM org_categories WHERE name LIKE '%-%' GROUP BY organization_id";
    assert_eq!(outcome(&mut courts.witness, kept).await, Ok(format!("{0}\n{0}", TURNS / 2)));
}

fn clients(pooler: &Pooler) -> Unprepared {
    Unprepared(PgPoolOptions::new().max_connections(CLIENTS).connect_lazy_with(pooler.connect_options()))
}

/// What one tenant has seen.
struct Seen {
    done: usize,
    backends: BTreeSet<i32>,
}

async fn hammer(pool: Unprepared, tenant: Tenant<Organization>, name: &'static str) -> Seen {
    let mut seen = Seen { done: 0, backends: BTreeSet::new() };
    let mut turns = tokio::task::JoinSet::new();
    for turn in 0..TURNS {
        turns.spawn(one_turn(pool.clone(), tenant, name, turn));
    }
    while let Some(backend) = turns.join_next().await {
        seen.backends.insert(backend.unwrap());
        seen.done += 1;
    }
    seen
}

/// Reads and writes, by the library and by SQL of your own, and ends in one of the ways in which transactions end.
async fn one_turn(pool: Unprepared, tenant: Tenant<Organization>, name: &'static str, turn: usize) -> i32 {
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let backend =
        sqlx::query_scalar("SELECT pg_backend_pid()").persistent(false).fetch_one(tx.connection()).await.unwrap();
    let draft = CategoryInsert::new(format!("{name}-{turn}"));
    let row = Category::insert(tenant, draft).fetch_one(&mut tx).await.unwrap();
    assert_eq!(row.organization_id, tenant.id());
    let products = Product::select(tenant).with_deleted().limit(100).fetch_all(&mut tx).await.unwrap();
    assert_eq!(products.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), [name, name]);
    let all = "SELECT DISTINCT organization_id::text FROM org_categories UNION SELECT organization_id::text FROM org_products";
    let owners: Vec<String> = sqlx::query_scalar(all).persistent(false).fetch_all(tx.connection()).await.unwrap();
    assert_eq!(owners, [tenant.id().to_string()], "turn {turn}");
    match turn % 4 {
        0 | 1 => tx.commit().await.unwrap(),
        2 => tx.rollback().await.unwrap(),
        _ => drop(tx),
    }
    backend
}

/// A table changes while both connections of the server have served statements on it: nothing is prepared there that could no longer fit.
#[tokio::test]
async fn a_table_that_changes_behind_the_pooler() {
    let courts = Courts::open().await;
    let Some(pooler) = pooler(&courts.database).await else { return };
    let pool = clients(&pooler);
    let (ours, product) = (courts.ours.tenant, courts.ours.product);
    let mut owner = PgConnection::connect_with(&courts.database.connect_options(Role::Owner)).await.unwrap();
    for length in 300..306 {
        for _ in 0..4 {
            let mut tx = pool.begin_tenant(ours).await.unwrap();
            assert!(Product::find(ours, product).fetch_optional(&mut tx).await.unwrap().is_some());
            tx.commit().await.unwrap();
        }
        let change = format!("ALTER TABLE org_products ALTER name TYPE varchar({length})");
        sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut owner).await.unwrap();
    }
}

/// `SET` without `LOCAL` leaks to the next client of a transaction pooler. So the clients share connections, and the test above can fail.
#[tokio::test]
async fn a_setting_of_the_session_reaches_the_other_client() {
    let courts = Courts::open().await;
    let Some(pooler) = pooler(&courts.database).await else { return };
    let mut one = PgConnection::connect_with(&pooler.connect_options()).await.unwrap();
    let mut other = PgConnection::connect_with(&pooler.connect_options()).await.unwrap();
    let set = courts.filled("SET peristyle.organization_id = '{theirs}'");
    outcome(&mut one, &set).await.unwrap();
    assert_eq!(outcome(&mut other, "SELECT DISTINCT name FROM org_products").await, Ok(SECRET.to_owned()));
    // Of a tenant's own transaction nothing stays, and its setting goes before that of the session.
    let mut tx = other.begin_tenant(courts.ours.tenant).await.unwrap();
    assert_eq!(outcome(tx.connection(), "SELECT DISTINCT name FROM org_products").await, Ok("ours".to_owned()));
    tx.commit().await.unwrap();
}
