//! Expressions as syn reads them without its feature `full`, which would be a second of each build. Lists and ranges, which it then does not know, are calls of
//! macros without a name of their own while it reads; what else it does not know is only refused, so its tokens are enough.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprMacro, Macro, Meta, Token};

/// What `["a", "b"]` is while syn reads.
const LIST: &str = "__peristyle_list";
/// What `(0..=100)` is while syn reads.
const RANGE: &str = "__peristyle_range";
/// What the error of syn begins with.
const UNSUPPORTED: &str = "unsupported expression";

/// A range with both ends, in parentheses.
pub struct Range {
    pub start: Expr,
    pub end: Expr,
    pub inclusive: bool,
}

/// Reads the argument of an attribute.
pub fn argument(tokens: TokenStream) -> syn::Result<Meta> {
    let tokens = readable(tokens);
    syn::parse2::<Meta>(tokens.clone()).or_else(|error| named_value.parse2(tokens).map_err(|_| error))
}

/// `key = ` with an expression that nothing takes.
fn named_value(input: ParseStream) -> syn::Result<Meta> {
    let (path, eq_token) = (input.call(syn::Path::parse_mod_style)?, input.parse()?);
    Ok(Meta::NameValue(syn::MetaNameValue { path, eq_token, value: expression(input)? }))
}

/// Reads an expression. One that syn does not know is its tokens up to a comma.
pub fn expression(input: ParseStream) -> syn::Result<Expr> {
    let ahead = input.fork();
    match ahead.parse() {
        Ok(read) if !(ahead.peek(Token![.]) || ahead.peek(Token![?]) || ahead.peek(Token![=])) => {
            input.advance_to(&ahead);
            Ok(read)
        }
        Err(error) if !is_unsupported(&error) => Err(error),
        _ => until_comma(input).map(Expr::Verbatim),
    }
}

/// Between commas.
pub struct Written(pub Expr);

impl Parse for Written {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        expression(input).map(Self)
    }
}

/// Any expression, whose tokens nobody looks into. rustc says what is wrong with it.
pub struct Tokens(pub TokenStream);

impl Parse for Tokens {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let tokens = until_comma(input)?;
        if tokens.is_empty() { Err(input.error("expected an expression")) } else { Ok(Self(tokens)) }
    }
}

fn is_unsupported(error: &syn::Error) -> bool {
    error.to_string().starts_with(UNSUPPORTED)
}

/// What syn says, without the advice to turn on its feature.
pub fn said(error: &syn::Error) -> String {
    if is_unsupported(error) { UNSUPPORTED.to_owned() } else { error.to_string() }
}

/// The tokens of an expression. Commas between the bars of a closure and in the parameters of a type are a part of it, as those inside brackets are.
fn until_comma(input: ParseStream) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let (mut bars, mut open) = (if starts_closure(input) { 2 } else { 0 }, 0_usize);
    // `Vec::<A, B>::new()`, `<A as B<C, D>>::E`, `n as Map<A, B>`
    let mut in_type = input.peek(Token![<]);
    while !input.is_empty() && (bars == 1 || open > 0 || !input.peek(Token![,])) {
        let is_arrow = input.peek(Token![->]) || input.peek(Token![=>]);
        if is_arrow || input.peek(Token![::]) {
            in_type |= !input.peek(Token![=>]);
            input.parse::<TokenTree>()?.to_tokens(&mut tokens);
        }
        let token: TokenTree = input.parse()?;
        match &token {
            TokenTree::Ident(word) => in_type |= word == "as",
            TokenTree::Punct(punct) => match punct.as_char() {
                '|' if bars > 0 => bars -= 1,
                '<' if in_type || open > 0 => open += 1,
                '>' if !is_arrow => open = open.saturating_sub(1),
                ':' | '>' => {}
                _ => in_type = open > 0,
            },
            TokenTree::Group(_) | TokenTree::Literal(_) => in_type = open > 0,
        }
        token.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

fn starts_closure(input: ParseStream) -> bool {
    let ahead = input.fork();
    while ahead.peek(Token![move]) || ahead.peek(Token![async]) || ahead.peek(Token![static]) {
        if ahead.parse::<TokenTree>().is_err() {
            return false;
        }
    }
    ahead.peek(Token![|]) || ahead.peek(Token![||])
}

/// The tokens of an expression, as it was written.
pub fn tokens(expression: &Expr) -> TokenStream {
    without_marks(expression.to_token_stream())
}

fn without_marks(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let mut out = TokenStream::new();
    while let Some(token) = tokens.next() {
        let token = match token {
            TokenTree::Ident(word) if word == LIST || word == RANGE => {
                tokens.next();
                continue;
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), without_marks(group.stream()));
                inside.set_span(group.span());
                inside.into()
            }
            token => token,
        };
        token.to_tokens(&mut out);
    }
    out
}

