//! What conditions say of a column, read off their SQL. Generated code has every column in double quotes.

use crate::TableDef;
use crate::definition::Condition;

/// Whether a check bounds the text in the column: by its length, by its values or by a pattern.
pub(super) fn bounds_text(def: &TableDef, column: &str) -> bool {
    let quoted = quoted(column);
    let checks = def.checks.iter().filter(|check| check.columns.contains(&column));
    checks.map(|check| sql(check.condition)).any(|sql| bounds(&sql, &quoted))
}

fn bounds(sql: &str, quoted: &str) -> bool {
    sql.match_indices(quoted).any(|(at, _)| {
        let (before, after) = (&sql[..at], &sql[at + quoted.len()..]);
        if before.ends_with("length(") { bounds_length(after) } else { lists_values(after) }
    })
}

/// `char_length("name") <= 100`; not `> 0`, `<> 0` or the `= 0` of an empty text.
fn bounds_length(after: &str) -> bool {
    let after = after.trim_start_matches(')').trim_start();
    let begins = |start| after.starts_with(start);
    begins("<=") || begins("< ") || begins("between") || (begins("= ") && !begins("= 0"))
}

/// `"kind" = 'a'`, `"kind" in ('a', 'b')`, `"code" ~ '^[a-z]{2}$'`
fn lists_values(after: &str) -> bool {
    let after = after.trim_start();
    ["= ", "in ", "in(", "~", "similar to"].iter().any(|start| after.starts_with(start))
}

/// Whether a condition asks if the column is NULL.
pub(super) fn asks_for_null(condition: Condition, column: &str) -> bool {
    let (sql, quoted) = (sql(condition), quoted(column));
    ["null", "not null"].iter().any(|null| sql.contains(&format!("{quoted} is {null}")))
}

/// Whether a check of the table asks for NULL at all.
pub(super) fn any_asks_for_null(def: &TableDef) -> bool {
    def.checks.iter().any(|check| sql(check.condition).contains("null"))
}

fn sql(condition: Condition) -> String {
    condition.concat().to_ascii_lowercase()
}

fn quoted(column: &str) -> String {
    format!("\"{}\"", column.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_a_list_or_a_pattern_bounds_a_text() {
        for (sql, bounded) in [
            ("char_length(\"a\") <= 5", true),
            ("char_length(\"a\") < 5", true),
            ("char_length(\"a\") = 5", true),
            ("octet_length(\"a\") between 1 and 5", true),
            ("\"a\" = 'x' or \"a\" = 'y'", true),
            ("\"a\" in ('x')", true),
            ("\"a\" ~ '^x$'", true),
            ("not (char_length(\"a\") = 0)", false),
            ("char_length(\"a\") > 0", false),
            ("char_length(\"a\") <> 0", false),
            ("\"a\" <> ''", false),
            ("\"a\" ^@ 'x'", false),
            ("char_length(\"b\") <= 5", false),
        ] {
            assert_eq!(bounds(sql, "\"a\""), bounded, "{sql}");
        }
    }

    #[test]
    fn a_null_is_asked_for() {
        assert!(asks_for_null(&["\"Parent\"", " IS NULL"], "Parent"));
        assert!(asks_for_null(&["\"a\"", " > 0 AND ", "\"b\"", " IS NOT NULL"], "b"));
        assert!(!asks_for_null(&["\"a\"", " > 0 AND ", "\"b\"", " IS NOT NULL"], "a"));
    }
}
