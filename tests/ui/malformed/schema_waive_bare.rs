use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

schema! {
    pub SCHEMA = [Organization];
    waive(sql_keeps_guards);
}

fn main() {}
