use proc_macro2::TokenStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Meta};

use super::expression::said;
use super::{EnumArguments, LabelArguments};
use crate::diagnostics::Diagnostics;

/// An enum with `#[derive(PgEnum)]`.
pub struct PgEnum {
    pub arguments: EnumArguments,
    pub attributes: Vec<Attribute>,
    pub ident: Ident,
    pub variants: Vec<Variant>,
    /// Some variants could not be read.
    pub incomplete: bool,
}

/// A variant without fields.
pub struct Variant {
    pub arguments: LabelArguments,
    pub ident: Ident,
}

impl PgEnum {
    /// Reads the derive's input. `None` where it is no enum of plain variants.
    pub fn read(input: TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        if super::is_too_deep("PgEnum", &input, diagnostics) {
            return None;
        }
        let input = match syn::parse2::<DeriveInput>(input.clone()) {
            Ok(input) => input,
            Err(error) => {
                diagnostics.malformed("PgEnum", &input, format!("this is not an enum: {}", said(&error)), SHAPE);
                return None;
            }
        };
        let Data::Enum(data) = input.data else {
            diagnostics.malformed("PgEnum", &input.ident, format!("`{}` is not an enum", input.ident), SHAPE);
            return None;
        };
        if !input.generics.params.is_empty() {
            diagnostics.malformed("PgEnum", &input.generics, format!("`{}` is generic", input.ident), SHAPE);
            return None;
        }
        if data.variants.is_empty() {
            diagnostics.malformed("PgEnum", &input.ident, format!("`{}` has no variant", input.ident), SHAPE);
            return None;
        }
        let arguments = EnumArguments::read(arguments_of(&input.attrs, diagnostics), diagnostics);
        let count = data.variants.len();
        let variants: Vec<Variant> =
            data.variants.into_iter().filter_map(|variant| Variant::read(variant, diagnostics)).collect();
        let unreadable = arguments.unreadable || variants.iter().any(|variant| variant.arguments.unreadable);
        let incomplete = unreadable || variants.len() < count;
        Some(Self { arguments, attributes: input.attrs, ident: input.ident, variants, incomplete })
    }
}

const SHAPE: &str = "write `enum ProductStatus { Draft, Active }`";

impl Variant {
    fn read(variant: syn::Variant, diagnostics: &mut Diagnostics) -> Option<Self> {
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!("`{}` has fields, but a label has none", variant.ident);
            diagnostics.malformed("PgEnum", &variant.fields, message, "store the data in columns");
            return None;
        }
        let arguments = LabelArguments::read(arguments_of(&variant.attrs, diagnostics), diagnostics);
        Some(Self { arguments, ident: variant.ident })
    }
}

fn arguments_of(attributes: &[Attribute], diagnostics: &mut Diagnostics) -> TokenStream {
    let mut tokens = TokenStream::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("pg_enum")) {
        match &attribute.meta {
            Meta::List(list) => tokens.extend(list.tokens.clone().into_iter().chain(quote::quote!(,))),
            meta => {
                diagnostics.malformed(
                    "PgEnum",
                    meta,
                    "`pg_enum` has no argument",
                    "write `#[pg_enum(name = \"product_status\")]`",
                );
            }
        }
    }
    tokens
}
