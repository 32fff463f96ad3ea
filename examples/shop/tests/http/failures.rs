//! A pool without a free connection, and a database that goes away.

use std::collections::BTreeSet;
use std::time::Duration;

use peristyle::prelude::*;
use peristyle_test::server::Role;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::service::Service;

#[tokio::test]
async fn an_exhausted_pool_is_503_and_strangers_and_broken_bodies_do_not_wait() {
    let service = Service::with_pool(2, Duration::from_millis(300)).await;
    let token = service.ours().send("POST", "/tokens", &[], "").await.ok()["token"].as_str().unwrap().to_owned();
    // The worker asks for a connection too, so one of these may wait for it.
    let first = service.app.pool.begin_tenant(service.ours.tenant).await.unwrap();
    let second = service.app.pool.begin_tenant(service.ours.tenant).await.unwrap();
    let mut client = service.client(&token);
    let busy = client.get("/products").await;
    assert_eq!(busy.problem(), (503, "unreachable".to_owned()));
    assert_eq!(busy.header("retry-after"), "1");
    assert!(!busy.text.contains("pool"), "{busy:?}");
    assert_eq!(client.get("/health").await.status, 503);
    assert_eq!(client.send("POST", "/products", &[], "{").await.problem(), (400, "body".to_owned()));
    assert_eq!(service.client("x").get("/products").await.status, 401);
    drop((first, second));
    client.get("/products").await.ok();
}

/// Forbids connections to the database and ends those that are open, or allows them again.
async fn allow(service: &Service, is_allowed: bool) {
    let options = service.database.connect_options(Role::Admin).database("postgres");
    let mut admin = PgConnection::connect_with(&options).await.unwrap();
    let name = service.database.name();
    let allow = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {is_allowed}");
    sqlx::raw_sql(AssertSqlSafe(allow)).execute(&mut admin).await.unwrap();
    if !is_allowed {
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1";
        sqlx::query(end).bind(name).execute(&mut admin).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_under_load_and_comes_back_loses_nothing() {
    let service = Service::with_pool(4, Duration::from_secs(1)).await;
    let (address, key) = (service.address, service.ours.api_key.clone());
    let stop = tokio::sync::watch::channel(false).0;
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (stopped, key) = (stop.subscribe(), key.clone());
            tokio::spawn(async move {
                let mut client = crate::client::Client::new(address, &key);
                let (mut created, mut unknown, mut refused) = (Vec::new(), Vec::new(), 0);
                for at in 0.. {
                    let sku = format!("W-{writer}-{at}");
                    let answer = client.post("/products", &json!({"sku": sku, "name": "n", "price": "1"})).await;
                    match answer.status {
                        201 => created.push(sku),
                        503 => refused += 1,
                        500 if answer.problem().1 == "commit_unknown" => unknown.push(sku),
                        _ => panic!("{answer:?}"),
                    }
                    if *stopped.borrow() && answer.status == 201 {
                        break;
                    }
                }
                (created, unknown, refused)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(150)).await;
    allow(&service, false).await;
    let mut probe = service.ours();
    assert_eq!(probe.get("/health").await.problem(), (503, "unreachable".to_owned()));
    assert_eq!(probe.get("/products").await.problem(), (503, "unreachable".to_owned()));
    allow(&service, true).await;
    stop.send(true).unwrap();
    let (mut created, mut unknown, mut refused) = (BTreeSet::new(), BTreeSet::new(), 0);
    for writer in writers {
        let written = writer.await.unwrap();
        created.extend(written.0);
        unknown.extend(written.1);
        refused += written.2;
    }
    assert!(refused > 0, "it was away under load");
    let mut admin = PgConnection::connect_with(&service.database.connect_options(Role::Admin)).await.unwrap();
    let stored = sqlx::query_scalar("SELECT sku FROM org_products WHERE sku LIKE 'W-%'").fetch_all(&mut admin).await;
    let stored: BTreeSet<String> = stored.unwrap().into_iter().collect();
    assert!(created.is_subset(&stored), "lost: {:?}", created.difference(&stored));
    let unexplained: Vec<_> = stored.difference(&created).filter(|sku| !unknown.contains(*sku)).collect();
    assert!(unexplained.is_empty(), "stored, although the client was told that they are not: {unexplained:?}");
    let audited = "SELECT count(*) FROM org_audit_entries WHERE action = 'product.create'";
    assert_eq!(service.count(audited).await, stored.len() as i64, "each product has its audit entry");
}
