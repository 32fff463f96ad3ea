//! S03: what a table has that only newer servers have. `peristyle::const_checks` refuses what a definition shows where the table is listed.

use super::error::Diagnostic;
use crate::model::{Postgres, Table};

/// Functions that a default or a condition may call, and the version that has them first; `tests/postgres` asks a server whether that is so.
const SINCE: &[(&str, Postgres)] = &[
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

/// S03 of a table, in a schema for servers of that version or later.
pub(super) fn check(table: &Table, min: Postgres) -> Vec<Diagnostic> {
    let diagnostic = |Need { since, what }: Need| Diagnostic {
        code: "S03",
        message: format!(
            "`{}` needs PostgreSQL {since}, and the schema is for PostgreSQL {min} or later: {what}",
            table.rust_name
        ),
        help: format!(
            "write `min = {since};` before the name in `schema!` if every server is of version {since} or later"
        ),
    };
    if min == Postgres::NEWEST {
        return Vec::new();
    }
    needs(table).into_iter().filter(|need| need.since > min).map(diagnostic).collect()
}

/// A part of a table that a server has since a version.
struct Need {
    since: Postgres,
    /// What a message says after the version.
    what: String,
}

/// What a table has that PostgreSQL 15 does not have.
fn needs(table: &Table) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut since = |since, what| needs.push(Need { since, what });
    // The table of the versions has the same columns.
    for column in table.columns.iter().filter(|one| one.is_virtual && table.history_of.is_none()) {
        since(Postgres::V18, format!("`{}` is a virtual generated column", column.name));
    }
    for reference in table.references.iter().filter(|one| one.not_enforced) {
        since(Postgres::V18, format!("the foreign key over `{}` is `not_enforced`", reference.declared().join(", ")));
    }
    for check in table.checks.iter().filter(|one| one.not_enforced) {
        since(Postgres::V18, format!("a check of `{}` is `not_enforced`", check.columns.join(", ")));
    }
    for reference in table.references.iter().filter(|one| one.not_valid && table.partition.is_some()) {
        let columns = reference.declared().join(", ");
        let what = format!("the foreign key over `{columns}` of a partitioned table is `not_valid`");
        since(Postgres::V18, what);
    }
    for reference in table.references.iter().filter(|one| one.period) {
        since(Postgres::V18, format!("the foreign key over `{}` has a period", reference.declared().join(", ")));
    }
    for index in table.indexes.iter().filter(|one| one.without_overlaps) {
        let columns: Vec<&str> = index.declared().map(|column| column.name.as_ref()).collect();
        since(Postgres::V18, format!("the unique constraint over `{}` is `without_overlaps`", columns.join(", ")));
    }
    let texts = texts(table);
    let called: Vec<_> = texts.iter().flat_map(|sql| called(sql)).collect();
    for (function, version) in SINCE.iter().filter(|(function, _)| called.contains(function)) {
        since(*version, format!("its SQL calls `{function}(...)`"));
    }
    needs
}

/// The functions that the expression calls and PostgreSQL 15 does not have, each with its first version.
pub(crate) fn newer_functions(sql: &str) -> Vec<(&'static str, Postgres)> {
    let sql = without_literals(sql).to_ascii_lowercase();
    let called: Vec<_> = called(&sql).collect();
    SINCE.iter().copied().filter(|(function, _)| called.contains(function)).collect()
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
