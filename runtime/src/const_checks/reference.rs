//! Rules of a foreign key that names its target: it refers to one row (F01), of a type that can be compared (F01), of the same root (P04, P05); it is
//! nullable in a table that refers to itself (F05), and no other column is an undeclared copy (C08).

use super::broken;
use super::sql_type::is_integer;
use super::table::{column_of, first_row, same_root, undeclared_copy, unique_key};
use crate::const_str::str_eq;
use crate::definition::{Deferrable, IndexDef, ReferenceDef, Tenancy};
use crate::table::RootOf;
use crate::{ColumnDef, Table, TableDef};

impl ReferenceDef {
    /// Checks the foreign key with that number, which refers to `T`. A method of the named type, so that rustc reports a type that is not a table
    /// with the same message as in the definition, and only once. If the tokens show that `T` is the table itself, the macro has checked F05.
    #[doc(hidden)]
    #[track_caller]
    #[inline]
    pub const fn check<T: Table>(self, table: TableDef, place: usize, is_itself: bool) {
        let table = &table;
        let reference = &table.references[place];
        let (first, target) = (reference.columns[0], &T::DEF);
        counted(reference, target);
        let mut at = 0;
        while at < reference.columns.len() {
            let referred = referred(reference, target, at);
            comparable(column_of(table, reference.columns[at]), column_of(target, referred), target, reference.period);
            at += 1;
        }
        if reference.period {
            covering_rows(table, reference, target);
        } else {
            one_row(table, reference, target);
        }
        same_root(first, table, target, T::Scope::RUST_NAME);
        if !is_itself {
            first_row(table, target, reference.columns);
        }
        if reference.columns.len() == 1 {
            undeclared_copy(first, table, target);
        }
    }
}

/// P05 of `not_enforced`: nothing else keeps a row from referring to rows of another tenant.
#[track_caller]
#[inline]
pub const fn not_enforced(table: TableDef, target: Option<(&TableDef, &str)>) {
    let table = &table;
    if let Some((target, _)) = target
        && !matches!(target.tenancy, Tenancy::Global)
    {
        broken(&[
            "[P05] a foreign key of `",
            table.rust_name,
            "` to `",
            target.name,
            "`, whose rows belong to tenants, is `not_enforced`: a row could refer to another tenant\n  \
             = help: remove `not_enforced`, or write `not_valid` to leave only the rows that are there\n  = docs: peristyle::rules::P05",
        ]);
    }
}

/// The name of the column that the column with that number refers to.
#[inline]
const fn referred(reference: &ReferenceDef, target: &TableDef, at: usize) -> &'static str {
    if reference.places.is_empty() { target.key[at] } else { target.columns[reference.places[at]].name }
}

#[track_caller]
#[inline]
const fn counted(reference: &ReferenceDef, target: &TableDef) {
    if reference.places.is_empty() && reference.columns.len() != target.key.len() {
        broken(&[
            "[F01] `",
            reference.columns[0],
            "` refers to the primary key of `",
            target.name,
            if target.key.is_empty() {
                "`, which has no primary key"
            } else {
                "`, which has another number of columns"
            },
            "\n  = help: write `foreign_key(a, b, references = ",
            target.rust_name,
            ")` over the same number of columns, or name the columns of a unique constraint: `references = ",
            target.rust_name,
            "::CODE`\n  = docs: peristyle::rules::F01",
        ]);
    }
}

#[track_caller]
#[inline]
const fn comparable(column: &ColumnDef, referred: &ColumnDef, target: &TableDef, period: bool) {
    // The macro has already reported errors of the target.
    if referred.is_reported() {
        return;
    }
    let (own, theirs) = (column.sql_type.unsized_type(), referred.sql_type.unsized_type());
    // GiST compares no two types of integers.
    if !(own.is(theirs) || !period && is_integer(own) && is_integer(theirs)) {
        broken(&[
            "[F01] `",
            column.name,
            "` has another type than `",
            referred.name,
            "` of `",
            target.name,
            "`, its target\n  = help: use the same Rust type for both\n  = docs: peristyle::rules::F01",
        ]);
    }
}

