//! F02 on_delete: every reference says what happens when its row is deleted [sheet 53-54].
//!
//! The tenant column is cascade unless it says so, restrict on an append-only table. `no_action` is the default that nobody chose: waived only.

use super::{Decided, Rule};
use crate::findings::{Findings, Place};
use crate::model::{OnDelete, Role, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "F02", name: "on_delete", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    for (place, column) in table.columns.iter().enumerate() {
        let name = &column.name;
        match &column.on_delete {
            None if column.is_reference() && column.role != Role::Tenant => findings.broken(
                &RULE,
                Place::Column(place),
                &column.ident,
                format!("`{name}` does not say what happens when its {} is deleted", parent(name)),
                "write `#[column(on_delete = restrict, why = \"...\")]`, or `cascade`, or `set_null`".to_owned(),
            ),
            Some((OnDelete::NoAction, tokens)) => findings.broken(
                &RULE,
                Place::Column(place),
                tokens,
                format!("`{name}` leaves it to the end of the statement whether its {} may go", parent(name)),
                "write `on_delete = restrict`, or `cascade`, or `set_null`".to_owned(),
            ),
            // A tenant column that is no reference is said by rule P01.
            Some((_, tokens)) if !column.is_reference() && column.role != Role::Tenant => findings.malformed(
                "table",
                tokens,
                format!("`{name}` refers to no row that could be deleted"),
                "remove `on_delete`, or write `Id<Other>`",
            ),
            _ => {}
        }
    }
}

/// `category` for `category_id`
fn parent(name: &str) -> &str {
    name.strip_suffix("_id").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn nothing_is_said() {
        assert_eq!(
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                        shop_id: Id<Shop>,
                    }
                )
            ),
            ["F02"]
        );
    }

    #[test]
    fn no_action_is_said() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = no_action, why = "x")]
                shop_id: Id<Shop>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["F02"]);
    }
}
