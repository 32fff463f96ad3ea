//! Columns that are named or typed nearly like those that rules refuse.

use std::collections::HashMap;

use peristyle::prelude::*;

/// Somebody who reads.
#[table(name = "readers")]
pub struct Reader {
    pub id: Id<Reader>,
}

/// A number that a bank gave.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct BankNumber(String);

/// What a bank has of one customer.
pub type BankNumbers = Vec<BankNumber>;

/// A typed document of the same name as the untyped one.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Value {
    pub seats: i32,
}

/// What a plan includes.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Features(Json<Vec<Value>>);

/// What customers see of it.
pub type Labels = Json<HashMap<String, Value>>;

/// What a customer pays for.
#[table(name = "plans")]
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub id: Id<Plan>,
    /// Typed ids, which an array cannot hold together with a foreign key.
    pub reader_ids: Vec<Id<Reader>>,
    #[column(waive(foreign_key = "an id of the bank"))]
    pub account_id: BankNumber,
    #[column(name = "accounts_ids", waive(foreign_key = "ids of the bank"))]
    pub accounts: BankNumbers,
    pub paid: i64,
    pub hybrid: String,
    pub identity: BankNumber,
    pub value: Json<Value>,
    pub labels: Labels,
    pub features: Features,
    #[column(waive(typed_json = "as the partner sent it"))]
    pub received: Json<HashMap<String, serde_json::Value>>,
    pub rate_limit: f64,
    pub total_seconds: f64,
    pub coffee: f64,
    pub generated_ratio: f64,
    pub prices: Vec<i64>,
    pub total_count: i64,
    pub address_line1: String,
    pub position_x: i32,
    pub position_y: i32,
    pub color_r: i16,
    pub color_g: i16,
    pub color_b: i16,
    pub word_list: Vec<BankNumber>,
    pub list_price: i64,
}

schema! { pub SCHEMA = [Reader, Plan] }
