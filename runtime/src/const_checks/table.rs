//! Rules of one table, and of a table beside the one it refers to (C08, K04, N02, P04, P05).

use super::column::plain_column;
use super::{broken, waives};
use crate::const_str::{begins_with, ends_with, str_eq};
use crate::definition::{QualifiedName, Tenancy};
use crate::{ColumnDef, SqlType, TableDef};

/// The columns that are called by a type of Rust's own: `plain` has a bit for each.
#[track_caller]
pub const fn table(table: &TableDef, plain: u128) {
    let mut at = 0;
    while at < table.columns.len() {
        if at < 128 && plain & (1 << at) != 0 {
            plain_column(&table.columns[at]);
        }
        at += 1;
    }
}

/// N02 of a tenant table.
#[track_caller]
pub const fn tenant_prefix(table: &TableDef, root: &TableDef) {
    let Tenancy::Root { prefix } = root.tenancy else { return };
    if !begins_with(table.name, prefix) && !waives(table.waivers, "N02") {
        broken(&[
            "[N02] the name of the tenant table `",
            table.name,
            "` does not start with `",
            prefix,
            "`\n  = help: write `name = \"",
            prefix,
            table.name,
            "\"`\n  = docs: peristyle::rules::N02",
        ]);
    }
}

impl ColumnDef {
    /// P04, P05, K04 and C08 of a reference, by [`crate::ColumnType::REFERENCES_DEF`]. A method of the column, so that rustc meets what is wrong with
    /// the type in the same words as in the definition, and says it once.
    #[doc(hidden)]
    #[track_caller]
    pub const fn refers(self, target: Option<(&TableDef, &str)>, table: &TableDef) {
        if let Some((target, root)) = target {
            reference(self.name, table, target, root);
        }
    }
}

#[track_caller]
const fn reference(column: &str, table: &TableDef, target: &TableDef, root: &str) {
    if target.key.len() != 1 {
        broken(&[
            "[K04] `",
            column,
            "` refers to `",
            target.name,
            if target.key.is_empty() {
                "`, which has no key\n  = help: give it one, or refer to another table"
            } else {
                "`, whose rows have no id: their key has several columns\n  = help: refer to the tables that a junction joins, or write `foreign_key(a, b, references = ..)`"
            },
            "\n  = docs: peristyle::rules::K04",
        ]);
    }
    unique_key(column, target);
    typed_key(column, target);
    undeclared_copy(column, table, target);
    same_root(column, table, target, root);
}

/// K01: nothing refers to a key that is unique in each partition alone.
#[track_caller]
pub(super) const fn unique_key(column: &str, target: &TableDef) {
    if !target.key_is_unique() {
        broken(&[
            "[K01] `",
            column,
            "` refers to `",
            target.name,
            "`, whose key is unique only together with what it is partitioned by\n  = help: partition `",
            target.rust_name,
            "` by its key or by the tenant, or refer to another table\n  = docs: peristyle::rules::K01",
        ]);
    }
}

/// F01: an `Id` refers to a UUID.
#[track_caller]
const fn typed_key(column: &str, target: &TableDef) {
    let mut at = 0;
    while at < target.columns.len() {
        let key = &target.columns[at];
        if target.key.len() == 1 && str_eq(key.name, target.key[0]) && !matches!(key.sql_type, SqlType::Uuid) {
            broken(&[
                "[F01] `",
                column,
                "` is an `Id`, but the key of `",
                target.name,
                "` is no UUID\n  = help: write the type of that key, and `#[column(references = ",
                target.rust_name,
                ")]`\n  = docs: peristyle::rules::F01",
            ]);
        }
        at += 1;
    }
}

/// P04 and P05.
#[track_caller]
pub(super) const fn same_root(column: &str, table: &TableDef, target: &TableDef, root: &str) {
    match (root_of(table), root_of(target)) {
        (None, Some(_)) => broken(&[
            "[P04] the global table `",
            table.name,
            "` refers to `",
            target.name,
            "`, which belongs to tenants\n  = help: write `tenant = ",
            root,
            "` in the `#[table]` of `",
            table.rust_name,
            "`, or remove `",
            column,
            "`\n  = docs: peristyle::rules::P04",
        ]),
        (Some(own), Some(other)) if !own.is(other) => broken(&[
            "[P05] `",
            column,
            "` refers to a row of another root: `",
            table.name,
            "` belongs to `",
            own.name,
            "`, `",
            target.name,
            "` to `",
            other.name,
            "`\n  = help: refer to a table of the same root\n  = docs: peristyle::rules::P05",
        ]),
        _ => {}
    }
}

/// C08: `category_name` beside `category_id`, where the category has a name.
#[track_caller]
const fn undeclared_copy(reference: &str, table: &TableDef, target: &TableDef) {
    let mut at = 0;
    while at < table.columns.len() {
        let column = &table.columns[at];
        let declared = column.denormalized.is_some() || waives(column.waivers, "C08") || waives(table.waivers, "C08");
        if let Some(copied) = copied_column(column.name, reference, target)
            && !declared
        {
            broken(&[
                "[C08] `",
                column.name,
                "` looks like a copy of `",
                copied,
                "` of `",
                target.name,
                "`\n  = help: remove it and join, or write `#[column(denormalized(from = ..., why = \"...\"))]`\n  = docs: peristyle::rules::C08",
            ]);
        }
        at += 1;
    }
}

/// The column of the target that a name stands for: the stem of the reference, and behind it the column's own name.
pub(super) const fn copied_column(name: &str, reference: &str, target: &TableDef) -> Option<&'static str> {
    if !ends_with(reference, "_id") {
        return None;
    }
    let stem = reference.len() - "id".len();
    if !begins_with(name, reference.split_at(stem).0) {
        return None;
    }
    let rest = name.split_at(stem).1;
    let mut at = 0;
    while at < target.columns.len() {
        if str_eq(target.columns[at].name, rest) && !str_eq(rest, "id") {
            return Some(target.columns[at].name);
        }
        at += 1;
    }
    None
}

/// The name of the root's table, for the root too.
const fn root_of(table: &TableDef) -> Option<QualifiedName> {
    match table.tenancy {
        Tenancy::Global => None,
        Tenancy::Root { .. } => Some(table.qualified()),
        Tenancy::Tenant { root_name, .. } => Some(root_name),
    }
}
