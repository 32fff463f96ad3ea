use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    #[column(generated(sql = "gen_random_uuid()"))]
    pub id: Id<Plan>,
}

fn main() {}
