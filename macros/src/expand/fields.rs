//! The fields of an insert or update type: a tuple for each call that hands them over, nested, since the compiler follows each field by itself. Fields with
//! names if the type derives a trait, which may show them.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::generated;
use crate::model::{Column, Kind};

/// The fields, in the groups that are handed over.
pub struct Fields<'table> {
    groups: Vec<Vec<&'table Column>>,
    is_named: bool,
}

impl<'table> Fields<'table> {
    pub fn new(groups: impl IntoIterator<Item = Vec<&'table Column>>, is_named: bool) -> Self {
        Self { groups: groups.into_iter().collect(), is_named }
    }

    /// The columns of each group, and an expression of the tuple of their values in `r`.
    pub fn handed(&self) -> impl Iterator<Item = (&[&'table Column], TokenStream)> {
        self.groups.iter().enumerate().map(|(number, group)| {
            let number = Literal::usize_unsuffixed(number);
            let idents = group.iter().map(|column| &column.ident);
            let values = if self.is_named { quote!((#(r.#idents,)*)) } else { quote!(r.#number) };
            (group.as_slice(), values)
        })
    }

    /// What is behind the name of the struct. Fields with names have attributes.
    pub fn declaration(
        &self,
        attributes: impl Fn(&Column) -> TokenStream,
        ty: impl Fn(&'table Column) -> TokenStream,
    ) -> TokenStream {
        if self.is_named {
            let attributes = self.columns().map(attributes);
            let (idents, types) = (self.columns().map(|column| &column.ident), self.columns().map(ty));
            return quote!({ #(#attributes #idents: #types,)* });
        }
        let groups = self.tuples(ty);
        quote!((#(#groups),*);)
    }

    /// The struct with these values.
    pub fn with(&self, value: impl Fn(&'table Column) -> TokenStream) -> TokenStream {
        if self.is_named {
            let (idents, values) = (self.columns().map(|column| &column.ident), self.columns().map(value));
            return quote!(Self { #(#idents: #values,)* });
        }
        let groups = self.tuples(value);
        quote!(Self(#(#groups),*))
    }

    /// What is behind `self.` for the field of a column.
    pub fn place(&self, column: &Column) -> TokenStream {
        self.place_at(column, Span::call_site())
    }

    /// The same, with numbers at a span.
    fn place_at(&self, column: &Column, span: Span) -> TokenStream {
        if self.is_named {
            return column.ident.to_token_stream();
        }
        let mut groups = self.groups.iter().enumerate();
        let found = groups.find_map(|(number, group)| {
            let place = group.iter().position(|other| std::ptr::eq(*other, column))?;
            let [mut number, mut place] = [number, place].map(Literal::usize_unsuffixed);
            number.set_span(span);
            place.set_span(span);
            Some(quote_spanned!(span=> #number.#place))
        });
        found.unwrap_or_default()
    }

    /// The value of `Clone`: what the derive writes, but that a tuple is cloned by one call, and a field is copied where tokens show that its type is `Copy`.
    /// Of each call the compiler checks what is dropped if it panics.
    pub fn cloned(&self) -> TokenStream {
        let field = |column: &Column| {
            if is_copied(column) {
                let place = self.place(column);
                return quote!(self.#place);
            }
            // The error where `Clone` is missing is at the field. `self` is that of the function, also where a macro of the user wrote the field.
            let span = generated::span(column.ident.span());
            let place = self.place_at(column, span);
            quote_spanned!(span=> __Clone::clone(&self.#place))
        };
        if self.is_named {
            return self.with(field);
        }
        let groups = self.groups.iter().enumerate().map(|(number, group)| {
            if group.iter().all(|column| is_cloned(column)) {
                let number = Literal::usize_unsuffixed(number);
                return quote!(__Clone::clone(&self.#number));
            }
            let fields = group.iter().map(|column| field(column));
            quote!((#(#fields,)*))
        });
        quote!(Self(#(#groups),*))
    }

    /// The struct with fields that are not set.
    pub fn unset(&self) -> TokenStream {
        if self.is_named {
            return self.with(|_| quote!(__None));
        }
        let groups = self.groups.iter().map(|_| quote!(__p::Default::default()));
        quote!(Self(#(#groups),*))
    }

    fn columns(&self) -> impl Iterator<Item = &'table Column> {
        self.groups.iter().flatten().copied()
    }

    fn tuples(&self, item: impl Fn(&'table Column) -> TokenStream) -> impl Iterator<Item = TokenStream> {
        self.groups.iter().map(move |group| {
            let items = group.iter().map(|column| item(column));
            quote!((#(#items,)*))
        })
    }
}

/// Tokens show that the type is `Copy`.
fn is_copied(Column { shape, added, .. }: &Column) -> bool {
    let is_copy = matches!(shape.kind, Kind::Id(_) | Kind::Integer | Kind::Float | Kind::Boolean);
    *added || is_copy && !shape.array
}

/// Tokens show that the type is `Clone`.
fn is_cloned(column: &Column) -> bool {
    let is_clone = matches!(column.shape.kind, Kind::Id(_) | Kind::Integer | Kind::Float | Kind::Boolean | Kind::Text);
    column.added || is_clone
}
