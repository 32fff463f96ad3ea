use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A key that a program sends.
#[table(
    name = "org_api_keys",
    tenant = Organization,
    unique(number, global, tenant_lookup),
    waive(unique_per_tenant = "a number belongs to one account")
)]
pub struct ApiKey {
    pub id: Id<ApiKey>,
    pub organization_id: Id<Organization>,
    pub number: i64,
}

pub async fn tenant(pool: &sqlx::PgPool) {
    let _tenant = ApiKey::tenant_of_number(pool, "42").await;
}

fn main() {}
