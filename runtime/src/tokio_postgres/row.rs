use tokio_postgres::Row as Source;

use crate::query::Row;
use crate::{Error, Table};

/// Reads rows of tables in the results of your own SQL.
///
/// ```
/// # mod example {
/// # use peristyle::prelude::*;
/// # /// A country.
/// # #[table(name = "countries")] pub struct Country { pub id: Id<Country>, pub name: String }
/// use peristyle::tokio_postgres::FromPgRow;
///
/// async fn countries(client: &tokio_postgres::Client) -> Result<Vec<Country>, peristyle::Error> {
///     let rows = client.query("SELECT * FROM countries WHERE name LIKE $1", &[&"A%"]).await?;
///     rows.iter().map(Country::from_pg_row).collect()
/// }
/// # }
/// ```
pub trait FromPgRow: Sized {
    /// Converts a row: the columns are found by their names, and others are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] with the name of the column, which is missing or whose value does not fit its Rust type.
    fn from_pg_row(row: &Source) -> Result<Self, Error>;
}

impl<T: Table> FromPgRow for T {
    fn from_pg_row(row: &Source) -> Result<Self, Error> {
        let mut reader = Row::of_tokio_postgres(row);
        reader.named(T::def().columns);
        T::read(&mut reader).map_err(|source| Error::Decode { column: reader.last_name(), source })
    }
}
