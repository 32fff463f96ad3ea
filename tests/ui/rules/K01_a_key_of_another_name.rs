use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    #[column(on_delete = cascade, why = "a part goes with its whole")]
    pub plan_id: Option<Id<Plan>>,
}

fn main() {}
