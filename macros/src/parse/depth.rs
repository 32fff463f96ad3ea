//! Tokens that nest deeper than any person writes are refused before they are read: syn reads by recursion, and the compiler's stack ends.

use proc_macro2::{Span, TokenStream, TokenTree};

/// How deep brackets, types and operators may stand in each other: rustc's own limit on types.
const DEEPEST: usize = 128;
/// How many `&` and `|` may stand between two brackets.
const LONGEST: usize = 1024;

/// Where the first token stands that is too deep.
pub fn too_deep(tokens: TokenStream) -> Option<Span> {
    let mut waiting = vec![(tokens, 0)];
    while let Some((tokens, depth)) = waiting.pop() {
        let mut level = Level::default();
        for token in tokens {
            level.read(&token);
            let inside = depth + level.open + level.run;
            if inside > DEEPEST || level.joins > LONGEST {
                return Some(begin(&token));
            }
            if let TokenTree::Group(group) = token {
                waiting.push((group.stream(), inside + 1));
            }
        }
    }
    None
}

fn begin(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    }
}

/// What stands between two brackets, so far.
#[derive(Default)]
struct Level {
    /// The `<` and `->` that are open. A comparison opens one too, which does not matter: nobody writes so many.
    open: usize,
    /// The operators in a row.
    run: usize,
    /// The `&` and `|`.
    joins: usize,
    before: Option<char>,
}

impl Level {
    fn read(&mut self, token: &TokenTree) {
        let sign = match token {
            TokenTree::Punct(punct) => Some(punct.as_char()),
            _ => None,
        };
        match (self.before, sign) {
            (Some('-'), Some('>')) | (_, Some('<')) => self.open += 1,
            (Some('='), Some('>')) => {}
            (_, Some('>')) => self.open = self.open.saturating_sub(1),
            (_, Some('!' | '-' | '&' | '*' | '|')) => self.run += 1,
            _ if !matches!(token, TokenTree::Group(_)) => self.run = 0,
            _ => {}
        }
        self.joins += usize::from(matches!(sign, Some('&' | '|')));
        self.before = sign;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_too_deep(text: &str) -> bool {
        too_deep(text.parse().expect("tokens")).is_some()
    }

    #[test]
    fn nesting_of_every_kind_ends() {
        for (open, inner, close) in
            [("(", "1", ")"), ("[", "", "]"), ("Vec<", "u8", ">"), ("A<B, ", "C", ">"), ("!", "a", "")]
        {
            let nested = |depth: usize| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            assert!(!is_too_deep(&nested(100)) && is_too_deep(&nested(150)), "{open}");
        }
        for one in ["fn() -> ", "- ", "&"] {
            assert!(!is_too_deep(&format!("{}u8", one.repeat(100))) && is_too_deep(&format!("{}u8", one.repeat(150))));
        }
        assert!(!is_too_deep(&"a > 0 && ".repeat(500)) && is_too_deep(&"a > 0 || ".repeat(600)));
    }

    #[test]
    fn siblings_are_not_nested() {
        assert!(!is_too_deep(&"a: Option<Vec<u8>>, #[b(c = -1)] d: Map<E, F>, ".repeat(500)));
    }
}
