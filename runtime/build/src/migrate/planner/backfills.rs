//! Backfills as the build script states them: each fills a column, with a value in SQL.

use super::super::question::nearest;
use super::Planner;

impl Planner<'_> {
    /// Refuses the backfills that fill nothing, and those that are no value.
    pub(super) fn check_backfills(&mut self) {
        let unused = self.rules.backfills.iter();
        let unused: Vec<_> = unused
            .filter(|(table, column, _)| !self.used_backfills.contains(&(table.clone(), column.clone())))
            .map(|(table, column, _)| format!("{table}.{column}"))
            .collect();
        self.refuse_words();
        for name in unused {
            self.refuse(
                format!("the backfill of `{name}` is of no column that is new or becomes NOT NULL"),
                "remove it, or correct the name of the table or of the column",
            );
        }
    }

    /// A backfill of one word is a column. Of a text the quotes are missing, which a shell may have taken.
    fn refuse_words(&mut self) {
        let rules = self.rules;
        for (of, column, sql) in &rules.backfills {
            let word = sql.trim();
            let tables = [&self.old, &self.new]
                .map(|side| side.checked.tables().iter().find(|table| table.qualified().to_string() == *of));
            let columns =
                || tables.iter().flatten().flat_map(|table| &table.columns).map(|column| column.name.as_ref());
            let is_column = || columns().any(|name| name.eq_ignore_ascii_case(word));
            if !is_word(word) || tables[1].is_none() || is_column() {
                continue;
            }
            let meant = nearest(word, columns()).map(|name| format!("the column `{name}`, or ")).unwrap_or_default();
            self.refuse(
                format!("the backfill of `{of}.{column}` is `{word}`, which is not a value in SQL, and `{of}` has no column of this name"),
                format!("write {meant}a text in quotes, `.backfill(\"{of}\", \"{column}\", \"'{word}'\")`"),
            );
        }
    }
}

/// Whether the SQL is one name, and not a value that has one.
fn is_word(sql: &str) -> bool {
    let is_name = sql.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && sql.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let is_value =
        ["null", "true", "false", "user", "localtime", "localtimestamp"].contains(&sql.to_lowercase().as_str());
    let prefixes = ["current_", "session_", "system_"];
    is_name && !is_value && !prefixes.iter().any(|prefix| sql.to_lowercase().starts_with(prefix))
}
