//! Laws of one table, and of a table beside the one it refers to (C01, K04, N02, P04, P05).

use super::{Message, broken, waives};
use crate::definition::Tenancy;
use crate::text::{begins_with, same};
use crate::{SqlType, TableDef};

/// C01 for what tokens did not show: an alias of a decimal.
#[track_caller]
pub const fn table(table: &TableDef) {
    let mut at = 0;
    while at < table.columns.len() {
        let column = &table.columns[at];
        if matches!(column.sql_type, SqlType::Numeric)
            && !waives(column.waivers, "C01")
            && !waives(table.waivers, "C01")
        {
            broken(&Message::new().push("[C01] `").push(column.name).push(
                "` does not say how many digits it has\n  = help: write `#[column(numeric(10, 2))]`: digits in all, digits after the point\n  = docs: peristyle::rules::C01",
            ));
        }
        at += 1;
    }
}

/// N02 of a tenant table.
#[track_caller]
pub const fn tenant_prefix(table: &TableDef, prefix: &str) {
    let message = Message::new();
    let waived = waives(table.waivers, "N02");
    let kept = begins_with(table.name, prefix);
    if !kept && !waived {
        broken(
            &message
                .push("[N02] the name of the tenant table `")
                .push(table.name)
                .push("` does not start with `")
                .push(prefix)
                .push("`\n  = help: write `name = \"")
                .push(prefix)
                .push(table.name)
                .push("\"`\n  = docs: peristyle::rules::N02"),
        );
    }
    if kept && waived {
        broken(&message.push(
            "[W01] the waiver of `tenant_prefix` waives nothing\n  = help: remove it\n  = docs: peristyle::rules::W01",
        ));
    }
}

/// P04, P05 and K04 of a reference.
#[track_caller]
pub const fn reference(column: &str, table: &TableDef, target: &TableDef) {
    let message = Message::new().push("[");
    if target.key.len() != 1 {
        broken(&message.push("K04] `").push(column).push("` refers to the junction `").push(target.name).push(
            "`, whose rows have no id\n  = help: refer to the tables that the junction joins\n  = docs: peristyle::rules::K04"));
    }
    match (root_of(table), root_of(target)) {
        (None, Some(_)) => broken(
            &message
                .push("P04] the global table `")
                .push(table.name)
                .push("` refers to `")
                .push(target.name)
                .push("`, which belongs to tenants\n  = help: write `tenant = ..` in the `#[table]` of `")
                .push(table.rust_name)
                .push("`, or remove `")
                .push(column)
                .push("`\n  = docs: peristyle::rules::P04"),
        ),
        (Some(own), Some(other)) if !same(own, other) => broken(
            &message
                .push("P05] `")
                .push(column)
                .push("` refers to a row of another root: `")
                .push(table.name)
                .push("` belongs to `")
                .push(own)
                .push("`, `")
                .push(target.name)
                .push("` to `")
                .push(other)
                .push("`\n  = help: refer to a table of the same root\n  = docs: peristyle::rules::P05"),
        ),
        _ => {}
    }
}

/// The name of the root's table, for the root too.
const fn root_of(table: &TableDef) -> Option<&'static str> {
    match table.tenancy {
        Tenancy::Global => None,
        Tenancy::Root { .. } => Some(table.name),
        Tenancy::Tenant { root_name, .. } => Some(root_name),
    }
}
