//! C02 exact_money: no float in a column named like money.
//!
//! 0.1 and 0.2 have no exact form in a float; ten thousand rows later the books do not balance. Both names of a column count. The compiler asserts the
//! same of a type that tokens do not know.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Kind, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "C02", name: "exact_money", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, is_typed_elsewhere);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        if matches!(column.shape.kind, Kind::Float) && column.is_named_money() {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("{} is an amount of money, but its type is a float", column.called()),
                format!(
                    "write `#[column(numeric(12, 2))]` and `{}: {}`, or store cents in an `i64`",
                    column.name,
                    written(&column.ty).replace("f32", "Decimal").replace("f64", "Decimal")
                ),
            );
        }
    }
}

/// The tokens of its type do not show whether it is a float.
pub fn is_typed_elsewhere(_: &Table, column: &Column) -> bool {
    column.is_typed_elsewhere() && column.is_named_money()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn money_in_a_float() {
        for (name, ty) in [
            (quote!(price), quote!(f64)),
            (quote!(net_total), quote!(Option<f32>)),
            (quote!(fee), quote!(Vec<f64>)),
            (quote!(fees), quote!(f64)),
            (quote!(subtotal), quote!((f64))),
            (quote!(salaries_paid), quote!(f64)),
            (quote!(price2), quote!(f64)),
            (quote!(limit_of_costs), quote!(f64)),
        ] {
            assert_eq!(codes(quote!(name = "plans"), quote!(struct Plan { id: Id<Plan>, #name: #ty })), ["C02"]);
        }
        let stored = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(name = "UnitPrice", waive(snake_case = "an older database"))]
                per_unit: f64,
            }
        );
        assert!(codes(quote!(name = "plans"), stored).contains(&"C02".to_owned()));
    }

    #[test]
    fn what_is_no_money() {
        for column in [
            quote!(weight: f64),
            quote!(frames: f32),
            quote!(rate_limit: f64),
            quote!(total_seconds: f64),
            quote!(total_count: i64),
            quote!(coffee: f64),
            quote!(generated: f32),
            quote!(price: i64),
        ] {
            let table = quote!(struct Plan { id: Id<Plan>, #column });
            assert_eq!(codes(quote!(name = "plans"), table), [""; 0], "{column}");
        }
    }
}
