use proc_macro2::{Ident, Span};
use syn::Path;

use crate::model::{Table, Tenancy};

/// The name of the tenant's parameter, and the root; none for a global table.
pub fn scope(table: &Table) -> Option<(Ident, Path)> {
    let root = match &table.tenancy {
        Tenancy::Global => return None,
        Tenancy::Root { .. } => Path::from(Ident::new("Self", Span::call_site())),
        Tenancy::Tenant { root, .. } => root.clone(),
    };
    // A finder may ask for a column of that name.
    let name = if table.columns.iter().any(|column| column.name == "tenant") { "tenant_scope" } else { "tenant" };
    Some((Ident::new(name, Span::call_site()), root))
}
