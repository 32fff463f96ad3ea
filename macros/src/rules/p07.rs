//! P07 policy_narrows: a policy of a tenant table is restrictive, and has an effect.
//!
//! PostgreSQL joins permissive policies by OR: a second one would show rows of other tenants.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Policy, Table};

/// The rule.
pub const RULE: Rule = Rule { code: "P07", name: "policy_narrows", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

/// The policies that are emitted.
const OWN: [&str; 2] = ["tenant_isolation", "tenant_lookup"];

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let is_looked_up = table.indexes.iter().any(|index| index.tenant_lookup.is_some() || index.queue.is_some());
    for (at, policy) in table.policies.iter().enumerate() {
        let Policy { name, restrictive, roles, tokens, .. } = policy;
        let mut refuse = |at, message: String, help: &str| {
            diagnostics.broken(&RULE, Place::Table, at, message, help.to_owned());
        };
        let (name, at_name) = (&name.value, &name.tokens);
        if table.policies[..at].iter().any(|earlier| earlier.name.value == *name) {
            refuse(at_name, format!("the policy `{name}` is declared twice"), "rename one of them");
        } else if OWN.contains(&name.as_str()) {
            refuse(at_name, format!("`{name}` is the name of a policy that is emitted"), "write another name");
        } else if !table.has_tenant() {
            if table.row_security.is_none() {
                let message = format!("the policy `{name}` has no effect: the table has no row security");
                refuse(tokens, message, "add `row_security`, or `row_security = forced` for the owner too");
            }
        } else if table.waivers.iter().any(|waiver| waiver.name == "row_security") {
            let message = format!("the policy `{name}` has no effect: row security of the table is waived");
            refuse(tokens, message, "remove the waiver of `row_security`, or the policy");
        } else if restrictive.is_none() {
            let message = format!("the policy `{name}` is permissive, so it shows rows of other tenants");
            refuse(tokens, message, "add `restrictive`: such a policy is joined to that of the tenant by AND");
        } else if is_looked_up && roles.is_empty() {
            let message = format!("the policy `{name}` is for the role of the look-ups too, which has no tenant");
            refuse(tokens, message, "add the roles that it is for: `to(\"shop_app\")`");
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_policy_of_a_tenant_table_only_narrows() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                shop_id: Id<Shop>,
                owner: String,
            }
        );
        let restrictive = quote!(policy(name = "own", restrictive, using = "owner = current_user"));
        for (arguments, found) in [
            (quote!(tenant = Shop, policy(name = "own", using = "owner = current_user")), vec!["P07"]),
            (quote!(tenant = Shop, #restrictive), vec![]),
            (quote!(tenant = Shop, #restrictive, #restrictive), vec!["P07"]),
            (quote!(tenant = Shop, #restrictive, waive(row_security = "x")), vec!["P07"]),
            (quote!(tenant = Shop, policy(name = "tenant_isolation", restrictive, using = "true")), vec!["P07"]),
            (quote!(tenant = Shop, policy(name = "own", restrictive, using = "true) OR (true")), vec!["C09"]),
            (quote!(tenant = Shop, policy(name = "own", restrictive, using = "true -- ")), vec!["C09"]),
        ] {
            let arguments = quote!(name = "org_plans", #arguments);
            assert_eq!(codes(arguments.clone(), table.clone()), found, "{arguments}");
        }
    }

    #[test]
    fn a_policy_of_a_global_table_needs_row_security() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
            }
        );
        let policy = quote!(policy(name = "all", command = select, using = "true"));
        assert_eq!(codes(quote!(name = "plans", #policy), table.clone()), ["P07"]);
        assert!(codes(quote!(name = "plans", row_security, #policy), table).is_empty());
    }
}
