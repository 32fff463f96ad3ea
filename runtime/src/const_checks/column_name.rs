//! Rules about a name and a type, for which the tokens do not show the type (F01, C02, C07). The macro checks the name.

use super::sql_type::{is_float, is_id, is_text_column};
use super::{Message, broken, is_waived};
use crate::const_str::{ends_with, str_eq};
use crate::definition::{ID, LIST, MONEY};
use crate::{ColumnDef, SqlType, TableDef};

#[track_caller]
#[inline]
pub(super) const fn column_name(table: &TableDef, column: &ColumnDef, token_flags: u8) {
    if token_flags & ID != 0 && is_id(column) && !is_waived(table, column, "F01") {
        refuse_id(column);
    }
    if token_flags & MONEY != 0 && is_float(column.sql_type) && !is_waived(table, column, "C02") {
        broken(&[
            "[C02] ",
            called(column).as_str(),
            " is an amount of money, but its type is a float\n  = help: write `#[column(numeric(12, 2))]` and `Decimal`, or store cents in an `i64`\n  = docs: peristyle::rules::C02",
        ]);
    }
    if token_flags & LIST != 0 && is_text_column(column) && !is_waived(table, column, "C07") {
        broken(&[
            "[C07] ",
            called(column).as_str(),
            " is a text, but its name is that of a list\n  = help: write `",
            column.field,
            ": Vec<String>`, or a child table\n  = docs: peristyle::rules::C07",
        ]);
    }
}

/// `` `shop` ``, or `` `shop`, stored as `shop_id`, `` if the names differ.
#[inline]
pub(super) const fn called(column: &ColumnDef) -> Message {
    let called = Message::new().push("`").push(column.field).push("`");
    if str_eq(column.field, column.name) { called } else { called.push(", stored as `").push(column.name).push("`,") }
}

#[track_caller]
#[inline]
const fn refuse_id(column: &ColumnDef) -> ! {
    let is_array = matches!(column.sql_type, SqlType::Array(_));
    let target = Message::new().push_camel_case(stem(column.field));
    broken(&[
        "[F01] ",
        called(column).as_str(),
        " is an id without a foreign key\n  = help: write `",
        column.field,
        ": ",
        if column.nullable { "Option<" } else { "" },
        if is_array { "Vec<" } else { "" },
        "Id<",
        target.as_str(),
        ">",
        if is_array { ">" } else { "" },
        if column.nullable { ">" } else { "" },
        "`, or `#[column(waive(foreign_key = \"an id of ..\"))]` for the id of another system\n  = docs: peristyle::rules::F01",
    ])
}

/// `order_line` for `order_line_id`
#[inline]
const fn stem(name: &str) -> &str {
    let suffix = if ends_with(name, "_ids") {
        "_ids".len()
    } else if ends_with(name, "_id") {
        "_id".len()
    } else {
        0
    };
    name.split_at(name.len() - suffix).0
}
