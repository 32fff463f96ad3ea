use heck::{ToKebabCase, ToLowerCamelCase, ToPascalCase, ToShoutyKebabCase, ToShoutySnakeCase, ToSnakeCase};

use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::value;
use crate::suggest;

/// How a label is made of the name of a variant: the eight that serde has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LetterCase {
    Lower,
    Upper,
    Pascal,
    Camel,
    #[default]
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const NAMES: [(&str, LetterCase); 8] = [
    ("lowercase", LetterCase::Lower),
    ("UPPERCASE", LetterCase::Upper),
    ("PascalCase", LetterCase::Pascal),
    ("camelCase", LetterCase::Camel),
    ("snake_case", LetterCase::Snake),
    ("SCREAMING_SNAKE_CASE", LetterCase::ScreamingSnake),
    ("kebab-case", LetterCase::Kebab),
    ("SCREAMING-KEBAB-CASE", LetterCase::ScreamingKebab),
];

impl LetterCase {
    /// `rename_all = "SCREAMING_SNAKE_CASE"`
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = value::text(raw, "rename_all = \"SCREAMING_SNAKE_CASE\"", diagnostics)?;
        let found = NAMES.iter().find(|(name, _)| *name == text.value);
        if found.is_none() {
            let names = NAMES.map(|(name, _)| name);
            let near = suggest::did_you_mean(&text.value, &names);
            let message = format!("unknown case `{}` in `rename_all`{near}", text.value);
            diagnostics.malformed("PgEnum", &text.tokens, message, format!("write one of {}", suggest::list(&names)));
        }
        found.map(|(_, case)| *case)
    }

    /// The name in that case.
    pub fn apply(self, name: &str) -> String {
        match self {
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Pascal => name.to_pascal_case(),
            Self::Camel => name.to_lower_camel_case(),
            Self::Snake => name.to_snake_case(),
            Self::ScreamingSnake => name.to_shouty_snake_case(),
            Self::Kebab => name.to_kebab_case(),
            Self::ScreamingKebab => name.to_shouty_kebab_case(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_each_case() {
        let labels = NAMES.map(|(_, case)| case.apply("VeryTasty"));
        let expected = [
            "verytasty",
            "VERYTASTY",
            "VeryTasty",
            "veryTasty",
            "very_tasty",
            "VERY_TASTY",
            "very-tasty",
            "VERY-TASTY",
        ];
        assert_eq!(labels, expected);
        assert_eq!(LetterCase::Snake.apply("Pg13"), "pg13");
    }
}
