use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(on_delete = restrct, why = "a tree")]
    pub parent_id: Option<Id<Plan>>,
}

fn main() {}
