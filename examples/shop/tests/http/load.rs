//! Two tenants under load.
//!
//! `SHOP_LOAD_RATE` is the number of requests a second, `SHOP_LOAD_SECONDS` the duration:
//! `SHOP_LOAD_RATE=200 SHOP_LOAD_SECONDS=60 cargo test --release -p shop --test http load -- --nocapture`

use std::time::Duration;

use peristyle_test::server::Role;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

use crate::client::Client;
use crate::service::Service;

/// The number of clients, half of each tenant.
const CLIENTS: u32 = 16;

fn number(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

/// Everything that a client of a tenant needs.
#[derive(Clone)]
struct Plan {
    organization: String,
    products: Vec<String>,
    customer: String,
}

/// One request of the mix: six lists, two reads, a new product and an order.
async fn request(client: &mut Client, plan: &Plan, at: u32) -> Value {
    let product = &plan.products[at as usize % plan.products.len()];
    match at / CLIENTS % 10 {
        0..=5 => client.get("/products?size=20").await.ok(),
        6 | 7 => client.get(&format!("/products/{product}")).await.ok(),
        8 => {
            let body = json!({"sku": format!("S-{at}"), "name": "Lamp", "price": "9.99", "status": "active"});
            client.post("/products", &body).await.ok()
        }
        _ => {
            let lines = json!([{"product_id": product, "quantity": 1}]);
            client.post("/orders", &json!({"customer_id": plan.customer, "lines": lines})).await.ok()
        }
    }
}

/// Each row that a response contains belongs to the tenant of the request.
fn check(value: &Value, organization: &str) -> usize {
    match value {
        Value::Array(values) => values.iter().map(|value| check(value, organization)).sum(),
        Value::Object(members) => {
            let own = members.get("organization_id").map_or(0, |id| {
                assert_eq!(id, organization, "a row of another tenant: {value}");
                1
            });
            own + members.values().map(|value| check(value, organization)).sum::<usize>()
        }
        _ => 0,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn load_of_two_tenants_has_no_error_and_no_row_of_the_other() {
    let (rate, seconds) = (number("SHOP_LOAD_RATE", 60), number("SHOP_LOAD_SECONDS", 1));
    let service = Service::start().await;
    let plans = [&service.ours, &service.theirs].map(|seeded| Plan {
        organization: seeded.tenant.id().to_string(),
        products: seeded.products.iter().map(ToString::to_string).collect(),
        customer: seeded.customer.to_string(),
    });
    // Enough for every order.
    let mut admin = PgConnection::connect_with(&service.database.connect_options(Role::Admin)).await.unwrap();
    sqlx::query("UPDATE org_products SET stock = 1000000").execute(&mut admin).await.unwrap();
    let (start, total) = (Instant::now(), rate * seconds);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let is_ours = number % 2 == 0;
            let mut client = if is_ours { service.ours() } else { service.theirs() };
            let plan = plans[usize::from(!is_ours)].clone();
            tokio::spawn(async move {
                let (mut times, mut rows) = (Vec::new(), 0);
                for at in (number..total).step_by(CLIENTS as usize) {
                    // The time is from when the request is due, so waiting for one that is slow counts.
                    let due = start + Duration::from_secs(1) * at / rate;
                    tokio::time::sleep_until(due).await;
                    rows += check(&request(&mut client, &plan, at).await, &plan.organization);
                    times.push(due.elapsed());
                }
                (times, rows)
            })
        })
        .collect();
    let (mut times, mut rows) = (Vec::new(), 0);
    for client in clients {
        let (its_times, its_rows) = client.await.unwrap();
        times.extend(its_times);
        rows += its_rows;
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{} requests, {rows} rows in {:.1} s: median {:?}, 99 % {:?}, slowest {:?}",
        times.len(),
        start.elapsed().as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    assert_eq!(times.len(), total as usize);
    assert!(rows > times.len());
}
