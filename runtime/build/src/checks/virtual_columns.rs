//! C12: no index, key, foreign key or statistics contains or reads a virtual generated column. The macro refuses it where it is written; a snapshot that
//! somebody edited is checked here. Whether the types are PostgreSQL's own is what only the compiler knows.

use super::error::Diagnostic;
use crate::condition;
use crate::model::{IndexColumn, Table};

/// C12 of a table.
pub(super) fn check(table: &Table) -> Vec<Diagnostic> {
    let columns = table.columns.iter().filter(|column| column.is_virtual);
    columns.flat_map(|column| of_column(table, &column.name)).collect()
}

fn of_column(table: &Table, name: &str) -> Vec<Diagnostic> {
    let is_it = |other: &str| other == name;
    // An expression is SQL, which a snapshot may have without the list of what it reads.
    let contains = |column: &IndexColumn| match &column.expression {
        None => is_it(&column.name),
        Some(sql) => condition::reads(sql, name),
    };
    let mut holders = Vec::new();
    for key in table.primary_key.iter().chain(&table.tenant_key) {
        holders.extend(key.columns.iter().any(|one| is_it(one)).then(|| format!("the key `{}`", key.name)));
    }
    for index in &table.indexes {
        let is_held = index.columns.iter().any(contains)
            || index.include.iter().any(|one| is_it(one))
            || index.predicate.iter().any(|sql| condition::reads(sql, name));
        holders.extend(is_held.then(|| format!("the index `{}`", index.name)));
    }
    for statistics in &table.statistics {
        holders
            .extend(statistics.columns.iter().any(contains).then(|| format!("the statistics `{}`", statistics.name)));
    }
    for reference in &table.references {
        let is_held = reference.columns.iter().any(|one| is_it(one));
        holders.extend(is_held.then(|| format!("the foreign key `{}`", reference.name)));
    }
    let diagnostic = |holder| Diagnostic {
        code: "C12",
        message: format!("`{name}` of `{}` is a virtual column, but {holder} contains or reads it", table.rust_name),
        help: "use the columns that its expression reads, or store the column".to_owned(),
    };
    holders.into_iter().map(diagnostic).collect()
}
