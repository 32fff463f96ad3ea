//! K01 primary_key: a table has exactly one key, `id: Id<Self>` or `junction(a, b)`.
//!
//! A row without a key cannot be named, updated or referred to.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Key, Table, named};
/// The rule.
pub const RULE: Rule = Rule { code: "K01", name: "primary_key", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let ident = &table.ident;
    match &table.key {
        Key::Missing => match own_id(table) {
            Some((place, column)) => {
                let message = format!("the primary key of `{ident}` is not named `id`");
                let help = format!("rename `{}` to `id`", column.name);
                diagnostics.broken(&RULE, Place::Column(place), &column.ident, message, help);
            }
            None => {
                let help = format!("write `pub id: Id<{ident}>`, or `junction(a, b)` over two foreign keys");
                diagnostics.broken(&RULE, Place::Table, ident, format!("`{ident}` has no primary key"), help);
            }
        },
        Key::Id(place) => {
            if let Some(column) = table.columns.get(*place).filter(|column| column.stored_name() != "id") {
                let message = format!("the primary key of `{ident}` is not named `id`");
                let help = format!("rename `{}` to `id`", column.stored_name());
                diagnostics.broken(&RULE, Place::Column(*place), column.stored_tokens(), message, help);
            }
        }
        Key::Junction { tokens, .. } if id(table).is_some() => diagnostics.broken(
            &RULE,
            id(table).map_or(Place::Table, Place::Column),
            tokens,
            format!("`{ident}` has two primary keys, `id` and `junction(..)`"),
            "keep one of them; a referenced table needs `id`".to_owned(),
        ),
        _ => {}
    }
    if !matches!(table.key, Key::Missing | Key::Unreadable) && table.key_alone.is_none() {
        over_children(table, diagnostics);
    }
}

/// A key without the columns of the partition is unique in each child, and not over all of them.
fn over_children(table: &Table, diagnostics: &mut Diagnostics) {
    // One that could not be read may be what the waiver is for.
    if table.unread_partition && table.waivers.iter().any(|waiver| waiver.name == RULE.name) {
        diagnostics.broken(&RULE, Place::Table, &table.ident, String::new(), String::new());
    }
    if let Some(partition) = table.partition.as_ref().filter(|_| !table.keys_hold_partition()) {
        let columns = named(&partition.columns);
        let message = format!("the primary key of `{}` is unique only together with the partition columns {columns}", table.ident);
        let help = match table.tenant_column() {
            Some(tenant) => format!("write `partition(hash({}), 16)`, or, if only the application generates ids, `waive(primary_key = \"...\")`", tenant.name),
            None => "write `partition(hash(id), 16)`, or, if only the application generates ids, `waive(primary_key = \"...\")`".to_owned(),
        };
        diagnostics.broken(&RULE, Place::Table, &partition.tokens, message, help);
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
