//! P06 sql_keeps_guards: a user's own SQL does not override what is emitted: row level security, policies, triggers, privileges, owners.
//!
//! Otherwise only the audit of a live database finds it.

use heck::ToSnakeCase;

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Extra, Guard, Table, Tenancy};
use crate::parse::Schema;
/// The rule.
pub const RULE: Rule = Rule { code: "P06", name: "sql_keeps_guards", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let root = match &table.tenancy {
        Tenancy::Global => None,
        Tenancy::Root { .. } => Some(table.ident.to_string()),
        Tenancy::Tenant { root, .. } => root.segments.last().map(|segment| segment.ident.to_string()),
    };
    let mut guard = guard(root);
    for extra in &table.extras {
        refuse(extra, &mut guard, "`#[table(..)]`", diagnostics);
    }
}

/// The same of the SQL of a schema.
pub fn check_schema(schema: &Schema, extras: &mut [Extra], diagnostics: &mut Diagnostics) {
    let listed = schema.tables.iter().filter_map(|path| path.segments.last());
    let mut guard = guard(listed.map(|segment| segment.ident.to_string()));
    for extra in extras {
        extra.overrides = refuse(extra, &mut guard, "`schema! { .. }`", diagnostics);
    }
}

/// What reads the tenant of these roots is emitted.
fn guard(roots: impl IntoIterator<Item = String>) -> Guard {
    Guard::new(roots.into_iter().map(|root| format!("current_{}_id", root.to_snake_case())).collect())
}

/// Whether the SQL overrides anything.
fn refuse(extra: &Extra, guard: &mut Guard, place: &str, diagnostics: &mut Diagnostics) -> bool {
    let mut overrides = false;
    for text in [&extra.sql].into_iter().chain(&extra.again) {
        for found in guard.overrides(&text.value) {
            let message = format!("the SQL `{}` {}", extra.name.value, found.what);
            let instead = found.instead.unwrap_or_else(|| "remove the statement".to_owned());
            let help = format!("{instead}, or add `waive({} = \"...\")` to {place}", RULE.name);
            diagnostics.broken(&RULE, Place::Table, &text.tokens, message, help);
            overrides = true;
        }
    }
    overrides
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn sql_that_opens_a_table() {
        let sql = "ALTER TABLE plans DISABLE ROW LEVEL SECURITY";
        let waiver = quote!(, waive(sql_keeps_guards = "x"));
        for (waiver, found) in [(quote!(), vec!["P06"]), (waiver, vec![])] {
            let arguments = quote!(name = "plans", sql_after(name = "open", sql = #sql) #waiver);
            let table = quote!(
                struct Plan {
                    id: Id<Plan>,
                }
            );
            assert_eq!(codes(arguments, table), found);
        }
    }
}
