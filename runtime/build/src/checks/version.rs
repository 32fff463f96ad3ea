use std::fmt;

use super::error::Diagnostic;
use crate::model::Table;

/// A version of PostgreSQL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Postgres {
    /// 15, the oldest that peristyle knows: `SET NULL (column)`, `NULLS NOT DISTINCT`, views with `security_invoker`.
    #[default]
    V15,
    /// 16
    V16,
    /// 17
    V17,
    /// 18
    V18,
}

impl Postgres {
    /// The newest that peristyle knows.
    pub(crate) const NEWEST: Self = Self::V18;
}

impl fmt::Display for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V15 => "15",
            Self::V16 => "16",
            Self::V17 => "17",
            Self::V18 => "18",
        })
    }
}

/// Functions that a default or a condition may call, and the version that has them first; `tests/postgres` asks a server whether that is so.
pub(super) const SINCE: &[(&str, Postgres)] = &[
    ("array_sample", Postgres::V16),
    ("array_shuffle", Postgres::V16),
    ("date_add", Postgres::V16),
    ("date_subtract", Postgres::V16),
    ("erf", Postgres::V16),
    ("erfc", Postgres::V16),
    ("pg_input_is_valid", Postgres::V16),
    ("random_normal", Postgres::V16),
    ("to_bin", Postgres::V17),
    ("to_oct", Postgres::V17),
    ("unicode_assigned", Postgres::V17),
    ("uuid_extract_timestamp", Postgres::V17),
    ("uuid_extract_version", Postgres::V17),
    ("array_reverse", Postgres::V18),
    ("array_sort", Postgres::V18),
    ("casefold", Postgres::V18),
    ("crc32", Postgres::V18),
    ("crc32c", Postgres::V18),
    ("gamma", Postgres::V18),
    ("lgamma", Postgres::V18),
    ("uuidv4", Postgres::V18),
    ("uuidv7", Postgres::V18),
];

/// C09: what the SQL of a table calls that the oldest server does not have.
pub(super) fn check(table: &Table, oldest: Postgres) -> Vec<Diagnostic> {
    let texts = texts(table);
    let newer =
        SINCE.iter().filter(|(function, since)| *since > oldest && texts.iter().any(|sql| calls(sql, function)));
    let diagnostic = |(function, since): &(&str, Postgres)| Diagnostic {
        code: "C09",
        message: format!("`{}` calls `{function}(...)`, which PostgreSQL {oldest} does not have", table.name),
        help: format!("if every server is of version {since} or later, write `.postgres(Postgres::V{since})`"),
    };
    newer.map(diagnostic).collect()
}

/// The SQL that calls something: what the user wrote, or had written from Rust. In lower case, as functions are.
fn texts(table: &Table) -> Vec<String> {
    let columns = table.columns.iter().flat_map(|column| [&column.default, &column.generated]);
    let only = table.indexes.iter().map(|index| &index.only);
    let expressions = table.indexes.iter().flat_map(|index| &index.columns).map(|column| &column.expression);
    let checks = table.checks.iter().filter(|check| !check.generated).map(|check| &check.condition);
    let texts = columns.chain(only).chain(expressions).flatten().chain(checks);
    texts.filter(|sql| sql.contains('(')).map(|sql| without_literals(sql).to_ascii_lowercase()).collect()
}

/// The SQL without what stands between quotes.
fn without_literals(sql: &str) -> String {
    sql.split('\'').step_by(2).collect::<Vec<_>>().join("''")
}

/// Whether a function of PostgreSQL's own of that name is called: its name as a whole word, and a parenthesis. One with another schema in front is
/// the user's.
fn calls(sql: &str, function: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let is_own = |before: &str| !before.ends_with(part) && (!before.ends_with('.') || before.ends_with("pg_catalog."));
    let mut places = sql.match_indices(function).map(|(at, _)| (&sql[..at], &sql[at + function.len()..]));
    places.any(|(before, behind)| is_own(before) && behind.trim_start().starts_with('('))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_a_whole_name_before_a_parenthesis() {
        assert!(calls("uuidv7()", "uuidv7") && calls("a > erf (b)", "erf"));
        assert!(calls("pg_catalog.uuidv7()", "uuidv7") && !calls("public.uuidv7()", "uuidv7"));
        assert!(!calls(&without_literals("'it''s crc32()' || a"), "crc32"));
        assert!(!calls("my_uuidv7()", "uuidv7") && !calls("erf + 1", "erf") && !calls("erfc(a)", "erf"));
    }
}
