//! P06, P06, P06, P06, P06: a policy, the function of the tenant, a grant, a body that runs, and what runs again.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

schema! {
    pub SCHEMA = [Organization];
    sql_before(name = "reports", sql = "CREATE ROLE reports; CREATE POLICY all_rows ON organizations TO reports USING (true)");
    sql_before(name = "the tenant", sql = "CREATE OR REPLACE FUNCTION current_organization_id() RETURNS uuid RETURN gen_random_uuid()");
    sql_after(name = "rights", sql = "GRANT SELECT ON organizations TO reports");
    sql_after(
        name = "a body",
        sql = "DO $$ BEGIN EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', 'organizations'); END $$",
        again = "ALTER TABLE organizations OWNER TO reports",
    );
}

fn main() {}
