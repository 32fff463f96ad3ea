//! A table with a column of each form, and checks of each kind.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use peristyle::prelude::*;
use peristyle::{Interval, Range};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The status of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(serde)]
pub enum Status {
    Draft,
    OnSale,
    Retired,
}

/// An enum that serde and both libraries see as a Rust enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum, Serialize, Deserialize, JsonSchema, ToSchema)]
pub enum Finish {
    Matt,
    Glossy,
}

/// An enum without schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum, Serialize, Deserialize)]
pub enum Shape {
    Round,
    Square,
}

/// A newtype with schemas.
#[derive(Debug, Clone, PartialEq, ColumnType, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Sku(pub String);

/// A newtype without schemas.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType, Serialize, Deserialize)]
pub struct Grams(pub i32);

/// A document with schemas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Shown first.
    pub featured: bool,
    pub low: i32,
    pub finish: Option<Finish>,
}

/// A document without schemas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Free {
    pub word: String,
}

/// A thing.
#[table(
    name = "things",
    derive_insert(PartialEq, Serialize, Deserialize),
    derive_update(PartialEq, Serialize, Deserialize),
    check(price >= 0),
    check(discount > 0 && discount != 7),
    check((0..=1000).contains(&stock)),
    check(ratio < 0.5 || ratio > 2.5),
    check(status != Status::Retired),
    check(label.starts_with("L-") && label.len() >= 3),
    check(code == "A+" || code.len() == 3),
    check(note.is_some() || !is_active),
    check(!is_locked),
    check(numbers.len() <= 2),
    check(big.is_none() || big >= 10 && big != 12),
    check(word != "no"),
    check(least <= most),
    check(margin <= 12.5)
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Thing {
    /// The primary key.
    pub id: Id<Thing>,
    /// The name for customers.
    #[column(max_len = 5)]
    pub name: String,
    #[column(varchar(4))]
    pub code: Option<String>,
    pub label: String,
    #[column(max_len = 6)]
    #[serde(rename = "aWord")]
    pub word: Option<String>,
    #[column(default = "none")]
    pub note: Option<String>,
    #[column(numeric(6, 2))]
    pub price: Decimal,
    #[column(numeric(4, 0))]
    pub discount: Option<Decimal>,
    #[column(numeric(4, 2))]
    pub margin: Option<Decimal>,
    #[column(default = 0)]
    pub stock: i32,
    pub small: i16,
    pub big: Option<i64>,
    pub least: Option<i32>,
    pub most: Option<i32>,
    pub ratio: f64,
    pub factor: Option<f32>,
    #[column(default = true)]
    pub is_active: bool,
    pub is_locked: Option<bool>,
    #[column(default = "draft")]
    pub status: Status,
    pub before: Option<Status>,
    pub finish: Finish,
    pub shape: Option<Shape>,
    #[column(max_len = 4)]
    pub sku: Sku,
    pub weight: Option<Grams>,
    pub tags: Vec<String>,
    pub history: Option<Vec<Status>>,
    pub numbers: Vec<i32>,
    pub bytes: Option<Vec<u8>>,
    pub reference: Option<Uuid>,
    #[column(on_delete = set_null, why = "a thing outlives the one that it came from")]
    pub parent_id: Option<Id<Thing>>,
    pub starts: Option<DateTime<Utc>>,
    #[column(waive(time_zone = "tried"))]
    pub local: Option<NaiveDateTime>,
    pub day: Option<NaiveDate>,
    pub opens: Option<NaiveTime>,
    pub lasts: Option<Interval>,
    pub days: Option<Range<NaiveDate>>,
    pub hours: Option<Range<DateTime<Utc>>>,
    pub sizes: Option<Range<Decimal>>,
    pub address: Option<IpAddr>,
    pub settings: Json<Settings>,
    pub free: Option<Json<Free>>,
}
