//! N01 snake_case: table, column, index, constraint and enum names are snake_case.
//!
//! Any other name needs quotes in every statement for ever.

use super::Decided;

use crate::parse::value::Text;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::Table;
/// The rule.
pub const RULE: Rule = Rule { code: "N01", name: "snake_case", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    table.schema.iter().chain([&table.name]).for_each(|name| refuse(name, Place::Table, diagnostics));
    if let Some(search) = &table.search {
        refuse(&search.column, Place::Table, diagnostics);
    }
    for child in table.partition.iter().flat_map(|partition| &partition.children) {
        refuse(&child.name, Place::Table, diagnostics);
    }
    // The check of `max_len` has the name of its column, which is refused or waived itself.
    let of_lengths: Vec<_> = table.checks.iter().filter(|check| check.is_length).filter_map(|check| check.name.as_ref()).collect();
    let is_written = |name: &&Text| !of_lengths.iter().any(|one| std::ptr::eq(*one, *name));
    table.part_names().filter(is_written).for_each(|name| refuse(name, Place::Table, diagnostics));
    for (place, column) in table.columns.iter().enumerate() {
        refuse(&column.written_name(), Place::Column(place), diagnostics);
        let of_sequence = column.sequence.iter().filter_map(|sequence| sequence.name.as_ref());
        of_sequence.chain(&column.reference_options.name).for_each(|name| refuse(name, Place::Column(place), diagnostics));
    }
}

/// Refuses a name that is not snake_case; enums are held to it as well.
pub fn refuse(name: &Text, place: Place, diagnostics: &mut Diagnostics) {
    if !is_snake_case(&name.value) {
        let right = Some(heck::ToSnakeCase::to_snake_case(name.value.as_str())).filter(|right| !right.is_empty());
        let right = right.unwrap_or_else(|| "org_products".to_owned());
        let message = format!("the name `{}` is not snake_case", name.value);
        diagnostics.broken(&RULE, place, &name.tokens, message, format!("write `{right}`"));
    }
}

/// An empty name is said by rule N03.
fn is_snake_case(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_waiver_of_a_column_is_of_its_length_too() {
        let column = |waiver| {
            let item = quote!(struct Plan { id: Id<Plan>, #[column(name = "planCode", max_len = 9, #waiver)] code: String });
            codes(quote!(name = "plans"), item)
        };
        assert!(column(quote!(waive(snake_case = "an older name"))).is_empty());
        assert_eq!(column(quote!()), ["N01"]);
    }

    #[test]
    fn names_that_need_quotes() {
        assert_eq!(
            codes(
                quote!(name = "Plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            ),
            ["N01"]
        );
        assert_eq!(
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                        isFree: bool,
                    }
                )
            ),
            ["N01"]
        );
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                code: String,
            }
        );
        assert_eq!(codes(quote!(name = "plans", unique(code, name = "planCode")), table), ["N01"]);
    }

    #[test]
    fn a_raw_identifier_is_its_word() {
        assert!(
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                        r#type: String,
                    }
                )
            )
            .is_empty()
        );
    }
}
