//! P02 row_security: row level security off needs a waiver.
//!
//! A filter without it is no wall: a cheap function in WHERE saw another tenant's row before the filter.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::Table;
/// The rule.
pub const RULE: Rule = Rule { code: "P02", name: "row_security", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let off = table.waivers.iter().find(|waiver| waiver.name == RULE.name);
    if let Some(waiver) = off.filter(|_| table.has_tenant()) {
        diagnostics.broken(
            &RULE,
            Place::Table,
            &waiver.tokens,
            format!("`{}` has no row level security", table.ident),
            "remove the waiver: it is emitted".to_owned(),
        );
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_waiver_that_is_not_needed() {
        let arguments = quote!(name = "plans", waive(row_security = "x"));
        assert_eq!(
            codes(
                arguments,
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            ),
            ["W01"]
        );
    }
}
