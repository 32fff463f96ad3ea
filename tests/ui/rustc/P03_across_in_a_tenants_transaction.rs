use peristyle::across_tenants;
use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

pub async fn everyone(
    transaction: &mut peristyle::sqlx::TenantTransaction<'static, Organization>,
) -> Result<Vec<Organization>, peristyle::Error> {
    let across = across_tenants!(Organization, "a list of everyone");
    Organization::select_across(across).limit(9).fetch_all(transaction).await
}

fn main() {}
