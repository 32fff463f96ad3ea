//! C11 validated: a check and a foreign key hold for all rows.
//!
//! `not_valid` leaves the rows of an older database as they are: what reads them cannot rely on the constraint.

use quote::ToTokens;

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Check, Reference, Table};

/// The rule.
pub const RULE: Rule = Rule { code: "C11", name: "validated", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for check in &table.checks {
        if let Some(word) = &check.not_valid {
            let message = format!("the rows that are there may break {}", named(check));
            diagnostics.broken(&RULE, Place::Table, word, message, HELP.to_owned());
        }
        if let Some(word) = &check.not_enforced {
            let message = format!("no row is held to {}", named(check));
            diagnostics.broken(&RULE, Place::Table, word, message, ENFORCED.to_owned());
        }
    }
    for reference in table.references() {
        if let Some(word) = reference.not_valid {
            let message = format!("the rows that are there may refer by `{}` to nothing", reference.name());
            diagnostics.broken(&RULE, reference.place, word, message, help(&reference, HELP));
        }
        if let Some(word) = reference.not_enforced {
            let message = format!("rows may refer by `{}` to nothing", reference.name());
            diagnostics.broken(&RULE, reference.place, word, message, help(&reference, ENFORCED));
        }
    }
}

const HELP: &str = "remove `not_valid`";
const ENFORCED: &str = "remove `not_enforced`";

fn help(reference: &Reference<'_>, help: &str) -> String {
    match reference.place {
        Place::Column(_) => format!("{help}, or add `waive(validated = \"...\")` to `#[column(..)]`"),
        Place::Table => help.to_owned(),
    }
}

fn named(check: &Check) -> String {
    match &check.name {
        Some(name) => format!("the check `{}`", name.value),
        None => format!("`{}`", check.tokens.to_token_stream()),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn old_rows_break_nothing() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                price: i32,
            }
        );
        let check = quote!(check(price >= 0, not_valid));
        assert_eq!(codes(quote!(name = "plans", #check), table.clone()), ["C11"]);
        let waived = quote!(name = "plans", #check, waive(validated = "rows of the old shop"));
        assert!(codes(waived, table.clone()).is_empty());
        assert_eq!(codes(quote!(name = "plans", waive(validated = "nothing")), table), ["W01"]);
    }

    #[test]
    fn old_rows_refer_to_something() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = restrict, why = "x", not_valid)]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["C11"]);
    }

    #[test]
    fn rows_are_held_to_it() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                price: i32,
                #[column(on_delete = restrict, why = "x", not_enforced)]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans", check(price >= 0, not_enforced)), table.clone()), ["C11", "C11"]);
        let waived = quote!(name = "plans", waive(validated = "the shops are in another database"));
        assert!(codes(waived, table).is_empty());
    }
}
