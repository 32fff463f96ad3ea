//! A default of every kind.

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// How many.
#[derive(Debug, Clone, ColumnType)]
pub struct Seats(i32);

/// What all plans share.
pub struct Limits {
    seats: i32,
}

const LIMITS: Limits = Limits { seats: 7 };
const MOST: i32 = 1_000;
const COUNTRY: &str = "it's";
const OPEN: bool = true;
const BILLING: Billing = Billing::Yearly;

/// A default that the compiler computes, or that is an array.
#[table(
    name = "offers",
    waive(column_type = "domains and ranges of the database"),
)]
pub struct Offer {
    pub id: Id<Offer>,
    #[column(default = i32::MAX)]
    pub most: i32,
    #[column(default = std::i64::MIN)]
    pub least: i64,
    #[column(default = -MOST * 2 + 1)]
    pub computed: Option<i32>,
    #[column(default = LIMITS.seats as i16)]
    pub seats: i16,
    #[column(default = i16::MAX)]
    pub of_a_newtype: Seats,
    #[column(default = COUNTRY)]
    pub country: String,
    #[column(varchar(9), default = concat!("v", 1, ".", 2))]
    pub version: Option<String>,
    #[column(default = OPEN && !false)]
    pub open: bool,
    #[column(default = BILLING)]
    pub billing: Billing,
    #[column(default = Billing::Monthly)]
    pub next_billing: Option<Billing>,
    #[column(default = ["a", "b\"'\\"])]
    pub tags: Vec<String>,
    #[column(default = vec![1, -2, MOST])]
    pub numbers: Vec<i32>,
    #[column(default = [true, OPEN])]
    pub flags: Option<Vec<bool>>,
    #[column(default = [Billing::Monthly, BILLING])]
    pub billings: Vec<Billing>,
    #[column(default = ["yearly"])]
    pub labels: Vec<Billing>,
    #[column(default = [])]
    pub none: Vec<i64>,
    #[column(default = b"a\x00\xff")]
    pub bytes: Vec<u8>,
    #[column(default = ["P1D", "PT2H"])]
    pub waits: Vec<peristyle::Interval>,
    #[column(default = ["{\"a\": [1, 2]}"])]
    pub documents: Vec<Json<std::collections::BTreeMap<String, Vec<i32>>>>,
    #[column(sql_type = "information_schema.cardinal_number", default = 2000)]
    pub since: i32,
    #[column(sql_type = "cidr", default = "10.0.0.0/8")]
    pub network: ipnetwork::IpNetwork,
    #[column(numeric(5, 2), default = 9.5e1)]
    pub price: Decimal,
    #[column(sql_type = "smallint", default = MOST)]
    pub small: i32,
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

schema! { pub SCHEMA = [Offer, Plan] }