/// PostgreSQL requires a unique index over exactly these columns, for all rows.
#[track_caller]
#[inline]
const fn one_row(table: &TableDef, reference: &ReferenceDef, target: &TableDef) {
    if reference.places.is_empty() || is_key(reference, target) {
        return unique_key(reference.columns[0], target);
    }
    let per_tenant = matches!(target.tenancy, Tenancy::Tenant { .. }) && !matches!(table.tenancy, Tenancy::Global);
    let mut at = 0;
    while at < target.indexes.len() {
        let index = &target.indexes[at];
        // Between tenant tables the foreign key contains the tenant column, and so does the unique index.
        if covers_all(index, target) && !(per_tenant && index.global) && is_over(index, reference, target) {
            return;
        }
        at += 1;
    }
    broken(&[
        "[F01] `",
        reference.columns[0],
        "` refers to `",
        target.columns[reference.places[0]].name,
        "` of `",
        target.name,
        "`, which is not unique over all rows\n  = help: refer to its primary key, or add a `unique(..)` over these columns to the `#[table]` of `",
        target.rust_name,
        if target.soft_delete() { "`, with `including_deleted`" } else { "`, without `only`" },
        "\n  = docs: peristyle::rules::F01",
    ]);
}

/// PostgreSQL requires a unique constraint without overlaps over exactly these columns, the period last in both.
#[track_caller]
#[inline]
const fn covering_rows(table: &TableDef, reference: &ReferenceDef, target: &TableDef) {
    let per_tenant = matches!(target.tenancy, Tenancy::Tenant { .. }) && !matches!(table.tenancy, Tenancy::Global);
    let period = target.columns[reference.places[reference.places.len() - 1]].name;
    let mut at = 0;
    while at < target.indexes.len() {
        let index = &target.indexes[at];
        let last = index.columns.len();
        let is_period = index.without_overlaps && last > 0 && str_eq(index.columns[last - 1].name, period);
        let later = matches!(index.constraint, Some(Deferrable::Immediate | Deferrable::Deferred));
        if is_period && !later && !(per_tenant && index.global) && is_over(index, reference, target) {
            if target.soft_delete() && !reference.ignores_soft_delete {
                broken(&[
                    "[F07] a soft-deleted row of `",
                    target.name,
                    "` still covers its period for `",
                    reference.columns[0],
                    "`: no trigger follows a foreign key with a period\n  = help: write `waive(soft_delete = \"...\")` for `",
                    target.rust_name,
                    "`, or `waive(live_reference = \"...\")` here\n  = docs: peristyle::rules::F07",
                ]);
            }
            return;
        }
        at += 1;
    }
    broken(&[
        "[F01] `",
        reference.columns[0],
        "` refers to the periods of `",
        target.name,
        "`, which has no unique constraint without overlaps over these columns\n  = help: add `unique(.., ",
        period,
        ", without_overlaps)` over them to the `#[table]` of `",
        target.rust_name,
        "`, not deferrable\n  = docs: peristyle::rules::F01",
    ]);
}

#[inline]
const fn is_key(reference: &ReferenceDef, target: &TableDef) -> bool {
    if reference.places.len() != target.key.len() {
        return false;
    }
    let mut at = 0;
    while at < target.key.len() {
        if !refers_to(reference, target, target.key[at]) {
            return false;
        }
        at += 1;
    }
    true
}

#[inline]
const fn refers_to(reference: &ReferenceDef, target: &TableDef, name: &str) -> bool {
    let mut at = 0;
    while at < reference.places.len() {
        if str_eq(target.columns[reference.places[at]].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

#[inline]
const fn covers_all(index: &IndexDef, target: &TableDef) -> bool {
    let live_only = target.soft_delete() && !index.including_deleted;
    let later = matches!(index.constraint, Some(Deferrable::Immediate | Deferrable::Deferred));
    index.unique && index.only.is_none() && index.is_over_columns() && !live_only && !later
}

#[inline]
const fn is_over(index: &IndexDef, reference: &ReferenceDef, target: &TableDef) -> bool {
    let mut own = 0;
    let mut at = 0;
    while at < index.columns.len() {
        let name = index.columns[at].name;
        let leads = is_tenant(target, name);
        if !leads && !refers_to(reference, target, name) {
            return false;
        }
        own += if leads && !refers_to(reference, target, name) { 0 } else { 1 };
        at += 1;
    }
    own == reference.places.len()
}

#[inline]
const fn is_tenant(target: &TableDef, name: &str) -> bool {
    match target.tenancy {
        Tenancy::Tenant { column, .. } => str_eq(column, name),
        Tenancy::Global | Tenancy::Root { .. } => false,
    }
}
