use peristyle::prelude::*;

/// A part of a country.
#[table(name = "regions", primary_key(country, number), waive(junction = "numbered within the country"))]
pub struct Region {
    pub country: String,
    pub number: i32,
}

/// What a customer pays for.
#[table(name = "plans", foreign_key(country, region, references = Region, on_delete = restrict))]
pub struct Plan {
    pub id: Id<Plan>,
    pub country: String,
    pub region: i32,
}

fn main() {}
