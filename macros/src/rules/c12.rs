//! C12 virtual_column: nothing stores a virtual generated column, and its types are PostgreSQL's own.
//!
//! PostgreSQL 18 has no index, key, foreign key or statistics of such a column, and computes it with its own types and functions only.

use proc_macro2::Ident;

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Condition, IndexColumn, Indexed, Table};

/// The rule.
pub const RULE: Rule = Rule { code: "C12", name: "virtual_column", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, |_, column| column.virtual_word.is_some());

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    if table.columns.iter().all(|column| column.virtual_word.is_none()) {
        return;
    }
    let mut refuse = |ident: &Ident, place: Place, user: &str, help: &str| {
        if table.column(ident).is_some_and(|(_, column)| column.virtual_word.is_some()) {
            let message = format!("`{ident}` is virtual, so {user}");
            diagnostics.broken(&RULE, place, ident, message, help.to_owned());
        }
    };
    // Row level security keeps every query from an index of an expression (rule I09).
    let in_index = match table.tenant_column() {
        Some(_) => "remove `virtual`",
        None => "write its expression in place of it, such as `sql(\"price * quantity\")`, or remove `virtual`",
    };
    for index in &table.indexes {
        for ident in named(&index.columns) {
            refuse(ident, Place::Table, "no index contains it", in_index);
        }
        for ident in &index.include {
            refuse(ident, Place::Table, "no index contains it", "remove it from `include`, or remove `virtual`");
        }
        for ident in read(&index.columns).into_iter().chain(index.only.iter().flat_map(Condition::columns)) {
            refuse(ident, Place::Table, "no index reads it", in_index);
        }
    }
    for statistics in &table.statistics {
        for ident in named(&statistics.columns).chain(read(&statistics.columns)) {
            refuse(ident, Place::Table, "no statistics contain it", "name the columns that it reads, or remove `virtual`");
        }
    }
    for reference in table.references() {
        for column in reference.columns {
            refuse(&column.ident, reference.place, "it cannot be a foreign key", "remove `virtual`");
        }
    }
}

fn named(columns: &[IndexColumn]) -> impl Iterator<Item = &Ident> {
    columns.iter().filter_map(IndexColumn::ident)
}

/// The columns of the expressions.
fn read(columns: &[IndexColumn]) -> Vec<&Ident> {
    let expressions = columns.iter().filter_map(|column| match &column.key {
        Indexed::Column(_) => None,
        Indexed::Expression { sql, .. } => Some(sql),
    });
    expressions.flat_map(Condition::columns).collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn nothing_stores_a_virtual_column() {
        let table = quote!(
            struct Position {
                id: Id<Position>,
                cents: i64,
                pieces: i64,
                #[column(generated(sql = "cents * pieces", virtual))]
                total: i64,
            }
        );
        for arguments in [
            quote!(index(total)),
            quote!(unique(total)),
            quote!(index(cents, include(total))),
            quote!(index(cents, only(total > 0))),
            quote!(index(sql("total + 1"))),
            quote!(statistics(cents, total)),
        ] {
            assert_eq!(codes(quote!(name = "positions", #arguments), table.clone()), ["C12"], "{arguments}");
        }
        let kept = quote!(name = "positions", index(sql("cents * pieces")), check(total >= 0));
        assert!(codes(kept, table).is_empty());
    }

    #[test]
    fn an_option_is_known() {
        let table = quote!(
            struct Position {
                id: Id<Position>,
                #[column(generated(sql = "1", stored))]
                total: i64,
            }
        );
        assert_eq!(codes(quote!(name = "positions"), table), ["a generated column has no option `stored`"]);
    }
}
