//! Two names of one column, as the statements of one program see them.

use std::borrow::Cow;

use super::super::renames::rename_in;
use crate::model::{Database, Table};

/// The columns of a program without those that only programs of another release use.
pub(super) fn of_program(database: &Database) -> Cow<'_, Database> {
    map(database, |table| {
        let gone = old_names(table);
        table.columns.retain(|column| !column.is_of_other_releases());
        drop_indexes(table, &gone);
    })
}

/// A database under the names that a program knows: a column that has two names has the one of the program.
pub(super) fn of_database<'a>(program: &Database, database: &'a Database) -> Cow<'a, Database> {
    map(database, |table| {
        let Some(known) = program.tables.iter().find(|one| one.qualified() == table.qualified()) else { return };
        let pairs: Vec<_> = table
            .columns
            .iter()
            .filter_map(|old| Some((old.name.to_string(), old.new_name()?.to_owned())))
            .filter(|(old, new)| known.column(old).is_none() || known.column(new).is_none())
            .collect();
        for (old, new) in pairs {
            table.columns.retain(|column| column.name != old);
            drop_indexes(table, std::slice::from_ref(&old));
            if known.column(&new).is_none() {
                rename_in(table, &new, &old);
            }
        }
    })
}

fn map(database: &Database, change: impl Fn(&mut Table)) -> Cow<'_, Database> {
    let has_two = |table: &Table| table.columns.iter().any(|column| column.is_of_other_releases());
    if !database.tables.iter().any(has_two) {
        return Cow::Borrowed(database);
    }
    let mut database = database.clone();
    database.tables.iter_mut().filter(|table| has_two(table)).for_each(change);
    Cow::Owned(database)
}

fn old_names(table: &Table) -> Vec<String> {
    let old = table.columns.iter().filter(|column| column.new_name().is_some());
    old.map(|column| column.name.to_string()).collect()
}

fn drop_indexes(table: &mut Table, columns: &[String]) {
    table.indexes.retain(|index| !columns.iter().any(|column| index.reads(column)));
}
