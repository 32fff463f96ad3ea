//! F04 set_null_nullable: `set_null` only on `Option`.
//!
//! PostgreSQL accepts the contradiction and fails on the first delete (23502).

use super::{Decided, Rule};
use crate::findings::{Findings, Place};
use crate::model::{OnDelete, Role, Table, written};
/// The rule.
pub const RULE: Rule =
    Rule { code: "F04", name: "set_null_nullable", waivable: false, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    for (place, column) in table.columns.iter().enumerate() {
        if let Some((OnDelete::SetNull, tokens)) = &column.on_delete
            && !column.shape.nullable
            && column.is_reference()
        {
            let name = &column.name;
            findings.broken(
                &RULE,
                Place::Column(place),
                tokens,
                format!("`{name}` becomes NULL by `set_null`, but is not an `Option`"),
                match column.role {
                    Role::Tenant => {
                        "write `on_delete = cascade`, or `restrict`: a row always has its tenant".to_owned()
                    }
                    _ => format!("write `{name}: Option<{}>`, or `on_delete = restrict`", written(&column.ty)),
                },
            );
        }
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
