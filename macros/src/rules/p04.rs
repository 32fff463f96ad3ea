//! P04 no_global_to_tenant: a global table does not reference a tenant table.
//!
//! Every tenant reads the global row, and through it learns of the tenant's. Two structs are needed to see it, so a constant decides. The waiver
//! covers the tenant root only: rows of other tenant tables are found by their tenant, which a global table does not have.
//!
//! Where the other struct stands above, the macro knows of it. So a forgotten `tenant = ..` is this rule, and not first F02, which a tenant column keeps.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Known, Scope, Table, Tenancy, written};

/// The rule.
pub const RULE: Rule = Rule { code: "P04", name: "no_global_to_tenant", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, may_refer);

/// The column of a forgotten tenant, and what the constant would say of a reference that breaks rule F02 too.
fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        let is_forgotten = table.forgotten_tenant == Some(place) && !table.unreadable;
        let is_undecided = may_refer(table, column) && column.on_delete.is_none();
        if !(is_forgotten || is_undecided) || is_waived(table, column) {
            continue;
        }
        let Some(target) = column.referred() else { continue };
        let Some(Known { name, scope }) = table.known.get(target) else { continue };
        let (what, root, way_out) = match scope {
            Scope::Global => continue,
            Scope::Root { .. } => {
                // The macro knows structs by their names, and a module may import another one of the same name.
                let other = format!("; if this `{}` is another struct than the tenant root, write `#[column(on_delete = restrict, why = \"...\")]`", written(target));
                let way_out = format!("or waive it: `waive(no_global_to_tenant = \"...\")`{other}");
                ("the tenant root", written(target), way_out)
            }
            Scope::Tenant { root } => {
                let way_out = "or refer to the tenant root with the waiver of `no_global_to_tenant`, or remove";
                ("a tenant table", root.clone(), format!("{way_out} `{}`", column.name))
            }
        };
        diagnostics.broken(
            &RULE,
            Place::Column(place),
            &column.ty,
            format!("the global table `{}` refers to `{name}`, which is {what}", table.name.value),
            format!("write `tenant = {root}` in the `#[table]` of `{}`, {way_out}", table.ident),
        );
    }
}

fn is_waived(table: &Table, column: &Column) -> bool {
    column.waivers.iter().chain(&table.waivers).any(|waiver| waiver.name == RULE.name)
}

fn may_refer(table: &Table, column: &Column) -> bool {
    let is_in_it = |columns: &[&Column]| columns.iter().any(|referring| referring.ident == column.ident);
    matches!(table.tenancy, Tenancy::Global) && table.references().any(|reference| is_in_it(&reference.columns))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::model::{Known, Scope};
    use crate::rules::tests::{codes, codes_beside};

    fn known(path: &syn::Path) -> Option<Known> {
        let of = |name: &str, scope| Some(Known { name: name.to_owned(), scope });
        match path.get_ident()?.to_string().as_str() {
            "Organization" => of("organizations", Scope::Root { prefix: "org_".to_owned() }),
            "Team" => of("org_teams", Scope::Tenant { root: "Organization".to_owned() }),
            "Colour" => of("colours", Scope::Global),
            _ => None,
        }
    }

    #[test]
    fn a_forgotten_tenant_is_the_one_error() {
        let of = |arguments, columns| {
            let item = quote!(
                /// A user.
                struct User { id: Id<User>, #columns }
            );
            codes_beside(&known, arguments, item)
        };
        let name = quote!(name = "org_users", unique(email));
        let email = quote!(email: String);
        // What follows from it is not reported: the team is one of the same tenant.
        let team = quote!(#[column(on_delete = restrict, why = "x")] team_id: Id<Team>);
        assert_eq!(of(name.clone(), quote!(organization_id: Id<Organization>, #team, #email)), ["P04"]);
        assert_eq!(of(name.clone(), quote!(organization_id: Id<Organization>, team_id: Id<Team>, #email)), ["F02", "P04"]);
        assert_eq!(of(name.clone(), quote!(team_id: Id<Team>, #email)), ["P04"]);
        assert_eq!(of(name.clone(), quote!(organization_id: Option<Id<Organization>>, #email)), ["P04"]);
        // With `on_delete` it may be a struct of another module that has the name of a root.
        let declared = quote!(#[column(on_delete = restrict, why = "x")] organization_id: Id<Organization>);
        assert!(of(name.clone(), quote!(#declared, #team, #email)).is_empty());
        // What is not known, or is global, is decided by the constant.
        assert_eq!(of(name.clone(), quote!(colour_id: Id<Colour>, tone_id: Id<Tone>, #email)), ["F02", "F02"]);
        let waived = quote!(name = "users", unique(email), waive(no_global_to_tenant = "everybody's"));
        assert_eq!(of(waived, quote!(organization_id: Id<Organization>, #email)), ["F02"]);
        // The misspelt key is the one error.
        let misspelt = quote!(name = "org_users", unique(email), tennant = Organization);
        let found = of(misspelt, quote!(organization_id: Id<Organization>, #email));
        assert!(found.len() == 1 && found[0].contains("tennant"), "{found:?}");
        let misspelt = quote!(name = "org_users", unique(email), exclud(email with "="), tenant = Organization);
        let found = of(misspelt, quote!(organization_id: Id<Organization>, #email));
        assert!(found.len() == 1 && found[0].contains("did you mean `exclude`"), "{found:?}");
        let secured = quote!(name = "users", unique(email), row_security = forced);
        assert_eq!(of(secured, quote!(organization_id: Id<Organization>, #email)), ["P04"]);
    }

    #[test]
    fn a_waiver_needs_a_reference_of_a_global_table() {
        let arguments = [
            (quote!(name = "users"), quote!(Option<Id<Organization>>), ""),
            (quote!(name = "users"), quote!(Option<String>), "W01"),
            (quote!(name = "org_users", tenant = Organization), quote!(Option<Id<Team>>), "W01"),
        ];
        for (arguments, ty, code) in arguments {
            let is_tenant = arguments.to_string().contains("tenant");
            let tenant = is_tenant.then(|| quote!(organization_id: Id<Organization>,));
            let on_delete = ty.to_string().contains("Id").then(|| quote!(on_delete = set_null, why = "optional",));
            let table = quote!(
                struct User {
                    id: Id<User>,
                    #tenant
                    #[column(#on_delete waive(no_global_to_tenant = "the team that the user works in"))]
                    current: #ty,
                }
            );
            let expected: Vec<&str> = [code].into_iter().filter(|code| !code.is_empty()).collect();
            assert_eq!(codes(arguments, table), expected);
        }
    }
}
