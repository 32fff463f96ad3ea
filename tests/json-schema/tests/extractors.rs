//! Extractors of others accept inserts and updates by `Validate` of garde.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::routing::{patch, post};
use axum::{Json, Router};
use axum_valid::Garde;
use garde::Validate;
use peristyle::prelude::*;
use schemars::schema_for;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Something that is sold.
#[table(
    name = "goods",
    derive_insert(Serialize, Deserialize),
    derive_update(Serialize, Deserialize),
    check(stock >= 0, message = "the stock must not be negative")
)]
#[derive(Debug, Clone, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Good {
    /// The primary key.
    pub id: Id<Good>,
    /// The number of the shop.
    #[column(max_len = 5)]
    pub sku: String,
    /// The number of pieces.
    #[column(default = 0)]
    pub stock: i32,
}

/// A request with several rows.
#[derive(Debug, Deserialize, Validate)]
struct Delivery {
    #[garde(length(min = 1))]
    number: String,
    #[garde(dive)]
    goods: Vec<GoodInsert>,
}

async fn answer(method: &str, path: &str, body: &Value) -> (u16, String) {
    let create = async |Garde(Json(good)): Garde<Json<GoodInsert>>| Json(good);
    let change = async |Garde(Json(changes)): Garde<Json<GoodUpdate>>| Json(changes);
    let router = Router::new().route("/goods", post(create)).route("/goods", patch(change));
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let response = router.oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn an_extractor_validates_inserts_and_updates() {
    let (status, body) = answer("POST", "/goods", &json!({ "sku": "L-1", "stock": 3 })).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("\"sku\":\"L-1\""), "{body}");
    let (status, body) = answer("POST", "/goods", &json!({ "sku": "L-1000", "stock": -1 })).await;
    assert_eq!(status, 400, "{body}");
    assert!(body.contains("sku: the sku must have at most 5 characters"), "{body}");
    assert!(body.contains("stock: the stock must not be negative"), "{body}");
    assert_eq!(answer("PATCH", "/goods", &json!({ "sku": "L-1" })).await.0, 200);
    let (status, body) = answer("PATCH", "/goods", &json!({ "stock": -1 })).await;
    assert_eq!((status, body.contains("stock: the stock must not be negative")), (400, true), "{body}");
}

#[test]
fn a_row_is_a_part_of_a_request() {
    let delivery = |stock: i32| -> Delivery {
        serde_json::from_value(json!({ "number": "1", "goods": [{ "sku": "a" }, { "sku": "b", "stock": stock }] }))
            .unwrap()
    };
    assert!(delivery(1).validate().is_ok());
    let report = delivery(-1).validate().unwrap_err();
    let found: Vec<String> = report.iter().map(|(path, error)| format!("{path}: {error}")).collect();
    assert_eq!(found, ["goods[1].stock: the stock must not be negative"]);
}

#[test]
fn unknown_fields_are_refused_as_described() {
    let schema = schema_for!(GoodInsert);
    assert_eq!(schema.get("additionalProperties"), Some(&json!(false)));
    assert!(serde_json::from_value::<GoodInsert>(json!({ "sku": "a", "more": 1 })).is_err());
    assert!(serde_json::from_value::<GoodUpdate>(json!({ "more": 1 })).is_err());
    assert!(serde_json::from_value::<GoodUpdate>(json!({ "stock": null })).is_err());
    assert_eq!(schema_for!(Good).get("additionalProperties"), None);
}
