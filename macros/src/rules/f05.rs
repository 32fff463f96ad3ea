//! F05 self_reference: a reference to the table itself is an `Option`, or no first row can exist.

use super::{Decided, Rule};
use syn::Type;

use crate::findings::{Findings, Place};
use crate::model::{Column, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "F05", name: "self_reference", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    for (place, column) in table.columns.iter().enumerate() {
        let to_itself = column.is_reference() && is_itself(table, column);
        if to_itself && !column.shape.nullable {
            let name = &column.name;
            findings.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("`{name}` refers to `{}` itself, so no first row can exist", table.ident),
                format!("write `{name}: Option<{}>`", written(&column.ty)),
            );
        }
    }
}

fn is_itself(table: &Table, column: &Column) -> bool {
    match column.shape.target() {
        Some(Type::Path(path)) => path.path.is_ident(&table.ident) || path.path.is_ident("Self"),
        _ => false,
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
