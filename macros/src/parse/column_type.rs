use proc_macro2::TokenStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Meta, Type};

use super::NewtypeArguments;
use super::expression::said;
use crate::diagnostics::Diagnostics;

/// A struct with `#[derive(ColumnType)]`.
pub struct ColumnType {
    pub arguments: NewtypeArguments,
    pub ident: Ident,
    /// The type of its field.
    pub inner: Type,
}

const SUBJECT: &str = "ColumnType";
const SHAPE: &str = "write `struct Email(String);`";

impl ColumnType {
    /// Reads the derive's input. `None` where it is no struct of one field without a name.
    pub fn read(input: TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        let input = match syn::parse2::<DeriveInput>(input.clone()) {
            Ok(input) => input,
            Err(error) => {
                diagnostics.malformed(SUBJECT, &input, format!("this is not a struct: {}", said(&error)), SHAPE);
                return None;
            }
        };
        let arguments = NewtypeArguments::read(arguments_of(&input.attrs, diagnostics), diagnostics);
        let ident = input.ident;
        let Data::Struct(data) = input.data else {
            diagnostics.malformed(SUBJECT, &ident, format!("`{ident}` is not a struct around one value"), SHAPE);
            return None;
        };
        if !input.generics.params.is_empty() {
            diagnostics.malformed(SUBJECT, &input.generics, format!("`{ident}` is generic"), SHAPE);
            return None;
        }
        let inner = only_field(&ident, data.fields, diagnostics)?;
        Some(Self { arguments, ident, inner })
    }
}

fn only_field(ident: &Ident, fields: Fields, diagnostics: &mut Diagnostics) -> Option<Type> {
    match fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.into_iter().next().map(|field| field.ty),
        Fields::Unit => {
            diagnostics.malformed(SUBJECT, ident, format!("`{ident}` has no field"), SHAPE);
            None
        }
        Fields::Named(fields) => {
            diagnostics.malformed(SUBJECT, &fields, format!("the fields of `{ident}` have names"), SHAPE);
            None
        }
        Fields::Unnamed(fields) => {
            let message = format!("`{ident}` has {} fields, but a column has one value", fields.unnamed.len());
            diagnostics.malformed(SUBJECT, &fields, message, SHAPE);
            None
        }
    }
}

fn arguments_of(attributes: &[Attribute], diagnostics: &mut Diagnostics) -> TokenStream {
    let mut tokens = TokenStream::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("column_type")) {
        match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                tokens.extend(list.tokens.clone().into_iter().chain(quote::quote!(,)));
            }
            meta => {
                let help = "write `#[column_type(sql_type = \"citext\")]`, or remove it";
                diagnostics.malformed(SUBJECT, meta, "`column_type` has no argument", help);
            }
        }
    }
    tokens
}
