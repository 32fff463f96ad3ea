use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// How an organization wants it.
#[table(name = "org_settings", tenant = Organization, unique(one_per_tenant))]
pub struct Setting {
    pub id: Id<Setting>,
    pub organization_id: Id<Organization>,
    pub currency: String,
}

schema! { pub SCHEMA = [Organization, Setting] }
