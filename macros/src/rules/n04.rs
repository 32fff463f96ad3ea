//! N04 table_doc: a table has a doc comment, which becomes COMMENT ON TABLE.

use super::Decided;
use crate::parse::value::has_no_word;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::Table;
/// The rule.
pub const RULE: Rule = Rule { code: "N04", name: "table_doc", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    if table.documentation.text().is_some_and(|text| has_no_word(&text)) {
        let ident = &table.ident;
        diagnostics.broken(
            &RULE,
            Place::Table,
            ident,
            format!("`{ident}` has no doc comment"),
            "describe a row with `/// ...` above it: it becomes a comment in the database".to_owned(),
        );
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes_of;

    #[test]
    fn no_documentation() {
        assert_eq!(
            codes_of(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            ),
            ["N04"]
        );
        let dotted = quote!(
            /// .
            struct Plan {
                id: Id<Plan>,
            }
        );
        assert_eq!(codes_of(quote!(name = "plans"), dotted), ["N04"]);
    }
}
