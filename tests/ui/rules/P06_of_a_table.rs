//! P06, P06, P06: a trigger that is switched off, a function with the rights of its owner, and a view that is granted.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// One movement of money.
#[table(
    name = "org_entries",
    tenant = Organization,
    append_only,
    sql_before(name = "a sum", sql = "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"),
    sql_after(name = "repair", sql = "ALTER TABLE org_entries DISABLE TRIGGER peristyle_append_only"),
    sql_after(name = "view", sql = "CREATE VIEW entries AS SELECT * FROM org_entries; GRANT SELECT ON entries TO app")
)]
pub struct Entry {
    pub id: Id<Entry>,
    pub organization_id: Id<Organization>,
}

fn main() {}
