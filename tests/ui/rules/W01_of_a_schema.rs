//! W01, W01: a waiver that nothing needs, and one of a rule that does not exist.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

schema! {
    pub SCHEMA = [Organization];
    waive(sql_keeps_guards = "there is no SQL");
    waive(sql_keep_guards = "there is no such rule");
}

fn main() {}
