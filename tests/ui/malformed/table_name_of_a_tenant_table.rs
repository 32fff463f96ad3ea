//! malformed, malformed, malformed: two tenant tables without a name, of roots with different prefixes, and one whose name is no text

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A group of products.
#[table(tenant = Organization)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
}

/// A place that sells.
#[table(name = "shops", tenant_root, prefix = "shop_")]
pub struct Shop {
    pub id: Id<Shop>,
}

/// A box for goods.
#[table(tenant = Shop)]
pub struct Box {
    pub id: Id<Box>,
    pub shop_id: Id<Shop>,
}

/// What is in a box.
#[table(name = shop_goods, tenant = Shop)]
pub struct Goods {
    pub id: Id<Goods>,
    pub shop_id: Id<Shop>,
}

fn main() {}
