//! The one collector of errors: everything that is wrong with a struct is found before anything is said.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

use crate::sorted;

/// A rule.
pub struct Rule {
    /// Such as `F02`; never used again once it is gone.
    pub code: &'static str,
    /// What a waiver calls it.
    pub name: &'static str,
    /// Whether it can be waived.
    pub waivable: bool,
}

/// What is wrong so far. Ends with [`Diagnostics::into_tokens`].
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    subject: &'static str,
}

impl Default for Diagnostics {
    fn default() -> Self {
        Self::of("table")
    }
}

/// One thing that is wrong, and the exact text that would be right.
pub struct Diagnostic {
    rule: Option<&'static Rule>,
    place: Place,
    /// What it points at, as text.
    tokens: String,
    first: Span,
    last: Span,
    message: String,
    help: String,
    docs: String,
}

/// What a diagnostic speaks of, and so where it is waived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The table.
    Table,
    /// The column of that number.
    Column(usize),
}

impl Diagnostics {
    /// None yet, of that macro.
    pub fn of(subject: &'static str) -> Self {
        Self { found: Vec::new(), subject }
    }

    /// The macro whose documentation says what is right.
    pub fn subject(&self) -> &'static str {
        self.subject
    }

    /// A rule is broken.
    pub fn broken(&mut self, rule: &'static Rule, place: Place, at: &dyn ToTokens, message: String, help: String) {
        let docs = format!("peristyle::rules::{}", rule.code);
        self.push(Some(rule), place, at, message, help, docs);
    }

    /// An attribute is malformed. `subject` is the macro whose documentation says what is right.
    pub fn malformed(&mut self, subject: &str, at: &dyn ToTokens, message: impl Into<String>, help: impl Into<String>) {
        let package = if subject == "test" { "peristyle_test" } else { "peristyle" };
        self.push(None, Place::Table, at, message.into(), help.into(), format!("{package}::{subject}"));
    }

    fn push(
        &mut self,
        rule: Option<&'static Rule>,
        place: Place,
        at: &dyn ToTokens,
        message: String,
        help: String,
        docs: String,
    ) {
        let (first, last) = ends(at);
        let tokens = at.to_token_stream().to_string();
        let (message, help) = (on_one_line(&message), on_one_line(&help));
        self.found.push(Diagnostic { rule, place, tokens, first, last, message, help, docs });
    }

    /// How many there are: what is read in between is flawed when it grows.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// Takes out what rules say of the columns of these numbers.
    pub fn forget(&mut self, flawed: impl Fn(usize) -> bool) {
        let is_guess = |diagnostic: &Diagnostic| matches!(diagnostic.place, Place::Column(place) if flawed(place));
        self.found.retain(|diagnostic| diagnostic.rule.is_none() || !is_guess(diagnostic));
    }

    /// Whether a rule says something of the column of that number.
    pub fn speak_of(&self, place: usize) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.rule.is_some() && diagnostic.place == Place::Column(place))
    }

    /// Takes out every diagnostic of a rule that `waived` says is waived in that place.
    pub fn waive(&mut self, mut waived: impl FnMut(&'static Rule, Place) -> bool) {
        self.found.retain(|diagnostic| !diagnostic.rule.is_some_and(|rule| waived(rule, diagnostic.place)));
    }

    /// Takes out every diagnostic of the second code where one of the first speaks of the same place.
    pub fn prefer(&mut self, first: &str, second: &str) {
        let is = |diagnostic: &Diagnostic, code| diagnostic.rule.is_some_and(|rule| rule.code == code);
        let places: Vec<Place> =
            self.found.iter().filter(|diagnostic| is(diagnostic, first)).map(|diagnostic| diagnostic.place).collect();
        self.found.retain(|diagnostic| !(is(diagnostic, second) && places.contains(&diagnostic.place)));
    }

    /// Whether a diagnostic of that code points at these tokens.
    pub fn has_at(&self, code: &str, tokens: &dyn ToTokens) -> bool {
        let text = tokens.to_token_stream().to_string();
        self.found
            .iter()
            .any(|diagnostic| diagnostic.tokens == text && diagnostic.rule.is_some_and(|rule| rule.code == code))
    }

    /// One `compile_error!` for each diagnostic, in the order of the source.
    pub fn into_tokens(mut self) -> TokenStream {
        let mut found = Vec::new();
        for diagnostic in std::mem::take(&mut self.found) {
            let place = position(diagnostic.first);
            sorted::insert(&mut found, (place, diagnostic), |(other, _), (place, _)| other > place);
        }
        found.iter().map(|(_, diagnostic)| diagnostic.to_error()).collect()
    }

    /// The code of the rule, the line, and the first line of every diagnostic.
    #[cfg(feature = "findings")]
    pub fn into_lines(mut self) -> impl Iterator<Item = (Option<&'static str>, usize, String)> {
        let found = std::mem::take(&mut self.found);
        found.into_iter().map(|one| (one.rule.map(|rule| rule.code), one.first.start().line, one.headline()))
    }

    /// The first line of every diagnostic.
    #[cfg(test)]
    pub fn messages(mut self) -> Vec<String> {
        std::mem::take(&mut self.found).iter().map(Diagnostic::headline).collect()
    }

    /// The same, each with its help.
    #[cfg(test)]
    pub fn with_help(mut self) -> Vec<String> {
        let found = std::mem::take(&mut self.found);
        found.iter().map(|one| format!("{}; help: {}", one.headline(), one.help)).collect()
    }
}

/// A diagnostic that is collected and not reported is a defect of the macro. The tests find it; in a user's build the macro must not panic.
impl Drop for Diagnostics {
    fn drop(&mut self) {
        let forgotten = cfg!(test) && !self.found.is_empty() && !std::thread::panicking();
        assert!(
            !forgotten,
            "diagnostics are not reported: {:?}",
            self.found.iter().map(Diagnostic::headline).collect::<Vec<_>>()
        );
    }
}

impl Diagnostic {
    fn headline(&self) -> String {
        match self.rule {
            Some(rule) => format!("[{}] {}", rule.code, self.message),
            None => self.message.clone(),
        }
    }

    fn to_error(&self) -> TokenStream {
        let text = format!("{}\n  = help: {}\n  = docs: {}", self.headline(), self.help, self.docs);
        // rustc underlines from the first token to the last, so the two ends carry the two spans.
        let body = quote_spanned!(self.last=> { #text });
        quote_spanned!(self.first=> ::core::compile_error! #body)
    }
}

/// Line and column; nothing outside of the compiler, where the order stays as it was found.
fn position(span: Span) -> Option<(usize, usize)> {
    proc_macro::is_available().then(|| span.unwrap().start()).map(|start| (start.line(), start.column()))
}

/// A message repeats what the user wrote, and a line of that must not pass for a line of the message.
fn on_one_line(text: &str) -> String {
    text.replace('\r', "\\r").replace('\n', "\\n")
}

/// The first and the last token. `Span::join` is not stable, and the span of a whole node is its first token's.
pub fn ends(node: &dyn ToTokens) -> (Span, Span) {
    let mut tokens = node.to_token_stream().into_iter();
    let Some(first) = tokens.next() else {
        return (Span::call_site(), Span::call_site());
    };
    let last = tokens.last().map_or_else(|| first.span(), |token| token.span());
    (first.span(), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "diagnostics are not reported")]
    fn a_diagnostic_is_not_forgotten() {
        Diagnostics::default().malformed("table", &quote::quote!(x), "a message", "a help");
    }
}
