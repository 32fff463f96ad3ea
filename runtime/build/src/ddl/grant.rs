use std::fmt::{Formatter, Result};

use super::script::{Part, Script};
use crate::model::{Domain, Enum, Table, Tenancy};
use crate::quote::{Identifier, Identifiers};

/// What the application role may do: what generated statements need.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
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
    for Part { table, .. } in &script.tables {
        let name = script.names.relation(table.qualified());
        // GRANT only adds: without this, rights that an older script granted would stay.
        if script.names.may_be_there() {
            writeln!(f, "REVOKE ALL ON {name} FROM {role};")?;
        }
        table_rights(f, table)?;
        writeln!(f, "\n    ON {name} TO {role};")?;
        for sequence in table.columns.iter().filter_map(|column| column.sequence_name.as_deref()) {
            let sequence = script.names.beside(table.qualified(), sequence);
            writeln!(f, "GRANT USAGE ON SEQUENCE {sequence} TO {role};")?;
        }
    }
    Ok(())
}

fn table_rights(f: &mut Formatter<'_>, table: &Table) -> Result {
    f.write_str("GRANT SELECT")?;
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
    let plain = table.struct_columns().filter(|column| !is_row_timestamp(&column.name));
    let set: Vec<_> =
        plain.clone().filter(|column| !column.is_generated()).map(|column| column.name.as_ref()).collect();
    if set.is_empty() { plain.map(|column| column.name.as_ref()).collect() } else { set }
}

/// Whether only the database sets the column of a new row.
fn is_row_timestamp(name: &str) -> bool {
    matches!(name, "created_at" | "updated_at" | "deleted_at")
}

/// The columns that an update may set: not the key, not the tenant, not `created_at`, none that is generated or that rows are partitioned by, and none of
/// an append-only table.
fn changeable(table: &Table) -> Vec<&str> {
    let fixed = |name: &str| {
        table.partitions_by(name)
            || name == "created_at"
            || table.is_in_key(name)
            || table.tenant_column() == Some(name)
    };
    let names = table.struct_columns().filter(|column| !column.is_generated()).map(|column| column.name.as_ref());
    names.filter(|name| !table.append_only && !fixed(name)).collect()
}
