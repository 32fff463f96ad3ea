use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

schema! {
    pub SCHEMA = [Organization];
    sql_after(
        name = "newest accounts",
        sql = "CREATE VIEW newest WITH (security_invoker = true) AS SELECT * FROM organizations ORDER BY id DESC LIMIT 20;
            GRANT SELECT ON newest TO PUBLIC",
    );
}
