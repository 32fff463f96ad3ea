//! C01 sized_decimal: a decimal states `numeric(precision, scale)`.
//!
//! Without them two rows of one column round differently. The compiler asserts the same of an alias.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Kind, SizedType, DeclaredType, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "C01", name: "sized_decimal", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, |_, _| true);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        if matches!(column.shape.kind, Kind::Decimal) && column.declared_type.is_none() {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("`{}` is a decimal without precision and scale", column.name),
                "write `#[column(numeric(10, 2))]`: ten digits, two of them after the decimal point".to_owned(),
            );
        }
        if let Some(DeclaredType { ty: SizedType::Numeric(precision, scale), tokens, .. }) = &column.declared_type
            && (*precision == 0 || *precision > 1000 || scale > precision)
        {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                tokens,
                format!("`{}` cannot have {scale} of {precision} digits after the decimal point", column.name),
                "write a precision from 1 to 1000 and a scale up to the precision, such as `numeric(10, 2)`".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_decimal_without_a_size() {
        assert_eq!(
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                        weight: Decimal,
                    }
                )
            ),
            ["C01"]
        );
    }

    #[test]
    fn sizes_that_the_server_refuses() {
        for size in [quote!(numeric(0, 0)), quote!(numeric(1001, 2)), quote!(numeric(2, 3))] {
            let table = quote!(
                struct Plan {
                    id: Id<Plan>,
                    #[column(#size)]
                    weight: Decimal,
                }
            );
            assert_eq!(codes(quote!(name = "plans"), table), ["C01"]);
        }
    }
}
