use proc_macro2::TokenStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Meta, Type};

use super::NewtypeArguments;
use crate::findings::Findings;

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
    pub fn read(input: TokenStream, findings: &mut Findings) -> Option<Self> {
        let input = match syn::parse2::<DeriveInput>(input.clone()) {
            Ok(input) => input,
            Err(error) => {
                findings.malformed(SUBJECT, &input, format!("this is not a struct: {error}"), SHAPE);
                return None;
            }
        };
        let arguments = NewtypeArguments::read(arguments_of(&input.attrs, findings), findings);
        let ident = input.ident;
        let Data::Struct(data) = input.data else {
            findings.malformed(SUBJECT, &ident, format!("`{ident}` is not a struct around one value"), SHAPE);
            return None;
        };
        if !input.generics.params.is_empty() {
            findings.malformed(SUBJECT, &input.generics, format!("`{ident}` is generic"), SHAPE);
            return None;
        }
        let inner = only_field(&ident, data.fields, findings)?;
        Some(Self { arguments, ident, inner })
    }
}

fn only_field(ident: &Ident, fields: Fields, findings: &mut Findings) -> Option<Type> {
    match fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.into_iter().next().map(|field| field.ty),
        Fields::Unit => {
            findings.malformed(SUBJECT, ident, format!("`{ident}` has no field"), SHAPE);
            None
        }
        Fields::Named(fields) => {
            findings.malformed(SUBJECT, &fields, format!("the fields of `{ident}` have names"), SHAPE);
            None
        }
        Fields::Unnamed(fields) => {
            let message = format!("`{ident}` has {} fields, and a column holds one value", fields.unnamed.len());
            findings.malformed(SUBJECT, &fields, message, SHAPE);
            None
        }
    }
}

fn arguments_of(attributes: &[Attribute], findings: &mut Findings) -> TokenStream {
    let mut tokens = TokenStream::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("column_type")) {
        match &attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                tokens.extend(list.tokens.clone().into_iter().chain(quote::quote!(,)));
            }
            meta => {
                let help = "write `#[column_type(sql_type = \"citext\")]`, or leave it out";
                findings.malformed(SUBJECT, meta, "`column_type` says nothing", help);
            }
        }
    }
    tokens
}
