use peristyle::prelude::*;
use peristyle::query::RowStream;

/// A country.
#[table(name = "countries")]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
}

pub fn all(connection: &mut sqlx::PgConnection) -> RowStream<'_, Country> {
    Country::select().fetch(connection)
}

fn main() {}
