//! When a table or a column ends to have two names: in the release or in the migration that `until` names, without a clock.

use super::error::Refusal;
use crate::model::{Column, Database, Table, TableTransition};

/// The tables and columns of which the time has come, by the names of the release and of the migration.
pub(super) fn due(database: &Database, names: &[&str]) -> Vec<Refusal> {
    let columns = database.tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let tables = database.tables.iter().filter_map(|table| {
        let Some(TableTransition::OldName { name: old, until, .. }) = &table.transition else { return None };
        let name = names.iter().find(|name| has_come(until, name))?;
        Some(of_table(table, old, until, name))
    });
    let due = columns.filter_map(|(table, column)| {
        let until = column.transition.as_ref()?.until()?;
        let name = names.iter().find(|name| has_come(until, name))?;
        Some(refusal(&table.qualified().to_string(), column, until, name))
    });
    tables.chain(due).collect()
}

fn of_table(table: &Table, old: &str, until: &str, name: &str) -> Refusal {
    Refusal::new(
        format!("`{}` has its old name `{old}` until `{until}`, and this is `{name}`", table.qualified()),
        "remove `renamed_from` and `until` from the struct: the migration then drops the view; or name a later release",
    )
}

fn refusal(table: &str, column: &Column, until: &str, name: &str) -> Refusal {
    let (field, what) = match column.new_name() {
        Some(new) => (new, "`renamed_from` and `until`"),
        None => (column.name.as_ref(), "`backfill` and `until`"),
    };
    Refusal::new(
        format!("`{table}.{field}` is kept in step with an older release until `{until}`, and this is `{name}`"),
        format!(
            "remove {what} from the field: the migration then drops what the older release needs; or name a later release"
        ),
    )
}

/// Whether a release or a migration is the one that is named, or a version behind it.
fn has_come(until: &str, name: &str) -> bool {
    match (version(until), version(name)) {
        (Some(until), Some(version)) => version >= until,
        _ => until == name,
    }
}

/// `1.10`, `v1.10.0`: the numbers without zeros at the end.
fn version(text: &str) -> Option<Vec<u64>> {
    let digits = text.strip_prefix('v').unwrap_or(text);
    let mut numbers = digits.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>()?;
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::has_come;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(has_come("0.5", "0.5.0") && has_come("0.5", "v0.10") && has_come("1", "1.0.1"));
        assert!(!has_come("0.5", "0.4.9") && !has_come("0.10", "0.9"));
        assert!(
            has_come("drop_title", "drop_title") && !has_come("drop_title", "0.5") && !has_come("0.5", "drop_title")
        );
    }
}
