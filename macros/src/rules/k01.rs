//! K01 primary_key: a table has exactly one key, `id: Id<Self>` or `junction(a, b)` [sheet 46, 85].
//!
//! A row without a key cannot be named, updated or referred to.

use super::{Decided, Rule};
use crate::findings::{Findings, Place};
use crate::model::{Column, Key, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "K01", name: "primary_key", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    let ident = &table.ident;
    match &table.key {
        Key::Missing => match own_id(table) {
            Some((place, column)) => {
                let message = format!("the key of `{ident}` is not called `id`");
                let help = format!("call it `id`, in place of `{}`", column.name);
                findings.broken(&RULE, Place::Column(place), &column.ident, message, help);
            }
            None => {
                let help = format!("write `pub id: Id<{ident}>`, or `junction(a, b)` over two references");
                findings.broken(&RULE, Place::Table, ident, format!("`{ident}` has no key"), help);
            }
        },
        Key::Junction { tokens, .. } if id(table).is_some() => findings.broken(
            &RULE,
            id(table).map_or(Place::Table, Place::Column),
            tokens,
            format!("`{ident}` has two keys, `id` and `junction(..)`"),
            "keep one of them; a table that is referred to keeps `id`".to_owned(),
        ),
        _ => {}
    }
}

/// A key of another name: never NULL, since such a reference to the table itself would leave no first row.
fn own_id(table: &Table) -> Option<(usize, &Column)> {
    table.columns.iter().enumerate().find(|(_, column)| {
        let is_own = |path: &syn::Path| path.is_ident(&table.ident);
        !column.shape.nullable && matches!(column.shape.target(), Some(syn::Type::Path(target)) if is_own(&target.path))
    })
}

fn id(table: &Table) -> Option<usize> {
    table.columns.iter().position(|column| column.name == "id")
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn nothing_is_the_key() {
        assert_eq!(
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        name: String,
                    }
                )
            ),
            ["K01"]
        );
    }

    #[test]
    fn two_keys() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = cascade, why = "x")]
                a_id: Id<A>,
                #[column(on_delete = cascade, why = "x")]
                b_id: Id<B>,
            }
        );
        assert_eq!(codes(quote!(name = "plans", junction(a_id, b_id)), table), ["K01"]);
    }
}
