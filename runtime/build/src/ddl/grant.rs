use std::fmt::{Formatter, Result};

use super::script::Script;
use crate::quote::{Identifier, Identifiers};
use crate::{TableDef, physical};

/// What the application role may do: what generated statements need.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    let Some(role) = script.role.map(Identifier) else { return Ok(()) };
    writeln!(f, "\nGRANT USAGE ON SCHEMA {} TO {role};", Identifier(script.names.schema()))?;
    for schema in script.said_schemas() {
        writeln!(f, "GRANT USAGE ON SCHEMA {} TO {role};", Identifier(schema))?;
    }
    for definition in &script.enums {
        writeln!(f, "GRANT USAGE ON TYPE {} TO {role};", script.names.relation(definition.qualified()))?;
    }
    for root in &script.roots {
        let function = physical::context_function(root);
        writeln!(f, "GRANT EXECUTE ON FUNCTION {}() TO {role};", script.names.function(&function))?;
    }
    for table in &script.tables {
        let name = script.names.relation(table.def.qualified());
        // GRANT only adds: without this, rights that an older script granted would stay.
        if script.names.may_be_there() {
            writeln!(f, "REVOKE ALL ON {name} FROM {role};")?;
        }
        table_rights(f, table.def)?;
        writeln!(f, "\n    ON {name} TO {role};")?;
        for sequence in &table.layout.sequences {
            writeln!(
                f,
                "GRANT USAGE ON SEQUENCE {} TO {role};",
                script.names.beside(table.def.qualified(), &sequence.name)
            )?;
        }
    }
    Ok(())
}

fn table_rights(f: &mut Formatter<'_>, table: &TableDef) -> Result {
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
fn insertable(table: &TableDef) -> Vec<&'static str> {
    let plain = table.columns.iter().filter(|column| !is_row_timestamp(column.name));
    let set: Vec<_> = plain.clone().filter(|column| !column.is_set_by_database()).map(|column| column.name).collect();
    if set.is_empty() { plain.map(|column| column.name).collect() } else { set }
}

/// Whether only the database sets the column of a new row.
fn is_row_timestamp(name: &str) -> bool {
    matches!(name, "created_at" | "updated_at" | "deleted_at")
}

/// The columns that an update may set: not the key, not the tenant, not `created_at`, none that is generated or that rows are partitioned by, and none of
/// an append-only table.
fn changeable(table: &TableDef) -> Vec<&'static str> {
    let fixed = |name: &str| {
        table.partitions_by(name)
            || name == "created_at"
            || table.key.contains(&name)
            || table.tenant_column() == Some(name)
    };
    let names = table.columns.iter().filter(|column| !column.is_set_by_database()).map(|column| column.name);
    names.filter(|name| !table.append_only && !fixed(name)).collect()
}
