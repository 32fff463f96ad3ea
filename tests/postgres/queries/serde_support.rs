//! Rows as a web service answers with them, and new rows and changes as it receives them.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, from_value, json, to_value};

use super::Pool;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[pg_enum(name = "billing")]
pub enum Billing {
    Monthly,
    Yearly,
}

/// What is written on a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub text: String,
    pub lines: Vec<u8>,
}

/// What is sold.
#[table(
    name = "plans",
    derive_insert(PartialEq, Serialize, Deserialize),
    derive_update(PartialEq, Serialize, serde::Deserialize)
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar(10))]
    pub name: String,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    pub billing: Billing,
    pub note: Json<Note>,
    pub tags: Vec<String>,
    #[column(default = 3)]
    pub seats: i32,
    #[column(default = "none")]
    pub subtitle: Option<String>,
    pub remark: Option<String>,
    #[column(on_delete = set_null, why = "a plan outlives the one that it came from")]
    pub parent_id: Option<Id<Plan>>,
}

schema! { PLANS = [Plan] }

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("plans", &ddl::sql(&PLANS, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 1);
    (database, pool)
}

/// What a client sends that sets nothing but what it must.
fn sent() -> Value {
    json!({ "name": "small", "price": "12.50", "billing": "yearly", "note": { "text": "größe \"", "lines": [1, 2] } })
}

fn with(mut value: Value, key: &str, more: Value) -> Value {
    value[key] = more;
    value
}

fn received(value: Value) -> PlanInsert {
    from_value(value).unwrap()
}

#[tokio::test]
async fn a_row_goes_to_json_and_back() {
    let (_database, pool) = open().await;
    let parent = Plan::insert(received(sent())).fetch_one(&pool).await.unwrap();
    let child = received(with(sent(), "parentId", json!(parent.id))).remark("r").tags(vec!["a".to_owned()]);
    let child = Plan::insert(child).fetch_one(&pool).await.unwrap();
    Plan::delete(parent.id).execute(&pool).await.unwrap();
    let parent = Plan::select().only_deleted().fetch_one(&pool).await.unwrap();
    for row in [&parent, &child] {
        let text = serde_json::to_string(row).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), *row, "{text}");
    }
    let written = to_value(&child).unwrap();
    assert_eq!(written["id"], json!(child.id.to_string()));
    assert_eq!(written["parentId"], json!(parent.id.to_string()));
    assert_eq!((&written["billing"], &written["note"]["lines"]), (&json!("yearly"), &json!([1, 2])));
    assert_eq!(written["createdAt"].as_str().unwrap().parse(), Ok(child.created_at));
    assert_eq!((&written["deletedAt"], &written["subtitle"]), (&Value::Null, &json!("none")));
    assert!(to_value(&parent).unwrap()["deletedAt"].is_string());
    assert!(from_value::<Plan>(with(written, "id", json!("4b0a9b5e-9b0a-4b0a-9b0a-4b0a9b5e9b0a"))).is_err());
}

#[tokio::test]
async fn an_insert_deserializes_without_generated_columns() {
    let (_database, pool) = open().await;
    let draft = received(sent());
    assert_ne!(draft.id(), received(sent()).id());
    let row = Plan::insert(draft.clone()).fetch_one(&pool).await.unwrap();
    assert_eq!((row.id, row.seats, row.tags.len()), (draft.id(), 3, 0));
    assert_eq!((row.price, row.billing, row.note.text.as_str()), (Decimal::new(1250, 2), Billing::Yearly, "größe \""));
    assert_eq!((row.subtitle.as_deref(), row.remark), (Some("none"), None));

    let id = Id::<Plan>::generate();
    assert_eq!(received(with(sent(), "id", json!(id))).id(), id);
    for refused in [
        with(sent(), "id", json!("4b0a9b5e-9b0a-4b0a-9b0a-4b0a9b5e9b0a")),
        with(sent(), "id", json!(null)),
        with(sent(), "name", json!(null)),
        with(sent(), "billing", json!("weekly")),
        with(sent(), "note", json!({ "text": "" })),
        json!({ "name": "x" }),
    ] {
        assert!(from_value::<PlanInsert>(refused.clone()).is_err(), "{refused}");
    }
}

#[tokio::test]
async fn null_is_null_and_left_out_is_left_out() {
    let (_database, pool) = open().await;
    let null = received(with(sent(), "subtitle", json!(null)));
    let row = Plan::insert(null.clone()).fetch_one(&pool).await.unwrap();
    assert_eq!(row.subtitle, None);
    for draft in [null, received(sent()), received(with(with(sent(), "subtitle", json!("x")), "seats", json!(9)))] {
        assert_eq!(received(to_value(&draft).unwrap()), draft);
    }
    let change = |value: Value| from_value::<PlanUpdate>(value).unwrap();
    assert_eq!(change(json!({})), PlanUpdate::new());
    let written = change(json!({ "subtitle": "s", "remark": "r", "seats": 4 }));
    let row = Plan::update(row.id, written.clone()).fetch_one(&pool).await.unwrap();
    assert_eq!((row.subtitle.as_deref(), row.remark.as_deref(), row.seats), (Some("s"), Some("r"), 4));
    let cleared = change(json!({ "remark": null }));
    let row = Plan::update(row.id, cleared.clone()).fetch_one(&pool).await.unwrap();
    assert_eq!((row.subtitle.as_deref(), row.remark, row.name.as_str()), (Some("s"), None, "small"));
    assert_eq!(to_value(&cleared).unwrap(), json!({ "remark": null }));
    for change in [written, cleared, PlanUpdate::new()] {
        assert_eq!(from_value::<PlanUpdate>(to_value(&change).unwrap()).unwrap(), change);
    }
}
