//! C01, C06, C10, F01, F02, I06, K02, N01, N04, T01, W01: all that is wrong with a struct is said in one build.

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    pub id: Id<Shop>,
}

#[table(name = "Products", unique(deleted_at), waive(soft_delet = "never"))]
pub struct Product {
    pub id: i64,
    pub price: Decimal,
    pub shop_id: Id<Shop>,
    pub owner_id: String,
    #[column(default = "now()")]
    pub since: String,
    #[column(char(2))]
    pub country: String,
    pub created_at: Option<peristyle::Timestamp>,
}

fn main() {}
