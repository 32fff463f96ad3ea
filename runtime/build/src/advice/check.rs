//! What conditions say of a column, read off their SQL.

use crate::condition::places;
use crate::model::Table;

/// Whether a check bounds the text in the column: by its length, by its values or by a pattern.
pub(super) fn bounds_text(table: &Table, column: &str) -> bool {
    let checks = table.checks.iter().filter(|check| check.columns.iter().any(|name| name == column));
    checks.into_iter().any(|check| bounds(&check.condition, column))
}

fn bounds(sql: &str, column: &str) -> bool {
    places(sql, column).into_iter().any(|(before, after)| {
        let (before, after) = (before.to_ascii_lowercase(), after.to_ascii_lowercase());
        if before.ends_with("length(") { bounds_length(&after) } else { lists_values(&after) }
    })
}

/// `char_length(name) <= 100`; not `> 0`, `<> 0` or the `= 0` of an empty text.
fn bounds_length(after: &str) -> bool {
    let after = after.trim_start_matches(')').trim_start();
    let begins = |start| after.starts_with(start);
    begins("<=") || begins("< ") || begins("between") || (begins("= ") && !begins("= 0"))
}

/// `kind = 'a'`, `kind in ('a', 'b')`, `code ~ '^[a-z]{2}$'`
fn lists_values(after: &str) -> bool {
    let after = after.trim_start();
    ["= ", "in ", "in(", "~", "similar to"].iter().any(|start| after.starts_with(start))
}

/// Whether a condition asks if the column is NULL.
pub(super) fn asks_for_null(condition: &str, column: &str) -> bool {
    let asks = |after: &str| ["is null", "is not null"].iter().any(|null| after.trim_start().starts_with(null));
    places(condition, column).into_iter().any(|(_, after)| asks(&after.to_ascii_lowercase()))
}

/// Whether a declared check of the table asks for NULL at all.
pub(super) fn any_asks_for_null(table: &Table) -> bool {
    let mut declared = table.checks.iter().filter(|check| !check.generated);
    declared.any(|check| check.condition.to_ascii_lowercase().contains("null"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_a_list_or_a_pattern_bounds_a_text() {
        for (sql, bounded) in [
            ("char_length(a) <= 5", true),
            ("CHAR_LENGTH(a) < 5", true),
            ("char_length(a) = 5", true),
            ("octet_length(a) BETWEEN 1 AND 5", true),
            ("a = 'x' OR a = 'y'", true),
            ("a IN ('x')", true),
            ("a ~ '^x$'", true),
            ("NOT (char_length(a) = 0)", false),
            ("char_length(a) > 0", false),
            ("char_length(a) <> 0", false),
            ("a <> ''", false),
            ("a ^@ 'x'", false),
            ("char_length(b) <= 5", false),
        ] {
            assert_eq!(bounds(sql, "a"), bounded, "{sql}");
        }
    }

    #[test]
    fn a_null_is_asked_for() {
        assert!(asks_for_null("\"Parent\" IS NULL", "Parent"));
        assert!(asks_for_null("a > 0 AND b IS NOT NULL", "b"));
        assert!(!asks_for_null("a > 0 AND b IS NOT NULL", "a"));
    }
}
