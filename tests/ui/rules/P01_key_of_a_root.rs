//! P01, P01, P01, P01: the primary key of a root is its typed id, whatever is waived
use peristyle::prelude::*;

/// The id of an account.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct AccountId(uuid::Uuid);

/// A customer account under a key of its own.
#[table(name = "accounts", tenant_root, waive(uuid_v7 = "an older table"))]
pub struct Account {
    pub id: AccountId,
}

/// A numbered customer account.
#[table(name = "organizations", tenant_root, waive(uuid_v7 = "an older table", app_side_id = "numbered"))]
pub struct Organization {
    #[column(identity)]
    pub id: i64,
}

/// A customer account without any key.
#[table(name = "clients", tenant_root, waive(primary_key = "an older table"))]
pub struct Client {
    pub name: String,
}

/// A customer account under two columns.
#[table(
    name = "shops",
    tenant_root,
    primary_key(country, number),
    waive(junction = "an older table")
)]
pub struct Shop {
    pub country: String,
    pub number: i32,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
}

pub fn everything_else_compiles(tenant: Tenant<Organization>) {
    let _ = Organization::find(tenant);
    let _ = Product::select(tenant);
}

fn main() {}
