//! Enums, decimals, JSON, arrays and NULL: the type of a field decides the type of its column.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The status of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
enum ProductStatus {
    Draft,
    #[pg_enum(name = "for_sale")]
    Active,
    Retired,
}

/// The settings of a product.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ProductSettings {
    icon: Option<String>,
    featured: bool,
}

/// A product.
#[table(name = "products")]
struct Product {
    id: Id<Product>,
    #[column(varchar(255))]
    name: String,
    /// The price of one piece, without taxes.
    #[column(numeric(10, 2))]
    price: Decimal,
    #[column(default = ProductStatus::Draft)]
    status: ProductStatus,
    description: Option<String>,
    tags: Vec<String>,
    settings: Option<Json<ProductSettings>>,
    first_sold_at: Option<peristyle::Timestamp>,
}

schema! { SCHEMA = [Product] }

/// What this example prints.
pub fn show() -> String {
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a valid schema");
    let products: Vec<&str> = ddl.split("\n\n").filter(|part| part.contains("product")).collect();

    let draft = ProductInsert::new("Chandelier", Decimal::new(19_999, 3)) // 19.999
        .status(ProductStatus::Active)
        .settings(Json(ProductSettings { icon: None, featured: true }));
    let refused = draft.validate().expect_err("a price with three digits after the point");

    format!("{}\n{refused}\n", products.join("\n\n"))
}

fn main() {
    print!("{}", show());
}
