//! Where the SQL of a condition names a column.

use crate::quote::Identifier;

/// What stands before and after each place that names the column.
pub(crate) fn places<'a>(sql: &'a str, column: &str) -> Vec<(&'a str, &'a str)> {
    if sql.is_empty() {
        return Vec::new();
    }
    let written = Identifier(column).to_string();
    let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '"' | '\'');
    let around = sql.match_indices(&written).map(|(at, name)| (&sql[..at], &sql[at + name.len()..]));
    around.filter(|(before, after)| !before.ends_with(part) && !after.starts_with(part)).collect()
}

/// The condition with another name of the column.
pub(crate) fn renamed(sql: &str, old: &str, new: &str) -> String {
    let (written, new) = (Identifier(old).to_string(), Identifier(new).to_string());
    let mut renamed = String::with_capacity(sql.len());
    let mut at = 0;
    for (before, _) in places(sql, old) {
        renamed.push_str(&sql[at..before.len()]);
        renamed.push_str(&new);
        at = before.len() + written.len();
    }
    renamed + &sql[at..]
}

/// Whether the condition names the column.
pub(crate) fn reads(sql: &str, column: &str) -> bool {
    !places(sql, column).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_whole_names() {
        assert!(reads("status = 'active' AND deleted_at IS NULL", "status"));
        assert!(reads("a IS NULL", "a") && !reads("deleted_at IS NULL", "deleted"));
        assert!(reads("\"order\" > 0", "order") && !reads("\"order\" > 0", "or"));
        assert!(!reads("kind = 'a'", "a"));
    }
}
