//! Rules of one table, and of a table and the table that it refers to (C08, K04, N02, P04, P05).

use super::column_name::called;
use super::{broken, is_waived, waives};
use crate::const_str::{begins_with, ends_with, str_eq};
use crate::definition::{QualifiedName, Tenancy};
use crate::{ColumnDef, SqlType, Table, TableDef};

/// N02 of a tenant table with that tenant column. `begin` is the first 16 bytes of its name: a number is compared in one step, and names in calls.
#[track_caller]
#[inline]
pub const fn tenant_prefix<Root: Table>(begin: u128, table: &str, column: &str) {
    let (mask, prefix) = const { bytes_of_prefix(&Root::DEF) };
    if begin & mask != prefix {
        whole_prefix(table, column, &Root::DEF);
    }
}

/// The bytes of the prefix of a root, and a mask of them. A prefix that does not fit is that of no name, so that all of it is compared.
#[inline]
const fn bytes_of_prefix(root: &TableDef) -> (u128, u128) {
    let Tenancy::Root { prefix } = root.tenancy else { return (0, 0) };
    let (mut bytes, mut at, mut mask, mut number) = (prefix.as_bytes(), 0, 0, 0);
    while let [first, rest @ ..] = bytes {
        if at == 128 {
            return (0, 1);
        }
        (mask, number) = (mask | 0xff << at, number | (*first as u128) << at);
        (bytes, at) = (rest, at + 8);
    }
    (mask, number)
}

/// Apart, as [`other_prefix`] is.
#[track_caller]
#[inline]
const fn whole_prefix(table: &str, column: &str, root: &TableDef) {
    if let Tenancy::Root { prefix } = root.tenancy
        && !begins_with(table, prefix)
    {
        other_prefix(table, column, prefix, root.rust_name);
    }
}

/// Apart, so that the compiler has fewer variables to make for the table of each name that is right.
#[track_caller]
#[inline]
const fn other_prefix(table: &str, column: &str, prefix: &str, root: &str) -> ! {
    // `school_` where the tenant column is `school_id`.
    let usual = if ends_with(column, "_id") { column.split_at(column.len() - 2).0 } else { "" };
    let (before, usual, after) = match usual.is_empty() || str_eq(usual, prefix) {
        true => ("another `prefix = \"", "..", "\""),
        false => ("`prefix = \"", usual, "\""),
    };
    broken(&[
        "[N02] the name of the tenant table `",
        table,
        "` does not start with `",
        prefix,
        "`\n  = help: write `name = \"",
        prefix,
        table,
        "\"`, or ",
        before,
        usual,
        after,
        "` in the `#[table]` of `",
        root,
        "`\n  = docs: peristyle::rules::N02",
    ]);
}

impl ColumnDef {
    /// P04, P05, K04, F05 and C08 of a foreign key, by [`crate::ColumnType::REFERENCES_DEF`]. A method of the column, so that rustc reports a wrong
    /// type with the same message as in the definition, and only once.
    #[doc(hidden)]
    #[track_caller]
    #[inline]
    pub const fn refers(self, target: Option<(&TableDef, &str)>, table: TableDef) {
        let table = &table;
        if let Some((target, root)) = target {
            reference(self.name, table, target, root);
            first_row(table, target, &[self.name]);
        }
    }
}

#[track_caller]
#[inline]
const fn reference(column: &str, table: &TableDef, target: &TableDef, root: &str) {
    if target.key.len() != 1 {
        broken(&[
            "[K04] `",
            column,
            "` refers to `",
            target.name,
            if target.key.is_empty() {
                "`, which has no primary key\n  = help: add one, or refer to another table"
            } else {
                "`, whose primary key has several columns\n  = help: refer to the tables that the junction links, or write `foreign_key(a, b, references = ..)`"
            },
            "\n  = docs: peristyle::rules::K04",
        ]);
    }
    unique_key(column, target);
    typed_key(column, target);
    undeclared_copy(column, table, target);
    same_root(column, table, target, root);
}

/// K01: no foreign key refers to a primary key that is unique only within each partition.
#[track_caller]
#[inline]
pub(super) const fn unique_key(column: &str, target: &TableDef) {
    if !target.key_is_unique() {
        broken(&[
            "[K01] `",
            column,
            "` refers to `",
            target.name,
            "`, whose primary key is unique only together with its partition columns\n  = help: partition `",
            target.rust_name,
            "` by its primary key or by the tenant, or refer to another table\n  = docs: peristyle::rules::K01",
        ]);
    }
}

/// After an error of a column, no further errors of it are reported.
#[inline]
const fn is_uuid(key: &ColumnDef) -> bool {
    key.is_reported() || matches!(key.sql_type, SqlType::Uuid)
}

/// F01: an `Id` refers to a UUID.
#[track_caller]
#[inline]
const fn typed_key(column: &str, target: &TableDef) {
    let mut at = 0;
    while at < target.columns.len() {
        let key = &target.columns[at];
        if target.key.len() == 1 && str_eq(key.name, target.key[0]) && !is_uuid(key) {
            broken(&[
                "[F01] `",
                column,
                "` is an `Id`, but the primary key of `",
                target.name,
                "` is not a UUID\n  = help: write the type of that primary key, and `#[column(references = ",
                target.rust_name,
                ")]`\n  = docs: peristyle::rules::F01",
            ]);
        }
        at += 1;
    }
}

