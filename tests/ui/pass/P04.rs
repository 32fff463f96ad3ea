use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

/// Which plan an organization pays for.
#[table(name = "org_subscriptions", tenant = Organization)]
pub struct Subscription {
    pub id: Id<Subscription>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a plan that is paid for is kept")]
    pub plan_id: Id<Plan>,
}

schema! { pub SCHEMA = [Organization, Plan, Subscription] }
