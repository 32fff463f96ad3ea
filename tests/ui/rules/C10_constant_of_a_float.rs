use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = std::f64::consts::PI)]
    pub share: f64,
}

fn main() {}
