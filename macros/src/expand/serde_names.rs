//! The names that serde gives to fields, by the attributes of a row.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// The name, and how the value is written. Of a struct: the cases of its names.
#[derive(Clone, Default)]
pub struct Names {
    pub read: String,
    pub written: String,
    pub field: Field,
    /// `deny_unknown_fields` of the struct.
    pub denies_unknown: bool,
}

/// How serde writes a field of a row.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Field {
    #[default]
    Plain,
    /// `with`, `serialize_with`
    Custom,
    /// `skip_serializing_if`
    Optional,
    /// `skip`, `skip_serializing`
    Skipped,
}

impl Names {
    /// `rename_all` of the struct.
    pub fn of_struct(attributes: &[Attribute]) -> Self {
        let mut names = Self::default();
        for meta in serde(attributes) {
            names.renamed(&meta, "rename_all");
            names.denies_unknown |= meta.path().is_ident("deny_unknown_fields");
        }
        names
    }

    /// `rename = "..."`, `rename(serialize = "...", deserialize = "...")`
    fn renamed(&mut self, meta: &Meta, key: &str) {
        if !meta.path().is_ident(key) {
            return;
        }
        if let Some(name) = text(meta) {
            (self.read, self.written) = (name.clone(), name);
        }
        let Meta::List(list) = meta else { return };
        let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
        for part in parts {
            match text(&part) {
                Some(name) if part.path().is_ident("serialize") => self.written = name,
                Some(name) if part.path().is_ident("deserialize") => self.read = name,
                _ => {}
            }
        }
    }
}

/// The names of a field.
pub fn of_field(attributes: &[Attribute], name: &str, case: &Names) -> Names {
    let mut names = Names { read: cased(name, &case.read), written: cased(name, &case.written), ..Names::default() };
    for meta in serde(attributes) {
        names.renamed(&meta, "rename");
        let is = |keys: &[&str]| keys.iter().any(|key| meta.path().is_ident(key));
        if is(&["skip", "skip_serializing"]) {
            names.field = Field::Skipped;
        } else if is(&["with", "serialize_with", "flatten"]) {
            names.field = Field::Custom;
        } else if is(&["skip_serializing_if"]) {
            names.field = Field::Optional;
        }
    }
    names
}

fn serde(attributes: &[Attribute]) -> Vec<Meta> {
    let of_serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    let lists = of_serde
        .filter_map(|attribute| attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok());
    lists.flatten().collect()
}

fn text(meta: &Meta) -> Option<String> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// A field in the case of `rename_all`, as serde writes it.
fn cased(name: &str, case: &str) -> String {
    let pascal = || -> String { name.split('_').map(capitalized).collect() };
    match case {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_ascii_uppercase(),
        "PascalCase" => pascal(),
        "camelCase" => {
            let pascal = pascal();
            let mut letters = pascal.chars();
            letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
        }
        "kebab-case" => name.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => name.to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn names_are_in_the_case_of_serde() {
        for (case, expected) in [
            ("lowercase", "full_name2"),
            ("UPPERCASE", "FULL_NAME2"),
            ("PascalCase", "FullName2"),
            ("camelCase", "fullName2"),
            ("snake_case", "full_name2"),
            ("SCREAMING_SNAKE_CASE", "FULL_NAME2"),
            ("kebab-case", "full-name2"),
            ("SCREAMING-KEBAB-CASE", "FULL-NAME2"),
        ] {
            assert_eq!(cased("full_name2", case), expected);
        }
    }

    #[test]
    fn a_name_may_differ_by_direction() {
        let of_struct: Attribute = parse_quote!(#[serde(rename_all = "camelCase", deny_unknown_fields)]);
        let case = Names::of_struct(&[of_struct]);
        let of = |attribute: Attribute| of_field(&[attribute], "full_name", &case);
        let names = of(parse_quote!(#[serde(rename(serialize = "name"), skip_serializing_if = "f")]));
        assert_eq!((names.read.as_str(), names.written.as_str()), ("fullName", "name"));
        assert!(names.field == Field::Optional);
        assert!(of(parse_quote!(#[serde(skip)])).field == Field::Skipped);
        assert_eq!(of(parse_quote!(#[serde(rename = "n")])).read, "n");
    }
}
