use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub settings: Json<Vec<i32>>,
    #[column(on_delete = set_null, why = "a plan outlives it", generated(sql = "(settings ->> 'next')::uuid"))]
    pub next_id: Option<Id<Plan>>,
}

fn main() {}
