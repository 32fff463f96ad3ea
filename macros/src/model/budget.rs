//! `budget(rows = 50_000, why = "the reason")`: what the statements of a table may cost by the estimates of the planner.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, Meta, MetaNameValue, Token};

use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::value::{self, Text};
use crate::suggest;

/// The limits that differ from the defaults.
pub struct Budget {
    /// Each with the name of its key.
    pub limits: Vec<(&'static str, u64)>,
    pub why: Text,
}

const FORM: &str = "budget(rows = 50_000, why = \"the reason\")";

const LIMITS: [&str; 3] = ["rows", "sort", "sequential_scan"];

impl Budget {
    /// Reads the key; every pair that cannot be read is a diagnostic.
    pub fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let pairs = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else {
            value::wrong(raw, "takes limits and the reason", FORM, diagnostics);
            return None;
        };
        let before = diagnostics.count();
        let (mut limits, mut why) = (Vec::new(), None);
        for pair in &pairs {
            let name = pair.path.to_token_stream().to_string();
            let known = LIMITS.into_iter().find(|limit| *limit == name);
            let is_repeated =
                known.map_or(name == "why" && why.is_some(), |known| limits.iter().any(|(one, _)| *one == known));
            match known {
                _ if is_repeated => {
                    diagnostics.malformed("table", pair, format!("`{name}` is repeated"), "keep one of them");
                }
                Some(limit) => limits.extend(number(pair, limit, diagnostics).map(|number| (limit, number))),
                None if name == "why" => why = Some(reason(pair, diagnostics)),
                None => {
                    let known = [&LIMITS[..], &["why"]].concat();
                    let message = format!("`budget` has no key `{name}`{}", suggest::did_you_mean(&name, &known));
                    diagnostics.malformed(
                        "table",
                        pair,
                        message,
                        "`budget` takes `rows`, `sort`, `sequential_scan` and `why`",
                    );
                }
            }
        }
        if diagnostics.count() > before {
            return None;
        }
        if limits.is_empty() {
            value::wrong(raw, "has no limit", FORM, diagnostics);
        } else if why.is_none() {
            let message = "`budget` has no reason".to_owned();
            diagnostics.malformed("table", &raw.0, message, "add `why = \"the reason\"`");
        }
        let why = why.flatten()?;
        (!limits.is_empty()).then_some(Self { limits, why })
    }
}

fn number(pair: &MetaNameValue, limit: &str, diagnostics: &mut Diagnostics) -> Option<u64> {
    let number = match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) if number.suffix().is_empty() => number.base10_parse().ok(),
        _ => None,
    };
    let number = number.filter(|number: &u64| *number > 0);
    if number.is_none() {
        let message = format!("`{limit}` takes a number above zero");
        diagnostics.malformed("table", &pair.value, message, format!("write `{limit} = 50_000`"));
    }
    number
}

fn reason(pair: &MetaNameValue, diagnostics: &mut Diagnostics) -> Option<Text> {
    let text = match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => value::literal(text, diagnostics),
        _ => None,
    };
    let text = text.filter(|text| !value::has_no_word(&text.value));
    if text.is_none() {
        diagnostics.malformed("table", &pair.value, "`why` is no reason", "write `why = \"the reason\"`");
    }
    text
}
