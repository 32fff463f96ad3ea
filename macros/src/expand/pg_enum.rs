use proc_macro2::TokenStream;
use quote::quote;

use super::column_type::value_of;
use super::{completion, condition, definition};
use crate::model::PgEnum;

/// What `#[derive(PgEnum)]` makes of an enum.
pub fn pg_enum(pg_enum: &PgEnum) -> TokenStream {
    // A variant that could not be read is missing among the arms.
    let rest = pg_enum.incomplete.then(|| quote!(_ => "",));
    let PgEnum { ident, runtime, documentation, schema, name, labels, serde, .. } = pg_enum;
    let waivers = definition::waivers::expand(&pg_enum.waivers);
    let keys = completion::of_enum(pg_enum);
    let schema = match &schema {
        Some(schema) => {
            let schema = &schema.value;
            quote!(__p::Some(#schema))
        }
        None => quote!(__p::None),
    };
    let name = &name.value;
    let variants: Vec<_> = labels.iter().map(|(variant, _)| variant).collect();
    let texts: Vec<_> = labels.iter().map(|(_, label)| &label.value).collect();
    let json = serde.then(|| {
        quote!(
            const JSON: __p::JsonForm = __p::JsonForm::Labels(ENUM.labels);
        )
    });
    let serde = serde.then(|| quote!(__p::pg_enum_serde!(#ident);));
    let literals = texts.iter().map(|text| condition::quoted(text));
    let value = value_of(ident);
    quote! {
        #[allow(unexpected_cfgs, clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = {
            use #runtime as __p;
            #keys
            const ENUM: __p::EnumDef = __p::EnumDef::new(#schema, #name, &[#(#texts),*], #documentation, #waivers);
            impl #ident {
                #[doc(hidden)]
                #[must_use]
                pub const fn __label(&self) -> &'static str {
                    match self { #(Self::#variants => #texts,)* #rest }
                }
                #[doc(hidden)]
                #[must_use]
                pub const fn __literal(&self) -> &'static str {
                    match self { #(Self::#variants => #literals,)* #rest }
                }
            }
            impl #ident {
                fn __value(&self) -> __p::Result<__p::Value, __p::EncodeError> {
                    __p::Ok(__p::Value::String(__p::Some(<__p::String as ::core::convert::From<&str>>::from(self.__label()))))
                }
            }
            impl __p::PgEnum for #ident {
                const ENUM: __p::EnumDef = ENUM;
                fn label(&self) -> &'static str {
                    self.__label()
                }
                fn from_label(label: &str) -> __p::Option<Self> {
                    match label {
                        #(#texts => __p::Some(Self::#variants),)*
                        _ => __p::None,
                    }
                }
            }
            __p::pg_enum!(#ident);
            #serde
            impl __p::ConstantDefault for #ident {
                type Constant = Self;
            }
            impl __p::ColumnType for #ident {
                const SQL: __p::SqlType = __p::SqlType::Enum(&ENUM);
                const CARRIER: __p::SqlType = __p::SqlType::Text;
                #json
                const VALUE: __p::ValueOf<Self> = #value;
                type Base = Self;
                type Bare = Self;
                type Wire = __p::String;
                fn into_value(self) -> __p::Result<__p::Value, __p::EncodeError> {
                    self.__value()
                }
                fn null() -> __p::Value {
                    __p::Value::String(__p::None)
                }
                fn bare(&self) -> __p::Option<&Self> {
                    __p::Some(self)
                }
                fn from_wire(wire: __p::String) -> __p::Result<Self, __p::DecodeError> {
                    __p::enum_from_wire(&wire)
                }
            }
        };
    }
}
