//! A root and a table of its tenants: no statement can be written without its tenant, and the database shows no other tenant's rows.

use peristyle::prelude::*;
use peristyle::query::Statement;
use peristyle_build::ddl::{self, Options};

/// A customer account; every row of a tenant belongs to one.
#[table(name = "organizations", tenant_root)]
struct Organization {
    id: Id<Organization>,
    #[column(varchar(255))]
    name: String,
}

/// Something an organization sells.
#[table(name = "org_products", tenant = Organization, unique(sku))]
struct Product {
    id: Id<Product>,
    organization_id: Id<Organization>,
    #[column(varchar(100))]
    sku: String,
    #[column(default = 0)]
    stock: i32,
}

schema! { SCHEMA = [Organization, Product] }

/// Each begins with the tenant. What would run them is `.fetch_one(&mut tx)` and its like: see `examples/quickstart`.
fn statements() -> Result<Vec<Statement>, peristyle::Error> {
    let tenant = Tenant::<Organization>::new(Id::generate()); // from what authenticated the caller
    let lamp = ProductInsert::new("L-1").stock(3); // only columns without a default have to be given
    let lamp_id = lamp.id(); // a UUIDv7, known before the row is stored
    Ok(vec![
        Product::insert(tenant, lamp).into_statement()?,
        Product::find(tenant, lamp_id).into_statement()?,
        Product::find_by_sku(tenant, "L-1").into_statement()?, // there is one for each unique
        Product::select(tenant).filter(Product::STOCK.lt(5)).order_by(Product::SKU.asc()).limit(20).into_statement()?,
        Product::update(tenant, lamp_id, ProductUpdate::new().stock(2)).into_statement()?,
        Product::delete(tenant, lamp_id).into_statement()?, // the row stays and is hidden: deleted_at is set
    ])
}

/// What this example prints.
pub fn show() -> String {
    let statements = statements().expect("values that PostgreSQL can hold");
    let statements: Vec<String> = statements.iter().map(|statement| format!("{statement};\n\n")).collect();
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a schema that fits together");
    let products: Vec<&str> = ddl.split("\n\n").filter(|part| part.contains("org_products")).collect();
    statements.concat() + &products.join("\n\n")
}

fn main() {
    print!("{}", show());
}
