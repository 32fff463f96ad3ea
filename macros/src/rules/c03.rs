//! C03 column_type: the type has a `ColumnType`, or the column says `sql_type` under the waiver.
//!
//! PostgreSQL has no unsigned integers, no i8 and no `char`. Decided by the trait, so that neither alias nor generic hides anything. What a column
//! says for itself in `sql_type` no rule can hold against its Rust type, and no other column is held to it.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::Table;

/// The rule.
pub const RULE: Rule = Rule { code: "C03", name: "column_type", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(declared_type) = column.declared_type.as_ref().filter(|declared_type| declared_type.sql_type().is_some()) {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &declared_type.tokens,
                format!("`{}` declares its SQL type, so the compiler cannot check that the Rust type fits", column.name),
                "use a Rust type with this SQL type, such as one with `#[derive(ColumnType)]`, or write `waive(column_type = \"the reason\")`".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_type_of_its_own() {
        for sql_type in ["inet", "timestamptz(3)", "vector(3)"] {
            let table = quote!(
                struct Plan {
                    id: Id<Plan>,
                    #[column(sql_type = #sql_type)]
                    address: String,
                }
            );
            assert_eq!(codes(quote!(name = "plans"), table), ["C03"]);
        }
    }

    #[test]
    fn other_rules_see_the_type() {
        for (sql_type, code) in [("json", "C05"), ("character(3)", "C06"), ("numeric(2, 3)", "C01")] {
            let table = quote!(
                struct Plan {
                    id: Id<Plan>,
                    #[column(sql_type = #sql_type, waive(column_type = "an older table"))]
                    address: String,
                }
            );
            assert_eq!(codes(quote!(name = "plans"), table), [code]);
        }
    }
}
