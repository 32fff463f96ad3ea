//! `Clone` and `Debug` of a row that derives them: what the derives of the standard library do, in fewer steps of the compiler. Of each call of
//! `Clone::clone` it checks what is dropped if it panics, and a field whose type is `Copy` needs none.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, Meta};

use super::append::{ClonedField, OfSelf};
use super::generated;
use crate::model::{Column, Kind, Table};

/// Which of both are written here, and not by the derive.
#[derive(Clone, Copy, Default)]
pub struct Derived {
    clone: bool,
    debug: bool,
}

impl Derived {
    /// Both are left to the derive where something may change what it does: `Copy`, an attribute of another derive of that name.
    pub fn of(table: &Table) -> Self {
        let derives = table.attributes.iter().filter_map(list);
        let named: Vec<String> = derives.flatten().filter_map(|path| name(&path)).collect();
        let count = |name: &str| named.iter().filter(|other| *other == name).count();
        let is_debug = |attribute: &Attribute| attribute.path().is_ident("debug");
        let mut attributes = table.attributes.iter().chain(table.columns.iter().flat_map(|column| &column.attributes));
        Self {
            clone: count("Clone") == 1 && count("Copy") == 0,
            debug: count("Debug") == 1 && !attributes.any(is_debug),
        }
    }

    /// An attribute of the row without the derives that are written here; `None` where nothing is left of it.
    pub fn kept(self, attribute: &Attribute) -> Option<TokenStream> {
        let Some(paths) = list(attribute).filter(|_| self.clone || self.debug) else {
            return Some(quote!(#attribute));
        };
        let paths = paths.into_iter().filter(|path| {
            let name = name(path);
            let is = |other: &str| name.as_deref() == Some(other);
            !(self.clone && is("Clone") || self.debug && is("Debug"))
        });
        let paths: Vec<TokenStream> = paths.map(|path| path.into_iter().collect()).collect();
        (!paths.is_empty()).then(|| quote!(#[derive(#(#paths),*)]))
    }

    /// The implementations.
    pub fn expand(self, table: &Table) -> TokenStream {
        let (clone, debug) = (self.clone.then(|| clone(table)), self.debug.then(|| debug(table)));
        quote!(#clone #debug)
    }
}

/// The paths of a derive, as their tokens.
fn list(attribute: &Attribute) -> Option<Vec<Vec<TokenTree>>> {
    let Meta::List(list) = &attribute.meta else { return None };
    if !list.path.is_ident("derive") {
        return None;
    }
    let mut paths = vec![Vec::new()];
    for token in list.tokens.clone() {
        match (&token, paths.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => paths.push(Vec::new()),
            (_, Some(path)) => path.push(token),
            (_, None) => {}
        }
    }
    paths.retain(|path| !path.is_empty());
    Some(paths)
}

/// The name of a derive that is written without its module. `Copy` counts with its module too.
fn name(path: &[TokenTree]) -> Option<String> {
    match path {
        [TokenTree::Ident(name)] => Some(name.to_string()),
        [.., TokenTree::Ident(last)] if last == "Copy" => Some(last.to_string()),
        _ => None,
    }
}

fn clone(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let cloned = || table.columns.iter().filter(|column| !is_copied(column));
    let idents = cloned().map(|column| &column.ident);
    let values = cloned().map(|column| ClonedField(of_self(column)));
    let others = (cloned().count() < table.columns.len()).then(|| quote!(..*self));
    quote! {
        #[automatically_derived]
        impl __Clone for #ident {
            fn clone(&self) -> Self {
                Self { #(#idents: #values,)* #others }
            }
        }
    }
}

/// A field. An error where a derive is missing is there. `self` is that of the function, also where a macro of the user wrote the field.
fn of_self(column: &Column) -> OfSelf<&syn::Ident> {
    OfSelf { place: &column.ident, span: generated::span(column.ident.span()) }
}

/// Tokens show that the type is `Copy`.
fn is_copied(Column { shape, added, .. }: &Column) -> bool {
    let is_copy = matches!(shape.kind, Kind::Id(_) | Kind::Integer | Kind::Float | Kind::Boolean);
    *added || is_copy && !shape.array
}

fn debug(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let values = table.columns.iter().map(|column| of_self(column));
    quote! {
        #[automatically_derived]
        impl __Debug for #ident {
            fn fmt(&self, f: &mut __Formatter<'_>) -> __FmtResult {
                __p::debug_row(self, f, &[#(#values),*])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    fn expanded(attributes: &TokenStream, field: &TokenStream) -> String {
        let item = quote! {
            /// What is sold.
            #attributes
            pub struct Plan { pub id: Id<Plan>, #field pub name: String }
        };
        let text = crate::table(quote!(name = "plans"), item).to_string();
        text.split_whitespace().collect()
    }

    fn has(text: &str) -> (bool, bool) {
        (text.contains("impl__CloneforPlan{"), text.contains("impl__DebugforPlan{"))
    }

    #[test]
    fn what_is_written_here_is_not_derived() {
        let text = expanded(&quote!(#[derive(Clone, Debug)]), &quote!());
        assert_eq!(has(&text), (true, true));
        assert!(!text.contains("#[derive"), "{text}");
        let text = expanded(&quote!(#[derive(Debug, PartialEq, serde::Serialize, Clone,)]), &quote!());
        assert_eq!(has(&text), (true, true));
        assert!(text.contains("#[derive(PartialEq,serde::Serialize)]"), "{text}");
        assert!(text.contains("Self{name:__Clone::clone(&self.name),..*self}"), "{text}");
    }

    #[test]
    fn what_may_be_another_derive_stays() {
        let copy = expanded(&quote!(#[derive(Clone, ::core::marker::Copy)]), &quote!());
        assert_eq!(has(&copy), (false, false));
        assert!(copy.contains("#[derive(Clone,::core::marker::Copy)]"), "{copy}");
        let qualified = expanded(&quote!(#[derive(derive_more::Debug)]), &quote!());
        assert!(qualified.contains("#[derive(derive_more::Debug)]") && !has(&qualified).1, "{qualified}");
        let skipped = expanded(&quote!(#[derive(Clone, Debug)]), &quote!(#[debug(skip)]));
        assert_eq!(has(&skipped), (true, false));
        assert!(skipped.contains("#[derive(Debug)]"), "{skipped}");
        let twice = expanded(&quote!(#[derive(Debug)] #[derive(Debug)]), &quote!());
        assert!(twice.contains("#[derive(Debug)]#[derive(Debug)]") && !has(&twice).1, "{twice}");
    }
}
