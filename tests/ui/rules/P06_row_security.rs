use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

schema! {
    pub SCHEMA = [Organization];
    sql_after(name = "for the reports", sql = "ALTER TABLE organizations DISABLE ROW LEVEL SECURITY");
}

fn main() {}
