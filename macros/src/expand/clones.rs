//! `Clone` of the insert and the update type. A function that names the types of columns is a field of the static, beside the other calls that name them,
//! so that rustc reports a type that is not a column type once.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::fields::Cloning;
use super::{insert, update};
use crate::model::Table;

/// The functions of a table.
pub struct Clones {
    /// The body of `clone` of the insert type.
    pub insert: TokenStream,
    /// The body of `clone` of the update type.
    pub update: TokenStream,
    /// The types of the fields of the static.
    pub types: Vec<TokenStream>,
    /// Their values.
    pub values: Vec<TokenStream>,
}

impl Clones {
    /// The first of the fields has this place in the static.
    pub fn new(table: &Table, place: usize) -> Self {
        let mut clones = Self { insert: quote!(), update: quote!(), types: Vec::new(), values: Vec::new() };
        clones.insert = clones.body(insert::clone(table), &insert::name(table), place);
        clones.update = clones.body(update::clone(table), &update::name(table), place);
        clones
    }

    fn body(&mut self, clone: Option<Cloning>, name: &TokenStream, place: usize) -> TokenStream {
        match clone {
            None => quote!(),
            Some(Cloning::InPlace(body)) => body,
            Some(Cloning::Beside(function)) => {
                let place = Literal::usize_unsuffixed(place + self.types.len());
                self.types.push(quote!(fn(&#name) -> #name));
                self.values.push(function);
                quote!((__PARTS.#place)(self))
            }
        }
    }
}
