use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::serde_support::SerdeSupport;
use super::{condition, docs, generated};
use crate::model::{Column, Role, Table};

/// The insert type, and what it can do.
pub fn expand(table: &Table) -> (TokenStream, TokenStream) {
    let Table { ident, visibility, derive_insert, .. } = table;
    let name = name(table);
    let declared = generated::ident(&name);
    let documentation = docs::insert(&ident.to_string());
    let columns: Vec<&Column> = columns(table).collect();
    let serde = SerdeSupport::of(derive_insert);
    let fields = columns.iter().map(|column| {
        let (ident, ty) = (&column.ident, field_type(column));
        let attributes = match column {
            key if key.own_id => serde.generated_id(table),
            defaulted if defaulted.has_default() => serde.optional_field(table, defaulted),
            _ => quote!(),
        };
        let kept_attributes = serde.kept_attributes(&column.attributes);
        quote!(#kept_attributes #attributes #ident: #ty,)
    });
    let kept_attributes = serde.kept_attributes(&table.attributes);
    let declaration = quote! {
        #[doc = #documentation]
        #[derive(Clone, Debug #(, #derive_insert)*)]
        #[allow(dead_code)]
        #[must_use = "a new row is inserted by a statement"]
        #kept_attributes
        #visibility struct #declared { #(#fields)* }
    };
    let constructor = constructor(&columns);
    let key = key(table);
    let setters = columns.iter().filter(|column| !column.own_id && !is_required(column)).map(|column| setter(column));
    let validate = docs::VALIDATE;
    let checks = condition::decisions(table, condition::View::Insert);
    let implementation = quote! {
        impl #name {
            #constructor
            #key
            #(#setters)*
            #[doc = #validate]
            pub fn validate(&self) -> __p::Result<(), __p::ValidationError> {
                __p::validate(self, #checks)
            }
        }
        impl __p::InsertRow for #name {
            type Table = #ident;
            fn into_values(self) -> __p::Values {
                (__PARTS.values)(self)
            }
        }
    };
    (declaration, implementation)
}

/// `ProductInsert`
pub fn name(table: &Table) -> Ident {
    format_ident!("{}Insert", table.ident)
}

/// The values of `row`.
pub fn values(table: &Table) -> TokenStream {
    let values: Vec<_> = columns(table).map(value).collect();
    let count = Literal::usize_unsuffixed(values.len());
    quote!(__p::Values::with_capacity(#count) #(#values)*)
}

/// What an insert sets: neither tenant nor timestamps, nor what is computed.
fn columns(table: &Table) -> impl Iterator<Item = &Column> {
    table
        .columns
        .iter()
        .filter(|column| !matches!(column.role, Role::Tenant | Role::Timestamp) && !column.is_set_by_database())
}

/// None stands for a default that the statement fills in.
fn field_type(column: &Column) -> TokenStream {
    let ty = &column.ty;
    if column.has_default() { quote!(::core::option::Option<#ty>) } else { quote!(#ty) }
}

/// The typed id is made, everything else that has neither NULL nor a default is asked for.
fn is_required(column: &Column) -> bool {
    !column.own_id && !column.shape.nullable && !column.has_default()
}

fn value(column: &Column) -> TokenStream {
    let (ident, ty) = (&column.ident, &column.ty);
    match (column.has_default(), column.shape.nullable) {
        (true, true) => quote!(.null_or_default::<#ty>(row.#ident)),
        (true, false) => quote!(.or_default::<#ty>(row.#ident)),
        (false, _) => quote!(.and::<#ty>(row.#ident)),
    }
}

fn constructor(columns: &[&Column]) -> TokenStream {
    let required: Vec<&&Column> = columns.iter().filter(|column| is_required(column)).collect();
    let (parameters, types): (Vec<_>, Vec<_>) = required.iter().map(|column| (&column.ident, &column.ty)).unzip();
    let fields = columns.iter().map(|column| {
        let ident = &column.ident;
        if column.own_id {
            quote!(#ident: __p::Id::generate(),)
        } else if is_required(column) {
            quote!(#ident: #ident.into_column(),)
        } else {
            quote!(#ident: __p::Default::default(),)
        }
    });
    let generates_id = columns.iter().any(|column| column.own_id);
    let documentation = if generates_id { docs::INSERT_NEW } else { docs::INSERT_NEW_KEYED };
    quote! {
        #[doc = #documentation]
        pub fn new(#(#parameters: impl __p::IntoColumn<#types>),*) -> Self {
            Self { #(#fields)* }
        }
    }
}

/// `with_id` and `id`, where the id is made.
fn key(table: &Table) -> TokenStream {
    let Some(column) = table.key_columns().into_iter().find(|column| column.own_id) else {
        return TokenStream::new();
    };
    let (ident, ty, with_id, id) = (&column.ident, &column.ty, docs::WITH_ID, docs::ID);
    quote! {
        #[doc = #with_id]
        pub fn with_id(mut self, id: #ty) -> Self {
            self.#ident = id;
            self
        }
        #[doc = #id]
        #[must_use]
        pub fn id(&self) -> #ty {
            self.#ident
        }
    }
}

fn setter(column: &Column) -> TokenStream {
    let (ident, ty) = (&column.ident, &column.ty);
    let (name, documentation) = (setter_name(ident), docs::setter(&column.name));
    let value = if column.has_default() { quote!(__p::set(value)) } else { quote!(value.into_column()) };
    quote! {
        #[doc = #documentation]
        pub fn #name(mut self, value: impl __p::IntoColumn<#ty>) -> Self {
            self.#ident = #value;
            self
        }
    }
}

/// A column called like a method of the type has its setter under another name.
pub fn setter_name(ident: &Ident) -> Ident {
    if ["new", "id", "with_id", "validate"].iter().any(|taken| ident == taken) {
        format_ident!("set_{ident}")
    } else {
        ident.clone()
    }
}
