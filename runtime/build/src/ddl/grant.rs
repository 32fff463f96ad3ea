use std::fmt::{Formatter, Result};

use super::script::{Part, Script};
use crate::model::{Domain, Enum, Table, Tenancy};
use crate::quote::{Identifier, Identifiers};

/// What the roles may do.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    application(f, script)?;
    purge(f, script)
}

/// What the purge of soft-deleted rows needs: to delete them, and to see which rows refer to them.
fn purge(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let Some(role) = script.checked.options().purger().map(Identifier) else { return Ok(()) };
    let schemas = std::iter::once(script.names.schema()).chain(script.named_schemas());
    f.write_str("\n")?;
    for schema in schemas {
        writeln!(f, "GRANT USAGE ON SCHEMA {} TO {role};", Identifier(schema))?;
    }
    for part in script.written() {
        let table = part.table;
        let is_purged = table.is_purged() || table.history_of.is_some();
        let mut columns: Vec<&str> = script.purge_columns(part);
        if is_purged {
            let key = table.primary_key.iter().flat_map(|key| &key.columns).map(AsRef::as_ref);
            columns.extend(key.chain(table.leading_tenant()));
        }
        if !columns.is_empty() {
            columns.extend(table.deleted_at());
        }
        columns.sort_by_key(|name| table.columns.iter().position(|column| column.name == *name));
        columns.dedup();
        let rights = match (columns.is_empty(), table.primary_key.is_none()) {
            (true, _) => continue,
            // Rows without a key are told apart by their place.
            (false, true) if is_purged => "SELECT".to_owned(),
            _ => format!("SELECT ({})", Identifiers(&columns)),
        };
        let delete = if is_purged { ", DELETE" } else { "" };
        for name in script.names.all(table) {
            if script.names.may_be_there() {
                writeln!(f, "REVOKE ALL ON {name} FROM {role};")?;
            }
            writeln!(f, "GRANT {rights}{delete}\n    ON {name} TO {role};")?;
        }
    }
    Ok(())
}

/// What the application role may do: what generated statements need.
fn application(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let Some(role) = script.role().map(Identifier) else { return Ok(()) };
    writeln!(f, "\nGRANT USAGE ON SCHEMA {} TO {role};", Identifier(script.names.schema()))?;
    for schema in script.named_schemas() {
        writeln!(f, "GRANT USAGE ON SCHEMA {} TO {role};", Identifier(schema))?;
    }
    let database = script.checked.database();
    let enums = database.enums.iter().map(Enum::qualified);
    for name in enums.chain(database.domains.iter().map(Domain::qualified)) {
        writeln!(f, "GRANT USAGE ON TYPE {} TO {role};", script.names.relation(name))?;
    }
    for root in database.roots() {
        if let Tenancy::Root { function, .. } = &root.tenancy {
            writeln!(f, "GRANT EXECUTE ON FUNCTION {}() TO {role};", script.names.function(function))?;
        }
    }
    for Part { table, .. } in script.written() {
        for name in script.names.all(table) {
            // GRANT only adds: without this, rights that an older script granted would stay.
            if script.names.may_be_there() {
                writeln!(f, "REVOKE ALL ON {name} FROM {role};")?;
            }
            table_rights(f, table)?;
            writeln!(f, "\n    ON {name} TO {role};")?;
        }
        for sequence in table.columns.iter().filter_map(|column| column.sequence_name.as_deref()) {
            let sequence = script.names.beside(table.qualified(), sequence);
            writeln!(f, "GRANT USAGE ON SEQUENCE {sequence} TO {role};")?;
        }
    }
    Ok(())
}

fn table_rights(f: &mut Formatter<'_>, table: &Table) -> Result {
    f.write_str("GRANT SELECT")?;
    // An export of the tenant reads both. Only the functions of numbers write counters, and only triggers write versions, as
    // the owner.
    if table.counts.is_some() || table.history_of.is_some() {
        return Ok(());
    }
    for (privilege, columns) in [("INSERT", insertable(table)), ("UPDATE", changeable(table))] {
        if !columns.is_empty() {
            write!(f, ", {privilege} ({})", Identifiers(&columns))?;
        }
    }
    let kept = table.soft_delete() || table.append_only;
    f.write_str(if kept { "" } else { ", DELETE" })
}

/// The columns that an insert sets: not the row's timestamps, not what the database generates. Where none is left, those that the database generates:
/// INSERT DEFAULT VALUES needs the privilege on any one column.
fn insertable(table: &Table) -> Vec<&str> {
    let plain = table.used_columns().filter(|column| !column.is_timestamp());
    let set: Vec<_> =
        plain.clone().filter(|column| !column.is_generated()).map(|column| column.name.as_ref()).collect();
    if set.is_empty() { plain.map(|column| column.name.as_ref()).collect() } else { set }
}

/// The columns that an update may set: not the key, not the tenant, not `created_at`, none that is generated or that rows are partitioned or numbered by, and none of
/// an append-only table.
fn changeable(table: &Table) -> Vec<&str> {
    let fixed = |name: &str| {
        table.partitions_by(name)
            || table.numbers_by(name)
            || table.created_at() == Some(name)
            || table.is_in_key(name)
            || table.tenant_column() == Some(name)
    };
    let names = table.used_columns().filter(|column| !column.is_generated()).map(|column| column.name.as_ref());
    names.filter(|name| !table.append_only && !fixed(name)).collect()
}
