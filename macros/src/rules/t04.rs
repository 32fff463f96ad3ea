//! T04 append_only: rows of a table marked `append_only` are inserted and read, nothing else.
//!
//! No update and no delete method, no UPDATE or DELETE grant and a trigger that raises: so it has neither `updated_at` nor `deleted_at`.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::Table;
/// The rule.
pub const RULE: Rule = Rule { code: "T04", name: "append_only", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    if !table.append_only {
        return;
    }
    for (place, column) in table.columns.iter().enumerate() {
        if matches!(column.name.as_str(), "updated_at" | "deleted_at") {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ident,
                format!("`{}` is append-only, so it cannot have `{}`", table.ident, column.name),
                format!("remove `{}`, or `append_only`", column.name),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_row_that_never_changes_has_no_updated_at() {
        let table = quote!(
            struct Entry {
                id: Id<Entry>,
                updated_at: Timestamp,
            }
        );
        assert_eq!(codes(quote!(name = "entries", append_only), table), ["T04"]);
    }
}
