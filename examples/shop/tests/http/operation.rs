//! What whoever operates the service needs.

use std::time::Duration;

use peristyle::prelude::*;
use serde_json::json;
use shop_schema::{Product, ProductUpdate};

use crate::service::Service;

#[tokio::test]
async fn health_and_the_diagram_need_no_credential() {
    let service = Service::start().await;
    let mut client = service.client("");
    assert_eq!(client.get("/health").await.status, 204);
    let page = client.get("/schema").await;
    assert!(page.status == 200 && page.text.contains("<svg") && page.text.contains("org_order_lines"));
    assert_eq!(client.get("/schema.svg").await.header("content-type"), "image/svg+xml");
}

/// A request that waits for a lock when the stop begins is answered, and nobody else is let in.
#[tokio::test]
async fn a_stop_waits_for_requests_that_have_begun() {
    let mut service = Service::start().await;
    let (tenant, product) = (service.ours.tenant, service.ours.products[0]);
    let mut lock = service.app.pool.begin_tenant(tenant).await.unwrap();
    Product::update(tenant, product, ProductUpdate::new().stock(5)).execute(&mut lock).await.unwrap();
    let (mut client, customer) = (service.ours(), service.ours.customer);
    let order = json!({"customer_id": customer, "lines": [{"product_id": product, "quantity": 2}]});
    let waiting = tokio::spawn(async move { client.post("/orders", &order).await.status });
    let blocked = "SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0 AND datname = current_database()";
    while service.count(blocked).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    service.begin_to_stop();
    let mut late = service.ours();
    while late.try_send("GET", "/health", &[("connection", "close")], "").await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!waiting.is_finished());
    lock.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), 201);
    service.stopped().await;
    let left = Product::find(tenant, product).fetch_one(&service.app.pool).await.unwrap();
    assert_eq!(left.stock, 3);
}
