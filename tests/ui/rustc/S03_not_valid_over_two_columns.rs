use peristyle::prelude::*;

/// A part of a city.
#[table(name = "quarters", unique(city, number), waive(soft_delete = "quarters stay"))]
pub struct Quarter {
    pub id: Id<Quarter>,
    pub city: i32,
    pub number: i32,
}

/// A visit of a quarter.
#[table(
    name = "visits",
    partition(hash(id), 4),
    foreign_key(city, quarter, references = Quarter(city, number), on_delete = restrict, why = "visits are kept", not_valid),
    waive(validated = "older visits are of quarters that are gone"),
)]
pub struct Visit {
    pub id: Id<Visit>,
    pub city: i32,
    pub quarter: i32,
}

schema! { min = 17; pub SCHEMA = [Quarter, Visit] }

fn main() {}
