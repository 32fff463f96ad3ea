//! I05 one_row_per_tenant: a unique on the tenant column alone says so.
//!
//! The second insert of a tenant fails, where a plain index was meant. The same holds for an expression over the tenant column, for a
//! constant, for a column that is computed from these, and for an exclusion constraint.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Index, IndexColumn, Table, Tenancy, written};
/// The rule.
pub const RULE: Rule = Rule { code: "I05", name: "one_row_per_tenant", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for index in table.indexes.iter().filter(|index| index.unique || index.exclusion) {
        let is_same = |part: &IndexColumn| is_same_for_a_tenant(table, part);
        let is_read = !(index.exclusion && index.columns.is_empty());
        let alone = table.has_tenant() && is_read && index.columns.iter().all(is_same);
        if let Some(word) = index.one_per_tenant.as_ref().filter(|_| !alone || !index.is_over_columns()) {
            diagnostics.malformed(
                "table",
                word,
                "`one_per_tenant` takes no columns",
                "write `unique(one_per_tenant)`",
            );
        } else if alone && index.one_per_tenant.is_none() {
            diagnostics.broken(&RULE, Place::Table, &index.tokens, message(table, index), help(table, index));
        }
    }
}

/// Whether all rows of a tenant have the same value there.
fn is_same_for_a_tenant(table: &Table, part: &IndexColumn) -> bool {
    let tenant = table.tenant_column().map(|tenant| &tenant.ident);
    let is_equality = part.operator.as_ref().is_none_or(|operator| operator.value == "=");
    match table.read_by(part) {
        Some(columns) if columns.is_empty() => true,
        Some(columns) => is_equality && columns.iter().all(|column| Some(&column.ident) == tenant),
        None => false,
    }
}

fn message(table: &Table, index: &Index) -> String {
    let which = if index.only.is_some() { "such row" } else { "row" };
    match table.tenancy {
        Tenancy::Root { .. } => format!("there could be only one {which} of `{}`", table.ident),
        _ => format!("each tenant could have only one {which} of `{}`", table.ident),
    }
}

fn help(table: &Table, index: &Index) -> String {
    match table.tenancy {
        Tenancy::Root { .. } => "remove it".to_owned(),
        _ => format!("write `{}` if this is intended, or remove it", declared(index)),
    }
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
                sku: String,
                day: i32,
                #[column(generated(sql = "1"))]
                one: i32,
                #[column(generated(sql = "lower(sku)"))]
                lowered: String,
            }
        );
        let arguments = |unique| quote!(name = "org_settings", tenant = Organization, #unique);
        for unique in [
            quote!(unique(organization_id)),
            quote!(unique(sql = "organization_id")),
            quote!(unique(sql = "\"organization_id\"")),
            quote!(unique(sql = "lower(organization_id::text)")),
            quote!(unique(sql = "1")),
            quote!(unique(sql = "'sku'")),
            quote!(unique(abs(1))),
            quote!(unique(organization_id, sql = "true")),
            quote!(unique(one)),
            quote!(exclude(organization_id with "=")),
            quote!(exclude(sql("1") with "=")),
            quote!(exclude(sql("int4range(1, 2)") with "&&")),
        ] {
            assert_eq!(codes(arguments(unique.clone()), table.clone()), ["I05"], "{unique}");
        }
        for unique in [
            quote!(unique(one_per_tenant)),
            quote!(unique(sku)),
            quote!(unique(sql = "lower(sku)")),
            quote!(unique(sql = "\"sku\"")),
            quote!(unique(sql = "day")),
            quote!(unique(sql = "sku || organization_id")),
            quote!(unique(sku, sql = "1")),
            quote!(unique(lowered)),
            quote!(exclude(sku with "=")),
        ] {
            assert_eq!(codes(arguments(unique.clone()), table.clone()), [""; 0], "{unique}");
        }
        assert_eq!(codes(arguments(quote!(unique(one_per_tenant, sql = "1"))), table).len(), 1);
    }

    #[test]
    fn one_row_at_all() {
        let root = quote!(struct Organization { id: Id<Organization>, slug: String });
        let arguments = |unique| quote!(name = "organizations", tenant_root, unique(#unique));
        assert_eq!(codes(arguments(quote!(sql = "1")), root.clone()), ["I05"]);
        assert_eq!(codes(arguments(quote!(slug)), root), [""; 0]);
        let global = quote!(struct Setting { id: Id<Setting>, currency: String });
        assert_eq!(codes(quote!(name = "settings", unique(sql = "true")), global), [""; 0]);
    }
}
