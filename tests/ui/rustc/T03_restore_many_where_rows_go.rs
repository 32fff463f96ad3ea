use peristyle::prelude::*;

/// A country of the world.
#[table(name = "countries", unique(code), waive(soft_delete = "countries are never deleted here"))]
pub struct Country {
    pub id: Id<Country>,
    #[column(varchar(2))]
    pub code: String,
}

pub fn restore() {
    let _ = Country::restore_many(Country::CODE.eq("de"));
}

fn main() {}
