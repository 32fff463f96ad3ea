//! Several mistakes: all of them are reported in one build, each at its tokens.

use peristyle::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A shop.
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
