//! Who is calling.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use shop::{Claims, Signer};

use crate::service::{Service, TOKEN_KEY};

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

#[tokio::test]
async fn only_valid_credentials_are_accepted() {
    let service = Service::start().await;
    let token = service.ours().send("POST", "/tokens", &[], "").await.ok()["token"].as_str().unwrap().to_owned();
    let listed = service.client(&token).get("/products").await.ok();
    assert_eq!(listed["rows"].as_array().unwrap().len(), 3);

    let signer = Signer::new(TOKEN_KEY);
    let organization = service.ours.tenant.id();
    let expired = signer.sign(Claims { organization, expires: now() - 1 });
    let forged = Signer::new(b"another key").sign(Claims { organization, expires: now() + 60 });
    let other = token.replace(&organization.to_string(), &service.theirs.tenant.id().to_string());
    let unsigned = token.rsplit_once('.').unwrap().0.to_owned() + ".";
    let unknown = format!("shop_{}", "0".repeat(64));
    let credentials = [("none", ""), ("expired", expired.as_str()), ("forged", forged.as_str())];
    for (what, credential) in credentials.into_iter().chain([
        ("changed", other.as_str()),
        ("unsigned", unsigned.as_str()),
        ("unknown", unknown.as_str()),
        ("no", "x"),
    ]) {
        for (method, path) in [("GET", "/products"), ("POST", "/products"), ("POST", "/tokens"), ("GET", "/audit")] {
            let answer = service.client(credential).send(method, path, &[], "{}").await;
            assert_eq!(answer.problem(), (401, "unauthorized".to_owned()), "{what}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(service.client(&token).send("POST", "/tokens", &[], "").await.problem(), (403, "forbidden".to_owned()));
    let expired = service.client(&expired).get("/products").await;
    assert_eq!(expired.json()["detail"], "the token has expired");
}

/// Each path with the id of a row of the other tenant answers as for a row that does not exist.
#[tokio::test]
async fn rows_of_another_tenant_do_not_exist() {
    let service = Service::start().await;
    let (mut ours, mut theirs) = (service.ours(), service.theirs());
    let (product, customer) = (service.ours.products[0], service.ours.customer);
    let order = json!({"customer_id": customer, "lines": [{"product_id": product, "quantity": 1}]});
    let placed = ours.post("/orders", &order).await.ok()["order"]["id"].as_str().unwrap().to_owned();
    let collection =
        ours.post("/collections", &json!({"title": "Summer"})).await.ok()["id"].as_str().unwrap().to_owned();
    let category = ours.post("/categories", &json!({"name": "Outside"})).await.ok()["id"].as_str().unwrap().to_owned();

    for (method, path, body) in [
        ("GET", format!("/products/{product}"), json!({})),
        ("PATCH", format!("/products/{product}"), json!({"name": "stolen"})),
        ("DELETE", format!("/products/{product}"), json!({})),
        ("GET", format!("/orders/{placed}"), json!({})),
        ("GET", format!("/collections/{collection}/products"), json!({})),
        ("DELETE", format!("/collections/{collection}/products/{product}"), json!({})),
        ("POST", "/orders".to_owned(), order),
    ] {
        let answer = theirs.send(method, &path, &[], &body.to_string()).await;
        assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{method} {path}");
    }
    let own = service.theirs.products[0];
    let mixed = json!({"customer_id": customer, "lines": [{"product_id": own, "quantity": 1}]});
    assert_eq!(theirs.post("/orders", &mixed).await.problem(), (422, "reference".to_owned()));
    let child = theirs.post("/categories", &json!({"name": "x", "parent_id": category})).await;
    assert_eq!(child.problem(), (422, "reference".to_owned()));
    let added = theirs.send("PUT", &format!("/collections/{collection}/products/{own}"), &[], "").await;
    assert_eq!(added.problem(), (422, "reference".to_owned()));
    for path in ["/orders", "/audit"] {
        assert_eq!(theirs.get(path).await.ok()["rows"], json!([]), "{path}");
    }
    assert_eq!(ours.get(&format!("/products/{product}")).await.ok()["name"], "Lamp");
    // What was refused took nothing from the stock of either.
    assert_eq!(theirs.get(&format!("/products/{own}")).await.ok()["stock"], 1000);
}
