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
    if SINCE.iter().all(|(_, since)| *since <= oldest) {
        return Vec::new();
    }
    let texts = texts(table);
    let called: Vec<_> = texts.iter().flat_map(|sql| called(sql)).collect();
    let newer = SINCE.iter().filter(|(function, since)| *since > oldest && called.contains(function));
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

/// The functions of PostgreSQL's own that are called: each word before a parenthesis. One with another schema in front is the user's.
fn called(sql: &str) -> impl Iterator<Item = &str> {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    sql.match_indices('(').filter_map(move |(at, _)| {
        let before = sql[..at].trim_end();
        let (schema, name) = before.split_at(before.trim_end_matches(part).len());
        let is_own = !schema.ends_with('.') || schema.ends_with("pg_catalog.");
        (is_own && !name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_a_whole_name_before_a_parenthesis() {
        let calls = |sql: &str| called(sql).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(calls("a > erf (b) + uuidv7()"), ["erf", "uuidv7"]);
        assert_eq!(calls("pg_catalog.uuidv7() = public.uuidv7()"), ["uuidv7"]);
        assert_eq!(calls("my_uuidv7() IN (é(1), \"crc32\"())"), ["my_uuidv7", "IN", "é"]);
        assert_eq!(calls(&without_literals("'it''s crc32()' || (a)")), [""; 0]);
        assert_eq!(calls("erf + 1"), [""; 0]);
    }
}
