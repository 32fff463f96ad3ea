//! F03 on_delete_why: every reference says why; the reason becomes COMMENT ON CONSTRAINT.
//!
//! Where F02 is broken too, F02 alone is reported.

use super::Decided;
use crate::parse::value::has_no_word;
use crate::diagnostics::{Diagnostics, Rule};
use crate::model::Table;
/// The rule.
pub const RULE: Rule = Rule { code: "F03", name: "on_delete_why", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for column in &table.columns {
        if let Some(why) =
            column.why.as_ref().filter(|_| column.on_delete.is_none() && !column.flawed && !column.is_reference())
        {
            let (name, help) = (&column.name, "add `on_delete`, or write the reason as a doc comment of the field");
            diagnostics.malformed("table", &why.tokens, format!("`{name}` has `why` without `on_delete`"), help);
        }
    }
    for reference in table.references().filter(|reference| !reference.period) {
        let Some((_, tokens)) = reference.on_delete else { continue };
        let given = reference.why.is_some_and(|why| !has_no_word(&why.value));
        if !given {
            let at = reference.why.map_or(tokens, |why| &why.tokens);
            diagnostics.broken(
                &RULE,
                reference.place,
                at,
                format!("`{}` has `on_delete` without a reason", reference.name()),
                "add `why = \"...\"`: it becomes a comment in the database".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn no_reason_and_an_empty_one() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = restrict)]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["F03"]);
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = restrict, why = "...")]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["F03"]);
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = restrict, why = " ")]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["F03"]);
    }
}
