use proc_macro2::TokenStream;
use quote::ToTokens;

use super::type_name::{self, TypeName};
use crate::diagnostics::Diagnostics;
use crate::parse::value;
use crate::parse::{self, Raw};

/// A type that the attribute says more about than the Rust type does.
pub struct DeclaredType {
    pub ty: SizedType,
    pub declared_by: DeclaredBy,
    /// The tokens it was written with.
    pub tokens: TokenStream,
}

/// How it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclaredBy {
    /// `varchar(255)`: the type of the Rust type, or of its elements.
    Size,
    /// `precision(3)`: likewise.
    Precision,
    /// `sql_type = "..."`: the whole type, and whether it is an array (rule C03).
    SqlType { array: bool },
}

/// A type in the database.
pub enum SizedType {
    Varchar(u32),
    Char(u32),
    Numeric(u32, u32),
    Json,
    /// A type without a size, by its variant of `SqlType`.
    Plain(&'static str),
    /// A time of so many digits of a second, by its variant; no variant where the Rust type says which.
    Fraction(&'static str, u32),
    /// What no rule speaks of.
    Named(String),
}

impl DeclaredType {
    /// Reads what a column says of its type; the first of two that contradict each other counts.
    pub fn read(arguments: &parse::ColumnArguments, diagnostics: &mut Diagnostics) -> Option<Self> {
        let varchar = arguments.varchar.as_ref().and_then(|raw| {
            characters(raw, "varchar(255)", diagnostics).map(|most| Self::size(SizedType::Varchar(most), raw))
        });
        let char = arguments.char.as_ref().and_then(|raw| {
            characters(raw, "char(2)", diagnostics).map(|length| Self::size(SizedType::Char(length), raw))
        });
        let numeric = arguments.numeric.as_ref().and_then(|raw| {
            value::numbers(raw, "numeric(10, 2)", diagnostics)
                .map(|[precision, scale]| Self::size(SizedType::Numeric(precision, scale), raw))
        });
        let json = arguments.json.as_ref().map(|raw| {
            value::flag(Some(raw), diagnostics);
            Self::size(SizedType::Json, raw)
        });
        let precision = arguments.precision.as_ref().and_then(|raw| precision(raw, diagnostics));
        let sql_type = arguments.sql_type.as_ref().and_then(|raw| sql_type(raw, diagnostics));
        let mut types = [varchar, char, numeric, json, precision, sql_type].into_iter().flatten();
        let first = types.next();
        for second in types {
            let help = "keep one of them";
            diagnostics.malformed("table", &second.tokens, "the column has two types", help);
        }
        first
    }

    fn size(ty: SizedType, raw: &Raw) -> Self {
        Self { ty, declared_by: DeclaredBy::Size, tokens: raw.0.to_token_stream() }
    }

    /// What `sql_type` said, and whether it is an array.
    pub fn sql_type(&self) -> Option<(&SizedType, bool)> {
        match self.declared_by {
            DeclaredBy::SqlType { array } => Some((&self.ty, array)),
            DeclaredBy::Size | DeclaredBy::Precision => None,
        }
    }
}

impl SizedType {
    /// The variant of `SqlType`.
    pub fn variant(&self) -> &'static str {
        match self {
            Self::Varchar(_) => "Varchar",
            Self::Char(_) => "Char",
            Self::Numeric(..) => "NumericSized",
            Self::Json => "Json",
            Self::Plain(variant) | Self::Fraction(variant, _) => variant,
            Self::Named(_) => "Named",
        }
    }

    /// How many digits of a second it stores, where it states them: `time(3)`, `interval(3)`, `time(3) with time zone`.
    pub fn digits_of_a_second(&self) -> Option<u32> {
        match self {
            Self::Fraction(_, digits) => Some(*digits),
            Self::Named(name) if name.starts_with("time") || name.starts_with("interval") => {
                name.split_once('(')?.1.split_once(')')?.0.parse().ok()
            }
            _ => None,
        }
    }
}

fn sql_type(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<DeclaredType> {
    let (name, tokens) = TypeName::of(raw, "table", "inet", diagnostics)?;
    Some(DeclaredType { ty: name.element, declared_by: DeclaredBy::SqlType { array: name.array }, tokens })
}

fn precision(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<DeclaredType> {
    let form = "precision(3)";
    let [digits] = value::numbers(raw, form, diagnostics)?;
    let digits =
        type_name::digits_of_a_second(digits).map_err(|problem| value::wrong(raw, &problem, form, diagnostics));
    let ty = SizedType::Fraction("", digits.ok()?);
    Some(DeclaredType { ty, declared_by: DeclaredBy::Precision, tokens: raw.0.to_token_stream() })
}

fn characters(raw: &Raw, form: &str, diagnostics: &mut Diagnostics) -> Option<u32> {
    let [count] = value::numbers(raw, form, diagnostics)?;
    type_name::characters(count).map_err(|problem| value::wrong(raw, &problem, form, diagnostics)).ok()
}
