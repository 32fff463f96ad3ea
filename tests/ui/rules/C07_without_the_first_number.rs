use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub mail: String,
    pub mail_2: Option<String>,
}

fn main() {}
