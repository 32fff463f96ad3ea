//! C06 padded_char: `char(n)` needs a waiver.
//!
//! It pads with spaces that comparisons sometimes see and sometimes do not; those of `bpchar`, without a length, ignore them likewise. The compiler
//! asserts the same of a newtype that says so.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{SizedType, DeclaredType, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "C06", name: "padded_char", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, |_, column| column.is_typed_elsewhere());

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        let Some(DeclaredType { ty, tokens, .. }) = &column.declared_type else { continue };
        let name = &column.name;
        let (message, help) = match ty {
            SizedType::Char(length) => (
                format!("`{name}` is padded with spaces to {length} characters"),
                format!("write `varchar({length})`, or a text with a check"),
            ),
            SizedType::Named(ty) if ty == "bpchar" => (
                format!("`{name}` is `bpchar`, which ignores trailing spaces in comparisons"),
                "write `text`, or `varchar(n)`".to_owned(),
            ),
            _ => continue,
        };
        diagnostics.broken(&RULE, Place::Column(place), tokens, message, help);
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_padded_text() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(char(2))]
                country: String,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["C06"]);
    }
}
