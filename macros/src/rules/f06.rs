//! F06 cascade_into_kept: no cascade that deletes rows of an append-only table.
//!
//! A ledger whose lines go with a deleted account is no ledger.

use super::{Decided, Rule};
use crate::diagnostics::Diagnostics;
use crate::model::{Action, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "F06", name: "cascade_into_kept", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for reference in table.references().filter(|_| table.append_only) {
        if let Some((Action::Cascade, tokens)) = reference.on_delete {
            let (ident, name) = (&table.ident, reference.name());
            diagnostics.broken(
                &RULE,
                reference.place,
                tokens,
                format!("`{ident}` is append-only, but a delete through `{name}` would take its rows"),
                "write `on_delete = restrict`, or `set_null`".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_cascade_into_a_ledger() {
        let table = quote!(
            struct Entry {
                id: Id<Entry>,
                #[column(on_delete = cascade, why = "x")]
                account_id: Id<Account>,
            }
        );
        assert_eq!(codes(quote!(name = "entries", append_only), table), ["F06"]);
    }
}
