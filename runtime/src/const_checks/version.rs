//! S03: what a table has that only newer servers have. `peristyle-build` checks the same in a model of a schema.

use super::{Message, refused};
use crate::definition::{IndexDef, ReferenceDef};
use crate::{ColumnDef, TableDef};

/// S03 of a table, in a schema for servers of that version or later.
#[track_caller]
#[inline]
pub(super) const fn version(table: &TableDef, min: u16) {
    if min < 18 {
        since_18(table, min);
    }
}

#[track_caller]
#[inline]
const fn since_18(table: &TableDef, min: u16) {
    virtual_column(table, table.columns, min);
    virtual_column(table, table.retired, min);
    let mut at = 0;
    while at < table.references.len() {
        let reference = &table.references[at];
        if reference.not_enforced {
            needs(table, min, "18", &over(Message::new(), reference).push(" is `not_enforced`"));
        }
        if reference.not_valid && table.partition.is_some() {
            let what = over(Message::new(), reference).push(" of a partitioned table is `not_valid`");
            needs(table, min, "18", &what);
        }
        if reference.period {
            needs(table, min, "18", &over(Message::new(), reference).push(" has a period"));
        }
        at += 1;
    }
    let mut at = 0;
    while at < table.indexes.len() {
        if table.indexes[at].without_overlaps {
            let what = keyed(Message::new(), &table.indexes[at]).push(" is `without_overlaps`");
            needs(table, min, "18", &what);
        }
        at += 1;
    }
    let mut at = 0;
    while at < table.checks.len() {
        if table.checks[at].not_enforced {
            let columns = listed(Message::new().push("a check of `"), table.checks[at].columns);
            needs(table, min, "18", &columns.push("` is `not_enforced`"));
        }
        at += 1;
    }
}

/// ``the unique constraint over `a, b` ``
#[inline]
const fn keyed(message: Message, index: &IndexDef) -> Message {
    let mut message = message.push("the unique constraint over `");
    let mut at = 0;
    while at < index.columns.len() {
        message = message.push(if at > 0 { ", " } else { "" }).push(index.columns[at].name);
        at += 1;
    }
    message.push("`")
}

#[track_caller]
#[inline]
const fn virtual_column(table: &TableDef, columns: &[ColumnDef], min: u16) {
    let mut at = 0;
    while at < columns.len() {
        if columns[at].is_virtual {
            let what = Message::new().push("`").push(columns[at].name).push("` is a virtual generated column");
            needs(table, min, "18", &what);
        }
        at += 1;
    }
}

/// ``the foreign key over `a, b` ``
#[inline]
const fn over(message: Message, reference: &ReferenceDef) -> Message {
    listed(message.push("the foreign key over `"), reference.columns).push("`")
}

/// `a, b`
#[inline]
const fn listed(message: Message, names: &[&str]) -> Message {
    let mut message = message;
    let mut at = 0;
    while at < names.len() {
        message = message.push(if at > 0 { ", " } else { "" }).push(names[at]);
        at += 1;
    }
    message
}

/// Refuses the table: `what` begins with the part that a server has since that version.
#[track_caller]
#[inline]
const fn needs(table: &TableDef, min: u16, since: &str, what: &Message) -> ! {
    let message = Message::new().push("[S03] `").push(table.rust_name).push("` needs PostgreSQL ").push(since);
    let message = message.push(", and the schema is for PostgreSQL ").push(text(min)).push(" or later: ");
    let message = message.push(what.as_str()).push("\n  = help: write `min = ").push(since);
    let message = message.push(";` before the name in `schema!` if every server is of version ").push(since);
    refused(&message.push(" or later\n  = docs: peristyle::rules::S03"))
}

#[inline]
const fn text(version: u16) -> &'static str {
    match version {
        17 => "17",
        16 => "16",
        _ => "15",
    }
}
