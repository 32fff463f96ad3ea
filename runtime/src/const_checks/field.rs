//! Columns that SQL of the user names.

use super::{Message, refused};
use crate::const_str::str_eq;
use crate::{ColumnDef, Table};

/// Returns the column of a field, for `sql!` (C09).
#[must_use]
#[track_caller]
#[inline]
pub const fn field<T: Table>(name: &str) -> &'static ColumnDef {
    let table = const { &T::DEF };
    let mut at = 0;
    while at < table.columns.len() {
        if str_eq(field_of(&table.columns[at]), name) {
            return &table.columns[at];
        }
        at += 1;
    }
    let mut message = Message::new();
    message.write("[C09] `");
    message.write(name);
    message.write("` is not a column of `");
    message.write(table.rust_name);
    message.write("`\n  = help: its columns are ");
    let mut at = 0;
    while at < table.columns.len() {
        message.write(if at == 0 { "`" } else { ", `" });
        message.write(field_of(&table.columns[at]));
        message.write("`");
        at += 1;
    }
    message.write("\n  = docs: peristyle::rules::C09");
    refused(&message)
}

#[inline]
const fn field_of(column: &ColumnDef) -> &'static str {
    if column.field.is_empty() { column.name } else { column.field }
}
