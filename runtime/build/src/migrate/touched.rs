//! The tables that a change of a schema can reach: only their statements are written, read and compared.
//!
//! What the DDL says of a table depends on the table, on those that it refers to and that refer to it, on its root, on enum types, and on every table whose rows
//! a soft delete of its rows takes along. A table of which none of that differs has the same statements in both schemas.

use rustc_hash::FxHashMap;

use crate::checks::Checked;
use crate::model::{Database, Name, OnDelete, SqlType, Table, Tenancy};

/// The tables of both schemas that are not known to have the same statements, by their places in the lists.
#[derive(Debug, Clone)]
pub(super) struct Touched {
    pub(super) old: Vec<bool>,
    pub(super) new: Vec<bool>,
}

impl Touched {
    pub(super) fn all(old: &Checked, new: &Checked) -> Self {
        Self { old: vec![true; old.tables().len()], new: vec![true; new.tables().len()] }
    }

    /// `original` is the old schema under its old names, where something was renamed.
    pub(super) fn of(original: Option<&Checked>, old: &Checked, new: &Checked) -> Self {
        let mut touched = Self::all(old, new);
        // Triggers of the user decide which columns those of soft deletes name.
        if old.database().sql != new.database().sql {
            return touched;
        }
        let pairs = pairs(old.tables(), new.tables());
        let has_other_type = uses_of_other_types(old.database(), new.database());
        for (before, now) in &pairs {
            let (table, is_renamed) = (&old.tables()[*before], original.map(|original| &original.tables()[*before]));
            let is_same = *table == new.tables()[*now]
                && is_renamed.is_none_or(|original| original == table)
                && !table.columns.iter().any(|column| has_other_type(&column.sql_type));
            (touched.old[*before], touched.new[*now]) = (!is_same, !is_same);
        }
        reach(old, &mut touched.old);
        reach(new, &mut touched.new);
        for (before, now) in pairs {
            let either = touched.old[before] || touched.new[now];
            (touched.old[before], touched.new[now]) = (either, either);
        }
        touched
    }
}

/// The places of each table that both lists have.
fn pairs(old: &[Table], new: &[Table]) -> Vec<(usize, usize)> {
    // Most lists begin alike, or are alike.
    let alike = old.iter().zip(new).take_while(|(old, new)| old.qualified() == new.qualified()).count();
    let rest: FxHashMap<_, _> = old.iter().map(Table::qualified).zip(0..).skip(alike).collect();
    let behind = new.iter().enumerate().skip(alike);
    let behind = behind.filter_map(|(place, table)| Some((*rest.get(&table.qualified())?, place)));
    (0..alike).map(|place| (place, place)).chain(behind).collect()
}

/// Whether a type is an enum type that is not the same in both schemas.
fn uses_of_other_types<'a>(old: &'a Database, new: &'a Database) -> impl Fn(&SqlType) -> bool + use<'a> {
    let by_name = |database: &'a Database| -> FxHashMap<Name<'a>, _> {
        database.enums.iter().map(|one| (one.qualified(), one)).collect()
    };
    let (old, new) = (by_name(old), by_name(new));
    move |sql_type| sql_type.enum_name().is_some_and(|name| old.get(&name) != new.get(&name))
}

/// Adds what the tables that are touched reach.
fn reach(checked: &Checked, touched: &mut [bool]) {
    let changed = touched.to_vec();
    let mut open: Vec<usize> = (0..changed.len()).filter(|place| changed[*place]).collect();
    for (from, table) in checked.tables().iter().enumerate() {
        for (to, _) in checked.references(from) {
            touched[to] |= changed[from];
            touched[from] |= changed[to];
        }
        touched[from] |= checked.root_of(from).is_some_and(|root| changed[root])
            // The rights on the columns of look-ups, and on those of the roots that they read, are written together.
            || matches!(table.tenancy, Tenancy::Root { .. })
            || table.lookups().next().is_some();
    }
    // A soft delete takes along what refers by CASCADE, and what refers to that.
    let mut seen = changed;
    while let Some(from) = open.pop() {
        let cascades = checked.live_references(from).filter(|(_, reference)| reference.on_delete == OnDelete::Cascade);
        for (to, _) in cascades {
            touched[to] = true;
            if !std::mem::replace(&mut seen[to], true) {
                open.push(to);
            }
        }
    }
}
