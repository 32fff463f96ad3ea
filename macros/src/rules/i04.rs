//! I04 unique_per_tenant: a unique of a tenant table is per tenant [sheet 104].
//!
//! Over all tenants it blocks the second one and tells it what the first has.

use super::{Decided, Rule};
use crate::findings::{Findings, Place};
use crate::model::Table;
/// The rule.
pub const RULE: Rule = Rule { code: "I04", name: "unique_per_tenant", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    for index in &table.indexes {
        let Some(global) = &index.global else { continue };
        if table.has_tenant() && index.unique {
            findings.broken(
                &RULE,
                Place::Table,
                global,
                "a unique over all tenants tells one tenant what another has".to_owned(),
                "remove `global`, or waive it: `waive(unique_per_tenant = \"...\")`".to_owned(),
            );
        } else {
            let message = "`global` says nothing here: there is no tenant, or no unique";
            findings.malformed("table", global, message, "remove `global`");
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_unique_over_all_tenants() {
        let table = quote!(
            struct Product {
                id: Id<Product>,
                organization_id: Id<Organization>,
                sku: String,
            }
        );
        assert_eq!(codes(quote!(name = "org_products", tenant = Organization, unique(sku, global)), table), ["I04"]);
    }
}
