//! Names of Rust from names of a database.

use std::collections::HashSet;

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "false", "fn", "for", "gen",
    "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static", "struct",
    "trait", "true", "type", "unsafe", "use", "where", "while", "abstract", "become", "box", "do", "final", "macro",
    "override", "priv", "try", "typeof", "unsized", "virtual", "yield",
];

/// Names that cannot be raw identifiers either.
const NEVER: [&str; 4] = ["self", "super", "crate", "Self"];

/// What a generated file has in scope, so that no struct is called so.
const TAKEN: [&str; 34] = [
    "Id",
    "Json",
    "String",
    "Vec",
    "Option",
    "Result",
    "Some",
    "None",
    "Ok",
    "Err",
    "Box",
    "Table",
    "Column",
    "Error",
    "Tenant",
    "Timestamp",
    "Interval",
    "PgEnum",
    "ColumnType",
    "Schema",
    "Decimal",
    "Uuid",
    "Self",
    "TenantTable",
    "GlobalTable",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "Iterator",
    "Send",
    "Sync",
    "From",
    "Into",
];

/// `film_actor` and `filmActor` as `FilmActor`.
pub(super) fn type_name(name: &str) -> String {
    let mut text = String::new();
    for word in words(name) {
        let mut letters = word.chars();
        text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        text.extend(letters);
    }
    if text.is_empty() || !text.starts_with(|letter: char| letter.is_alphabetic()) { format!("X{text}") } else { text }
}

/// The struct of a table: of the last word the singular.
pub(super) fn struct_name(table: &str) -> String {
    let words = words(table);
    let Some((last, before)) = words.split_last() else { return type_name(table) };
    let mut all: Vec<_> = before.to_vec();
    all.push(singular(last));
    type_name(&all.join("_"))
}

/// The singular of an English word, where its ending tells it.
fn singular(word: &str) -> String {
    const NOT_PLURAL: [&str; 5] = ["ss", "us", "is", "news", "series"];
    if NOT_PLURAL.iter().any(|ending| word.ends_with(ending)) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let long = ["sses", "xes", "ches", "shes", "zes"].iter().any(|ending| word.ends_with(ending));
    let stem = if long { word.strip_suffix("es") } else { word.strip_suffix('s') };
    stem.filter(|stem| stem.len() > 1).unwrap_or(word).to_owned()
}

/// The field of a column, and whether the database calls it otherwise.
pub(super) fn field(column: &str) -> String {
    let name = snake(column);
    if NEVER.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// Whether `#[table]` takes the name of a column without a waiver.
pub(super) fn is_snake_case(name: &str) -> bool {
    let is_of_name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    name.starts_with(|letter: char| letter.is_ascii_lowercase()) && name.chars().all(is_of_name)
}

/// A field as Rust writes it.
pub(super) fn written(field: &str) -> String {
    if KEYWORDS.contains(&field) { format!("r#{field}") } else { field.to_owned() }
}

/// A module.
pub(super) fn module(name: &str) -> String {
    written(&field(name))
}

fn snake(name: &str) -> String {
    let text = words(name).join("_");
    if text.is_empty() || text.starts_with(|letter: char| letter.is_ascii_digit()) { format!("x{text}") } else { text }
}

/// The words in lower case: a word ends at what is no letter or digit, and before a capital letter.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::<String>::new();
    let mut is_within = false;
    let mut was_lower = false;
    for letter in name.chars() {
        if !(letter.is_ascii_alphanumeric()) {
            is_within = false;
            continue;
        }
        if !is_within || (letter.is_ascii_uppercase() && was_lower) {
            words.push(String::new());
        }
        is_within = true;
        was_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if let Some(word) = words.last_mut() {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words
}

/// Names that are given once.
#[derive(Debug, Default)]
pub(super) struct Once(HashSet<String>);

impl Once {
    /// The first of the candidates that is free, else the last with a number.
    pub(super) fn take(&mut self, candidates: impl IntoIterator<Item = String>) -> String {
        let mut last = String::new();
        for candidate in candidates {
            if !TAKEN.contains(&candidate.as_str()) && self.0.insert(candidate.clone()) {
                return candidate;
            }
            last = candidate;
        }
        for number in 2_u32.. {
            let candidate = format!("{last}{number}");
            if self.0.insert(candidate.clone()) {
                return candidate;
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tables_become_names_of_structs() {
        for (table, name) in [
            ("film_actor", "FilmActor"),
            ("categories", "Category"),
            ("addresses", "Address"),
            ("status", "Status"),
            ("InvoiceLine", "InvoiceLine"),
            ("boxes", "Box"),
            ("2fa", "X2fa"),
            ("ß", "X"),
        ] {
            assert_eq!(struct_name(table), name);
        }
    }

    #[test]
    fn names_of_columns_become_fields() {
        for (column, name) in [
            ("albumId", "album_id"),
            ("type", "type"),
            ("self", "self_"),
            ("a b", "a_b"),
            ("1st", "x1st"),
            ("b\u{131}g", "b_g"),
        ] {
            assert_eq!(field(column), name);
        }
        assert_eq!(written("type"), "r#type");
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names = Once::default();
        let take = |names: &mut Once, name: &str| names.take([name.to_owned()]);
        assert_eq!(
            [take(&mut names, "Film"), take(&mut names, "Film"), take(&mut names, "Json")],
            ["Film", "Film2", "Json2"]
        );
    }
}
