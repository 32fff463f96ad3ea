use peristyle::prelude::*;

/// A customer account.
#[table(name = "accounts", tenant_root, prefix = "acc_")]
pub struct CustomerAccountOfTheNorthernAndTheSouthernHemisphere {
    pub id: Id<CustomerAccountOfTheNorthernAndTheSouthernHemisphere>,
}

fn main() {}
