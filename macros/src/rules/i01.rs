//! I01 fk_index: every foreign key is led by an index.
//!
//! One is generated when none is declared, so the rule is broken only by the waiver that asks for none. An index on live rows does not count:
//! the server's own look-ups cannot use it.

use super::Decided;
use proc_macro2::Ident;

use crate::diagnostics::{Diagnostics, Rule};
use crate::model::{Index, IndexColumn, Reference, Role, Table, Waiver};
/// The rule.
pub const RULE: Rule = Rule { code: "I01", name: "fk_index", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let asks = |waivers: &[Waiver]| waivers.iter().any(|waiver| waiver.name == RULE.name);
    let is_tenant = |reference: &Reference<'_>| reference.columns.iter().all(|column| column.role == Role::Tenant);
    for reference in table.references().filter(|reference| !is_tenant(reference)) {
        let Some(first) = reference.columns.first() else { continue };
        if (asks(&table.waivers) || asks(&first.waivers)) && !is_led(table, &reference) {
            diagnostics.broken(
                &RULE,
                reference.place,
                &reference.at,
                format!("no index leads with `{}`", reference.name()),
                "remove the waiver: the index is generated".to_owned(),
            );
        }
    }
}

/// By an index, or by the key.
fn is_led(table: &Table, reference: &Reference<'_>) -> bool {
    let covers_all = |index: &&Index| {
        index.is_btree() && index.only.is_none() && (index.including_deleted.is_some() || !table.soft_delete())
    };
    let tenant = table.tenant_column().map(|tenant| &tenant.ident);
    let refers = |name: Option<&Ident>| reference.columns.iter().any(|column| Some(&column.ident) == name);
    // The look-up compares no period with `=`.
    let count = reference.columns.len() - usize::from(reference.period);
    let leads = |names: &mut dyn Iterator<Item = Option<&Ident>>| {
        let first: Vec<_> = names.filter(|name| tenant.is_none() || *name != tenant).take(count).collect();
        first.len() == count && first.into_iter().all(refers)
    };
    let by_key = leads(&mut table.key_columns().into_iter().map(|column| Some(&column.ident)));
    by_key || table.indexes.iter().filter(covers_all).any(|index| leads(&mut index.columns.iter().map(IndexColumn::ident)))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_waiver_that_is_not_needed() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = restrict, why = "x", waive(fk_index = "small"))]
                shop_id: Id<Shop>,
            }
        );
        assert!(codes(quote!(name = "plans"), table.clone()).is_empty());
        assert_eq!(codes(quote!(name = "plans", index(shop_id, including_deleted)), table), ["W01"]);
    }
}
