//! C10: the other table has an error, which its references do not repeat

use peristyle::prelude::*;

/// A country, by its code.
#[table(name = "countries", primary_key(code), waive(primary_key = "ISO 3166", uuid_v7 = "ISO 3166", app_side_id = "ISO"))]
pub struct Country {
    #[column(default = "now()")]
    pub code: String,
}

/// A city.
#[table(name = "cities")]
pub struct City {
    pub id: Id<City>,
    #[column(references = Country, on_delete = restrict, why = "a city is in a country")]
    pub country: String,
}

fn main() {}
