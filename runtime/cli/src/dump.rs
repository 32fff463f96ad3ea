//! A file of `pg_dump --schema-only`, loaded into a database.

use std::path::Path;

use sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::database::{code, sentence};
use crate::exit::Exit;
use crate::failure::Failure;

/// The commands of psql that a dump has since 2025. They keep psql from obeying others, and this is not psql.
const OF_PSQL: [&str; 2] = ["\\restrict ", "\\unrestrict "];

/// Reads a dump as one script of SQL. Lines keep their numbers.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let wrong = |message: String| Failure::new(Exit::Files, message);
    let bytes = std::fs::read(path).map_err(|error| wrong(format!("cannot read `{}`: {error}", path.display())))?;
    if bytes.starts_with(b"PGDMP") {
        return Err(wrong(format!("`{}` is a dump in the custom format", path.display()))
            .help("write SQL: `pg_restore --schema-only --no-owner --no-privileges --file schema.sql <FILE>`"));
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong(format!("`{}` is not UTF-8", path.display())))?;
    let script =
        |line: &str| if OF_PSQL.iter().any(|word| line.starts_with(word)) { String::new() } else { line.to_owned() };
    Ok(text.lines().map(script).collect::<Vec<_>>().join("\n"))
}

/// Runs the script in one transaction.
pub(crate) async fn load(connection: &mut PgConnection, path: &Path, script: &str) -> Result<(), Failure> {
    let loaded = sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(connection).await;
    let Err(error) = loaded else { return Ok(()) };
    let place = position(&error).map(|place| format!(", line {}", line(script, place))).unwrap_or_default();
    let message = format!("cannot load `{}`{place}: {}", path.display(), sentence(&error));
    let failure = Failure::new(Exit::Database, message);
    Err(match code(&error).as_deref() {
        // A role that is missing, and one that may not be what it has to be.
        Some("42704" | "42501") => failure.help(
            "a dump without owners and privileges needs no roles: `pg_dump --schema-only --no-owner --no-privileges`; what policies name has to be there",
        ),
        Some("0A000" | "58P01") => failure.help("install the extension on the server, or use the server of the database"),
        Some("42601" | "08P01") => failure.help("write the file with `pg_dump --schema-only`: commands of psql and rows cannot be loaded"),
        _ => failure,
    })
}

fn position(error: &sqlx::Error) -> Option<usize> {
    match error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.position()? {
        PgErrorPosition::Original(place) => Some(place),
        PgErrorPosition::Internal { .. } => None,
    }
}

/// The line of a letter, both from one.
fn line(script: &str, place: usize) -> usize {
    1 + script.chars().take(place.saturating_sub(1)).filter(|letter| *letter == '\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_in_a_line() {
        assert_eq!([1, 3, 4, 5, 99].map(|place| line("\u{df}b\n\nc", place)), [1, 1, 2, 3, 3]);
    }

    #[test]
    fn what_psql_reads_is_left_out() {
        let path = std::env::temp_dir().join(format!("peristyle-dump-{}.sql", std::process::id()));
        std::fs::write(&path, "\\restrict abc\nSELECT 1;\n\\unrestrict abc\n").unwrap();
        assert_eq!(read(&path).unwrap(), "\nSELECT 1;\n");
        std::fs::write(&path, b"PGDMP\x01").unwrap();
        assert!(read(&path).unwrap_err().message.contains("custom format"));
        std::fs::write(&path, b"\xff").unwrap();
        assert!(read(&path).unwrap_err().message.contains("is not UTF-8"));
        std::fs::remove_file(&path).unwrap();
        assert!(read(&path).unwrap_err().message.contains("cannot read"));
    }
}
