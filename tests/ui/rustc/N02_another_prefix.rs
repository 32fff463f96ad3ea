use peristyle::prelude::*;

/// A customer account.
#[table(name = "accounts", tenant_root, prefix = "acc_")]
pub struct Account {
    pub id: Id<Account>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Account)]
pub struct Product {
    pub id: Id<Product>,
    pub account_id: Id<Account>,
}

fn main() {}
