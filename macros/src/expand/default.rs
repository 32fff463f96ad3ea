//! Defaults: as SQL where tokens show the value, as a constant where the compiler knows it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use syn::Type;

use super::assertion::check;
use super::condition::Variant;
use crate::model::{Column, Default, Kind, scalar};
use crate::parse::sql::quoted;

/// The name of the constant that holds the default of the column of that number.
pub fn constant(place: usize) -> Ident {
    Ident::new(&format!("__DEFAULT_{place}"), Span::call_site())
}

/// The literal in SQL of a default that has no constant.
pub fn sql(default: &Default) -> String {
    match default {
        Default::Integer(value, _) => value.to_string(),
        Default::Decimal(digits, _) => digits.clone(),
        Default::Boolean(value, _) => value.to_string(),
        other => quoted(&unquoted(other)),
    }
}

/// What stands between the quotes.
fn unquoted(default: &Default) -> String {
    match default {
        Default::Text(text) => text.value.clone(),
        Default::Bytes(bytes, _) => {
            let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
            format!("\\x{}", digits.collect::<String>())
        }
        Default::Array(elements, _) => format!("{{{}}}", elements.iter().map(element).collect::<Vec<_>>().join(",")),
        Default::EmptyArray => "{}".to_owned(),
        other => sql(other),
    }
}

/// As the input of an array has it.
fn element(default: &Default) -> String {
    let text = unquoted(default);
    match default {
        Default::Text(_) | Default::Bytes(..) => {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
        _ => text,
    }
}

/// Rule C10, and the constant where there is one.
pub fn expand(column: &Column, default: &Default, place: usize) -> TokenStream {
    let number = Literal::usize_unsuffixed(place);
    match default {
        Default::Sql(..) | Default::EmptyArray => quote!(),
        _ if default.has_constant() => {
            let (name, value) = (constant(place), value(column, default));
            let checked = check(&default.tokens(), "default", quote!(, #number, #name));
            quote!(const #name: __p::DefaultValue = #value; #checked)
        }
        _ => {
            let value = value(column, default);
            check(&default.tokens(), "default", quote!(, #number, #value))
        }
    }
}

/// The constant of a column that is in no list of checked columns.
pub fn unchecked(column: &Column, place: usize) -> TokenStream {
    let Some(default) = column.default.as_ref().filter(|default| default.has_constant()) else { return quote!() };
    let (name, value) = (constant(place), value(column, default));
    quote!(const #name: __p::DefaultValue = #value;)
}

fn value(column: &Column, default: &Default) -> TokenStream {
    match default {
        Default::Text(text) => {
            let text = &text.value;
            quote!(__p::DefaultValue::Text(#text))
        }
        Default::Integer(value, _) => {
            let value = Literal::i128_unsuffixed(*value);
            quote!(__p::DefaultValue::Integer(#value))
        }
        Default::Decimal(digits, _) => quote!(__p::DefaultValue::Decimal(#digits)),
        Default::Boolean(value, _) => quote!(__p::DefaultValue::Boolean(#value)),
        Default::Bytes(bytes, _) => {
            let bytes = Literal::byte_string(bytes);
            quote!(__p::DefaultValue::Bytes(#bytes))
        }
        Default::Array(elements, _) => {
            let elements = elements.iter().map(|element| value(column, element));
            quote!(__p::DefaultValue::Array(&[#(#elements),*]))
        }
        Default::Constant(expression) => of_constant(column, expression),
        Default::Sql(..) | Default::EmptyArray => quote!(__p::DefaultValue::Array(&[])),
    }
}

/// A constant has the type of the column, where that is one of Rust's own; any other is the type of an enum.
fn of_constant(column: &Column, expression: &TokenStream) -> TokenStream {
    let ty: &Type = scalar(&column.ty);
    match column.shape.kind {
        Kind::Integer => quote!(__p::DefaultValue::Integer({
            let value: #ty = #expression;
            value as ::core::primitive::i128
        })),
        Kind::Boolean => quote!(__p::DefaultValue::Boolean({
            let value: #ty = #expression;
            value
        })),
        Kind::Text => quote!(__p::DefaultValue::Text({
            let value: &::core::primitive::str = #expression;
            value
        })),
        _ => {
            let label = Variant::new(&column.ty, expression).label();
            quote!(__p::DefaultValue::Text(#label))
        }
    }
}
