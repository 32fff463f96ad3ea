//! F06 cascade_into_kept: no cascade that deletes rows of an append-only table [sheet 54, 286].
//!
//! A ledger whose lines go with a deleted account is no ledger.

use super::{Decided, Rule};
use crate::findings::{Findings, Place};
use crate::model::{OnDelete, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "F06", name: "cascade_into_kept", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    for (place, column) in table.columns.iter().enumerate() {
        if let Some((OnDelete::Cascade, tokens)) = &column.on_delete
            && table.append_only
        {
            findings.broken(
                &RULE,
                Place::Column(place),
                tokens,
                format!("`{}` is append-only, but a delete through `{}` would take its rows", table.ident, column.name),
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
