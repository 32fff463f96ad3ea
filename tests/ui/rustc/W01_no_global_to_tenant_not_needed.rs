use peristyle::prelude::*;

/// A country.
#[table(name = "countries")]
pub struct Country {
    pub id: Id<Country>,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(
        on_delete = restrict,
        why = "a country with plans is kept",
        waive(no_global_to_tenant = "every tenant may know it")
    )]
    pub country_id: Id<Country>,
}

fn main() {}
