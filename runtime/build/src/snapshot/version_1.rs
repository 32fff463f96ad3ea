//! A file of version 1 does not have all that the model has. What it leaves out is derived from what it has, as it was when it was written.

use crate::model::{Database, Index, Reference, Table, Tenancy};

/// The condition of live rows.
const LIVE: &str = "deleted_at IS NULL";

/// The message of the check that is generated for an array.
const OF_ARRAY: &str = "an element must not be NULL";

pub(super) fn complete(database: &mut Database) {
    let leading: Vec<_> =
        database.tables.iter().map(|table| (table.schema.clone(), table.name.clone(), tenant(table))).collect();
    let tenant_of = |reference: &Reference| {
        let target =
            leading.iter().find(|(schema, name, _)| *schema == reference.target_schema && *name == reference.target);
        target.and_then(|(.., tenant)| tenant.clone())
    };
    for table in &mut database.tables {
        if let Tenancy::Root { prefix, .. } = &table.tenancy {
            table.tenancy = Tenancy::root(prefix.clone(), &table.rust_name);
        }
        let own = table.tenant_column().map(str::to_owned);
        for reference in &mut table.references {
            let (first, target) = (reference.columns.first(), reference.target_columns.first());
            reference.with_tenant = reference.columns.len() > 1
                && first.is_some_and(|first| own.as_deref() == Some(first))
                && target.is_some_and(|target| tenant_of(reference).as_deref() == Some(target));
        }
        columns(table);
        indexes(table);
        table.checks.iter_mut().for_each(|check| check.generated = check.message == OF_ARRAY);
    }
}

fn tenant(table: &Table) -> Option<String> {
    table.leading_tenant().map(str::to_owned)
}

fn columns(table: &mut Table) {
    let Table { name, columns, search, .. } = table;
    // The column that a text search reads stands behind all of the struct's.
    let last = columns.last().filter(|column| column.sql_type.is("tsvector") && column.generated.is_some());
    *search = last.map(|column| column.name.clone());
    for column in columns {
        column.sequence_name = column.sequence.and_then(|sequence| sequence.name(name, &column.name));
    }
}

fn indexes(table: &mut Table) {
    let (tenant, soft_delete, key) = (tenant(table), table.soft_delete(), table.key.clone());
    for index in &mut table.indexes {
        let orders = index.is_btree() || index.exclusion;
        let first = index.columns.first_mut().filter(|first| orders && tenant.as_deref() == Some(&first.name));
        let in_front = first.map(|first| first.added = true).is_some();
        if in_front && index.is_declared() && !index.unique && index.columns.iter().any(|column| column.descending) {
            let behind = index.columns.iter_mut().rev();
            behind.take_while(|column| key.contains(&column.name)).for_each(|column| column.added = true);
        }
        index.only = if index.is_declared() { only(index, soft_delete) } else { None };
    }
}

/// The part of the predicate that was declared.
fn only(index: &Index, soft_delete: bool) -> Option<crate::model::Text> {
    let predicate = index.predicate.as_deref().filter(|predicate| !soft_delete || *predicate != LIVE)?;
    let declared = predicate.strip_suffix(LIVE).and_then(|rest| rest.strip_suffix(" AND ")).filter(|_| soft_delete);
    let Some(declared) = declared else { return index.predicate.clone() };
    let inner = declared.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.filter(|inner| inner.to_ascii_lowercase().contains("or"));
    Some(inner.unwrap_or(declared).to_owned().into())
}
