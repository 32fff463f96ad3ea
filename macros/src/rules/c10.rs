//! C10 default_fits: a default has the column's type; a text that looks like a function call is refused.
//!
//! `default = "now()"` stores the text, once, at the time of CREATE TABLE. The compiler asserts that a literal fits its type.

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{Default, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "C10", name: "default_fits", waivable: false, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(Default::Text(text)) = &column.default
            && looks_like_call(&text.value)
        {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &text.tokens,
                format!("the default of `{}` looks like a function call, but is a text", column.name),
                format!("write `default_sql = {:?}`", text.value),
            );
        }
    }
}

fn looks_like_call(text: &str) -> bool {
    let name = text.split('(').next().unwrap_or_default();
    let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    is_name && text.len() > name.len() && text.trim_end().ends_with(')')
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_call_in_quotes() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(default = "now()")]
                starts: String,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["C10"]);
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(default = "draft (new)")]
                state: String,
            }
        );
        assert!(codes(quote!(name = "plans"), table).is_empty());
    }
}
