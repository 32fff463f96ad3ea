//! I05 one_row_per_tenant: a unique on the tenant column alone says so.
//!
//! The sheet's own template has one: the second insert of a tenant fails.

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{Index, Table, written};
/// The rule.
pub const RULE: Rule =
    Rule { code: "I05", name: "one_row_per_tenant", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for index in table.indexes.iter().filter(|index| index.unique) {
        let tenant = table.tenant_column().map(|tenant| &tenant.ident);
        let others = index.columns.iter().filter(|column| tenant.is_none() || column.ident() != tenant).count();
        let alone = table.has_tenant() && others == 0;
        if alone && index.one_per_tenant.is_none() {
            diagnostics.broken(
                &RULE,
                Place::Table,
                &index.tokens,
                message(table, index),
                format!("write `{}` if that is meant, else remove it", declared(index)),
            );
        } else if let Some(word) = index.one_per_tenant.as_ref().filter(|_| !alone) {
            diagnostics.malformed(
                "table",
                word,
                "`one_per_tenant` is a unique of its own",
                "write `unique(one_per_tenant)`",
            );
        }
    }
}

fn message(table: &Table, index: &Index) -> String {
    let which = if index.only.is_some() { "such row" } else { "row" };
    format!("each tenant could have one {which} of `{}` only", table.ident)
}

/// What it would be.
fn declared(index: &Index) -> String {
    match &index.only_tokens {
        Some(only) => format!("unique(one_per_tenant, only({}))", written(only)),
        None => "unique(one_per_tenant)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn one_row_per_tenant() {
        let table = quote!(
            struct Setting {
                id: Id<Setting>,
                organization_id: Id<Organization>,
            }
        );
        let arguments = |unique| quote!(name = "org_settings", tenant = Organization, unique(#unique));
        assert_eq!(codes(arguments(quote!(organization_id)), table.clone()), ["I05"]);
        assert!(codes(arguments(quote!(one_per_tenant)), table).is_empty());
    }
}
