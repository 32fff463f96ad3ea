use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

pub async fn account(
    transaction: &mut peristyle::sqlx::AcrossTransaction<'static, Organization>,
    tenant: Tenant<Organization>,
) -> Result<Organization, peristyle::Error> {
    Organization::find(tenant).fetch_one(transaction).await
}

fn main() {}
