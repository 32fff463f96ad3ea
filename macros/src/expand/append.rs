//! Parts of one column, which are appended to the tokens around them. `quote!` makes a token stream of each part that it is asked for, and the compiler is
//! called three times to put it behind another.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::Type;

/// `::core::option::Option<String>`
pub struct OptionOf<'column> {
    pub ty: &'column Type,
    /// Otherwise it is the type itself.
    pub is_option: bool,
}

impl ToTokens for OptionOf<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if !self.is_option {
            return self.ty.to_tokens(tokens);
        }
        for segment in ["core", "option", "Option"] {
            tokens.append(Punct::new(':', Spacing::Joint));
            tokens.append(Punct::new(':', Spacing::Alone));
            tokens.append(Ident::new(segment, Span::call_site()));
        }
        tokens.append(Punct::new('<', Spacing::Alone));
        self.ty.to_tokens(tokens);
        tokens.append(Punct::new('>', Spacing::Alone));
    }
}

/// What is behind `self.` for the field of a column: its name, or the numbers of its group and of it.
pub enum Place<'column> {
    Named(&'column Ident),
    Numbered(usize, usize),
}

impl ToTokens for Place<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Named(ident) => tokens.append((*ident).clone()),
            Self::Numbered(group, place) => {
                let [group, place] = [*group, *place].map(Literal::usize_unsuffixed);
                tokens.append(group);
                tokens.append(Punct::new('.', Spacing::Alone));
                tokens.append(place);
            }
        }
    }
}

/// What a new row has in a column.
pub enum Initial<'column> {
    /// `name.into_column()`
    Given(&'column Ident),
    /// `__None`
    Unset,
    Other(TokenStream),
}

impl ToTokens for Initial<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Given(ident) => {
                tokens.append((*ident).clone());
                tokens.append(Punct::new('.', Spacing::Alone));
                tokens.append(Ident::new("into_column", Span::call_site()));
                tokens.append(Group::new(Delimiter::Parenthesis, TokenStream::new()));
            }
            Self::Unset => tokens.append(Ident::new("__None", Span::call_site())),
            Self::Other(value) => value.to_tokens(tokens),
        }
    }
}

/// `&self.name`, at a span.
pub struct OfSelf<P> {
    pub place: P,
    pub span: Span,
}

impl<P: ToTokens> ToTokens for OfSelf<P> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(punct('&', self.span));
        tokens.append(Ident::new("self", self.span));
        tokens.append(punct('.', self.span));
        self.place.to_tokens(tokens);
    }
}

/// `__Clone::clone(&self.name)`. The error where `Clone` is missing is at the span.
pub struct ClonedField<P>(pub OfSelf<P>);

impl<P: ToTokens> ToTokens for ClonedField<P> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let span = self.0.span;
        tokens.append(Ident::new("__Clone", span));
        let mut first = Punct::new(':', Spacing::Joint);
        first.set_span(span);
        tokens.append(first);
        tokens.append(punct(':', span));
        tokens.append(Ident::new("clone", span));
        let mut arguments = Group::new(Delimiter::Parenthesis, self.0.to_token_stream());
        arguments.set_span(span);
        tokens.append(arguments);
    }
}

fn punct(sign: char, span: Span) -> Punct {
    let mut punct = Punct::new(sign, Spacing::Alone);
    punct.set_span(span);
    punct
}
