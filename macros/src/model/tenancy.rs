use proc_macro2::TokenStream;
use syn::Path;

use super::{Column, KnownTables, Scope, Waiver};
use crate::diagnostics::Diagnostics;
use crate::parse;
use crate::parse::value::{self, Text};

/// Whose rows they are.
pub enum Tenancy {
    Global,
    Root {
        prefix: Text,
    },
    Tenant {
        root: Path,
        /// The tenant column, when there is one.
        column: Option<usize>,
    },
}

/// The column and the root of a table whose struct names the tenant as tenant tables do, and does not say `tenant = ..`. Not where `row_security` or a waiver of
/// rule P04 says that it is global, and not where the column has an `on_delete`: a struct of that name in another module may be the root, so the constant
/// decides.
pub(super) fn forgotten_tenant(
    arguments: &parse::TableArguments,
    waivers: &[Waiver],
    columns: &[Column],
    known: &KnownTables,
) -> Option<(usize, Path)> {
    let mut waivers = columns.iter().flat_map(|column| &column.waivers).chain(waivers);
    let is_global = arguments.row_security.is_some() || waivers.any(|waiver| waiver.name == "no_global_to_tenant");
    columns.iter().enumerate().filter(|_| !is_global).find_map(|(place, column)| {
        let is_plain = column.references.is_none() && column.on_delete.is_none() && !column.shape.nullable;
        let root = column.referred().filter(|_| is_plain)?;
        let is_root = matches!(known.get(root)?.scope, Scope::Root { .. });
        (is_root && !column.marked_tenant && column.name == tenant_column_name(root)).then(|| (place, root.clone()))
    })
}

pub(super) fn tenancy_of(
    arguments: &parse::TableArguments,
    columns: &[Column],
    diagnostics: &mut Diagnostics,
) -> Tenancy {
    let is_root = value::flag(arguments.tenant_root.as_ref(), diagnostics);
    let prefix = arguments.prefix.as_ref().and_then(|raw| value::text(raw, "prefix = \"org_\"", diagnostics));
    let root = arguments.tenant.as_ref().and_then(|raw| value::path(raw, "tenant = Organization", diagnostics));
    if let (true, Some(raw)) = (is_root, &arguments.tenant) {
        diagnostics.malformed("table", &raw.0, "a tenant root has no tenant", "keep `tenant_root` or `tenant`");
    }
    if let (false, Some(raw)) = (is_root, &arguments.prefix) {
        diagnostics.malformed("table", &raw.0, "`prefix` needs a tenant root", "add `tenant_root`, or remove it");
    }
    match root {
        _ if is_root => Tenancy::Root { prefix: prefix.unwrap_or_else(default_prefix) },
        Some(root) => Tenancy::Tenant { column: tenant_column(&root, columns), root },
        None => Tenancy::Global,
    }
}

/// The usual name of the tenant column.
pub(super) fn tenant_of(arguments: &parse::TableArguments) -> Option<String> {
    let syn::Meta::NameValue(pair) = &*arguments.tenant.as_ref()?.0 else { return None };
    let syn::Expr::Path(root) = &pair.value else { return None };
    Some(tenant_column_name(&root.path))
}

pub(super) fn default_prefix() -> Text {
    Text { value: "org_".to_owned(), tokens: TokenStream::new() }
}

/// The column that is marked, or else the one that is called `<root>_id`.
fn tenant_column(root: &Path, columns: &[Column]) -> Option<usize> {
    let marked = columns.iter().position(|column| column.marked_tenant);
    marked.or_else(|| {
        let name = tenant_column_name(root);
        columns.iter().position(|column| column.name == name)
    })
}

/// `organization_id` for `Organization`.
pub fn tenant_column_name(root: &Path) -> String {
    let root = root.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    format!("{}_id", heck::ToSnakeCase::to_snake_case(root.as_str()))
}
