//! What a database holds, as sorted lines: the facts of the other tests, functions, and rights on what is not a table.

use sqlx::{PgConnection, Row};

macro_rules! queries {
    ($($name:literal)*) => {
        [$(concat!(
            include_str!("../postgres/facts/catalog/relation.sql"),
            include_str!(concat!("../postgres/facts/catalog/", $name, ".sql"))
        )),*]
    };
}

const QUERIES: [&str; 9] = queries! {
    "table" "column" "constraint" "index" "row_security" "trigger" "type" "comment" "privilege"
};

const MORE: &str = include_str!("more.sql");

const PLAIN: &str = "SET search_path = pg_catalog; SET timezone = 'UTC'";

/// The order of columns is left out: a migration does not move them.
pub async fn catalog(connection: &mut PgConnection) -> Vec<String> {
    sqlx::raw_sql(PLAIN).execute(&mut *connection).await.unwrap();
    let mut lines = Vec::new();
    for query in QUERIES.into_iter().chain([MORE]) {
        for row in sqlx::query(query).bind(["public"].as_slice()).fetch_all(&mut *connection).await.unwrap() {
            let parts: [Option<String>; 4] = [0, 1, 2, 3].map(|at| row.get(at));
            let line = parts.map(Option::unwrap_or_default).join(" ");
            if !line.starts_with("column_order ") {
                lines.push(without_order(line));
            }
        }
    }
    sqlx::raw_sql("RESET search_path; RESET timezone").execute(connection).await.unwrap();
    lines.sort();
    lines
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

/// What one has and the other does not.
pub fn difference(expected: &[String], got: &[String]) -> String {
    let lines = |some: &[String], others: &[String], sign: char| -> String {
        some.iter().filter(|line| !others.contains(line)).map(|line| format!("{sign} {line}\n")).collect()
    };
    lines(expected, got, '-') + &lines(got, expected, '+')
}

/// The rows of each table by the columns that are given, as one hash.
pub async fn rows(connection: &mut PgConnection, tables: &[(String, Vec<String>)]) -> Vec<String> {
    let mut hashes = Vec::new();
    for (table, columns) in tables {
        let columns: Vec<_> = columns.iter().map(|column| format!("\"{column}\"")).collect();
        let query = format!(
            "SELECT format('%s %s', count(*), md5(string_agg(r::text, chr(10) ORDER BY r::text))) FROM (SELECT {} FROM public.\"{table}\") r",
            columns.join(", ")
        );
        let hash: String = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&mut *connection).await.unwrap();
        hashes.push(format!("{table} {hash}"));
    }
    hashes
}
