use peristyle::prelude::*;

/// A team; every tenant row belongs to one.
#[table(name = "teams", tenant_root, unique(slug), waive(soft_delete = "a team that leaves is gone"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    pub id: Id<Team>,
    pub slug: String,
}

/// Someone who signs in, and works in several teams.
#[table(name = "users", unique(email))]
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: Id<User>,
    pub email: String,
    #[column(
        on_delete = set_null,
        why = "a user outlives the team that was open last",
        waive(no_global_to_tenant = "the team that the user opened last; users know their teams")
    )]
    pub current_team_id: Option<Id<Team>>,
}

/// The bill of a team, which the operator of the service writes.
#[table(
    name = "invoices",
    waive(no_global_to_tenant = "invoices belong to the operator", soft_delete = "an invoice is kept as long as its team")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    pub id: Id<Invoice>,
    #[column(on_delete = cascade, why = "the invoices of a team end with it")]
    pub team_id: Id<Team>,
    #[column(references = Team::SLUG, on_delete = cascade, on_update = cascade, why = "it is printed on the invoice")]
    pub printed_for: String,
}

/// Who works in which team.
#[table(name = "org_memberships", tenant = Team, unique(user_id), waive(soft_delete = "who leaves is gone"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    pub id: Id<Membership>,
    pub team_id: Id<Team>,
    #[column(on_delete = cascade, why = "a membership is nothing without its user")]
    pub user_id: Id<User>,
}

schema! { pub SCHEMA = [Team, User, Invoice, Membership] }
