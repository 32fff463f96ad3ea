use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(set_by_application)]
    pub deleted_at: bool,
}

fn main() {}
