//! The SQL that `schema!` keeps, since no struct states it.

use std::collections::HashMap;

use super::plan::Plan;
use crate::catalog::{Address, Catalog, Kind, Object};
use crate::drift::{self, Difference, What};

/// What tables need before they are made: extensions, domains, other types, sequences, and the functions that their expressions call.
pub(super) fn before(
    catalog: &Catalog,
    given: &Catalog,
    extensions: &[(String, String)],
    plan: &Plan<'_>,
) -> Vec<(String, String)> {
    let mut before: Vec<_> =
        extensions.iter().map(|(name, create)| (format!("extension {name}"), create.clone())).collect();
    let texts: Vec<&str> = catalog
        .objects()
        .filter(|(address, _)| address.table.is_some() && !matches!(address.kind, Kind::Trigger | Kind::Policy))
        .filter_map(|(_, object)| object.create.as_deref())
        .collect();
    for (address, object) in catalog.objects().filter(|(address, _)| given.get(address).is_none()) {
        let Some(create) = &object.create else { continue };
        let is_needed = match address.kind {
            Kind::Domain | Kind::CompositeType | Kind::RangeType => true,
            // Of a `serial` column the table makes it.
            Kind::Sequence => !is_serial(address, object, plan),
            Kind::Function => is_called(address, &texts),
            _ => false,
        };
        if is_needed {
            before.push((format!("{} {}.{}", address.kind, address.schema, address.name), create.clone()));
        }
    }
    before
}

/// The functions that policies call and nothing before the tables does. Their bodies may read any table and call each other.
pub(super) fn of_policies(catalog: &Catalog, given: &Catalog, plan: &Plan<'_>) -> Vec<(String, String)> {
    let texts: Vec<&str> = catalog
        .objects()
        .filter(|(address, _)| address.kind == Kind::Policy)
        .filter_map(|(_, object)| object.create.as_deref())
        .collect();
    let name = |address: &Address| format!("{} {}.{}", address.kind, address.schema, address.name);
    let is_kept = |address: &Address| plan.before.iter().any(|(kept, _)| *kept == name(address));
    let functions = catalog.objects().filter(|(address, _)| address.kind == Kind::Function);
    let functions = functions.filter(|(address, _)| given.get(address).is_none() && !is_kept(address));
    let called = functions.filter(|(address, _)| is_called(address, &texts));
    let mut entries: Vec<_> =
        called.filter_map(|(address, object)| Some((name(address), object.create.clone()?))).collect();
    if !entries.is_empty() {
        let without_bodies = "SET LOCAL check_function_bodies = off".to_owned();
        entries.insert(0, ("functions of policies".to_owned(), without_bodies));
    }
    entries
}

fn is_called(function: &Address, texts: &[&str]) -> bool {
    let bare = function.name.split('(').next().unwrap_or_default();
    texts.iter().any(|text| text.contains(&format!("{bare}(")))
}

/// Whether a struct states that its column counts by it.
fn is_serial(address: &Address, sequence: &Object, plan: &Plan<'_>) -> bool {
    let default = format!("nextval('{}'::regclass)", sequence.ident.replace('\'', "''"));
    let mut tables = plan.tables.iter().filter(|table| !table.skipped && table.schema == address.schema);
    tables.any(|table| {
        table.stated_columns().any(|column| {
            let is_of = |fact: &str, text: &str| column.object.text(fact) == Some(text);
            is_of("owned sequence", &sequence.ident) && is_of("default", &default) && !table.is_without_default(column)
        })
    })
}

/// The statements that make the rest, in entries of one kind each.
pub(super) fn after(differences: &[Difference]) -> Vec<(String, String)> {
    let mut entries = Vec::<(String, Vec<String>)>::new();
    for one in drift::in_order(differences) {
        let verb = match one.what {
            What::Missing => "made",
            What::Unexpected => "removed",
            What::Different => "changed",
        };
        if one.mend.is_empty() {
            continue;
        }
        let name = format!("{} {verb}", one.kind);
        match entries.last_mut().filter(|(last, _)| *last == name) {
            Some((_, statements)) => statements.extend(one.mend.clone()),
            None => entries.push((name, one.mend.clone())),
        }
    }
    let text =
        |statements: Vec<String>| statements.into_iter().map(|statement| format!("\n{statement};")).collect::<String>();
    let mut once = HashMap::<String, usize>::new();
    let mut unique = |name: String| {
        let count = once.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{name} ({count})") } else { name }
    };
    entries.into_iter().map(|(name, statements)| (unique(format!("TODO: {name}")), text(statements))).collect()
}
