//! I07 unique_live: on a soft-delete table a unique covers live rows only.
//!
//! Otherwise a deleted row blocks its value for ever.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Index, Table, Tenancy};
/// The rule.
pub const RULE: Rule = Rule { code: "I07", name: "unique_live", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    overlaps(table, diagnostics);
    for index in &table.indexes {
        let covers_deleted = table.soft_delete() && index.including_deleted.is_none();
        if let Some(word) = index.without_overlaps.as_ref().filter(|_| covers_deleted) {
            let message = "`without_overlaps` includes soft-deleted rows: their periods stay taken";
            let help = format!("write `{}`, which has the live rows, or add `including_deleted`", index.as_exclusion());
            diagnostics.malformed("table", word, message, help);
        } else if let Some(word) = index.constraint.as_ref().filter(|_| index.unique && covers_deleted) {
            let help = format!("remove `{word}` for a unique index, or write `including_deleted`");
            diagnostics.malformed("table", word, "a constraint includes soft-deleted rows", help);
        }
        let Some(word) = &index.including_deleted else {
            refuse_empty(table, index, diagnostics);
            continue;
        };
        if index.is_of_number {
            continue;
        }
        if !table.soft_delete() {
            let message = "`including_deleted` has no effect here: the table has no soft deletes";
            diagnostics.malformed("table", word, message, "remove `including_deleted`");
        } else if index.unique || index.exclusion {
            diagnostics.broken(
                &RULE,
                Place::Table,
                word,
                "a soft-deleted row would block its values for ever".to_owned(),
                "remove `including_deleted`, or waive it: `waive(unique_live = \"...\")`".to_owned(),
            );
        }
    }
}

/// What PostgreSQL asks of a constraint without overlaps beside its form.
fn overlaps(table: &Table, diagnostics: &mut Diagnostics) {
    for index in &table.indexes {
        let Some(word) = &index.without_overlaps else { continue };
        let (message, help) = match (index.columns.len(), adds_tenant(table, index)) {
            (0, _) => {
                ("`without_overlaps` needs a period", "name it last: `unique(product_id, valid_at, without_overlaps)`")
            }
            (1, false) => (
                "`without_overlaps` needs a column beside the period",
                "add it before the period: `unique(product_id, valid_at, without_overlaps)`",
            ),
            _ => continue,
        };
        diagnostics.malformed("table", word, message, help);
    }
}

/// Whether the tenant column is added in front.
fn adds_tenant(table: &Table, index: &Index) -> bool {
    let is_tenant = matches!(table.tenancy, Tenancy::Tenant { .. }) && index.global.is_none();
    let tenant = table.tenant_column().map(|column| &column.ident);
    is_tenant && index.columns.first().is_some_and(|first| first.ident() != tenant)
}

/// Live rows alone are covered, and of those only some that are deleted: none.
fn refuse_empty(table: &Table, index: &Index, diagnostics: &mut Diagnostics) {
    let asks = index.only.as_ref().and_then(|only| only.requires_some("deleted_at"));
    if let Some(asks) = asks.filter(|_| table.soft_delete()) {
        let message = "this index is empty: it includes only live rows, whose `deleted_at` is NULL".to_owned();
        let help = "add `including_deleted`, or remove the condition".to_owned();
        diagnostics.broken(&RULE, Place::Table, asks, message, help);
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_unique_over_deleted_rows() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                code: String,
            }
        );
        assert_eq!(codes(quote!(name = "plans", unique(code, including_deleted)), table.clone()), ["I07"]);
        assert!(codes(quote!(name = "plans", index(code, including_deleted)), table.clone()).is_empty());
        let period = |more| quote!(name = "plans", unique(code, at, without_overlaps #more));
        let booked = quote!(struct Plan { id: Id<Plan>, code: String, #[column(sql_type = "int4range", waive(column_type = "x"))] at: String });
        assert_eq!(codes(period(quote!(, including_deleted)), booked.clone()), ["I07"]);
        assert_eq!(codes(period(quote!()), booked).len(), 1);
        for found in [
            quote!(index(code, only(deleted_at.is_some()))),
            quote!(unique(code, only(code.len() > 3 && deleted_at.is_some()))),
        ] {
            assert_eq!(codes(quote!(name = "plans", #found), table.clone()), ["I07"], "{found}");
        }
        for sound in [
            quote!(index(code, only(deleted_at.is_some()), including_deleted)),
            quote!(index(code, only(code.len() > 3 || deleted_at.is_some()))),
            quote!(index(code, only(deleted_at.is_none()))),
        ] {
            assert!(codes(quote!(name = "plans", #sound), table.clone()).is_empty(), "{sound}");
        }
    }
}
