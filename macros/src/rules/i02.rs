//! I02 redundant_index: no index twice, none that is a prefix of another, no unique that a smaller unique implies.
//!
//! Each index is written on every insert and read into memory; the second one is never chosen.

use super::{Decided, Rule};
use crate::findings::{Findings, Place};
use crate::model::{Index, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "I02", name: "redundant_index", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    for (place, index) in table.indexes.iter().enumerate() {
        let mut others = table.indexes.iter().enumerate().filter(|(other, _)| *other != place);
        let better = others.find(|(other, wider)| is_served(table, index, wider, place > *other));
        if let Some((_, better)) = better {
            findings.broken(
                &RULE,
                Place::Table,
                &index.tokens,
                format!("`{}` is never needed beside `{}`", written(&index.tokens), written(&better.tokens)),
                "remove it".to_owned(),
            );
        }
    }
}

/// Whether `other` does all that `index` does. Of two that do the same the later one is reported.
fn is_served(table: &Table, index: &Index, other: &Index, is_later: bool) -> bool {
    let (own, others) = (columns(table, index), columns(table, other));
    if own.is_empty()
        || others.is_empty()
        || !same_rows(index, other)
        || index.global.is_some() != other.global.is_some()
    {
        return false;
    }
    match (index.unique, other.unique) {
        (true, true) => {
            others.iter().all(|(name, _)| own.iter().any(|(mine, _)| mine == name))
                && (others.len() < own.len() || is_later)
        }
        (false, true) => others.starts_with(&own),
        (false, false) => others.starts_with(&own) && (others.len() > own.len() || is_later),
        (true, false) => false,
    }
}

fn same_rows(index: &Index, other: &Index) -> bool {
    let only = |index: &Index| index.only_tokens.as_ref().map(ToString::to_string);
    only(index) == only(other) && index.including_deleted.is_some() == other.including_deleted.is_some()
}

/// Without the tenant column, which leads every index.
fn columns(table: &Table, index: &Index) -> Vec<(String, bool)> {
    let tenant = table.tenant_column().map(|tenant| &tenant.ident);
    let named = index.columns.iter().filter(|column| Some(&column.ident) != tenant);
    named.map(|column| (column.ident.to_string(), column.descending)).collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    fn found(indexes: proc_macro2::TokenStream) -> Vec<String> {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                a: i32,
                b: i32,
                c: i32,
            }
        );
        codes(quote!(name = "plans", #indexes), table)
    }

    #[test]
    fn indexes_that_another_serves() {
        for indexes in [
            quote!(index(a), index(a)),
            quote!(index(a), index(a, b)),
            quote!(index(a), unique(a, b)),
            quote!(unique(a), unique(a, b)),
            quote!(unique(a, b), unique(b, a)),
            quote!(index(a, only(b > 0)), index(a, c, only(b > 0))),
        ] {
            assert_eq!(found(indexes.clone()), ["I02"], "{indexes}");
        }
    }

    #[test]
    fn indexes_that_differ() {
        for indexes in [
            quote!(index(a), index(b, a)),
            quote!(index(a(desc)), index(a, b)),
            quote!(index(a, only(b > 0)), index(a, c)),
            quote!(index(a, b), unique(a)),
        ] {
            assert!(found(indexes.clone()).is_empty(), "{indexes}");
        }
    }
}
