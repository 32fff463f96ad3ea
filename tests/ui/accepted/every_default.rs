//! A default of every kind.

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = true)]
    pub active: bool,
    #[column(default = -32768)]
    pub least: i16,
    #[column(default = 9223372036854775807)]
    pub most: i64,
    #[column(default = 0.5)]
    pub share: f64,
    #[column(numeric(10, 2), default = 9.99)]
    pub price: Decimal,
    #[column(numeric(10, 2), default = 0)]
    pub setup: Option<Decimal>,
    #[column(varchar(2), default = "de")]
    pub country: String,
    #[column(default = "it's \\ \"so\"")]
    pub quoted: String,
    #[column(default = "monthly")]
    pub billing: Billing,
    #[column(default = Billing::Yearly)]
    pub next_billing: Option<Billing>,
    #[column(default = "{\"seats\": 1}")]
    pub features: Json<std::collections::BTreeMap<String, i32>>,
    #[column(default = "{}")]
    pub tags: Vec<String>,
    #[column(default_sql = "now() + interval '1 day'")]
    pub starts: peristyle::Timestamp,
    #[column(default_sql = "CURRENT_DATE")]
    pub since: chrono::NaiveDate,
}

schema! { pub SCHEMA = [Plan] }
