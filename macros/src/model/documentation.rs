//! The doc comment of an item, also where a macro writes it: `#[doc = include_str!("plan.md")]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::token::Bracket;
use syn::{AttrStyle, Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, MetaNameValue, Path, Token};

/// A doc comment.
#[derive(Default)]
pub struct Documentation {
    lines: Vec<Line>,
}

enum Line {
    Text(String),
    /// An expression that is a text, and the `#[cfg]` under which it is there.
    Computed(TokenStream),
}

impl Documentation {
    /// Reads the attributes of an item.
    pub fn of(attributes: &[Attribute]) -> Self {
        Self { lines: attributes.iter().flat_map(|attribute| lines(&attribute.meta)).collect() }
    }

    /// Creates the attribute of a text. Built from its parts: parsing takes the unoptimized macro ten times as long.
    pub fn attribute(text: &str) -> Attribute {
        let literal = Lit::Str(LitStr::new(text, Span::call_site()));
        let value = Expr::Lit(ExprLit { attrs: Vec::new(), lit: literal });
        let path = Path::from(Ident::new("doc", Span::call_site()));
        let meta = Meta::NameValue(MetaNameValue { path, eq_token: <Token![=]>::default(), value });
        Attribute {
            pound_token: <Token![#]>::default(),
            style: AttrStyle::Outer,
            bracket_token: Bracket::default(),
            meta,
        }
    }

    /// The text, unless only the compiler knows it. A comment in the database contains no NUL.
    pub fn text(&self) -> Option<String> {
        let texts: Option<Vec<&str>> = self.lines.iter().map(Line::text).collect();
        texts.map(|texts| texts.join("\n").trim().replace('\0', "\u{FFFD}"))
    }
}

/// A constant text.
impl ToTokens for Documentation {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(text) = self.text() {
            return text.to_tokens(tokens);
        }
        let lines = self.lines.iter().map(|line| match line {
            Line::Text(text) => text.to_token_stream(),
            Line::Computed(expression) => expression.clone(),
        });
        tokens.extend(quote!({
            const __LINES: &[&::core::primitive::str] = &[#(#lines),*];
            const __TEXT: __p::ConstString<{ __p::doc_length(__LINES) }> = __p::doc(__LINES);
            __TEXT.as_str().trim_ascii()
        }));
    }
}

impl Line {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Computed(_) => None,
        }
    }
}

/// The lines of one attribute.
fn lines(meta: &Meta) -> Vec<Line> {
    match meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => vec![line(&pair.value)],
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let Ok(metas) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
                return Vec::new();
            };
            let Some(condition) = metas.first() else { return Vec::new() };
            let conditional = |line: Line| {
                let value = match line {
                    Line::Text(text) => text.to_token_stream(),
                    Line::Computed(expression) => expression,
                };
                Line::Computed(quote!(#[cfg(#condition)] #value))
            };
            metas.iter().skip(1).flat_map(lines).map(conditional).collect()
        }
        _ => Vec::new(),
    }
}

fn line(value: &Expr) -> Line {
    match value {
        // A text that came through `macro_rules!` is in a group without delimiters.
        Expr::Group(group) => line(&group.expr),
        Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Line::Text(unindented(line)),
        computed => Line::Computed(computed.to_token_stream()),
    }
}

fn unindented(line: &LitStr) -> String {
    let line = line.value();
    line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned()
}

/// Whether an attribute adds nothing but documentation.
pub fn is_only_documentation(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    list.path.is_ident("cfg_attr")
        && metas.is_ok_and(|metas| metas.len() > 1 && metas.iter().skip(1).all(|meta| meta.path().is_ident("doc")))
}
