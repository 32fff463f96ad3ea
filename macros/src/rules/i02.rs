//! I02 redundant_index: no index twice, none that is a prefix of another, no unique that a smaller unique implies.
//!
//! Each index is written on every insert and read into memory; the second one is never chosen.

use super::Decided;
use crate::parse::index_part::Modifiers;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Index, IndexColumn, Indexed, Table, written};
use proc_macro2::Ident;
/// The rule.
pub const RULE: Rule = Rule { code: "I02", name: "redundant_index", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, index) in table.indexes.iter().enumerate() {
        let mut others = table.indexes.iter().enumerate().filter(|(other, _)| *other != place);
        let better = others.find(|(other, wider)| is_served(table, index, wider, place > *other));
        if let Some((_, better)) = better {
            diagnostics.broken(
                &RULE,
                Place::Table,
                &index.tokens,
                format!("the index `{}` is redundant because of `{}`", written(&index.tokens), written(&better.tokens)),
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
        || !same_build(index, other)
        || index.global.is_some() != other.global.is_some()
    {
        return false;
    }
    match (index.unique, other.unique) {
        (true, true) => {
            others.iter().all(|column| own.contains(column))
                && carries(index, other)
                && (others.len() < own.len() || is_later)
        }
        // A foreign key may refer to a unique constraint without overlaps, and to no exclusion.
        (false, _) if index.without_overlaps.is_some() && other.without_overlaps.is_none() => false,
        (false, _) if !index.is_btree() => {
            let is_weaker = other.without_overlaps.is_some() && index.without_overlaps.is_none();
            own == others && carries(index, other) && (is_later || is_weaker)
        }
        (false, true) => others.starts_with(&own) && carries(index, other),
        (false, false) => {
            others.starts_with(&own)
                && carries(index, other)
                && (others.len() > own.len() || other.include.len() > index.include.len() || is_later)
        }
        (true, false) => false,
    }
}

fn same_rows(index: &Index, other: &Index) -> bool {
    let only = |index: &Index| index.only_tokens.as_ref().map(ToString::to_string);
    only(index) == only(other) && index.including_deleted.is_some() == other.including_deleted.is_some()
}

/// Of the same method, and alike in what NULL means to a unique.
fn same_build(index: &Index, other: &Index) -> bool {
    let agree = !index.unique || index.nulls_not_distinct.is_some() == other.nulls_not_distinct.is_some();
    index.method() == other.method() && index.exclusion == other.exclusion && agree
}

/// Whether the other one has what this one carries along.
fn carries(index: &Index, other: &Index) -> bool {
    let has =
        |column: &Ident| other.include.contains(column) || other.columns.iter().any(|key| key.ident() == Some(column));
    index.include.iter().all(has)
}

/// As they were written, without the tenant column, which leads every index.
fn columns(table: &Table, index: &Index) -> Vec<String> {
    let tenant = table.tenant_column().map(|tenant| &tenant.ident);
    let named = index.columns.iter().filter(|column| tenant.is_none() || column.ident() != tenant);
    named.map(described).collect()
}

fn described(column: &IndexColumn) -> String {
    let Modifiers { order: _, nulls, ops, collation } = &column.modifiers;
    let declared = [ops, collation, &column.operator].map(|text| text.as_ref().map_or("", |text| text.value.as_str()));
    let (descending, nulls) = (column.modifiers.descending(), nulls.as_ref().map(ToString::to_string));
    let key = match &column.key {
        Indexed::Column(ident) => ident.to_string(),
        Indexed::Expression { .. } => column.tokens.to_string(),
    };
    // NULL stands last in an ascending order unless something else is said, first in a descending one.
    let nulls_first = nulls.map_or(descending, |nulls| nulls == "nulls_first");
    format!("{key} {descending} {nulls_first} {declared:?}")
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
            quote!(index(abs(a)), index(abs(a), b)),
            quote!(index(a), index(a, include(b))),
            quote!(index(a, method = gin), index(a, method = gin)),
            quote!(index(a(nulls_last)), index(a, b)),
        ] {
            assert_eq!(found(indexes.clone()), ["I02"], "{indexes}");
        }
    }

    #[test]
    fn an_exclusion_that_a_unique_constraint_without_overlaps_implies() {
        let table = quote!(struct Price { id: Id<Price>, a: i32, b: i32 });
        let found = |indexes| codes(quote!(name = "prices", waive(soft_delete = "x"), #indexes), table.clone());
        let unique = quote!(unique(a, b, without_overlaps));
        let exclude = quote!(exclude(a with "=", b with "&&"));
        assert_eq!(found(quote!(#unique, #exclude)), ["I02"]);
        assert_eq!(found(quote!(#exclude, #unique)), ["I02"]);
        assert_eq!(found(quote!(#unique, #unique)), ["I02"]);
        assert_eq!(found(quote!(#unique, unique(a, b, name = "both"))), [""; 0]);
        assert_eq!(found(quote!(#unique, exclude(a with "=", b with "="))), [""; 0]);
    }

    #[test]
    fn indexes_that_differ() {
        for indexes in [
            quote!(index(a), index(b, a)),
            quote!(index(a(desc)), index(a, b)),
            quote!(index(a, only(b > 0)), index(a, c)),
            quote!(index(a, b), unique(a)),
            quote!(index(a), index(a, b, method = gin)),
            quote!(index(a, method = gin), index(a, b, method = gin)),
            quote!(index(a(nulls_first)), index(a, b)),
            quote!(index(a(ops = "x")), index(a, b)),
            quote!(index(abs(a)), index(a, b)),
            quote!(index(a, include(c)), index(a, b)),
            quote!(unique(a, nulls_not_distinct), unique(a, b)),
        ] {
            assert!(found(indexes.clone()).is_empty(), "{indexes}");
        }
    }
}
