//! A column of every type there is, required and nullable, and the arrays of them.

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "billing")]
pub enum Billing {
    Monthly = 12,
    #[pg_enum(name = "every year")]
    Yearly = 1,
}

/// One of each.
#[table(name = "types")]
#[derive(Debug, Clone, PartialEq)]
pub struct Types {
    pub id: Id<Types>,
    pub a_bool: bool,
    pub a_smallint: i16,
    pub an_integer: i32,
    pub a_bigint: i64,
    pub a_real: f32,
    pub a_double: f64,
    pub a_text: String,
    #[column(varchar(10))]
    pub a_varchar: String,
    #[column(numeric(10, 2))]
    pub a_decimal: Decimal,
    pub a_timestamp: peristyle::Timestamp,
    pub a_date: chrono::NaiveDate,
    pub a_time: chrono::NaiveTime,
    pub a_json: Json<Vec<i32>>,
    pub some_bytes: Vec<u8>,
    pub a_uuid: uuid::Uuid,
    pub an_enum: Billing,
    #[column(on_delete = restrict, why = "what is pointed at is kept")]
    pub an_id: Option<Id<Types>>,
}

/// One of each, or none.
#[table(name = "maybe_types")]
#[derive(Debug, Clone, PartialEq)]
pub struct MaybeTypes {
    pub id: Id<MaybeTypes>,
    pub a_bool: Option<bool>,
    pub a_smallint: Option<i16>,
    pub a_real: Option<f32>,
    pub a_text: Option<String>,
    #[column(numeric(10, 2))]
    pub a_decimal: Option<Decimal>,
    pub a_date: Option<chrono::NaiveDate>,
    pub a_json: Option<Json<Vec<i32>>>,
    pub some_bytes: Option<Vec<u8>>,
    pub a_uuid: Option<uuid::Uuid>,
    pub an_enum: Option<Billing>,
    pub an_array: Option<Vec<String>>,
}

/// Many of each.
#[table(name = "many_types")]
#[derive(Debug, Clone, PartialEq)]
pub struct ManyTypes {
    pub id: Id<ManyTypes>,
    pub bools: Vec<bool>,
    pub numbers: Vec<i64>,
    pub floats: Vec<f64>,
    pub texts: Vec<String>,
    pub times: Vec<peristyle::Timestamp>,
    pub dates: Vec<chrono::NaiveDate>,
    pub bytes: Vec<Vec<u8>>,
    pub uuids: Vec<uuid::Uuid>,
    pub enums: Vec<Billing>,
    pub type_ids: Vec<Id<Types>>,
}

schema! { pub SCHEMA = [Types, MaybeTypes, ManyTypes] }
