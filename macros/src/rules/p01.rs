//! P01 tenant_column: a tenant table has exactly one tenant column.
//!
//! It is called `<root>_id` or marked, its type is the root's id, never NULL, and no insert sets it: the tenant argument does.

use super::Decided;
use syn::{Path, Type};

use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Key, Table, Tenancy, tenant_column_name, written};
use crate::suggest;
/// The rule.
pub const RULE: Rule = Rule { code: "P01", name: "tenant_column", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let marked: Vec<_> = table.columns.iter().enumerate().filter(|(_, column)| column.marked_tenant).collect();
    if let Tenancy::Root { .. } = table.tenancy {
        root_key(table, diagnostics);
    }
    let Tenancy::Tenant { root, column } = &table.tenancy else {
        for (_, column) in marked.into_iter().filter(|(_, column)| !column.flawed) {
            let help = "write `tenant = Organization` in `#[table]`, or remove the mark";
            diagnostics.malformed("table", &column.ident, format!("`{}` is not a tenant table", table.ident), help);
        }
        return;
    };
    let wanted = format!("Id<{}>", written(root));
    let meant = || table.columns.iter().enumerate().find_map(|(place, column)| Some((place, meant_root(column, root)?)));
    match column.and_then(|place| table.columns.get(place).map(|column| (place, column))) {
        None => {
            // Of the column of the root that was meant, no other rule speaks.
            let (place, near, instead) = match (meant(), unmarked(table, root)) {
                (Some((place, other)), _) => {
                    (Place::Column(place), format!(", did you mean `tenant = {other}`?"), format!("`tenant = {other}`, or "))
                }
                (None, Some((place, other))) => {
                    let near = format!(", did you mean `{}`?", other.name);
                    (Place::Column(place), near, format!("`#[column(tenant)]` above `{}`, or ", other.name))
                }
                (None, None) => (Place::Table, String::new(), String::new()),
            };
            let message = format!("`{}` has no tenant column{near}", table.ident);
            let help = format!("write {instead}`pub {}: {wanted}`", tenant_column_name(root));
            diagnostics.broken(&RULE, place, root, message, help);
        }
        Some((place, column)) if !is_id_of(column, root) => match meant_root(column, root) {
            Some(other) => diagnostics.broken(
                &RULE,
                Place::Column(place),
                root,
                format!("`{}` is the id of `{other}`, not of `{}`", column.name, written(root)),
                // In another case, there hardly are two.
                match written(root).eq_ignore_ascii_case(&other) {
                    true => format!("write `tenant = {other}`"),
                    false => format!("write `tenant = {other}`, or `{}: {wanted}`", column.name),
                },
            ),
            None => diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("the tenant column `{}` is `{}`, not the id of the root", column.name, written(&column.ty)),
                format!("write `{}: {wanted}`", column.name),
            ),
        },
        Some(_) => {}
    }
    for (place, second) in marked.into_iter().skip(1) {
        let message = format!("`{}` has two tenant columns", table.ident);
        diagnostics.broken(&RULE, Place::Column(place), &second.ident, message, "keep one `#[column(tenant)]`".to_owned());
    }
}

/// The root that a column is called after, where the name of the stated one is nearly the same.
fn meant_root(column: &Column, root: &Path) -> Option<String> {
    let Some(Type::Path(target)) = column.shape.target() else { return None };
    let (target, stated) = (target.path.segments.last()?.ident.to_string(), root.segments.last()?.ident.to_string());
    let is_called_so = !column.shape.nullable && column.referred().is_some_and(|one| tenant_column_name(one) == column.name);
    let is_near = target != stated && (suggest::nearest(&stated, &[&target]).is_some() || stated.eq_ignore_ascii_case(&target));
    (is_called_so && is_near).then_some(target)
}

/// The only id of the root in the table, if nothing says what it refers to beside the tenant.
fn unmarked<'table>(table: &'table Table, root: &Path) -> Option<(usize, &'table Column)> {
    let mut ids = table.columns.iter().enumerate().filter(|(_, column)| is_id_of(column, root));
    let only = ids.next().filter(|(_, column)| column.on_delete.is_none() && !column.own_id)?;
    ids.next().is_none().then_some(only)
}

/// The key of a root is the tenant's id: no waiver of another rule about keys makes it something else.
fn root_key(table: &Table, diagnostics: &mut Diagnostics) {
    let ident = &table.ident;
    let help = format!("write `pub id: Id<{ident}>`: a tenant is identified by the UUID of its row");
    let is_waived = |rule: &str| table.waivers.iter().any(|waiver| waiver.name == rule);
    match (&table.key, table.key_columns().first()) {
        (Key::Id(place), Some(column)) if !column.own_id && is_waived("uuid_v7") => {
            let ty = written(&column.ty);
            let message = format!("the primary key of the tenant root `{ident}` is `{ty}`, not `Id<{ident}>`");
            diagnostics.broken(&RULE, Place::Column(*place), &column.ty, message, help);
        }
        (Key::Composite { tokens, .. }, _) if is_waived("junction") => {
            let message = format!("the primary key of the tenant root `{ident}` has several columns");
            diagnostics.broken(&RULE, Place::Table, tokens, message, help);
        }
        (Key::Junction { tokens, .. }, _) => {
            diagnostics.broken(&RULE, Place::Table, tokens, format!("the tenant root `{ident}` is a junction"), help);
        }
        (Key::Missing, _) if is_waived("primary_key") => {
            let message = format!("the tenant root `{ident}` has no primary key");
            diagnostics.broken(&RULE, Place::Table, ident, message, help);
        }
        _ => {}
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

    use crate::rules::tests::{codes, messages};

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
    fn a_misspelt_root_is_the_one_error() {
        let columns = quote!(struct Product { id: Id<Product>, organization_id: Id<Organization> });
        let found = codes(quote!(name = "org_products", tenant = Organisation), columns.clone());
        assert_eq!(found, ["P01"]);
        // Another root is no misspelt one.
        assert_eq!(codes(quote!(name = "org_products", tenant = Team), columns), ["F02", "P01"]);
    }

    #[test]
    fn a_root_in_another_case_is_the_one_error() {
        for (stated, root) in [(quote!(organization), quote!(Organization)), (quote!(org), quote!(Org))] {
            let column = quote::format_ident!("{}_id", root.to_string().to_lowercase());
            let table = quote!(struct Product { id: Id<Product>, #column: Id<#root> });
            let found = messages(quote!(name = "org_products", tenant = #stated), table);
            assert!(found.len() == 1 && found[0].contains(&format!("write `tenant = {root}`")), "{found:?}");
        }
    }

    #[test]
    fn an_id_of_the_root_under_another_name_is_the_one_error() {
        let table = quote!(struct Product { id: Id<Product>, tenant_id: Id<Organization> });
        let found = messages(quote!(name = "org_products", tenant = Organization), table);
        let help = "write `#[column(tenant)]` above `tenant_id`, or `pub organization_id: Id<Organization>`";
        assert!(found.len() == 1 && found[0].contains(help), "{found:?}");
        // A reference with its action is not the tenant column.
        let table = quote!(struct Product { id: Id<Product>, #[column(on_delete = restrict, why = "a partner")] partner_id: Id<Organization> });
        let found = messages(quote!(name = "org_products", tenant = Organization), table);
        assert!(found.len() == 1 && !found[0].contains("above"), "{found:?}");
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
