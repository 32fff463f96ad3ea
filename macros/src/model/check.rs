use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, Meta, parse_quote};

use super::Column;
use super::condition::{Condition, Unsupported};
use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::condition::{CheckParts, Written};
use crate::parse::sql::Sql;
use crate::parse::value::{self, Text};

/// `check(...)`
pub struct Check {
    pub condition: Condition,
    pub message: Option<Text>,
    pub name: Option<Text>,
    /// Whether it is the length of a column, which the runtime checks as a part of its type.
    pub is_length: bool,
    /// `not_valid`: the rows that were there may break it.
    pub not_valid: Option<Ident>,
    /// `not_enforced`: any row may break it.
    pub not_enforced: Option<Ident>,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

/// `#[column(max_len = 255)]`
pub struct MaxLen {
    pub most: u32,
    pub tokens: TokenStream,
}

impl MaxLen {
    /// Reads the key.
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let most = value::number(raw, "max_len = 255", diagnostics)?;
        Some(Self { most, tokens: raw.0.to_token_stream() })
    }

    /// The check of this column of a table. PostgreSQL would shorten a longer name, so it is made as others are.
    pub fn check(&self, table: &str, column: &Column) -> Option<Check> {
        let (ident, most) = (&column.ident, self.most);
        let condition = Condition::read(&parse_quote!(#ident.len() <= #most)).ok()?;
        let words = column.stored_name().replace('_', " ");
        let text = |value: String| Text { value, tokens: self.tokens.clone() };
        let name = format!("{table}_{}_max_len", column.stored_name());
        Some(Check {
            condition,
            message: Some(text(format!("the {words} must have at most {most} characters"))),
            name: Some(name).filter(|name| name.len() <= 63).map(text),
            is_length: true,
            not_valid: None,
            not_enforced: None,
            tokens: self.tokens.clone(),
        })
    }
}

impl Check {
    /// Understands one argument.
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let parts = match &*raw.0 {
            Meta::List(list) => list.parse_args::<CheckParts>().ok(),
            _ => None,
        };
        let Some(parts) = parts else {
            let form = "check(price >= 0, message = \"the price must not be negative\")";
            value::wrong_condition(raw, "takes a condition and its message", form, diagnostics);
            return None;
        };
        let condition = condition(&parts.condition, diagnostics)?;
        let mut check = Self {
            condition,
            message: None,
            name: None,
            is_length: false,
            not_valid: None,
            not_enforced: None,
            tokens: raw.0.to_token_stream(),
        };
        for (key, text) in parts.named {
            match key.to_string().as_str() {
                "message" => check.message = value::literal(&text, diagnostics),
                "name" => check.name = value::literal(&text, diagnostics),
                other => unknown(&key, other, diagnostics),
            }
        }
        for word in parts.words {
            match word.to_string().as_str() {
                "not_valid" => check.not_valid = Some(word),
                "not_enforced" => check.not_enforced = Some(word),
                other => unknown(&word, other, diagnostics),
            }
        }
        if let (Some(_), Some(word)) = (&check.not_enforced, &check.not_valid) {
            diagnostics.malformed("table", word, value::NOT_ENFORCED.0, value::NOT_ENFORCED.1);
        }
        Some(check)
    }
}

fn unknown(key: &Ident, name: &str, diagnostics: &mut Diagnostics) {
    let help = "the keys are `message`, `name`, `not_valid` and `not_enforced`; a comparison is `==`";
    diagnostics.malformed("table", key, format!("a check has no key `{name}`"), help);
}

/// Understands a condition; what it cannot say is a diagnostic.
pub fn condition(written: &Written, diagnostics: &mut Diagnostics) -> Option<Condition> {
    let expression = match written {
        Written::Rust(expression) => expression,
        Written::Sql(literal) => return Some(Condition::Sql(Sql::read(literal))),
    };
    match Condition::read(expression) {
        Ok(condition) => Some(condition),
        Err(Unsupported { tokens, message, help }) => {
            // What syn reads of it depends on its features.
            match value::foreign(&tokens).filter(|_| help.is_none()) {
                Some((at, message, help)) => diagnostics.malformed("table", &at, message, help),
                None => diagnostics.malformed("table", &tokens, message, help.unwrap_or(FORMS)),
            }
            None
        }
    }
}

const FORMS: &str = "compare columns with `==`, `!=`, `<`, `<=`, `>`, `>=`; join with `&&`, `||`, `!`; ask \
                     `is_some()`, `is_none()`, `len()`, `is_empty()`, `starts_with(..)`, `(a..=b).contains(&column)`";
