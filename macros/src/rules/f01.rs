//! F01 foreign_key: a `*_id` or `*_ids` column of a bare UUID, integer or text is refused.
//!
//! An id without a reference points anywhere. Waived for ids of other systems.

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{Key, Kind, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "F01", name: "foreign_key", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        let named_like_one = column.name.ends_with("_id") || column.name.ends_with("_ids");
        let bare = matches!(column.shape.kind, Kind::Uuid | Kind::Integer | Kind::Text);
        let several = table.foreign_keys.iter().any(|key| key.columns.contains(&column.ident));
        // The key of a table by itself is named by the other rules of keys.
        let is_key = matches!(table.key, Key::Id(key) if key == place);
        let refers = several || column.references.is_some() || is_key;
        if named_like_one && bare && !refers {
            let name = &column.name;
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("`{name}` is an id without a reference"),
                format!(
                    "write `{name}: {}`, or `#[column(waive(foreign_key = \"an id of ..\"))]` for the id of another system",
                    typed(&column.name, column.shape.nullable, column.shape.array)
                ),
            );
        }
    }
}

fn typed(name: &str, nullable: bool, array: bool) -> String {
    let target = heck::ToUpperCamelCase::to_upper_camel_case(name.trim_end_matches("_ids").trim_end_matches("_id"));
    let id = if array { format!("Vec<Id<{target}>>") } else { format!("Id<{target}>") };
    if nullable { format!("Option<{id}>") } else { id }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn bare_ids() {
        for ty in [quote!(Uuid), quote!(Option<i64>), quote!(String), quote!(Vec<Uuid>)] {
            assert_eq!(codes(quote!(name = "plans"), quote!(struct Plan { id: Id<Plan>, shop_id: #ty })), ["F01"]);
        }
    }

    #[test]
    fn the_id_of_another_system() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(waive(foreign_key = "an id of the bank"))]
                bank_id: String,
            }
        );
        assert!(codes(quote!(name = "plans"), table).is_empty());
    }
}
