//! A copied column is declared, with a reason; it must have the type of its source.

use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
struct Category {
    id: Id<Category>,
    #[column(varchar(100))]
    name: String,
}

/// A product.
#[table(name = "products")]
struct Product {
    id: Id<Product>,
    #[column(varchar(255))]
    name: String,
    #[column(on_delete = restrict, why = "a category with products is kept")]
    category_id: Id<Category>,
    #[column(varchar(100), denormalized(from = Category::NAME, why = "lists show it without a join"))]
    category_name: String,
}

/// A line of an invoice.
#[table(name = "invoice_lines")]
struct InvoiceLine {
    id: Id<InvoiceLine>,
    #[column(on_delete = restrict, why = "a product that was sold is kept")]
    product_id: Id<Product>,
    #[column(varchar(255), waive(denormalized = "it is the name on the day of the sale"))]
    product_name: String,
}

schema! { SCHEMA = [Category, Product, InvoiceLine] }

/// What this example prints.
pub fn show() -> String {
    let copy = Product::CATEGORY_NAME.def().denormalized.expect("a copied column");
    let waiver = InvoiceLine::PRODUCT_NAME.def().waivers[0];
    format!(
        "products.category_name copies {}: {}\ninvoice_lines.product_name waives {}: {}\n",
        copy.column, copy.why, waiver.name, waiver.reason,
    )
}

fn main() {
    print!("{}", show());
}
