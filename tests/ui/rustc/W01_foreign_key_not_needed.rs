use peristyle::prelude::*;

type Colors = Vec<f32>;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(foreign_key = "an id of the printer"))]
    pub color_ids: Colors,
}

fn main() {}
