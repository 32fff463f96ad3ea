use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(time_zone = "opening hours, in the time of the place"))]
    pub starts_at: peristyle::Timestamp,
}

fn main() {}
