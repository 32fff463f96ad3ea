//! Products, categories and collections.

use serde_json::{Value, json};

use crate::service::Service;

fn lamp(sku: &str) -> Value {
    json!({"sku": sku, "name": "Desk lamp", "price": "12.50", "status": "active"})
}

#[tokio::test]
async fn a_product_is_created_read_changed_and_deleted() {
    let service = Service::start().await;
    let mut client = service.ours();
    let created = client.post("/products", &lamp("D-1")).await;
    assert_eq!(created.status, 201);
    let (product, first) = (created.json(), created.header("etag").to_owned());
    let path = format!("/products/{}", product["id"].as_str().unwrap());
    let read = client.get(&path).await;
    assert_eq!((read.json(), read.header("etag")), (product, first.as_str()));

    let changes = json!({"price": "13.00", "stock": 7}).to_string();
    let changed = client.send("PATCH", &path, &[("if-match", &first)], &changes).await;
    assert_eq!((changed.status, &changed.json()["stock"]), (200, &json!(7)));
    let stale = client.send("PATCH", &path, &[("if-match", &first)], &changes).await;
    assert_eq!(stale.problem(), (412, "stale".to_owned()));
    let unread = client.send("PATCH", &path, &[("if-match", "*")], &changes).await;
    assert_eq!(unread.problem(), (400, "if_match".to_owned()));
    let found = client.get("/products/search?words=desk").await.ok();
    assert_eq!(found.as_array().unwrap().len(), 1);

    assert_eq!(client.send("DELETE", &path, &[], "").await.status, 204);
    assert_eq!(client.get(&path).await.problem(), (404, "not_found".to_owned()));
    let actions: Vec<_> =
        client.get("/audit").await.ok()["rows"].as_array().unwrap().iter().map(|row| row["action"].clone()).collect();
    assert_eq!(actions, ["product.delete", "product.update", "product.create"]);
}

#[tokio::test]
async fn what_is_refused_is_a_problem_with_each_field() {
    let service = Service::start().await;
    let mut client = service.ours();
    let taken = client.post("/products", &lamp("L-1")).await;
    assert_eq!(taken.problem(), (409, "unique".to_owned()));
    assert_eq!(taken.json()["detail"], "another product already has this sku");
    let wrong = json!({"sku": "x".repeat(101), "name": "Lamp", "price": "-1.234", "stock": -1});
    let wrong = client.post("/products", &wrong).await;
    assert_eq!(wrong.problem(), (422, "invalid".to_owned()));
    let errors: Vec<_> = wrong.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["field"].clone(), error["code"].clone()))
        .collect();
    for (field, code) in [("sku", "too_long"), ("price", "out_of_range"), ("price", "check"), ("stock", "check")] {
        assert!(errors.contains(&(json!(field), json!(code))), "{field} {code}: {errors:?}");
    }

    let misspelt = client.post("/products", &json!({"sku": "a", "name": "b", "prize": "1", "price": "1"})).await;
    assert_eq!(misspelt.problem(), (422, "body".to_owned()));
    assert!(misspelt.text.contains("unknown field `prize`"), "{misspelt:?}");
    let nested = json!({"sku": "a", "name": "b", "price": "1", "settings": {"shiny": true}});
    assert_eq!(client.post("/products", &nested).await.problem(), (422, "body".to_owned()));
    for field in ["organization_id", "created_at", "deleted_at"] {
        let mut body = lamp("D-2");
        body[field] = json!(service.theirs.tenant.id());
        assert_eq!(client.post("/products", &body).await.problem(), (422, "body".to_owned()), "{field}");
    }
    let plain = client.send("POST", "/products", &[("content-type", "text/plain")], "{}").await;
    assert_eq!(plain.problem(), (415, "body".to_owned()));
    let large = format!("\"{}\"", "x".repeat(70_000));
    for (method, path, body, expected) in [
        ("POST", "/products", "{", (400, "body")),
        ("POST", "/products", large.as_str(), (413, "body")),
        ("GET", "/products?size=0", "", (400, "page_size")),
        ("GET", "/products?after=x", "", (400, "cursor")),
        ("GET", "/products?limit=9", "", (400, "query")),
        ("GET", "/products/1", "", (400, "path")),
        ("GET", "/nothing", "", (404, "no_route")),
        ("PUT", "/products", "", (405, "no_method")),
    ] {
        let answer = client.send(method, path, &[], body).await;
        assert_eq!(answer.problem(), (expected.0, expected.1.to_owned()), "{method} {path}: {answer:?}");
    }
    assert_eq!(service.count("SELECT count(*) FROM org_products").await, 6, "nothing was written");
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let service = Service::start().await;
    let mut client = service.ours();
    for at in 0..4 {
        client.post("/products", &lamp(&format!("P-{at}"))).await.ok();
    }
    let (mut skus, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("/products?size=3{after}")).await.ok();
        skus.extend(page["rows"].as_array().unwrap().iter().map(|row| row["sku"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(skus[..4], ["P-3", "P-2", "P-1", "P-0"]);
    skus.sort();
    assert_eq!(skus, ["L-1", "L-2", "L-3", "P-0", "P-1", "P-2", "P-3"]);
}

#[tokio::test]
async fn categories_are_a_tree_and_collections_have_many_products() {
    let service = Service::start().await;
    let mut client = service.ours();
    let outside = client.post("/categories", &json!({"name": "Outside"})).await.ok();
    let garden = json!({"name": "Garden", "parent_id": outside["id"]});
    client.post("/categories", &garden).await.ok();
    assert_eq!(client.post("/categories", &garden).await.problem(), (409, "unique".to_owned()));
    let tree = client.get("/categories").await.ok();
    assert_eq!((&tree[0]["name"], &tree[1]["name"]), (&json!("Lights"), &json!("Outside")));
    assert_eq!(tree[1]["categories"][0]["name"], "Garden");

    let collection = client.post("/collections", &json!({"title": "Summer"})).await.ok();
    let path = format!("/collections/{}/products", collection["id"].as_str().unwrap());
    for product in [0, 2, 2] {
        let added = format!("{path}/{}", service.ours.products[product]);
        assert_eq!(client.send("PUT", &added, &[], "").await.status, 204);
    }
    let names = |list: &Value| list.as_array().unwrap().iter().map(|row| row["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&client.get(&path).await.ok()), ["Lamp", "Torch"]);
    let removed = format!("{path}/{}", service.ours.products[2]);
    assert_eq!(client.send("DELETE", &removed, &[], "").await.status, 204);
    assert_eq!(names(&client.get(&path).await.ok()), ["Lamp"]);
    let members = client.get("/members").await.ok();
    assert_eq!((&members[0]["role"], &members[0]["name"]), (&json!("owner"), &json!("The owner")));
}
