//! The OpenAPI document: it is one of version 3.1, each of its operations is called, and answers as documented.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::client::Answer;
use crate::service::Service;

/// The document, and the operations that were called.
struct Documented {
    document: Value,
    called: BTreeSet<String>,
}

impl Documented {
    fn operation(&self, method: &str, path: &str) -> &Value {
        let operation = &self.document["paths"][path][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not documented");
        operation
    }

    /// The schema at a place of the document, which it refers to.
    fn validator(&self, pointer: &str) -> Validator {
        let mut root = self.document.clone();
        root["$ref"] = format!("#{}", pointer.replace('{', "%7B").replace('}', "%7D")).into();
        jsonschema::options().should_validate_formats(true).build(&root).unwrap()
    }

    /// Whether the document accepts a body of a request.
    fn accepts(&self, method: &str, path: &str, body: &Value) -> bool {
        let place = format!("/paths/{}/{}/requestBody", path.replace('/', "~1"), method.to_lowercase());
        self.validator(&format!("{place}/content/application~1json/schema")).is_valid(body)
    }

    /// The answer has a status and a body of the document.
    fn check(&mut self, method: &str, path: &str, answer: &Answer) {
        self.called.insert(format!("{method} {path}"));
        let responses = &self.operation(method, path)["responses"];
        let exact = answer.status.to_string();
        let range = format!("{}XX", answer.status / 100);
        let status = if responses.get(&exact).is_some() { exact } else { range };
        let response = &responses[&status];
        assert!(response.is_object(), "{method} {path}: {} is not documented", answer.status);
        let Some(content) = response.get("content") else {
            assert!(answer.text.is_empty(), "{method} {path}: {answer:?}");
            return;
        };
        let content_type = answer.header("content-type");
        assert!(content.get(content_type).is_some(), "{method} {path}: {content_type} is not documented");
        let (path_key, type_key) = (path.replace('/', "~1"), content_type.replace('/', "~1"));
        let pointer =
            format!("/paths/{path_key}/{}/responses/{status}/content/{type_key}/schema", method.to_lowercase());
        let validator = self.validator(&pointer);
        let body = answer.json();
        let errors: Vec<String> =
            validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{method} {path}: {errors:#?}\n{body:#}");
    }
}

#[tokio::test]
async fn every_operation_answers_as_documented() {
    let service = Service::start().await;
    let text = service.client("").get("/openapi.json").await.text;
    let parsed = oas3::from_json(&text).unwrap();
    assert!(parsed.openapi.starts_with("3.1"), "{}", parsed.openapi);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let operations: BTreeSet<String> =
        parsed.operations().map(|(path, method, _)| format!("{method} {path}")).collect();
    let mut documented = Documented { document, called: BTreeSet::new() };
    let mut client = service.ours();
    let (first, third) = (service.ours.products[0].to_string(), service.ours.products[2].to_string());
    macro_rules! call {
        ($method:literal $path:literal $at:expr, $body:expr, $status:literal) => {{
            let body: Value = $body;
            let sent = if body.is_null() { String::new() } else { body.to_string() };
            let answer = client.send($method, &$at, &[], &sent).await;
            assert_eq!(answer.status, $status, "{} {}: {answer:?}", $method, $path);
            documented.check($method, $path, &answer);
            if !body.is_null() {
                let is_accepted = $status < 300;
                assert_eq!(documented.accepts($method, $path, &body), is_accepted, "{body}");
            }
            if answer.text.is_empty() { Value::Null } else { answer.json() }
        }};
    }
    let none = Value::Null;
    call!("GET" "/health" "/health", none.clone(), 204);
    call!("POST" "/tokens" "/tokens", none.clone(), 201);
    call!("GET" "/members" "/members", none.clone(), 200);
    let category = call!("POST" "/categories" "/categories", json!({ "name": "Outside" }), 201);
    call!("POST" "/categories" "/categories", json!({ "name": "Garden", "parent_id": category["id"] }), 201);
    call!("POST" "/categories" "/categories", json!({ "name": "x".repeat(101) }), 422);
    call!("GET" "/categories" "/categories", none.clone(), 200);

    let lamp = json!({ "sku": "D-1", "name": "Desk lamp", "price": "12.50", "status": "active", "description": null });
    let product = call!("POST" "/products" "/products", lamp, 201);
    let at = format!("/products/{}", product["id"].as_str().unwrap());
    for (field, wrong) in [
        ("sku", json!("x".repeat(101))),
        ("price", json!("-1")),
        ("price", json!("1.234")),
        ("stock", json!(-1)),
        ("stock", json!(null)),
        ("status", json!("sold")),
        ("category_id", json!("1")),
        ("settings", json!({ "shiny": true })),
        ("prize", json!("1")),
    ] {
        let mut body = json!({ "sku": "D-2", "name": "Lamp", "price": "1" });
        body[field] = wrong;
        call!("POST" "/products" "/products", body, 422);
    }
    call!("PATCH" "/products/{id}" at, json!({ "stock": 7, "category_id": category["id"] }), 200);
    call!("PATCH" "/products/{id}" at, json!({ "category_id": null }), 200);
    call!("PATCH" "/products/{id}" at, json!({ "name": null }), 422);
    call!("GET" "/products/{id}" at, none.clone(), 200);
    call!("GET" "/products" "/products?size=2", none.clone(), 200);
    call!("GET" "/products" "/products?size=0", none.clone(), 400);
    call!("GET" "/products/search" "/products/search?words=desk", none.clone(), 200);
    call!("DELETE" "/products/{id}" at, none.clone(), 204);
    call!("GET" "/products/{id}" at, none.clone(), 404);

    let collection = call!("POST" "/collections" "/collections", json!({ "title": "Summer" }), 201);
    let at = format!("/collections/{}/products", collection["id"].as_str().unwrap());
    call!("PUT" "/collections/{id}/products/{product}" format!("{at}/{first}"), none.clone(), 204);
    call!("GET" "/collections/{id}/products" at, none.clone(), 200);
    call!("DELETE" "/collections/{id}/products/{product}" format!("{at}/{first}"), none.clone(), 204);

    let customer = call!("POST" "/customers" "/customers", json!({ "name": "Bob", "email": "bob@example.com" }), 201);
    call!("GET" "/customers" "/customers", none.clone(), 200);
    let order = json!({ "customer_id": customer["id"], "lines": [{ "product_id": third, "quantity": 2 }] });
    let placed = call!("POST" "/orders" "/orders", order, 201);
    call!("GET" "/orders" "/orders", none.clone(), 200);
    call!("GET" "/orders/{id}" format!("/orders/{}", placed["order"]["id"].as_str().unwrap()), none.clone(), 200);
    call!("GET" "/audit" "/audit", none.clone(), 200);

    let unknown = service.client("").get("/products").await;
    assert_eq!(unknown.status, 401);
    documented.check("GET", "/products", &unknown);
    assert_eq!(documented.called, operations, "each operation is called");
}
