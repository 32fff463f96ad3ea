use std::collections::BTreeSet;

use super::guide::backfill;
use super::{Step, field, removed};
use crate::migrate::Hazard;
use crate::model::{Column, Database, Table, Tenancy};
use crate::quote::Identifier;

/// By which a table without a tenant becomes a tenant table, with the tables that refer to it: nothing global refers to a tenant table.
pub(super) fn step(database: &Database, table: &Table, root: Option<&Table>) -> Option<Step> {
    let root = root.or_else(|| waived_root(database, table))?;
    let Tenancy::Root { setting, prefix, .. } = &root.tenancy else { return None };
    if table.tenancy != Tenancy::Global {
        return None;
    }
    let tenant = setting.rsplit('.').next().unwrap_or(setting);
    let group = with_referring(database, table);
    let mut step = Step {
        title: format!("make {} tenant tables of `{}`", named(&group), root.rust_name),
        rules: Vec::new(),
        remove: Vec::new(),
        write: Vec::new(),
        needs: Vec::new(),
        hazards: vec![Hazard::BreaksRunningVersion],
        cost: "rows are filled in batches, keys and indexes are built and references checked while rows are written; they are exchanged under ACCESS EXCLUSIVE \
               for a moment; row security comes last. Run it as a role that bypasses row security"
            .to_owned(),
        by_hand: false,
    };
    if let [only] = group.as_slice() {
        step.title = format!("make `{}` a tenant table of `{}`", only.qualified(), root.rust_name);
    }
    for one in &group {
        waivers(one, &mut step);
        let rust = &one.rust_name;
        step.write.push(format!("`tenant = {}` in `#[table(..)]` on `{rust}`", root.rust_name));
        if !one.name.starts_with(prefix.as_ref()) {
            step.write
                .push(format!("`tenant_prefix = \"..\"` in `waive(..)` on `{rust}`, until the table has another name"));
        }
        match of_root(one, root) {
            Some(column) => {
                let other = if column.name == tenant { "" } else { "#[column(tenant)] " };
                let name = field(column);
                step.write.push(format!(
                    "`{other}pub {name}: Id<{}>,` on `{rust}`, without `on_delete` and `why`",
                    root.rust_name
                ));
                if column.nullable {
                    step.needs.push(backfill(one, &column.name, &by_parent(database, one, root, tenant, &group)));
                }
            }
            None => {
                step.write.push(format!("`pub {tenant}: Id<{}>,` on `{rust}`", root.rust_name));
                step.needs.push(backfill(one, tenant, &by_parent(database, one, root, tenant, &group)));
            }
        }
    }
    Some(step)
}

fn named(group: &[&Table]) -> String {
    group.iter().map(|table| format!("`{}`", table.qualified())).collect::<Vec<_>>().join(", ")
}

/// The root that a table refers to under a waiver of P04.
fn waived_root<'a>(database: &'a Database, table: &Table) -> Option<&'a Table> {
    let mut waivers = table.columns.iter().flat_map(|column| &column.waivers).chain(&table.waivers);
    waivers.any(|waiver| waiver.code == "P04").then_some(())?;
    database.roots().find(|root| of_root(table, root).is_some())
}

/// The column by which a table refers to a root.
fn of_root<'a>(table: &'a Table, root: &Table) -> Option<&'a Column> {
    let reference = table.references.iter().find(|reference| reference.target() == root.qualified())?;
    match reference.columns.as_slice() {
        [only] => table.column(only),
        _ => None,
    }
}

/// The table and those without a tenant that refer to it, each behind one that it refers to.
fn with_referring<'a>(database: &'a Database, table: &'a Table) -> Vec<&'a Table> {
    let mut group = vec![table];
    let mut seen = BTreeSet::from([table.qualified()]);
    let mut at = 0;
    while let Some(parent) = group.get(at).copied() {
        let refers = |one: &&Table| {
            one.tenancy == Tenancy::Global
                && one.references.iter().any(|reference| reference.target() == parent.qualified())
        };
        for child in database.tables.iter().filter(refers) {
            if seen.insert(child.qualified()) {
                group.push(child);
            }
        }
        at += 1;
    }
    group
}

fn waivers(table: &Table, step: &mut Step) {
    let of_columns = table.columns.iter().flat_map(|column| column.waivers.iter().map(move |one| (Some(column), one)));
    let all = table.waivers.iter().map(|waiver| (None, waiver)).chain(of_columns);
    for (column, waiver) in all.filter(|(_, waiver)| waiver.code == "P04") {
        step.remove.push(removed(table, column, waiver));
        step.rules = vec![waiver.code.to_string()];
    }
}

/// The tenant of the row that a row refers to, where that row has one by then.
fn by_parent(database: &Database, table: &Table, root: &Table, tenant: &str, group: &[&Table]) -> String {
    let parents = table.references.iter().filter_map(|reference| {
        let ([own], [key]) = (reference.declared(), reference.target_columns.as_slice()) else { return None };
        let parent = database.tables.iter().find(|one| one.qualified() == reference.target())?;
        if parent.qualified() == table.qualified() || parent.qualified() == root.qualified() {
            return None;
        }
        let place = |one: &Table| group.iter().position(|other| other.qualified() == one.qualified());
        let has = parent.leading_tenant().or_else(|| of_root(parent, root).map(|column| column.name.as_ref()));
        // One of the group has it when it was filled before.
        let of_group = place(parent).is_some_and(|at| place(table).is_some_and(|own| at < own)).then_some(tenant);
        let column = has.or(of_group)?;
        let (name, own) = (parent.qualified().quoted(), Identifier(own));
        Some(format!("(SELECT p.{} FROM {name} p WHERE p.{} = {own})", Identifier(column), Identifier(key)))
    });
    parents.into_iter().next().unwrap_or_else(|| "SQL".to_owned())
}
