//! Orders, and the worker that confirms them.

use std::time::Duration;

use peristyle_test::Example;
use serde_json::json;
use shop_schema::{Order, OrderLine};

use crate::service::Service;

#[tokio::test]
async fn an_order_takes_from_the_stock_and_is_confirmed() {
    let service = Service::start().await;
    let mut client = service.ours();
    let customer = client.post("/customers", &json!({"name": "Bob", "email": "bob@example.com"})).await.ok();
    let line = |product: usize, quantity| json!({"product_id": service.ours.products[product], "quantity": quantity});
    let order = json!({"customer_id": customer["id"], "lines": [line(1, 3), line(0, 2)]});
    let placed = client.post("/orders", &order).await.ok();
    assert_eq!(placed["order"]["total"], "102.75", "2 * 19.95 + 3 * 20.95");
    assert_eq!(placed["lines"].as_array().unwrap().len(), 2);
    let stock = format!("/products/{}", service.ours.products[1]);
    assert_eq!(client.get(&stock).await.ok()["stock"], 997);

    let path = format!("/orders/{}", placed["order"]["id"].as_str().unwrap());
    let confirmed = async {
        while client.get(&path).await.ok()["order"]["status"] != "confirmed" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), confirmed).await.expect("the worker confirms it");

    // The second line fails: the first one took nothing.
    let greedy = json!({"customer_id": customer["id"], "lines": [line(0, 1), line(1, 998)]});
    let refused = client.post("/orders", &greedy).await;
    assert_eq!(refused.problem(), (422, "check".to_owned()));
    assert_eq!(refused.json()["detail"], "there are not enough pieces in stock");
    assert_eq!(client.get(&stock).await.ok()["stock"], 997);
    for lines in [json!([]), json!([line(0, 0)]), json!([line(0, -5)])] {
        let answer = client.post("/orders", &json!({"customer_id": customer["id"], "lines": lines})).await;
        assert_eq!(answer.problem(), (422, "invalid".to_owned()));
    }
    let twice = json!({"customer_id": customer["id"], "lines": [line(0, 1), line(0, 1)]});
    assert_eq!(client.post("/orders", &twice).await.problem(), (409, "unique".to_owned()));
    let used = client.send("DELETE", &stock, &[], "").await;
    assert_eq!(used.problem(), (409, "referenced".to_owned()));
    assert_eq!(service.count("SELECT count(*) FROM org_orders").await, 1);
    assert_eq!(service.count("SELECT sum(stock)::bigint FROM org_products").await, 6 * 1000 - 5);
}

#[tokio::test]
async fn an_order_is_read_by_three_statements_whatever_it_contains() {
    let service = Service::start().await.without_worker().await;
    let (db, tenant) = (&service.database, service.ours.tenant);
    let order = Order::example(tenant).insert(db).await.unwrap();
    OrderLine::example(tenant).with(OrderLine::ORDER_ID, order.id).insert_many(db, 40).await.unwrap();
    let mut client = service.ours();
    let limit = db.max_statements(3);
    let read = client.get(&format!("/orders/{}", order.id)).await.ok();
    assert_eq!(read["lines"].as_array().unwrap().len(), 40);
    assert_eq!(limit.statements().len(), 3, "the key of the caller, the order and its lines");
}
