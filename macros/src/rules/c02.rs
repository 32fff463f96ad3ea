//! C02 exact_money: no float in a column named like money.
//!
//! 0.1 and 0.2 have no exact form in a float; ten thousand rows later the books do not balance. The compiler asserts the same of an alias.

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{Kind, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "C02", name: "exact_money", waivable: true, decided: Decided::Both(check) };

const WORDS: [&str; 8] = ["price", "amount", "cost", "total", "balance", "fee", "rate", "salary"];

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        let money = column.name.split('_').any(|word| WORDS.contains(&word));
        if money && matches!(column.shape.kind, Kind::Float) {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("`{}` is money in a float, which has no exact cents", column.name),
                format!(
                    "write `#[column(numeric(12, 2))]` and `{}: {}`, or count cents in an `i64`",
                    column.name,
                    written(&column.ty).replace("f32", "Decimal").replace("f64", "Decimal")
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn money_in_a_float() {
        for (name, ty) in
            [(quote!(price), quote!(f64)), (quote!(net_total), quote!(Option<f32>)), (quote!(fee), quote!(Vec<f64>))]
        {
            assert_eq!(codes(quote!(name = "plans"), quote!(struct Plan { id: Id<Plan>, #name: #ty })), ["C02"]);
        }
        assert!(
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                        weight: f64,
                        frames: f32,
                    }
                )
            )
            .is_empty()
        );
    }
}