/// P04 and P05.
#[track_caller]
#[inline]
pub(super) const fn same_root(column: &str, table: &TableDef, target: &TableDef, root: &str) {
    match (root_of(table), root_of(target)) {
        (None, Some(_)) => global_to_tenant(column, table, target, root),
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

/// P04. A waiver covers references to the tenant root.
#[track_caller]
#[inline]
const fn global_to_tenant(column: &str, table: &TableDef, target: &TableDef, root: &str) {
    let is_root = matches!(target.tenancy, Tenancy::Root { .. });
    if is_root && is_waived(table, column_of(table, column), "P04") {
        return;
    }
    let start: [&str; 8] = [
        "[P04] the global table `",
        table.name,
        "` refers to `",
        target.name,
        if is_root { "`, which is the tenant root" } else { "`, which is a tenant table" },
        "\n  = help: write `tenant = ",
        root,
        "` in the `#[table]` of `",
    ];
    let [a, b, c, d, e, f, g, h] = start;
    let end = "\n  = docs: peristyle::rules::P04";
    if is_root {
        broken(&[
            a,
            b,
            c,
            d,
            e,
            f,
            g,
            h,
            table.rust_name,
            "`, or waive it: `waive(no_global_to_tenant = \"...\")`",
            end,
        ]);
    }
    let way_out = "`, or refer to the tenant root with the waiver of `no_global_to_tenant`, or remove `";
    broken(&[a, b, c, d, e, f, g, h, table.rust_name, way_out, column, "`", end]);
}

/// F05: in a foreign key to the table itself one of the columns is nullable.
#[track_caller]
#[inline]
pub(super) const fn first_row(table: &TableDef, target: &TableDef, columns: &[&str]) {
    if !table.qualified().is(target.qualified()) || waives(table.waivers, "F05") {
        return;
    }
    let mut at = 0;
    while at < columns.len() {
        let column = column_of(table, columns[at]);
        if column.nullable || waives(column.waivers, "F05") {
            return;
        }
        at += 1;
    }
    let column = column_of(table, columns[0]);
    let is_id = column.target.is_some();
    broken(&[
        "[F05] `",
        column.field,
        "` refers to `",
        table.rust_name,
        "` itself, and is required, so a first row cannot be inserted\n  = help: write `",
        column.field,
        if is_id { ": Option<Id<" } else { ": Option<..>" },
        if is_id { table.rust_name } else { "" },
        if is_id { ">>`" } else { "` around its type" },
        "\n  = docs: peristyle::rules::F05",
    ]);
}

/// The column with that name. The macro names only existing columns.
#[inline]
pub(super) const fn column_of<'def>(table: &'def TableDef, name: &str) -> &'def ColumnDef {
    let mut at = 0;
    while at + 1 < table.columns.len() && !str_eq(table.columns[at].name, name) {
        at += 1;
    }
    &table.columns[at]
}

/// C08: `category_name` beside `category_id`, if the category has a name.
#[track_caller]
#[inline]
pub(super) const fn undeclared_copy(reference: &str, table: &TableDef, target: &TableDef) {
    let reference = column_of(table, reference);
    let mut at = 0;
    while at < table.columns.len() {
        let column = &table.columns[at];
        if let Some(copied) = copied_column(column, reference, target)
            && !(column.denormalized.is_some() || is_waived(table, column, "C08"))
        {
            broken(&[
                "[C08] ",
                called(column).as_str(),
                " looks like a copy of `",
                copied,
                "` of `",
                target.name,
                "`\n  = help: remove it and join, or write `#[column(denormalized(from = ..., why = \"...\"))]`\n  = docs: peristyle::rules::C08",
            ]);
        }
        at += 1;
    }
}

/// The column of the target that a column is named after, by the name of its field or by its name in the database.
#[inline]
pub(super) const fn copied_column(
    column: &ColumnDef,
    reference: &ColumnDef,
    target: &TableDef,
) -> Option<&'static str> {
    if str_eq(column.name, reference.name) {
        return None;
    }
    let (names, references) = ([column.name, column.field], [reference.name, reference.field]);
    let mut at = 0;
    while at < 4 {
        let copied = copied_name(names[at % 2], references[at / 2], target);
        if copied.is_some() {
            return copied;
        }
        at += 1;
    }
    None
}

/// The stem of the foreign key, followed by the name of a column of the target.
#[inline]
const fn copied_name(name: &str, reference: &str, target: &TableDef) -> Option<&'static str> {
    let stem = stem(reference, target);
    if stem == 0 || !begins_with(name, reference.split_at(stem).0) {
        return None;
    }
    let rest = name.split_at(stem).1;
    let mut at = 0;
    while at < target.columns.len() {
        let column = &target.columns[at];
        if !str_eq(rest, "id") && (str_eq(column.name, rest) || str_eq(column.field, rest)) {
            return Some(column.name);
        }
        at += 1;
    }
    None
}

/// The length of the stem of a foreign key, including its underscore: of `category_id`, and of `country_code` if a country has a code.
#[inline]
const fn stem(reference: &str, target: &TableDef) -> usize {
    if ends_with(reference, "_id") {
        return reference.len() - "id".len();
    }
    let mut at = 0;
    while at < target.columns.len() {
        let referred = target.columns[at].name;
        let stem = reference.len().saturating_sub(referred.len());
        if stem > 0 && ends_with(reference, referred) && reference.as_bytes()[stem - 1] == b'_' {
            return stem;
        }
        at += 1;
    }
    0
}

/// The name of the root's table, also for the root itself.
#[inline]
const fn root_of(table: &TableDef) -> Option<QualifiedName> {
    match table.tenancy {
        Tenancy::Global => None,
        Tenancy::Root { .. } => Some(table.qualified()),
        Tenancy::Tenant { root_name, .. } => Some(root_name),
    }
}
