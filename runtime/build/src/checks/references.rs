//! S02, and F06, K01, K04, P04 and P05 once more: a definition may be made without the macro, and constants compare the tables of a list only up to
//! a length.

use peristyle::definition::Unlisted;
use rustc_hash::FxHashMap;

use super::error::Diagnostic;
use crate::model::{Column, Database, Name, OnDelete, OnUpdate, Reference, Table, Tenancy, Waiver};

pub(super) fn check(database: &Database, places: &FxHashMap<Name<'_>, usize>, table: &Table) -> Vec<Diagnostic> {
    let target = |reference: &Reference| places.get(&reference.target()).and_then(|place| database.tables.get(*place));
    let mut diagnostics = Vec::new();
    for reference in &table.references {
        diagnostics.extend(match target(reference) {
            None => Some(unlisted(table, reference.target())),
            Some(target) => key(reference, target).or_else(|| reach(table, reference, target)),
        });
        diagnostics.extend(append_only(table, reference));
    }
    let root = table.tenancy.root_name().filter(|root| !places.contains_key(root));
    let told = |root: &Name<'_>| table.references.iter().any(|reference| reference.target() == *root);
    diagnostics.extend(root.filter(|root| !told(root)).map(|root| unlisted(table, root)));
    diagnostics
}

fn unlisted(table: &Table, target: Name<'_>) -> Diagnostic {
    Diagnostic {
        code: "S02",
        message: format!("`{}` refers to the table `{target}`, which the schema does not list", table.rust_name),
        help: "write its struct into the list".to_owned(),
    }
}

/// A table of the program that has no DDL: a list forgets it.
pub(super) fn in_no_list(unlisted: &Unlisted) -> Diagnostic {
    let Unlisted { table, rust_name, location, .. } = unlisted;
    Diagnostic {
        code: "S02",
        message: format!("`{rust_name}` (table `{table}`, {location}) is in no `schema!` of its crate"),
        help: format!(
            "add `{rust_name}` to the list, or write `waive(schema_closed = \"the reason\")` in its `#[table]`"
        ),
    }
}

/// K04 and K01
fn key(reference: &Reference, target: &Table) -> Option<Diagnostic> {
    let column = reference.declared().join(", ");
    if reference.columns.len() != reference.target_columns.len() {
        return Some(Diagnostic {
            code: "K04",
            message: format!("`{column}` refers to `{}`, whose key has {} columns", target.name, target.key.len()),
            help: "refer to the tables that a junction joins, or write `foreign_key(a, b, references = ..)`".to_owned(),
        });
    }
    let declared = &reference.target_columns[usize::from(reference.with_tenant)..];
    if declared == target.key && !target.key_is_unique() {
        return Some(Diagnostic {
            code: "K01",
            message: format!(
                "`{column}` refers to `{}`, whose key is unique only together with what it is partitioned by",
                target.name
            ),
            help: format!("partition `{}` by its key or by the tenant, or refer to another table", target.rust_name),
        });
    }
    None
}

/// P04 and P05
fn reach(table: &Table, reference: &Reference, target: &Table) -> Option<Diagnostic> {
    let column = reference.declared().join(", ");
    match (root_of(table), root_of(target)) {
        (None, Some(_)) if is_waived(table, reference, target) => None,
        (None, Some(_)) => Some(Diagnostic {
            code: "P04",
            message: format!("the global table `{}` refers to `{}`, which belongs to tenants", table.name, target.name),
            help: format!("write `tenant = ..` in the `#[table]` of `{}`, or remove `{column}`", table.rust_name),
        }),
        (_, Some(_)) if reference.not_enforced => Some(Diagnostic {
            code: "P05",
            message: format!(
                "a foreign key of `{}` to `{}`, whose rows belong to tenants, is `not_enforced`: a row could refer to another tenant",
                table.rust_name, target.name
            ),
            help: "remove `not_enforced`, or write `not_valid` to leave only the rows that are there".to_owned(),
        }),
        (Some(own), Some(other)) if own != other => Some(Diagnostic {
            code: "P05",
            message: format!(
                "`{column}` refers to a row of another root: `{}` belongs to `{own}`, `{}` to `{other}`",
                table.name, target.name
            ),
            help: "refer to a table of the same root".to_owned(),
        }),
        _ => None,
    }
}

/// A waiver of P04 covers references to the tenant root.
fn is_waived(table: &Table, reference: &Reference, target: &Table) -> bool {
    let of_p04 = |waivers: &[Waiver]| waivers.iter().any(|waiver| waiver.code == "P04");
    let refers = |column: &Column| reference.declared().contains(&column.name);
    matches!(target.tenancy, Tenancy::Root { .. })
        && (of_p04(&table.waivers) || table.columns.iter().any(|column| refers(column) && of_p04(&column.waivers)))
}

/// F06
fn append_only(table: &Table, reference: &Reference) -> Option<Diagnostic> {
    let acts = matches!(reference.on_delete, OnDelete::Cascade | OnDelete::SetNull)
        || matches!(reference.on_update, OnUpdate::Cascade | OnUpdate::SetNull);
    (table.append_only && acts).then(|| Diagnostic {
        code: "F06",
        message: format!(
            "`{}` is append-only, but its reference `{}` deletes or changes its rows",
            table.rust_name,
            reference.declared().join(", ")
        ),
        help: "write `on_delete = restrict`, and no `on_update`".to_owned(),
    })
}

/// The name of the root's table, for the root too.
fn root_of(table: &Table) -> Option<Name<'_>> {
    match table.tenancy {
        Tenancy::Root { .. } => Some(table.qualified()),
        _ => table.tenancy.root_name(),
    }
}
