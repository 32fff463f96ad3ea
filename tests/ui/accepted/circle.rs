//! Tables that refer to each other, and to themselves.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(on_delete = set_null, why = "an organization outlives who leads it")]
    pub led_by: Option<Id<Person>>,
}

/// Who works there.
#[table(name = "org_people", tenant = Organization)]
pub struct Person {
    pub id: Id<Person>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = set_null, why = "a person outlives the team")]
    pub team_id: Option<Id<Team>>,
    #[column(on_delete = set_null, why = "whoever leads may leave")]
    pub led_by: Option<Id<Self>>,
}

/// Who works together.
#[table(name = "org_teams", tenant = Organization)]
pub struct Team {
    pub id: Id<Team>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a team has a lead")]
    pub lead_id: Id<Person>,
    #[column(on_delete = cascade, why = "a team goes with the one it is a part of")]
    pub part_of: Option<Id<Team>>,
}

/// A rate for money.
#[table(name = "rates")]
pub struct Rate {
    pub id: Id<Rate>,
    #[column(on_delete = restrict, why = "a rate has two sides")]
    pub other_way: Option<Id<Rate>>,
}

schema! { pub SCHEMA = [Organization, Person, Team, Rate] }
