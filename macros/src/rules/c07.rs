//! C07 repeating_group: no `phone1, phone2`, and no text column named `*_ids` or `*_list`.
//!
//! A third phone is a migration, and a search looks into each of them: a child table or an array. Where F01 is broken too, F01 alone is reported.

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{Column, Kind, Table};
use crate::suggest;
/// The rule.
pub const RULE: Rule = Rule { code: "C07", name: "repeating_group", waivable: true, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        numbered(table, place, column, diagnostics);
        let list = column.name.ends_with("_ids") || column.name.ends_with("_list");
        if list && matches!(column.shape.kind, Kind::Text) && !column.shape.array {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("`{}` is a list in one text", column.name),
                format!("write `{}: Vec<String>`, or a table of its own", column.name),
            );
        }
    }
}

/// The first that has a number is reported; the group may begin without one: `mail`, `mail_2`.
fn numbered(table: &Table, place: usize, column: &Column, diagnostics: &mut Diagnostics) {
    let Some(stem) = stem(&column.name) else { return };
    let has_number = |other: &Column| self::stem(&other.name) == Some(stem);
    if table.columns.iter().take(place).any(has_number) {
        return;
    }
    let of_group = |other: &&Column| other.name != column.name && (has_number(other) || other.name == stem);
    let others: Vec<&str> = table.columns.iter().filter(of_group).map(|other| other.name.as_str()).collect();
    if others.is_empty() {
        return;
    }
    let message = format!("`{}` and {} are one column, repeated", column.name, suggest::list(&others));
    let help = "write an array, `Vec<..>`, or a table with one row each".to_owned();
    diagnostics.broken(&RULE, Place::Column(place), &column.ident, message, help);
}

/// `phone` for `phone1`; `address_line` for `address_line_2`.
fn stem(name: &str) -> Option<&str> {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let stem = stem.strip_suffix('_').unwrap_or(stem);
    (stem.len() < name.len() && name.ends_with(|letter: char| letter.is_ascii_digit()) && !stem.is_empty())
        .then_some(stem)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_repeated_column() {
        let table = quote!(
            struct Person {
                id: Id<Person>,
                phone1: String,
                phone2: String,
                phone3: String,
            }
        );
        assert_eq!(codes(quote!(name = "people"), table), ["C07"]);
        let table = quote!(
            struct Person {
                id: Id<Person>,
                mail: String,
                mail_2: String,
            }
        );
        assert_eq!(codes(quote!(name = "people"), table), ["C07"]);
        let table = quote!(
            struct Hash {
                id: Id<Hash>,
                sha256: String,
                md5: String,
            }
        );
        assert!(codes(quote!(name = "hashes"), table).is_empty());
    }

    #[test]
    fn a_list_in_a_text() {
        assert_eq!(
            codes(
                quote!(name = "people"),
                quote!(
                    struct Person {
                        id: Id<Person>,
                        name_list: String,
                    }
                )
            ),
            ["C07"]
        );
        assert_eq!(
            codes(
                quote!(name = "people"),
                quote!(
                    struct Person {
                        id: Id<Person>,
                        tag_ids: String,
                    }
                )
            ),
            ["F01"]
        );
    }
}
