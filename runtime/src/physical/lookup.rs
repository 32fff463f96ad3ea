//! The look-up of the tenant by a unique index, before the tenant is known.

use super::{leading_tenant, name};
use crate::definition::IndexDef;
use crate::quote::Identifier;
use crate::{ColumnDef, SqlType, TableDef};

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
    /// It returns the tenants of waiting rows, in the order of the index, and has no parameters.
    pub queue: bool,
    /// The column whose time must have come.
    pub until: Option<&'static str>,
}

/// The look-up that an index declares: of the tenant by a unique index, or of the tenants of waiting rows.
pub fn lookup(def: &TableDef, index: &IndexDef) -> Option<Lookup> {
    let tenant = def.tenant_column().filter(|_| index.tenant_lookup || index.queue)?;
    let own = leading_tenant(def);
    let named: Vec<_> = index.columns.iter().map(|column| column.name).filter(|name| Some(*name) != own).collect();
    let only = index.only.unwrap_or_default();
    // A column of a condition is a piece in double quotes.
    let in_condition = |name: &str| {
        only.iter().any(|piece| piece.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(name))
    };
    let is_read = |column: &&ColumnDef| {
        let name = column.name;
        name == tenant || named.contains(&name) || in_condition(name) || Some(name) == def.deleted_at()
    };
    Some(Lookup {
        function: lookup_function(def.name, index.queue, &named),
        reads: def.columns.iter().filter(is_read).map(|column| column.name).collect(),
        is_one: !index.queue && (own.is_none() || index.global),
        queue: index.queue,
        until: until(def, &named).filter(|_| index.queue),
        columns: if index.queue { Vec::new() } else { named },
    })
}

/// What the function of a look-up by these columns is called.
pub fn lookup_function<T: AsRef<str>>(table: &str, queue: bool, columns: &[T]) -> String {
    let columns: Vec<_> = columns.iter().map(AsRef::as_ref).collect();
    name::limited(match queue {
        true => format!("{table}_tenants_in_queue"),
        false => format!("{table}_tenant_of_{}", columns.join("_and_")),
    })
}

/// A queue in the order of a time has rows for later.
fn until(def: &TableDef, columns: &[&'static str]) -> Option<&'static str> {
    let first = def.column(columns.first()?)?;
    matches!(first.sql_type.unsized_type(), SqlType::TimestampTz).then_some(first.name)
}

/// The condition of a waiting row: that of the index, live, and its time has come.
pub fn waiting(def: &TableDef, index: &IndexDef) -> String {
    let only = index.only.map(|only| format!("({})", super::sql(only)));
    let until = lookup(def, index).and_then(|lookup| lookup.until);
    let until = until.map(|column| format!("{} <= now()", Identifier(column)));
    only.into_iter().chain(until).collect::<Vec<_>>().join(" AND ")
}
