//! I01 fk_index: every foreign key is led by an index [sheet 57, 366].
//!
//! One is generated when none is declared, so the law is broken only by the waiver that asks for none. An index on live rows does not count:
//! the server's own look-ups cannot use it.

use super::{Decided, Rule};
use crate::findings::{Findings, Place};
use crate::model::{Column, Index, IndexColumn, Role, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "I01", name: "fk_index", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, findings: &mut Findings) {
    for (place, column) in table.columns.iter().enumerate() {
        let asked_for_none = column.waivers.iter().any(|waiver| waiver.name == RULE.name);
        if asked_for_none && column.is_reference() && column.role == Role::Plain && !is_led(table, column) {
            findings.broken(
                &RULE,
                Place::Column(place),
                &column.ident,
                format!("no index leads with `{}`", column.name),
                "remove the waiver: the index is generated".to_owned(),
            );
        }
    }
}

fn is_led(table: &Table, column: &Column) -> bool {
    let covers_all = |index: &&Index| {
        index.is_btree() && index.only.is_none() && (index.including_deleted.is_some() || !table.soft_delete())
    };
    let first = |index: &Index| {
        let mut names = index.columns.iter().map(IndexColumn::ident);
        let tenant = table.tenant_column().map(|tenant| &tenant.ident);
        names.find(|name| tenant.is_none() || *name != tenant) == Some(Some(&column.ident))
    };
    table.indexes.iter().filter(covers_all).any(first)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_waiver_that_is_not_needed() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(on_delete = restrict, why = "x", waive(fk_index = "small"))]
                shop_id: Id<Shop>,
            }
        );
        assert!(codes(quote!(name = "plans"), table.clone()).is_empty());
        assert_eq!(codes(quote!(name = "plans", index(shop_id, including_deleted)), table), ["W01"]);
    }
}
