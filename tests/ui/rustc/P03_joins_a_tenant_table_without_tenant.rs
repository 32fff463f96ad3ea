use peristyle::prelude::*;

/// A team; every tenant row belongs to one.
#[table(name = "teams", tenant_root)]
pub struct Team {
    pub id: Id<Team>,
}

/// Someone who signs in.
#[table(name = "users")]
pub struct User {
    pub id: Id<User>,
    #[column(
        on_delete = set_null,
        why = "a user outlives the team that was open last",
        waive(no_global_to_tenant = "the team that the user opened last")
    )]
    pub current_team_id: Option<Id<Team>>,
}

fn main() {
    let _teams_of_all = User::select().join(User::CURRENT_TEAM_ID);
}
