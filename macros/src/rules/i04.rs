//! I04 unique_per_tenant: a unique of a tenant table is per tenant.
//!
//! Over all tenants it blocks the second one and tells it what the first has. A key over all tenants does the same where it can be guessed; a UUIDv7
//! cannot.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Key, Table, Tenancy, written};

/// The rule.
pub const RULE: Rule = Rule { code: "I04", name: "unique_per_tenant", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    key(table, diagnostics);
    lookups(table, diagnostics);
    queues(table, diagnostics);
    for index in &table.indexes {
        let Some(global) = &index.global else { continue };
        if table.has_tenant() && (index.unique || index.without_overlaps.is_some()) {
            let help = match (&index.tenant_lookup, &table.tenancy) {
                (Some(_), Tenancy::Tenant { .. }) => {
                    "waive it: `waive(unique_per_tenant = \"...\")`, or remove `global`: then the look-up returns several tenants"
                }
                _ => "remove `global`, or waive it: `waive(unique_per_tenant = \"...\")`",
            };
            diagnostics.broken(
                &RULE,
                Place::Table,
                global,
                "a unique index over all tenants tells one tenant which values another has".to_owned(),
                help.to_owned(),
            );
        } else {
            let message = "`global` has no effect here: it needs a unique index of a tenant table";
            diagnostics.malformed("table", global, message, "remove `global`");
        }
    }
}

/// `tenant_lookup` is a key of a unique index over columns, from whose values the tenant is found.
fn lookups(table: &Table, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<Vec<&Column>> = Vec::new();
    for index in &table.indexes {
        let Some(word) = &index.tenant_lookup else { continue };
        let columns = table.looked_up(index);
        let (message, help) = match () {
            () if !table.has_tenant() => (
                "`tenant_lookup` has no effect here: the rows of a global table have no tenant",
                "remove `tenant_lookup`: `find_by_..` needs no tenant",
            ),
            () if !index.unique => {
                ("a look-up of the tenant needs a unique index", "write `unique(..)`, or remove `tenant_lookup`")
            }
            () if !index.is_over_columns() => (
                "a look-up of the tenant by an expression is not supported",
                "look it up by a column: store the value of the expression, or use a type such as citext",
            ),
            () if columns.is_empty() => {
                ("a look-up of the tenant needs a column beside the tenant", "remove `tenant_lookup`")
            }
            () if seen.iter().any(|earlier| names(earlier).eq(names(&columns))) => {
                ("there are two look-ups of the tenant by the same columns", "remove one `tenant_lookup`")
            }
            () => {
                seen.push(columns);
                continue;
            }
        };
        diagnostics.malformed("table", word, message, help);
    }
}

/// `queue` is a key of an index over the rows that wait, in the order in which they are taken.
fn queues(table: &Table, diagnostics: &mut Diagnostics) {
    let mut is_there = false;
    for index in &table.indexes {
        let Some(word) = &index.queue else { continue };
        let is_plain = !index.unique && !index.exclusion && index.is_btree() && index.is_over_columns();
        let (message, help) = match () {
            () if !matches!(table.tenancy, Tenancy::Tenant { .. }) => {
                ("`queue` has no effect here: it needs a tenant table", "remove `queue`")
            }
            () if table.append_only => ("the rows of an append-only table cannot be locked", "remove `queue`"),
            () if !is_plain || index.columns.is_empty() => {
                ("a queue is a b-tree index over columns, `index(..)`", "write `index(run_at, only(..), queue)`")
            }
            () if index.only.is_none() => {
                ("a queue does not say which rows wait", "add a condition: `only(state == State::Waiting)`")
            }
            () if is_there => ("a table has one queue", "remove one `queue`"),
            () => {
                is_there = true;
                continue;
            }
        };
        diagnostics.malformed("table", word, message, help);
    }
}

fn names<'a>(columns: &'a [&Column]) -> impl Iterator<Item = &'a str> {
    columns.iter().map(|column| column.name.as_str())
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

    #[test]
    fn a_queue_is_an_index_of_waiting_rows() {
        let table = quote!(
            struct Job {
                id: Id<Job>,
                organization_id: Id<Organization>,
                number: i64,
                waits: bool,
            }
        );
        let of_tenant = |index| codes(quote!(name = "org_jobs", tenant = Organization, #index), table.clone());
        assert_eq!(of_tenant(quote!(index(number, only(waits), queue))), [""; 0]);
        for index in [
            quote!(index(number, queue)),
            quote!(unique(number, only(waits), queue)),
            quote!(index(abs(number), only(waits), queue)),
            quote!(index(number, only(waits), queue), index(id, only(waits), queue)),
        ] {
            assert_eq!(of_tenant(index.clone()).len(), 1, "{index}");
        }
    }

    #[test]
    fn a_look_up_needs_columns_of_a_tenant() {
        let table = quote!(
            struct Key {
                id: Id<Key>,
                organization_id: Id<Organization>,
                hash: Vec<u8>,
                email: String,
            }
        );
        let of_tenant = |index| codes(quote!(name = "org_keys", tenant = Organization, #index), table.clone());
        assert_eq!(of_tenant(quote!(unique(hash, tenant_lookup))), [""; 0]);
        assert_eq!(of_tenant(quote!(unique(organization_id, email, hash, tenant_lookup))), [""; 0]);
        for index in [
            quote!(index(hash, tenant_lookup)),
            quote!(exclude(hash with "=", tenant_lookup)),
            quote!(unique(lower(email), tenant_lookup)),
            quote!(unique(one_per_tenant, tenant_lookup)),
            quote!(unique(hash, tenant_lookup), unique(hash, tenant_lookup, only(email != "x"), name = "other")),
        ] {
            assert_eq!(of_tenant(index.clone()).len(), 1, "{index}");
        }
        let global = quote!(
            struct Key {
                id: Id<Key>,
                hash: Vec<u8>,
            }
        );
        assert_eq!(codes(quote!(name = "keys", unique(hash, tenant_lookup)), global).len(), 1);
        let root = quote!(
            struct Organization {
                id: Id<Organization>,
                slug: String,
            }
        );
        assert_eq!(codes(quote!(name = "organizations", tenant_root, unique(slug, tenant_lookup)), root), [""; 0]);
    }
}
