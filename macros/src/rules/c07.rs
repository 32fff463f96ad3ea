//! C07 repeating_group: no `phone1, phone2`, and no text column named `*_ids` or `*_list`.
//!
//! A third phone is a migration, and a search looks into each of them: a child table or an array. Both names of a column count. The compiler asserts of a
//! type that tokens do not know that it is not a list in a text. Where F01 is broken too, F01 alone is reported.

use super::Decided;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Kind, Table};
use crate::suggest;
/// The rule.
pub const RULE: Rule = Rule { code: "C07", name: "repeating_group", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Both(check, is_typed_elsewhere);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        repeated(table, place, column, diagnostics);
        if matches!(column.shape.kind, Kind::Text) && !column.shape.array && column.is_named_list() {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("{} is a text, but its name is that of a list", column.called()),
                format!("write `{}: Vec<String>`, or a child table", column.name),
            );
        }
    }
}

/// The tokens of its type do not show whether it is a text.
pub fn is_typed_elsewhere(_: &Table, column: &Column) -> bool {
    column.is_typed_elsewhere() && !column.shape.array && column.is_named_list()
}

/// The first of a group is reported.
fn repeated(table: &Table, place: usize, column: &Column, diagnostics: &mut Diagnostics) {
    let marked = column.names().find_map(|name| {
        let (stem, mark) = Mark::of(&name).filter(|(_, mark)| mark.may_repeat(column))?;
        let others = others(table, place, &stem, mark)?;
        Some(others.iter().map(|other| other.name.as_str()).collect::<Vec<_>>())
    });
    if let Some(others) = marked {
        let message = format!("{} and {} are repetitions of one column", column.called(), suggest::list(&others));
        let help = "write an array, `Vec<..>`, or a child table with a row for each".to_owned();
        diagnostics.broken(&RULE, Place::Column(place), &column.ident, message, help);
    }
}

/// The other columns of a group, where it is one and the column is its first. A group of numbers may begin without one: `mail`, `mail_2`.
fn others<'table>(table: &'table Table, place: usize, stem: &str, mark: Mark) -> Option<Vec<&'table Column>> {
    let marks = |column: &Column| {
        let marks = column.names().filter_map(|name| Mark::of(&name)).filter(|(of, _)| of == stem);
        marks.map(|(_, mark)| mark).find(|other| other.is_like(mark) && other.may_repeat(column))
    };
    if table.columns.iter().take(place).any(|earlier| marks(earlier).is_some()) {
        return None;
    }
    let is_bare = |column: &Column| matches!(mark, Mark::Number) && column.names().any(|name| name == stem);
    let members = table.columns.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, column)| column);
    let members: Vec<&Column> = members.filter(|column| marks(column).is_some() || is_bare(column)).collect();
    let orders = members.iter().filter_map(|member| marks(member)).chain([mark]).filter_map(Mark::order);
    let orders: Vec<usize> = orders.collect();
    // Each once, from the first on.
    let begins = (0..orders.len()).all(|order| orders.contains(&order));
    (!members.is_empty() && begins).then_some(members)
}

/// What tells the columns of a group apart.
#[derive(Clone, Copy)]
enum Mark {
    /// `phone1`, `phone_2`
    Number,
    /// `phone_a`, `phone_b`, and nothing that does not follow from `a` on: `color_r, color_g, color_b` are three columns.
    Letter(usize),
    /// `phone_one`, `phone_two`
    Word(usize),
}

const WORDS: [&str; 5] = ["one", "two", "three", "four", "five"];

impl Mark {
    /// `phone` and the mark of `phone1`; `address_line` and that of `address_line_2`.
    fn of(name: &str) -> Option<(String, Self)> {
        let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        if stem.len() < name.len() {
            let stem = stem.strip_suffix('_').unwrap_or(stem);
            return (!stem.is_empty()).then(|| (stem.to_owned(), Self::Number));
        }
        let (stem, last) = name.rsplit_once('_')?;
        let mark = match last.as_bytes() {
            [letter @ b'a'..=b'z'] => Self::Letter(usize::from(letter - b'a')),
            _ => Self::Word(WORDS.iter().position(|word| *word == last)?),
        };
        Some((stem.to_owned(), mark))
    }

    fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// Two references, `user_a` and `user_b`, are the two sides of a relation.
    fn may_repeat(self, column: &Column) -> bool {
        !(matches!(self, Self::Letter(_)) && column.is_reference())
    }

    fn order(self) -> Option<usize> {
        match self {
            Self::Number => None,
            Self::Letter(order) | Self::Word(order) => Some(order),
        }
    }
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

    fn of(columns: proc_macro2::TokenStream) -> Vec<String> {
        codes(quote!(name = "people"), quote!(struct Person { id: Id<Person>, #columns }))
    }

    #[test]
    fn letters_and_words_repeat_a_column() {
        for columns in [
            quote!(phone_a: String, phone_b: Option<String>),
            quote!(phone_b: String, mail: String, phone_a: String, phone_c: String),
            quote!(phone_one: String, phone_two: String),
            quote!(#[column(name = "phone1")] phone: String, #[column(name = "phone2")] other_phone: String),
            quote!(phone_a: String, #[column(name = "phone_b")] other_phone: String),
        ] {
            assert_eq!(of(columns.clone()), ["C07"], "{columns}");
        }
    }

    #[test]
    fn letters_that_are_names() {
        for columns in [
            quote!(position_x: i32, position_y: i32),
            quote!(color_r: i32, color_g: i32, color_b: i32, color_a: i32),
            quote!(plan_a: String),
            quote!(plan_b: String, plan_c: String),
            quote!(pick_one: bool),
            quote!(user_a: String, reader_b: String),
            quote!(
                #[column(on_delete = cascade, why = "x")] user_a: Id<User>,
                #[column(on_delete = cascade, why = "x")] user_b: Id<User>
            ),
        ] {
            assert_eq!(of(columns.clone()), [""; 0], "{columns}");
        }
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
