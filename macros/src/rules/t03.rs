//! T03 soft_delete: `deleted_at` is nullable and has no default; it is added when absent.
//!
//! Waived with a reason, or by `append_only`; never present on a junction unless asked for.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Key, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "T03", name: "soft_delete", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let deleted_at = table.columns.iter().enumerate().find(|(_, column)| column.name == "deleted_at");
    let Some((place, column)) = deleted_at else {
        if !table.append_only && !matches!(table.key, Key::Junction { .. }) {
            let message = format!("`{}` has no soft deletes", table.ident);
            diagnostics.broken(
                &RULE,
                Place::Table,
                &table.ident,
                message,
                "remove the waiver: `deleted_at` is added".to_owned(),
            );
        }
        return;
    };
    if let Some(key) = &column.set_by_application {
        diagnostics.broken(
            &RULE,
            Place::Column(place),
            key,
            format!("`{}` has no soft deletes: `deleted_at` is a column like any other", table.ident),
            "remove `set_by_application`".to_owned(),
        );
        return;
    }
    if !column.shape.nullable {
        let help = "write `deleted_at: Option<peristyle::Timestamp>`, or remove it: it is added".to_owned();
        diagnostics.broken(
            &RULE,
            Place::Column(place),
            &column.ty,
            "`deleted_at` is not nullable, so every row would be deleted".to_owned(),
            help,
        );
    }
    if let Some(default) = &column.default {
        let message = "`deleted_at` has a default, so every row would be deleted on insert".to_owned();
        diagnostics.broken(&RULE, Place::Column(place), &default.tokens(), message, "remove the default".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_deleted_at_that_is_always_set() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                deleted_at: Timestamp,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["T03"]);
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(default_sql = "now()")]
                deleted_at: Option<Timestamp>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["T03"]);
    }
}
