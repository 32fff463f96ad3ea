//! C06 padded_char: `char(n)` needs a waiver.
//!
//! It pads with spaces that comparisons sometimes see and sometimes do not.

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{SizedType, DeclaredType, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "C06", name: "padded_char", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(DeclaredType { ty: SizedType::Char(length), tokens, .. }) = &column.declared_type {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                tokens,
                format!("`{}` is padded with spaces to {length} characters", column.name),
                format!("write `varchar({length})`, or a text with a check"),
            );
        }
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
