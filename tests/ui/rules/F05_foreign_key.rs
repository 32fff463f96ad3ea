use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", foreign_key(country, region, references = Plan, on_delete = restrict, why = "a plan before"), primary_key(country, region), waive(junction = "numbered within the country"))]
pub struct Plan {
    pub country: String,
    pub region: i32,
}

fn main() {}
