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
    #[column(default_sql = "now()")]
    pub seen: time::OffsetDateTime,
    #[column(default = "2024-02-29T12:00:00.5+02")]
    pub first: jiff::Timestamp,
    #[column(default = "2024-02-29")]
    pub day: jiff::civil::Date,
    #[column(precision(0), default = "23:59:59")]
    pub closes: time::Time,
    #[column(default = "P1Y2M3DT4H5M6.5S")]
    pub term: peristyle::Interval,
    #[column(numeric(40, 20), default = 12345678901234567890.12345678901234567891)]
    pub heft: bigdecimal::BigDecimal,
    #[column(default = "2001:db8::1")]
    pub home: std::net::IpAddr,
    #[column(default = "10.0.0.0/8")]
    pub network: ipnetwork::IpNetwork,
    #[column(default = "0198c0de-0000-7000-8000-000000000000")]
    pub token: uuid::Uuid,
    #[column(default = "[]")]
    pub notes: Json<Vec<String>>,
    #[column(default = "{}")]
    pub intervals: Vec<peristyle::Interval>,
}

schema! { pub SCHEMA = [Plan] }
