//! The fields of an insert or update type: a tuple for each call that hands them over, nested, since the compiler follows each field by itself. Fields with
//! names if the type derives a trait, which may show them.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::append::Place;
use crate::model::{Column, Kind};

/// The fields, in the groups that are handed over.
pub struct Fields<'table> {
    groups: Vec<Vec<&'table Column>>,
    is_named: bool,
}

/// How a struct is cloned.
pub enum Cloning {
    /// By an expression of `self`.
    InPlace(TokenStream),
    /// By a closure in the static.
    Beside(TokenStream),
}

/// How a field is cloned.
#[derive(Clone, Copy)]
pub enum Cloned {
    /// It has the type of a column.
    Column,
    /// It is an `Option` of the type.
    Set,
}

impl Cloned {
    fn function(self) -> &'static str {
        match self {
            Self::Column => "cloned",
            Self::Set => "cloned_set",
        }
    }
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
    pub fn declaration<T: ToTokens>(
        &self,
        attributes: impl Fn(&Column) -> TokenStream,
        ty: impl Fn(&'table Column) -> T,
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
    pub fn with<T: ToTokens>(&self, value: impl Fn(&'table Column) -> T) -> TokenStream {
        if self.is_named {
            let (idents, values) = (self.columns().map(|column| &column.ident), self.columns().map(value));
            return quote!(Self { #(#idents: #values,)* });
        }
        let groups = self.tuples(value);
        quote!(Self(#(#groups),*))
    }

    /// What is behind `self.` for the field of a column.
    pub fn place<'column>(&self, column: &'column Column) -> Place<'column> {
        if self.is_named {
            return Place::Named(&column.ident);
        }
        let mut groups = self.groups.iter().enumerate();
        let found = groups.find_map(|(number, group)| {
            let place = group.iter().position(|other| std::ptr::eq(*other, column))?;
            Some(Place::Numbered(number, place))
        });
        found.unwrap_or(Place::Named(&column.ident))
    }

    /// How the struct of this name is cloned: in place where tokens show that each type is `Clone`. Otherwise the types are at the tokens of the columns'
    /// types. A tuple is cloned by one call: of each call the compiler checks what is dropped if it panics.
    pub fn clone(&self, name: &TokenStream, shown: impl Fn(&'table Column) -> (Cloned, TokenStream)) -> Cloning {
        if self.is_named {
            let fields = self.columns().map(|column| {
                let (ident, (cloned, ty)) = (&column.ident, shown(column));
                let function = format_ident!("{}", cloned.function());
                quote!(#ident: __p::#function::<#ty>(&r.#ident),)
            });
            return Cloning::Beside(quote!(|r| #name { #(#fields)* }));
        }
        if self.columns().all(is_cloned) {
            let numbers = (0..self.groups.len()).map(Literal::usize_unsuffixed);
            return Cloning::InPlace(quote!(Self(#(__Clone::clone(&self.#numbers)),*)));
        }
        let groups = self.groups.iter().enumerate().map(|(number, group)| {
            let number = Literal::usize_unsuffixed(number);
            if group.iter().all(|column| is_cloned(column)) {
                return quote!(__Clone::clone(&r.#number));
            }
            let cloned = group.first().map_or(Cloned::Column, |column| shown(column).0);
            let function = format_ident!("{}_{}", cloned.function(), group.len());
            let types = group.iter().map(|column| shown(column).1);
            quote!(__p::#function::<#(#types),*>(&r.#number))
        });
        Cloning::Beside(quote!(|r| #name(#(#groups),*)))
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

    fn tuples<T: ToTokens>(&self, item: impl Fn(&'table Column) -> T) -> impl Iterator<Item = TokenStream> {
        self.groups.iter().map(move |group| {
            let items = group.iter().map(|column| item(column));
            quote!((#(#items,)*))
        })
    }
}

/// Tokens show that the type is `Clone`.
fn is_cloned(column: &Column) -> bool {
    let is_clone = matches!(column.shape.kind, Kind::Id(_) | Kind::Integer | Kind::Float | Kind::Boolean | Kind::Text);
    column.added || is_clone
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    fn expanded(field: &TokenStream) -> String {
        let item = quote! {
            /// What is sold.
            pub struct Plan { pub id: Id<Plan>, pub name: String, #field }
        };
        crate::table(quote!(name = "plans"), item).to_string().split_whitespace().collect()
    }

    #[test]
    fn what_is_clone_by_its_tokens_is_cloned_in_place() {
        let text = expanded(&quote!(pub price: Option<i64>));
        assert!(text.contains("Self(__Clone::clone(&self.0))") && !text.contains("__PARTS.2"), "{text}");
        let text = expanded(&quote!(pub state: State));
        assert!(text.contains("(__PARTS.2)(self)") && text.contains(",|r|PlanInsert("), "{text}");
        assert!(!text.contains("__Clone::clone(&self.0)"), "{text}");
    }
}
