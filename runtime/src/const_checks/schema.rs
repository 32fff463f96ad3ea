//! Rules of the whole list of tables (N02 of global tables, S01, S02, S03).

use super::version::version;
use super::{broken, waives};
use crate::const_str::{begins_with, hash};
use crate::definition::{QualifiedName, Tenancy};
use crate::{Schema, TableDef};

/// The hashes of the table names: compared first, and computed once for all entries.
#[must_use]
#[inline]
pub const fn names<const N: usize>(schema: &Schema) -> [u64; N] {
    let mut hashes = [0; N];
    let mut at = 0;
    while at < N {
        hashes[at] = hash_of(schema.tables[at].qualified());
        at += 1;
    }
    hashes
}

/// A table in a schema has another hash than a table with the same name in another schema.
#[inline]
const fn hash_of(name: QualifiedName) -> u64 {
    match name.schema {
        Some(schema) => hash(schema).rotate_left(1) ^ hash(name.name),
        None => hash(name.name),
    }
}

/// S01, S02, S03 and N02 of the entry with that number. Each entry is a separate evaluation, so that long lists stay within the limit of the compiler.
#[track_caller]
#[inline]
pub const fn entry(schema: &Schema, names: &[u64], at: usize) {
    unique_name(schema.tables, names, at);
    closed(schema.tables, names, at);
    global_name(schema.tables, at);
    version(schema.tables[at], schema.min);
}

#[track_caller]
#[inline]
const fn unique_name(tables: &[&TableDef], names: &[u64], at: usize) {
    let table = tables[at];
    let mut earlier = 0;
    while earlier < at {
        if names[earlier] == names[at] && tables[earlier].qualified().is(table.qualified()) {
            broken(&[
                "[S01] two tables are named `",
                table.name,
                "`: `",
                tables[earlier].rust_name,
                "` and `",
                table.rust_name,
                "`\n  = help: rename one of them, or list it once\n  = docs: peristyle::rules::S01",
            ]);
        }
        earlier += 1;
    }
}

#[track_caller]
#[inline]
const fn closed(tables: &[&TableDef], names: &[u64], at: usize) {
    let table = tables[at];
    let mut reference = 0;
    while reference < table.references.len() {
        let target = table.references[reference].target_name;
        if !listed(tables, names, target) {
            broken(&[
                "[S02] `",
                table.rust_name,
                "` refers to the table `",
                target.name,
                "`, which the schema does not list\n  = help: add its struct to the list\n  = docs: peristyle::rules::S02",
            ]);
        }
        reference += 1;
    }
}

#[inline]
const fn listed(tables: &[&TableDef], names: &[u64], name: QualifiedName) -> bool {
    let wanted = hash_of(name);
    let mut at = 0;
    while at < tables.len() {
        if names[at] == wanted && tables[at].qualified().is(name) {
            return true;
        }
        at += 1;
    }
    false
}

#[track_caller]
#[inline]
const fn global_name(tables: &[&TableDef], at: usize) {
    let table = tables[at];
    if !matches!(table.tenancy, Tenancy::Global) {
        return;
    }
    let waived = waives(table.waivers, "N02");
    let mut named_alike = false;
    let mut root = 0;
    while root < tables.len() {
        if let Tenancy::Root { prefix } = tables[root].tenancy
            && !prefix.is_empty()
            && begins_with(table.name, prefix)
        {
            named_alike = true;
            if waived {
                break;
            }
            broken(&[
                "[N02] the global table `",
                table.name,
                "` is named like a tenant table: `",
                prefix,
                "` is the prefix of `",
                tables[root].rust_name,
                "`\n  = help: write another name, or `tenant = ",
                tables[root].rust_name,
                "`\n  = docs: peristyle::rules::N02",
            ]);
        }
        root += 1;
    }
    if waived && !named_alike {
        broken(&[
            "[W01] the waiver of `tenant_prefix` on `",
            table.rust_name,
            "` waives nothing\n  = help: remove it\n  = docs: peristyle::rules::W01",
        ]);
    }
}
