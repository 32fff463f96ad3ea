use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
}

/// Who came.
#[table(name = "org_visits", tenant = Organization)]
pub struct Visit {
    pub id: Id<Visit>,
    #[column(tenant)]
    pub owner_id: Id<Organization>,
    #[column(on_delete = set_null, why = "a visit outlives who came")]
    pub visitor_id: Option<Id<Organization>>,
}

schema! { pub SCHEMA = [Organization, Product, Visit] }
