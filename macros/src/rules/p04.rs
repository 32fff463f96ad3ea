//! P04 no_global_to_tenant: a global table does not reference a tenant table.
//!
//! Every tenant reads the global row, and through it learns of the tenant's. Two structs are needed to see it, so a constant decides. The waiver
//! covers the tenant root only: rows of other tenant tables are found by their tenant, which a global table does not have.

use super::Decided;
use crate::diagnostics::Rule;
use crate::model::{Column, Table, Tenancy};

/// The rule.
pub const RULE: Rule = Rule { code: "P04", name: "no_global_to_tenant", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Compiler(may_refer);

fn may_refer(table: &Table, column: &Column) -> bool {
    let is_in_it = |columns: &[&Column]| columns.iter().any(|referring| referring.ident == column.ident);
    matches!(table.tenancy, Tenancy::Global) && table.references().any(|reference| is_in_it(&reference.columns))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

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
