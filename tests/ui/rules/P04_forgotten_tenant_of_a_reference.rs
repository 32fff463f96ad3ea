//! P04, P04: neither the tenant nor what a delete does is declared: the tenant is the cause

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
}

/// A line of an order.
#[table(name = "org_lines")]
pub struct Line {
    pub id: Id<Line>,
    pub product_id: Id<Product>,
}

/// Somebody who works for an account.
#[table(name = "users")]
pub struct User {
    pub id: Id<User>,
    pub current: Option<Id<Organization>>,
}

fn main() {}
