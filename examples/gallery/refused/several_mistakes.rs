//! Several mistakes at once: all of them are found in one build, each at its own place.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A place that sells.
#[table(name = "shops")]
struct Shop {
    id: Id<Shop>,
}

#[table(name = "Products", unique(sku))]
struct Product {
    id: Uuid,
    sku: String,
    price: Decimal,
    shop_id: Id<Shop>,
    supplier_id: Uuid,
    #[column(default = "now()")]
    since: String,
    created_at: Option<peristyle::Timestamp>,
}

fn main() {}
