//! The form of every message: lower case, no full stop, identifiers in backticks, one help, one documentation link.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::LitStr;

use crate::rules;

/// One `compile_error!`.
pub struct Error {
    text: String,
    at: Span,
}

/// Every `compile_error!` among tokens.
pub fn errors(tokens: TokenStream) -> Vec<Error> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let errors = tokens.windows(3).filter_map(|three| match three {
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Group(body)] if name == "compile_error" => {
            let text = syn::parse2::<LitStr>(body.stream()).map_or_else(|error| error.to_string(), |text| text.value());
            Some(Error { text, at: name.span() })
        }
        _ => None,
    });
    errors.collect()
}

impl Error {
    /// What is wrong with the message, or with its place where places are known.
    pub fn check(&self, places_are_known: bool) -> Result<(), String> {
        let lines: Vec<&str> = self.text.lines().collect();
        let [headline, help, docs] = lines[..] else { return Err(format!("a message has three lines: {}", self.text)) };
        let problem = headline_problem(headline, docs)
            .or_else(|| help.strip_prefix("  = help: ").is_none_or(str::is_empty).then_some("no help"))
            .or_else(|| (!docs.starts_with("  = docs: peristyle::")).then_some("no page"))
            .or_else(|| (places_are_known && !self.has_place()).then_some("no place"));
        problem.map_or(Ok(()), |problem| Err(format!("{problem}: {}", self.text)))
    }

    /// What syn cannot read may just end too early: then rustc points at the whole call.
    fn has_place(&self) -> bool {
        let unread = ["invalid schema: ", "this is not an enum: ", "this is not a struct: "];
        self.at.source_text().is_some() || unread.iter().any(|start| self.text.starts_with(start))
    }
}

fn headline_problem(headline: &str, docs: &str) -> Option<&'static str> {
    let sentence = match headline.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        Some((code, _)) if !rules::ALL.iter().any(|rule| rule.code == code) => return Some("no rule has the code"),
        Some((code, _)) if !docs.ends_with(&format!("::rules::{code}")) => return Some("the page is another rule's"),
        Some((_, sentence)) => sentence,
        None => headline,
    };
    match sentence.chars().next() {
        None => Some("there is no option"),
        Some(first) if first.is_uppercase() => Some("the sentence begins with a capital"),
        Some(_) if sentence.ends_with('.') => Some("the sentence ends with a full stop"),
        Some(_) => None,
    }
}
