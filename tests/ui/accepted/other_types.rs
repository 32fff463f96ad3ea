//! Types that no driver knows, behind Rust types that one does.

use peristyle::prelude::*;

/// One of each.
#[table(name = "other_types", waive(column_type = "an older table"))]
#[derive(Debug, Clone, PartialEq)]
pub struct OtherTypes {
    pub id: Id<OtherTypes>,
    #[column(sql_type = "inet")]
    pub address: String,
    #[column(sql_type = "cidr")]
    pub network: Option<String>,
    #[column(sql_type = "macaddr")]
    pub device: String,
    #[column(sql_type = "tsvector")]
    pub words: String,
    #[column(sql_type = "xml")]
    pub page: String,
    #[column(sql_type = "int4range")]
    pub range: String,
    #[column(sql_type = "tstzrange")]
    pub period: Option<String>,
    #[column(sql_type = "money")]
    pub pay: String,
    #[column(sql_type = "bit(3)")]
    pub bits: String,
    #[column(sql_type = "bit varying (9)")]
    pub more_bits: String,
    #[column(sql_type = "oid")]
    pub object: i64,
    #[column(sql_type = "name")]
    pub identifier: String,
    #[column(sql_type = "interval")]
    pub span: String,
    #[column(sql_type = "time with time zone")]
    pub odd_time: String,
    #[column(sql_type = "point")]
    pub place: String,
    #[column(sql_type = "inet[]")]
    pub addresses: Vec<String>,
    #[column(sql_type = "xml[]")]
    pub pages: Option<Vec<String>>,
    #[column(sql_type = "tsvector", generated(sql = "to_tsvector('english', identifier::text)"))]
    pub found_by: String,
    #[column(sql_type = "date", default = "2024-02-29")]
    pub day: String,
    #[column(sql_type = "inet", default = "127.0.0.1")]
    pub origin: String,
    #[column(sql_type = "Timestamp (3)", waive(time_zone = "an older table"))]
    pub noticed: chrono::NaiveDateTime,
    #[column(precision(0))]
    pub seen_at: peristyle::Timestamp,
    #[column(precision(3))]
    pub opens: Option<chrono::NaiveTime>,
}

schema! { pub SCHEMA = [OtherTypes] }
