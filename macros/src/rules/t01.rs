//! T01 timestamps: `created_at` and `updated_at` exist on every table.
//!
//! They are added when absent. An append-only table and a bare junction have `created_at` alone: their rows never change. That a hand-written
//! one is timestamptz is asserted by the compiler, since tokens do not know an alias.

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{Column, Kind, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "T01", name: "timestamps", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    if !table.columns.iter().any(|column| column.name == "created_at") {
        let message = format!("`{}` has no `created_at` and no `updated_at`", table.ident);
        diagnostics.broken(&RULE, Place::Table, &table.ident, message, "remove the waiver: they are added".to_owned());
    }
    for (place, column) in table.columns.iter().enumerate() {
        if matches!(column.name.as_str(), "created_at" | "updated_at") && !may_be_timestamp(column) {
            let name = &column.name;
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("`{name}` is `{}`, not a timestamp that is always there", written(&column.ty)),
                format!("write `{name}: Timestamp`, or leave it out: it is added"),
            );
        }
    }
}

fn may_be_timestamp(column: &Column) -> bool {
    matches!(column.shape.kind, Kind::Other) && !column.shape.nullable && !column.shape.array
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_nullable_or_numeric_timestamp() {
        for ty in [quote!(Option<Timestamp>), quote!(i64), quote!(String)] {
            assert_eq!(codes(quote!(name = "plans"), quote!(struct Plan { id: Id<Plan>, created_at: #ty })), ["T01"]);
        }
    }

    #[test]
    fn the_waiver_drops_both() {
        let arguments = quote!(name = "plans", waive(timestamps = "a fixed list"));
        assert!(
            codes(
                arguments,
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            )
            .is_empty()
        );
    }
}