/// The elements of `["a", "b"]`, with its tokens.
pub fn list(expression: &Expr) -> Option<(Vec<Expr>, TokenStream)> {
    let tokens = marked(expression, LIST)?;
    let mut group = Group::new(Delimiter::Bracket, tokens.clone());
    if let Expr::Macro(call) = expression {
        group.set_span(call.mac.delimiter.span().join());
    }
    Some((elements(tokens)?, TokenTree::Group(group).into()))
}

/// Expressions between commas.
pub fn elements(tokens: &TokenStream) -> Option<Vec<Expr>> {
    let elements = Punctuated::<Written, Token![,]>::parse_terminated.parse2(readable(tokens.clone())).ok()?;
    Some(elements.into_iter().map(|element| element.0).collect())
}

/// The ends of `(0..=100)`.
pub fn range(expression: &Expr) -> Option<Range> {
    let mut start: Vec<TokenTree> = marked(expression, RANGE)?.clone().into_iter().collect();
    let dots = (1..start.len()).find(|at| is_joint_dot(&start[at - 1]) && is_punct(&start[*at], '.'))?;
    let mut end = start.split_off(dots + 1);
    start.truncate(dots - 1);
    let inclusive = end.first().is_some_and(|token| is_punct(token, '='));
    if inclusive {
        end.remove(0);
    }
    let read = |tokens: Vec<TokenTree>| syn::parse2(readable(tokens.into_iter().collect())).ok();
    Some(Range { start: read(start)?, end: read(end)?, inclusive })
}

/// What stands between the parentheses of a range; the tokens of any other expression.
pub fn inside(expression: &Expr) -> TokenStream {
    marked(expression, RANGE).cloned().unwrap_or_else(|| expression.to_token_stream())
}

/// Whether an expression is a list or a range.
pub fn is_marked(expression: &Expr) -> bool {
    marked(expression, LIST).or_else(|| marked(expression, RANGE)).is_some()
}

fn marked<'a>(expression: &'a Expr, name: &str) -> Option<&'a TokenStream> {
    match expression {
        Expr::Macro(ExprMacro { mac: Macro { path, tokens, .. }, .. }) if path.is_ident(name) => Some(tokens),
        _ => None,
    }
}

/// Marks lists and ranges, as far as what is between parentheses may be an expression.
fn readable(tokens: TokenStream) -> TokenStream {
    // Most arguments have none.
    if has_any(tokens.clone()) { with_marks(tokens) } else { tokens }
}

fn has_any(tokens: TokenStream) -> bool {
    let mut before = false;
    tokens.into_iter().any(|token| {
        let found = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket || has_any(group.stream()),
            token => before && is_punct(token, '.'),
        };
        before = is_joint_dot(&token);
        found
    })
}

fn with_marks(tokens: TokenStream) -> TokenStream {
    let mut before = Before::Start;
    let mut out = TokenStream::new();
    for token in tokens {
        let next = before.next(&token);
        match token {
            TokenTree::Group(group) if before != Before::Call && !is_brace(&group) => {
                let name = match group.delimiter() {
                    Delimiter::Bracket => Some(LIST),
                    Delimiter::Parenthesis if has_dots(group.stream()) => Some(RANGE),
                    _ => None,
                };
                match name.filter(|_| before == Before::Start) {
                    Some(name) => mark(name, &group, &mut out),
                    None => {
                        let mut inside = Group::new(group.delimiter(), with_marks(group.stream()));
                        inside.set_span(group.span());
                        TokenTree::Group(inside).to_tokens(&mut out);
                    }
                }
            }
            token => token.to_tokens(&mut out),
        }
        before = next;
    }
    out
}

/// What stands before a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, or an operator: an expression starts here.
    Start,
    /// A name, a literal or a group: brackets are an index, parentheses a call.
    Value,
    /// A name that is followed by `!`.
    Call,
}

impl Before {
    fn next(self, token: &TokenTree) -> Self {
        match token {
            TokenTree::Punct(punct) if self == Self::Value && punct.as_char() == '!' => match punct.spacing() {
                Spacing::Alone => Self::Call,
                // `!=`
                Spacing::Joint => Self::Start,
            },
            TokenTree::Punct(punct) if punct.as_char() == '?' => Self::Value,
            TokenTree::Punct(_) => Self::Start,
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_) => Self::Value,
        }
    }
}

fn is_brace(group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
}

