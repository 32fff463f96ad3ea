//! P01 tenant_column: a tenant table has exactly one tenant column.
//!
//! It is called `<root>_id` or marked, its type is the root's id, never NULL, and no insert sets it: the tenant argument does.

use super::Decided;
use syn::{Path, Type};

use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Table, Tenancy, tenant_column_name, written};
/// The rule.
pub const RULE: Rule = Rule { code: "P01", name: "tenant_column", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let marked: Vec<_> = table.columns.iter().enumerate().filter(|(_, column)| column.marked_tenant).collect();
    let Tenancy::Tenant { root, column } = &table.tenancy else {
        for (_, column) in marked.into_iter().filter(|(_, column)| !column.flawed) {
            let help = "write `tenant = Organization` in `#[table]`, or remove the mark";
            diagnostics.malformed("table", &column.ident, format!("`{}` is not a tenant table", table.ident), help);
        }
        return;
    };
    let wanted = format!("Id<{}>", written(root));
    match column.and_then(|place| table.columns.get(place).map(|column| (place, column))) {
        None => diagnostics.broken(
            &RULE,
            Place::Table,
            root,
            format!("`{}` has no tenant column", table.ident),
            format!("write `pub {}: {wanted}`", tenant_column_name(root)),
        ),
        Some((place, column)) if !is_id_of(column, root) => diagnostics.broken(
            &RULE,
            Place::Column(place),
            &column.ty,
            format!("the tenant column `{}` is `{}`, not the id of the root", column.name, written(&column.ty)),
            format!("write `{}: {wanted}`", column.name),
        ),
        Some(_) => {}
    }
    for (place, second) in marked.into_iter().skip(1) {
        let message = format!("`{}` has two tenant columns", table.ident);
        diagnostics.broken(&RULE, Place::Column(place), &second.ident, message, "keep one `#[column(tenant)]`".to_owned());
    }
}

fn is_id_of(column: &Column, root: &Path) -> bool {
    let named = |path: &Path| path.segments.last().map(|segment| segment.ident.to_string());
    match column.shape.target() {
        Some(Type::Path(target)) => !column.shape.nullable && named(&target.path) == named(root),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn no_tenant_column() {
        let arguments = quote!(name = "org_products", tenant = Organization);
        assert_eq!(
            codes(
                arguments,
                quote!(
                    struct Product {
                        id: Id<Product>,
                    }
                )
            ),
            ["P01"]
        );
    }

    #[test]
    fn a_tenant_column_of_another_type() {
        for ty in [quote!(Option<Id<Organization>>), quote!(Id<Shop>)] {
            let arguments = quote!(name = "org_products", tenant = Organization);
            assert_eq!(codes(arguments, quote!(struct Product { id: Id<Product>, organization_id: #ty })), ["P01"]);
        }
    }

    #[test]
    fn a_marked_one_of_another_name() {
        let table = quote!(
            struct Product {
                id: Id<Product>,
                #[column(tenant)]
                owner_id: Id<Organization>,
            }
        );
        assert!(codes(quote!(name = "org_products", tenant = Organization), table).is_empty());
    }
}
