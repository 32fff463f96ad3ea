//! F07 live_reference: a live row refers to live rows alone, and a soft delete honours `on_delete`.
//!
//! It is emitted with the schema, so a waiver alone breaks it. Whether the target has soft deletes is known to the compiler.

use super::Decided;
use crate::diagnostics::{Diagnostics, Rule};
use crate::model::{Reference, Role, Table, Waiver};
/// The rule.
pub const RULE: Rule = Rule { code: "F07", name: "live_reference", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for reference in table.references() {
        if let Some(waiver) = waiver(table, &reference) {
            let message = format!("a soft delete does not honour `on_delete` of `{}`", reference.name());
            diagnostics.broken(&RULE, reference.place, &waiver.tokens, message, "remove the waiver".to_owned());
        }
    }
}

/// The waiver that turns the rule off for a reference. The tenant column has nothing to turn off: a soft-deleted tenant keeps its rows.
fn waiver<'table>(table: &'table Table, reference: &Reference<'table>) -> Option<&'table Waiver> {
    let is_tenant = reference.columns.iter().all(|column| column.role == Role::Tenant);
    let own = reference.columns.iter().filter(|_| reference.columns.len() == 1).flat_map(|column| &column.waivers);
    own.chain(&table.waivers).find(|waiver| !is_tenant && waiver.name == RULE.name)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_waiver_without_a_reference() {
        let plan = quote!(
            struct Plan {
                id: Id<Plan>,
                organization_id: Id<Organization>,
            }
        );
        let waived = quote!(name = "org_plans", tenant = Organization, waive(live_reference = "x"));
        assert_eq!(codes(waived, plan), ["W01"]);
    }

    #[test]
    fn a_waiver_of_a_reference() {
        let task = quote!(
            struct Task {
                id: Id<Task>,
                #[column(on_delete = restrict, why = "x", waive(live_reference = "x"))]
                project_id: Id<Project>,
            }
        );
        assert!(codes(quote!(name = "tasks"), task).is_empty());
    }
}
