use peristyle::prelude::*;

mod old {
    use peristyle::prelude::*;

    /// What a customer paid for.
    #[table(name = "old_plans")]
    pub struct Plan {
        pub id: Id<Plan>,
    }
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<old::Plan>,
}

fn main() {}
