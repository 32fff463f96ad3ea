//! What the catalog of a database says of some schemas, as lines that two databases have alike.
//!
//! Names are written with their schema, expressions as PostgreSQL prints them. The order of columns, owners and object identifiers are not among the
//! facts: a migrated table has its columns in another order than a new one.

use std::fmt::Write;

use sqlx::{PgConnection, Row};

macro_rules! queries {
    ($($name:literal)*) => {
        [$(concat!(include_str!("relation.sql"), include_str!(concat!($name, ".sql")))),*]
    };
}

/// A row is a kind, a table or type, a name and a fact.
const QUERIES: [&str; 9] = queries! {
    "table" "column" "constraint" "index" "row_security" "trigger" "type" "comment" "privilege"
};

/// Functions, rights on types and sequences, partitions.
const MORE: &str = include_str!("more.sql");

/// One print of every expression and moment.
const PLAIN: &str = "SET LOCAL search_path = pg_catalog; SET LOCAL timezone = 'UTC'";

/// The facts of some schemas, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    lines: Vec<String>,
}

impl Facts {
    /// Reads the catalog. The table in which sqlx counts migrations is left out.
    ///
    /// # Errors
    ///
    /// The connection is lost.
    pub async fn read(connection: &mut PgConnection, schemas: &[&str]) -> Result<Self, sqlx::Error> {
        let mut transaction = sqlx::Connection::begin(connection).await?;
        sqlx::raw_sql(PLAIN).execute(&mut *transaction).await?;
        let mut lines = Vec::new();
        for query in QUERIES.into_iter().chain([MORE]) {
            for row in sqlx::query(query).bind(schemas).fetch_all(&mut *transaction).await? {
                let parts: [Option<String>; 4] = [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?];
                let [kind, of, ..] = parts.each_ref().map(|part| part.as_deref().unwrap_or_default());
                if kind != "column_order" && !of.ends_with("._sqlx_migrations") {
                    lines.push(without_order(parts.map(Option::unwrap_or_default).join(" ")));
                }
            }
        }
        transaction.rollback().await?;
        lines.sort();
        Ok(Self { lines })
    }

    /// Returns the lines that only one of the two has: `-` what is expected and missing, `+` what is there and not expected. Empty where both are alike.
    #[must_use]
    pub fn difference(&self, found: &Self) -> String {
        let mut text = String::new();
        let mut only = |sign: char, some: &Self, others: &Self| {
            for line in some.lines.iter().filter(|line| others.lines.binary_search(line).is_err()) {
                // A text takes every line.
                writeln!(text, "{sign} {line}").ok();
            }
        };
        only('-', self, found);
        only('+', found, self);
        text
    }
}

/// Rights list columns in the order of the table.
fn without_order(line: String) -> String {
    if !line.starts_with("privilege ") {
        return line;
    }
    let Some((before, rest)) = line.split_once("\"columns\": [") else { return line };
    let Some((columns, after)) = rest.split_once(']') else { return line };
    // PostgreSQL leaves the rights of a column behind that is dropped.
    let mut columns: Vec<_> = columns.split(", ").filter(|column| !column.contains("pg.dropped")).collect();
    columns.sort_unstable();
    format!("{before}\"columns\": [{}]{after}", columns.join(", "))
}
