//! K03 app_side_id: no default on a key, ids are made in the application.
//!
//! The application knows the id before the insert: it can build the children, retry safely and test without a server.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Default, Role, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "K03", name: "app_side_id", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate().filter(|(_, column)| column.role == Role::Key) {
        let default = column.default.as_ref().map(Default::tokens);
        let sequence = || column.sequence.as_ref().map(|sequence| sequence.tokens.clone());
        if let Some(tokens) = default.or_else(sequence) {
            let name = &column.name;
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &tokens,
                format!("the primary key `{name}` has a default, but the application generates ids"),
                format!("remove it: `{}Insert::new(..)` generates the id", table.ident),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_default_on_the_key() {
        let table = quote!(
            struct Plan {
                #[column(default_sql = "gen_random_uuid()")]
                id: Id<Plan>,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["K03"]);
    }
}
