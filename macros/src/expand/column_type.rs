use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;

use super::{column, completion, generated};
use crate::diagnostics::ends;
use crate::model::ColumnType;

/// What `#[derive(ColumnType)]` makes of a newtype.
pub fn column_type(newtype: &ColumnType) -> TokenStream {
    let runtime = &newtype.runtime;
    let keys = completion::of_newtype(newtype);
    let implementation = if newtype.text { as_text(newtype) } else { as_inner(newtype) };
    quote! {
        #[allow(trivial_bounds, unexpected_cfgs, unused, clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = {
            use #runtime as __p;
            use __p::KnownShape as _;
            #keys
            #implementation
        };
    }
}

/// It travels as its field does. The clause at the head makes one error of a field that is no column, and the rest takes it for one.
fn as_inner(newtype: &ColumnType) -> TokenStream {
    let ColumnType { ident, inner, .. } = newtype;
    let name = ident.to_string();
    let declared = match &newtype.sql_type {
        Some(declared) => {
            let sql_type = column::type_of(declared);
            quote!(__p::Some(#sql_type))
        }
        None => quote!(__p::None),
    };
    let (first, last) = ends(inner);
    let arguments = quote_spanned!(last=> (#name, #declared));
    let sql = quote_spanned!(first=> __p::newtype::<#inner>);
    let is_column = quote_spanned!(last=> : __p::ColumnType);
    let (construct, value) = (construct(newtype), value_of(ident));
    quote! {
        __p::column_type_on_drivers!(#ident where #inner #is_column);
        impl #ident where #inner #is_column {
            fn __value(&self) -> __p::Result<__p::Value, __p::EncodeError> {
                __p::ColumnType::into_value(__p::Clone::clone(&self.0))
            }
        }
        impl __p::ColumnType for #ident where #inner #is_column {
            const SQL: __p::SqlType = #sql #arguments;
            const CARRIER: __p::SqlType = <#inner as __p::ColumnType>::CARRIER;
            const UNTYPED_JSON: ::core::primitive::bool = <#inner as __p::ColumnType>::UNTYPED_JSON || __p::ShapeOf::<#inner>::IS_ANY;
            const JSON: __p::JsonForm = __p::JsonForm::Newtype(&<#inner as __p::ColumnType>::JSON);
            const VALUE: __p::ValueOf<Self> = #value;
            type Base = Self;
            type Bare = <#inner as __p::ColumnType>::Bare;
            type Wire = <#inner as __p::ColumnType>::Wire;
            fn into_value(self) -> __p::Result<__p::Value, __p::EncodeError> {
                __p::ColumnType::into_value(self.0)
            }
            fn null() -> __p::Value {
                <#inner as __p::ColumnType>::null()
            }
            fn bare(&self) -> __p::Option<&Self::Bare> {
                __p::ColumnType::bare(&self.0)
            }
            fn from_wire(wire: Self::Wire) -> __p::Result<Self, __p::DecodeError> {
                <#inner as __p::ColumnType>::from_wire(wire).#construct
            }
        }
    }
}

/// It travels as the text of its field, which need not be the type of a column.
fn as_text(newtype: &ColumnType) -> TokenStream {
    let ColumnType { ident, inner, .. } = newtype;
    let sql = newtype.sql_type.as_ref().map_or_else(|| quote!(__p::SqlType::Text), column::type_of);
    let (construct, value) = (construct(newtype), value_of(ident));
    quote! {
        __p::column_type_on_drivers!(#ident);
        impl #ident {
            fn __value(&self) -> __p::Result<__p::Value, __p::EncodeError> {
                __p::Ok(<#inner as __p::Displayed>::displayed(&self.0))
            }
        }
        impl __p::ColumnType for #ident {
            const SQL: __p::SqlType = #sql;
            const CARRIER: __p::SqlType = __p::SqlType::Text;
            const VALUE: __p::ValueOf<Self> = #value;
            type Base = Self;
            type Bare = #inner;
            type Wire = __p::String;
            fn into_value(self) -> __p::Result<__p::Value, __p::EncodeError> {
                __p::Ok(<#inner as __p::Displayed>::displayed(&self.0))
            }
            fn null() -> __p::Value {
                __p::Value::String(__p::None)
            }
            fn bare(&self) -> __p::Option<&#inner> {
                __p::Some(&self.0)
            }
            fn from_wire(wire: __p::String) -> __p::Result<Self, __p::DecodeError> {
                <#inner as __p::Displayed>::parsed(&wire).#construct
            }
        }
    }
}

/// How a value is cloned and shown. Where a derive is missing, the identifier of the type is underlined.
pub fn value_of(ident: &Ident) -> TokenStream {
    let span = generated::span(ident.span());
    let (own, arguments) = (quote_spanned!(span=> Self), quote_spanned!(span=> ()));
    quote_spanned!(span=> __p::value_of::<#own> #arguments)
}

/// What becomes of a field that was read.
fn construct(newtype: &ColumnType) -> TokenStream {
    let ColumnType { ident, inner, .. } = newtype;
    if newtype.try_from { quote!(and_then(<#ident as __p::Tried<#inner>>::tried)) } else { quote!(map(Self)) }
}
