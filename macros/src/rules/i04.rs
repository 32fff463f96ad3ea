//! I04 unique_per_tenant: a unique of a tenant table is per tenant.
//!
//! Over all tenants it blocks the second one and tells it what the first has. A key over all tenants does the same where it can be guessed; a UUIDv7
//! cannot.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Key, Table, Tenancy, written};

/// The rule.
pub const RULE: Rule = Rule { code: "I04", name: "unique_per_tenant", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    key(table, diagnostics);
    for index in &table.indexes {
        let Some(global) = &index.global else { continue };
        if table.has_tenant() && index.unique {
            diagnostics.broken(
                &RULE,
                Place::Table,
                global,
                "a unique index over all tenants tells one tenant which values another has".to_owned(),
                "remove `global`, or waive it: `waive(unique_per_tenant = \"...\")`".to_owned(),
            );
        } else {
            let message = "`global` has no effect here: it needs a unique index of a tenant table";
            diagnostics.malformed("table", global, message, "remove `global`");
        }
    }
}

fn key(table: &Table, diagnostics: &mut Diagnostics) {
    // Without its tenant column it is a tenant table all the same: rule P01 says what is missing.
    let (Some(alone), Tenancy::Tenant { .. }, Key::Id(place)) = (&table.key_alone, &table.tenancy, &table.key) else {
        return;
    };
    let column = &table.columns[*place];
    if column.waivers.iter().any(|waiver| waiver.name == "uuid_v7") {
        let message = format!("a primary key of `{}` over all tenants tells one tenant which values another has", written(&column.ty));
        let help = "remove `primary_key`, or waive it: `waive(unique_per_tenant = \"...\")`".to_owned();
        diagnostics.broken(&RULE, Place::Table, alone, message, help);
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

    #[test]
    fn a_key_that_can_be_guessed_over_all_tenants() {
        let table = |key| {
            quote!(
                struct Product {
                    #[column(waive(uuid_v7 = "numbers since 1998"))]
                    id: #key,
                    organization_id: Id<Organization>,
                }
            )
        };
        let arguments = quote!(name = "org_products", tenant = Organization, primary_key = "id");
        assert_eq!(codes(arguments.clone(), table(quote!(i64))), ["I04"]);
        let waived = quote!(#arguments, waive(unique_per_tenant = "older than the tenants"));
        assert_eq!(codes(waived, table(quote!(i64))), [""; 0]);
        let per_tenant = quote!(name = "org_products", tenant = Organization);
        assert_eq!(codes(per_tenant, table(quote!(i64))), [""; 0]);
    }
}
