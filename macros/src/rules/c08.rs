//! C08 denormalized: a column that copies another table's says so, says why, and has its type.
//!
//! A copy drifts from what it copies; whoever reads the schema should know which of the two is right. That `category_name` beside `category_id`
//! copies `Category::NAME`, and that the types agree, the compiler decides.

use super::Decided;
use crate::parse::value::has_no_word;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "C08", name: "denormalized", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, refers);

/// A copy stands beside a reference.
fn refers(table: &Table, _: &Column) -> bool {
    table.columns.iter().any(Column::is_reference)
}

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(copy) = &column.denormalized
            && has_no_word(&copy.why.value)
        {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &copy.why.tokens,
                format!("`{}` is a copy without a reason", column.name),
                "write `why = \"...\"`: it becomes a comment in the database".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_copy_without_a_reason() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(denormalized(from = Shop::NAME, why = ""))]
                shop_name: String,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["C08"]);
    }
}
