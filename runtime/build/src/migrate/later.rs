//! The second half of a change in two releases: what to remove from the structs when nothing runs the release before any more.

use std::fmt;

use serde::Serialize;

use crate::model::{Column, Database, Table, TableTransition, Transition};

/// A part of the structs that only an older release needs. The migration of the release that removes it drops it from the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LaterChange {
    /// The struct, and the field where it is about one: `Country.title`.
    pub item: String,
    /// What to remove there: the attribute keys, the field or the struct.
    pub remove: &'static str,
    /// The release or the migration that `until` names.
    pub until: Option<String>,
    /// What the migration then drops.
    pub drops: String,
    /// Whether that loses values, so that `Hazard::DeletesData` is to be allowed.
    pub deletes_data: bool,
}

pub(super) fn of(database: &Database) -> Vec<LaterChange> {
    let of_table = |table: &Table| {
        let columns = table.columns.iter().filter_map(|column| of_column(table, column));
        of_struct(table).into_iter().chain(columns).collect::<Vec<_>>()
    };
    database.tables.iter().flat_map(of_table).collect()
}

fn of_struct(table: &Table) -> Option<LaterChange> {
    let item = table.rust_name.to_string();
    Some(match table.transition.as_ref()? {
        TableTransition::OldName { until, .. } => LaterChange {
            item,
            remove: "`renamed_from` and `until`",
            until: Some(until.to_string()),
            drops: format!("the view `{}`", table.view()?),
            deletes_data: false,
        },
        TableTransition::Retired { .. } => LaterChange {
            item,
            remove: "the struct",
            until: None,
            drops: format!("the table `{}`", table.qualified()),
            deletes_data: true,
        },
    })
}

fn of_column(table: &Table, column: &Column) -> Option<LaterChange> {
    let transition = column.transition.as_ref()?;
    let field = transition.new_name().and_then(|new| table.column(new)).unwrap_or(column);
    let item = format!("{}.{}", table.rust_name, field.field.as_ref().unwrap_or(&field.name));
    let until = transition.until().map(str::to_owned);
    let of_table = |what: &str| format!("{what} `{}.{}`", table.qualified(), column.name);
    let (remove, drops, deletes_data) = match transition {
        Transition::OldName { .. } if field.sql_type != column.sql_type => {
            ("`renamed_from`, `until` and `old_type`", of_table("the column"), false)
        }
        Transition::OldName { .. } => ("`renamed_from` and `until`", of_table("the column"), false),
        Transition::Filled { .. } => ("`backfill` and `until`", of_table("the trigger that fills"), false),
        Transition::Retired { .. } => ("the field", of_table("the column"), true),
    };
    Some(LaterChange { item, remove, until, drops, deletes_data })
}

impl fmt::Display for LaterChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { item, remove, until, drops, deletes_data } = self;
        match until {
            Some(until) => write!(f, "remove {remove} of `{item}` in `{until}`")?,
            None => write!(f, "remove {remove} `{item}`")?,
        }
        let values = if *deletes_data { " with its values" } else { "" };
        write!(f, ": the migration then drops {drops}{values}")
    }
}
