//! Two names of one table or column, as the statements of one program see them.

use std::borrow::Cow;

use super::super::renames::rename_in;
use crate::model::{Database, Name, Table, Tenancy, Text};

/// The tables and columns of a program without those that only programs of another release use.
pub(super) fn of_program(database: &Database) -> Cow<'_, Database> {
    let mut database = map(database, |table| {
        let gone = old_names(table);
        table.columns.retain(|column| !column.is_of_other_releases());
        drop_indexes(table, &gone);
    });
    if database.tables.iter().any(|table| table.retired().is_some()) {
        database.to_mut().tables.retain(|table| table.retired().is_none());
    }
    database
}

/// A database under the names that a program knows: a column that has two names has the one of the program.
pub(super) fn of_database<'a>(program: &Database, database: &'a Database) -> Cow<'a, Database> {
    let database = of_views(program, database);
    let known_columns = |table: &mut Table| {
        let Some(known) = program.tables.iter().find(|one| one.qualified() == table.qualified()) else { return };
        let pairs: Vec<_> = table
            .columns
            .iter()
            .filter_map(|old| Some((old.name.to_string(), old.new_name()?.to_owned())))
            .filter(|(old, new)| known.column(old).is_none() || known.column(new).is_none())
            .collect();
        for (old, new) in pairs {
            let of_old = table.column(&old).map(|column| column.sql_type.clone());
            table.columns.retain(|column| column.name != old);
            drop_indexes(table, std::slice::from_ref(&old));
            if known.column(&new).is_none() {
                rename_in(table, &new, &old);
                let column = table.columns.iter_mut().find(|column| column.name == old);
                if let (Some(column), Some(sql_type)) = (column, of_old) {
                    column.sql_type = sql_type;
                }
            }
        }
    };
    match database {
        Cow::Borrowed(database) => map(database, known_columns),
        Cow::Owned(database) => Cow::Owned(map(&database, known_columns).into_owned()),
    }
}

/// A table that a view shows under the name that the program knows has that name.
fn of_views<'a>(program: &Database, database: &'a Database) -> Cow<'a, Database> {
    let knows = |name: Name<'_>| program.tables.iter().any(|table| table.qualified() == name);
    let is_known_by_view = |table: &&Table| !knows(table.qualified()) && table.view().is_some_and(knows);
    let mut known = Cow::Borrowed(database);
    for table in database.tables.iter().filter(is_known_by_view) {
        let (now, Some(view)) = (table.qualified(), table.view()) else { continue };
        for other in &mut known.to_mut().tables {
            let rename = |schema: &mut Option<Text>, name: &mut Text| {
                if (Name { schema: schema.as_deref(), name }) == now {
                    (*schema, *name) =
                        (view.schema.map(|schema| schema.to_owned().into()), view.name.to_owned().into());
                    return true;
                }
                false
            };
            for reference in &mut other.references {
                rename(&mut reference.target_schema, &mut reference.target);
            }
            if let Tenancy::Tenant { root, root_schema, .. } = &mut other.tenancy {
                rename(root_schema, root);
            }
            if rename(&mut other.schema, &mut other.name) {
                for lookup in other.indexes.iter_mut().filter_map(|index| index.tenant_lookup.as_mut()) {
                    *lookup = lookup.of_table(view.name);
                }
            }
        }
    }
    known
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
