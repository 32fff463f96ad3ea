//! malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed: what are no statistics.

use peristyle::prelude::*;

/// An address.
#[table(
    name = "addresses",
    statistics(city),
    statistics(city, city),
    statistics(city, country, kinds(mvc)),
    statistics(city, country, kinds()),
    statistics(city(desc), country),
    statistics(city, country, global),
    statistics(city, country, only(city != "x")),
    statistics(city, country, names = "x"),
    statistics(sql("lower(city)"), kinds(mcv)),
    statistics(name = "none")
)]
pub struct Address {
    pub id: Id<Address>,
    pub city: String,
    pub country: String,
}

fn main() {}
