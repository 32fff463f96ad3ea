//! The look-up of the tenant by a unique index, before the tenant is known.

use super::{leading_tenant, name};
use crate::definition::IndexDef;
use crate::{ColumnDef, TableDef};

/// The function that returns the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The name of the function: `org_api_keys_tenant_of_key_hash`.
    pub function: String,
    /// Its parameters: the columns of the unique index, without the tenant.
    pub columns: Vec<&'static str>,
    /// The columns that it reads, in the order of the table.
    pub reads: Vec<&'static str>,
    /// Whether the values belong to at most one tenant.
    pub is_one: bool,
}

/// The look-up by a unique index that declares one.
pub fn lookup(def: &TableDef, index: &IndexDef) -> Option<Lookup> {
    let tenant = def.tenant_column().filter(|_| index.tenant_lookup)?;
    let own = leading_tenant(def);
    let columns: Vec<_> = index.columns.iter().map(|column| column.name).filter(|name| Some(*name) != own).collect();
    let function = name::limited(format!("{}_tenant_of_{}", def.name, columns.join("_and_")));
    let only = index.only.unwrap_or_default();
    // A column of a condition is a piece in double quotes.
    let in_condition = |name: &str| {
        only.iter().any(|piece| piece.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(name))
    };
    let is_read = |column: &&ColumnDef| {
        let name = column.name;
        name == tenant || columns.contains(&name) || in_condition(name) || name == "deleted_at" && def.soft_delete()
    };
    let reads = def.columns.iter().filter(is_read).map(|column| column.name).collect();
    Some(Lookup { function, columns, reads, is_one: own.is_none() || index.global })
}
