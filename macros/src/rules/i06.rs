//! I06 timestamp_unique: no unique on `deleted_at`, `created_at` or `updated_at`.
//!
//! Two rows deleted in one transaction collide, since now() is the transaction's time.

use super::{Decided, Rule};
use syn::Ident;

use crate::diagnostics::{Diagnostics, Place};
use crate::model::{IndexColumn, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "I06", name: "timestamp_unique", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for index in table.indexes.iter().filter(|index| index.unique) {
        for column in index.columns.iter().filter_map(IndexColumn::ident) {
            if ["created_at", "updated_at", "deleted_at"].iter().any(|name| column == name) {
                diagnostics.broken(
                    &RULE,
                    Place::Table,
                    column,
                    format!("a unique on `{column}` refuses the second row {} in one transaction", done(column)),
                    format!("remove it, or write `index({column})`"),
                );
            }
        }
    }
}

/// What a timestamp is the time of.
fn done(column: &Ident) -> &'static str {
    match column.to_string().as_str() {
        "created_at" => "inserted",
        "updated_at" => "changed",
        _ => "deleted",
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_unique_on_a_timestamp() {
        assert_eq!(
            codes(
                quote!(name = "plans", unique(deleted_at)),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            ),
            ["I06"]
        );
    }
}
