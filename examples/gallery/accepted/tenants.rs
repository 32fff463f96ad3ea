//! A tenant root and a tenant table: no statement compiles without a tenant, and the database hides the rows of other
//! tenants.

use peristyle::prelude::*;
use peristyle::query::Statement;
use peristyle_build::ddl::{self, Options};

/// A customer account, which is a tenant.
#[table(name = "organizations", tenant_root)]
struct Organization {
    id: Id<Organization>,
    #[column(varchar(255))]
    name: String,
}

/// A product of an organization.
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

/// Each takes the tenant first. To run them, call `.fetch_one(&mut tx)`: see `examples/quickstart`.
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
    let statements = statements().expect("values that PostgreSQL can store");
    let statements: Vec<String> = statements.iter().map(|statement| format!("{statement};\n\n")).collect();
    let ddl = ddl::sql(&SCHEMA, &Options::new()).expect("a valid schema");
    let products: Vec<&str> = ddl.split("\n\n").filter(|part| part.contains("org_products")).collect();
    statements.concat() + &products.join("\n\n")
}

fn main() {
    print!("{}", show());
}
