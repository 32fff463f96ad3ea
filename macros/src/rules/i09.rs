//! I09 leakproof: under row level security an index key whose comparison is not leakproof is never used.
//!
//! This concerns enum, numeric, array, range, jsonb, tsvector, citext and ltree columns, also after the tenant column. A text search measured
//! on 1,000,000 rows was 67 times slower. Partial predicates work with any type. The SQL type of the column decides; for `search(..)` the tokens do.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::Table;

/// The rule.
pub const RULE: Rule = Rule { code: "I09", name: "leakproof", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, |_, _| true);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let is_open = table.waivers.iter().any(|waiver| waiver.name == "row_security");
    if let Some(search) = table.search.as_ref().filter(|_| table.has_tenant() && !is_open) {
        let message = "under row level security no query uses the index of `search(..)`: `@@` is not leakproof".to_owned();
        let help = "use a table of words, as the page shows, or, if every tenant is small, `waive(leakproof = \"...\")`".to_owned();
        diagnostics.broken(&RULE, Place::Table, &search.tokens, message, help);
    }
}
