//! Laws of an index over the types of its columns (I08, I09).

use super::{broken, waives};
use crate::definition::IndexDef;
use crate::text::same;
use crate::{SqlType, TableDef};

/// I08 and I09 of the index of that number.
#[track_caller]
pub const fn index(table: &TableDef, place: usize) {
    let index = &table.indexes[place];
    let mut at = 0;
    while at < index.columns.len() {
        let name = index.columns[at].name;
        if misfits(table, index, name, "I08") && !waives(table.waivers, "I08") {
            broken(&[
                "[I08] a b-tree orders the documents of `",
                name,
                "`, which no query asks for\n  = help: remove it, or index a column of its own\n  = docs: peristyle::rules::I08",
            ]);
        }
        if misfits(table, index, name, "I09") && !waives(table.waivers, "I09") {
            broken(&[
                "[I09] under row level security no query uses `",
                name,
                "` in an index: its comparison is not leakproof\n  = help: write `only(",
                name,
                " == ..)` in place of the column, or store a text with a check or a bigint\n  = docs: peristyle::rules::I09",
            ]);
        }
        at += 1;
    }
}

/// Whether any index of a table breaks the law of that code.
pub(super) const fn any_index_column(table: &TableDef, code: &str) -> bool {
    let mut index = 0;
    while index < table.indexes.len() {
        let columns = table.indexes[index].columns;
        let mut at = 0;
        while at < columns.len() {
            if misfits(table, &table.indexes[index], columns[at].name, code) {
                return true;
            }
            at += 1;
        }
        index += 1;
    }
    false
}

const fn misfits(table: &TableDef, index: &IndexDef, column: &str, code: &str) -> bool {
    let sql_type = sql_type_of(table, column);
    if same(code, "I08") {
        return matches!(sql_type, SqlType::Jsonb | SqlType::Json);
    }
    let guarded = table.row_security && table.tenant_column().is_some() && !index.unique;
    guarded && !is_leakproof(sql_type)
}

/// POSTGRES.md, section 1. A document is I08's.
const fn is_leakproof(sql_type: SqlType) -> bool {
    !matches!(sql_type, SqlType::Enum(_) | SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Array(_))
}

/// Columns that are not there were reported by their tokens.
const fn sql_type_of(table: &TableDef, name: &str) -> SqlType {
    let mut at = 0;
    while at < table.columns.len() {
        if same(table.columns[at].name, name) {
            return table.columns[at].sql_type;
        }
        at += 1;
    }
    SqlType::Boolean
}
