//! F05 self_reference: a reference to the table itself is an `Option`, or no first row can exist.
//!
//! The compiler asserts the same of a path or an alias, which tokens do not know.

use super::Decided;
use quote::ToTokens;

use crate::diagnostics::{Diagnostics, Rule};
use crate::model::{Column, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "F05", name: "self_reference", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, is_in_a_reference);

fn is_in_a_reference(table: &Table, column: &Column) -> bool {
    table.references().any(|reference| reference.columns.iter().any(|referring| referring.ident == column.ident))
}

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for reference in table.references().filter(|reference| !reference.is_optional()) {
        if !reference.target.is_some_and(|path| table.is_called(path)) {
            continue;
        }
        let name = reference.name();
        let (at, help): (&dyn ToTokens, _) = match reference.columns[..] {
            [column] => (&column.ty, format!("write `{name}: Option<{}>`", written(&column.ty))),
            _ => (&reference.at, "make one of its columns an `Option`".to_owned()),
        };
        let message = format!("`{name}` is a required foreign key to `{}` itself, so a first row cannot be inserted", table.ident);
        diagnostics.broken(&RULE, reference.place, at, message, help);
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn no_first_row_can_exist() {
        let table = quote!(
            struct Node {
                id: Id<Node>,
                #[column(on_delete = cascade, why = "x")]
                parent_id: Id<Node>,
            }
        );
        assert_eq!(codes(quote!(name = "nodes"), table), ["F05"]);
    }
}
