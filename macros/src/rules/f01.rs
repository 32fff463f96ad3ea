//! F01 foreign_key: a `*_id` or `*_ids` column of a bare UUID, integer or text is refused.
//!
//! An id without a reference points anywhere. Waived for ids of other systems. Both names of a column count, that of the field and that in the
//! database. The compiler asserts the same of a type that tokens do not know: an alias, a newtype, an associated type.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Key, Kind, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "F01", name: "foreign_key", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, is_typed_elsewhere);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        let is_bare = matches!(column.shape.kind, Kind::Uuid | Kind::Integer | Kind::Text);
        if is_bare && is_unresolved(table, column) {
            let name = &column.name;
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("{} is an id without a foreign key", column.called()),
                format!(
                    "write `{name}: {}`, or `#[column(waive(foreign_key = \"an id of ..\"))]` for the id of another system",
                    typed(&column.name, column.shape.nullable, column.shape.array)
                ),
            );
        }
    }
}

/// It is named like an id, and nothing in the struct says what it refers to.
fn is_unresolved(table: &Table, column: &Column) -> bool {
    let several = table.foreign_keys.iter().any(|key| key.columns.contains(&column.ident));
    column.is_named_id() && !(several || column.is_reference() || is_reported_as_key(table, column))
}

/// The rules of keys report the key itself, and K04, unless it is waived, each column of a junction that refers to nothing.
fn is_reported_as_key(table: &Table, column: &Column) -> bool {
    let is = |place: &usize| table.columns.get(*place).is_some_and(|key| key.ident == column.ident);
    match &table.key {
        Key::Id(place) => is(place),
        Key::Junction { columns, .. } => {
            columns.iter().any(is) && !table.waivers.iter().any(|waiver| waiver.name == "junction")
        }
        _ => false,
    }
}

/// The tokens of its type do not show whether it is an id.
pub fn is_typed_elsewhere(table: &Table, column: &Column) -> bool {
    column.is_typed_elsewhere() && is_unresolved(table, column)
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
        for ty in [quote!(Uuid), quote!(Option<i64>), quote!(String), quote!(Vec<Uuid>), quote!(Option<(Uuid)>)] {
            assert_eq!(codes(quote!(name = "plans"), quote!(struct Plan { id: Id<Plan>, shop_id: #ty })), ["F01"]);
        }
    }

    #[test]
    fn the_name_in_the_database_counts() {
        for name in ["shop_id", "shop_ids", "ShopId", "shopID"] {
            let table = quote!(
                struct Plan {
                    id: Id<Plan>,
                    #[column(name = #name, waive(snake_case = "an older database"))]
                    shop: Uuid,
                }
            );
            let codes = codes(quote!(name = "plans"), table);
            assert!(codes.contains(&"F01".to_owned()), "{name}: {codes:?}");
        }
    }

    #[test]
    fn what_is_no_id() {
        for column in [quote!(paid: i64), quote!(grid: String), quote!(shop_ident: String), quote!(tag_ids: Vec<Id<Tag>>)]
        {
            assert_eq!(codes(quote!(name = "plans"), quote!(struct Plan { id: Id<Plan>, #column })), [""; 0]);
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