fn mark(name: &str, group: &Group, out: &mut TokenStream) {
    let mut inside = Group::new(group.delimiter(), group.stream());
    inside.set_span(group.span());
    let mut sign = Punct::new('!', Spacing::Alone);
    sign.set_span(group.span());
    let name: TokenTree = Ident::new(name, group.span()).into();
    out.extend([name, sign.into(), inside.into()]);
}

/// Whether `..` stands between the parentheses, and not inside others.
fn has_dots(tokens: TokenStream) -> bool {
    let mut before = false;
    tokens.into_iter().any(|token| {
        let found = before && is_punct(&token, '.');
        before = is_joint_dot(&token);
        found
    })
}

fn is_joint_dot(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '.' && punct.spacing() == Spacing::Joint)
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn value(tokens: TokenStream) -> Expr {
        let Ok(Meta::NameValue(pair)) = argument(quote!(default = #tokens)) else { panic!("{tokens}") };
        pair.value
    }

    /// How tokens stand beside each other is no matter.
    fn tokens_of(tokens: TokenStream) -> String {
        tokens.to_string().replace(' ', "")
    }

    #[test]
    fn a_list_has_its_elements_and_its_tokens() {
        for (tokens, expected) in [(quote!([]), 0), (quote!([1, -2,]), 2), (quote!(["a,b", A::B, [1]]), 3)] {
            let (elements, written) = list(&value(tokens.clone())).unwrap();
            assert_eq!((elements.len(), written.to_string()), (expected, tokens.to_string()));
        }
        let nested = value(quote!([[1]]));
        assert!(is_marked(&list(&nested).unwrap().0[0]));
        for other in [quote!(A[0]), quote!(vec![1]), quote!(f()[0]), quote!((1, 2)), quote!(a?[0])] {
            assert!(!is_marked(&value(other.clone())), "{other}");
        }
    }

    #[test]
    fn a_range_has_both_ends() {
        for (tokens, expected) in [
            (quote!((0..=100)), Some(("0", "100", true))),
            (quote!((-1..n)), Some(("- 1", "n", false))),
            (quote!((a.len()..(1 + 2))), Some(("a . len ()", "(1 + 2)", false))),
            (quote!((0..)), None),
            (quote!((..=1)), None),
            (quote!((1, 2)), None),
        ] {
            let range = range(&value(tokens.clone()));
            let range = range.map(|range| {
                let [start, end] = [range.start, range.end].map(|end| end.to_token_stream().to_string());
                (start, end, range.inclusive)
            });
            assert_eq!(
                range,
                expected.map(|(start, end, inclusive)| (start.into(), end.into(), inclusive)),
                "{tokens}"
            );
        }
    }

    /// What syn does not know is read up to its comma, with and without `full`.
    #[test]
    fn any_expression_is_read_up_to_its_comma() {
        for (tokens, expected) in [
            (quote!(a, b(c, d)), 2),
            (quote!(|a, b| a, c), 2),
            (quote!(move |a, (b, c)| a + b, 1), 2),
            (
                quote!(
                    if a { b } else { c },
                    match d {
                        e => f,
                        g => h,
                    },
                    unsafe { i }
                ),
                3,
            ),
            (quote!(a..b, ..c, d..=e, ..), 4),
            (quote!(Vec::<(A, B)>::new(), [1, 2], return, async { 1 }), 4),
            (quote!(HashMap::<A, B>::new(), |a| HashMap::<(A, B), C>::new()), 2),
        ] {
            let read = Punctuated::<Written, Token![,]>::parse_terminated.parse2(tokens.clone());
            assert_eq!(read.map(|read| read.len()).map_err(|error| error.to_string()), Ok(expected), "{tokens}");
        }
        for wrong in [quote!(a+), quote!(a b), quote!(, a)] {
            assert!(Punctuated::<Written, Token![,]>::parse_terminated.parse2(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_argument_is_read_whatever_its_value_is() {
        for tokens in [
            quote!(if a { 1 } else { 2 }),
            quote!(|a| a),
            quote!(1 + if a { 1 } else { 2 }),
            quote!({ 1 }),
            quote!(a.await),
            quote!(1..3),
            quote!([1, (0..3)]),
            quote!((0..[1][0])),
        ] {
            assert_eq!(tokens_of(super::tokens(&value(tokens.clone()))), tokens_of(tokens));
        }
        for wrong in [quote!(default =), quote!(default = 1 2), quote!(default = a +)] {
            assert!(argument(wrong.clone()).is_err(), "{wrong}");
        }
        // The tokens of a macro of the user stay as they are.
        let call = value(quote!(concat!([1], (0..3))));
        assert_eq!(call.to_token_stream().to_string(), quote!(concat!([1], (0..3))).to_string());
    }
}
