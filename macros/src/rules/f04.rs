//! F04 set_null_nullable: `set_null` only on `Option`.
//!
//! PostgreSQL accepts the contradiction and fails on the first delete (23502).

use super::Decided;
use crate::diagnostics::{Diagnostics, Rule};
use crate::model::{Action, Role, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "F04", name: "set_null_nullable", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for reference in table.references().filter(|reference| !reference.is_optional()) {
        let Some((Action::SetNull, tokens)) = reference.on_delete else { continue };
        let (name, is_one) = (reference.name(), reference.columns.len() == 1);
        let message = format!("`{name}` has `on_delete = set_null` but is not an `Option`");
        let help = match reference.columns.first() {
            Some(column) if column.role == Role::Tenant => {
                "write `on_delete = cascade`, or `restrict`: the tenant column is not nullable".to_owned()
            }
            Some(column) if is_one => {
                format!("write `{name}: Option<{}>`, or `on_delete = restrict`", written(&column.ty))
            }
            _ => "make the columns that become NULL an `Option`, or write `on_delete = restrict`".to_owned(),
        };
        diagnostics.broken(&RULE, reference.place, tokens, message, help);
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn set_null_on_a_column_that_is_never_null() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = set_null, why = "x")]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["F04"]);
    }
}
