//! C05 jsonb: `json` instead of `jsonb` needs a waiver.
//!
//! The compiler asserts the same of a newtype that says so. `json` keeps the text, white space and double keys included, has no equality and no index.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{SizedType, DeclaredType, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "C05", name: "jsonb", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, |_, column| column.is_typed_elsewhere());

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(DeclaredType { ty: SizedType::Json, tokens, .. }) = &column.declared_type {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                tokens,
                format!("`{}` is json, which can be neither compared nor indexed", column.name),
                "remove `json`: a `Json<T>` is jsonb".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn json_as_text() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(json)]
                settings: Json<Settings>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["C05"]);
    }
}
