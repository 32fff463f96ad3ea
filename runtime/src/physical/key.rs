use super::{leading_tenant, name};
use crate::TableDef;
use crate::definition::PrimaryKey;

/// A PRIMARY KEY or UNIQUE constraint. A table without a primary key has no columns here.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    pub name: String,
    pub columns: Vec<&'static str>,
}

/// The primary key, and the target of composite foreign keys if that is only the id.
pub(super) fn of(def: &TableDef) -> (Key, Option<Key>) {
    let tenant = leading_tenant(def);
    let name = def.key_name.map_or_else(|| name::generated(def.name, [], "pkey"), str::to_owned);
    if def.key.is_empty() {
        return (Key { name, columns: Vec::new() }, None);
    }
    let with_tenant: Vec<_> = tenant.into_iter().chain(def.key.iter().copied()).collect();
    // The primary key of a partitioned table contains the partition columns.
    let by = def.partition.iter().flat_map(|partition| partition.columns.iter().copied());
    let by: Vec<_> = by.filter(|column| !with_tenant.contains(column)).collect();
    match (def.primary_key, tenant) {
        (PrimaryKey::Key, Some(_)) => {
            let unique = name::generated(def.name, with_tenant.iter().copied(), "key");
            (Key { name, columns: def.key.to_vec() }, Some(Key { name: unique, columns: with_tenant }))
        }
        _ => (Key { name, columns: [with_tenant, by].concat() }, None),
    }
}
