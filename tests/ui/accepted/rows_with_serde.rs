//! Rows and inserts that are serialized, the added columns included.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "billing")]
pub enum Billing {
    Monthly,
    Yearly,
}

/// What is sold.
#[table(name = "plans", derive_insert(Serialize, Deserialize))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar(10))]
    pub name: String,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    pub billing: Billing,
    pub notes: Json<Vec<String>>,
}

schema! { pub SCHEMA = [Plan] }

/// A row as a web service answers with it, its timestamps included.
pub fn answered(plan: &Plan) -> String {
    serde_json::to_string(plan).unwrap_or_default()
}

/// What a job hands on.
pub fn handed_on(text: &str) -> Option<PlanInsert> {
    serde_json::from_str(text).ok()
}
