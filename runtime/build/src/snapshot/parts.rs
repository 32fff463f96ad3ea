//! What a file that was edited by hand may say and a schema cannot: columns that are not there.

use super::SnapshotError;
use crate::model::{Database, Table, Tenancy, Text};

/// A part of a table that names columns.
struct Part<'a> {
    /// Such as `indexes[2].columns`.
    path: String,
    /// What stands in the file at its beginning.
    needle: String,
    columns: Vec<&'a Text>,
}

/// Every column that a part of a table names is there.
pub(super) fn check(source: &str, database: &Database) -> Result<(), SnapshotError> {
    for table in &database.tables {
        for part in parts(table) {
            if let Some(column) = part.columns.iter().find(|name| table.column(name).is_none()) {
                let path = format!("tables[{}].{}", table.qualified(), part.path);
                let message = format!("`{}` has no column `{column}`", table.qualified());
                return Err(SnapshotError::part(source, &part.needle, path, message));
            }
        }
    }
    Ok(())
}

fn parts(table: &Table) -> Vec<Part<'_>> {
    let of_table = |path: &str, columns: Vec<_>| Part {
        path: path.to_owned(),
        needle: format!("\"name\": {}", quoted(&table.name)),
        columns,
    };
    let named = |path: String, name: &str, columns: Vec<_>| Part {
        path,
        needle: format!("\"name\": {}", quoted(name)),
        columns,
    };
    let mut parts = vec![of_table("key", table.key.iter().collect())];
    if let Tenancy::Tenant { column, .. } = &table.tenancy {
        parts.push(of_table("tenancy.column", vec![column]));
    }
    parts.extend(table.search.iter().map(|search| of_table("search", vec![search])));
    let partition = table.partition.iter();
    parts.extend(partition.map(|partition| of_table("partition", partition.columns.iter().collect())));
    let keys = [("primary_key", &table.primary_key), ("tenant_key", &table.tenant_key)];
    let keys = keys.into_iter().filter_map(|(path, key)| Some((path, key.as_ref()?)));
    parts.extend(keys.map(|(path, key)| named(format!("{path}.columns"), &key.name, key.columns.iter().collect())));
    for (at, reference) in table.references.iter().enumerate() {
        parts.push(named(format!("references[{at}].columns"), &reference.name, reference.columns.iter().collect()));
    }
    for (at, index) in table.indexes.iter().enumerate() {
        let own = index.columns.iter().filter(|column| column.expression.is_none()).map(|column| &column.name);
        let read = index.columns.iter().flat_map(|column| &column.reads);
        let looked_up = index.tenant_lookup.iter().flat_map(|lookup| lookup.columns.iter().chain(&lookup.reads));
        let columns = own.chain(read).chain(&index.include).chain(&index.for_reference).chain(looked_up).collect();
        parts.push(named(format!("indexes[{at}].columns"), &index.name, columns));
    }
    for (at, check) in table.checks.iter().enumerate() {
        parts.push(named(format!("checks[{at}].columns"), &check.name, check.columns.iter().collect()));
    }
    parts
}

/// As the file has it.
fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}
