use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Generics, Ident, Item, Meta, Type, Visibility};

use super::{ColumnArguments, TableArguments};
use crate::diagnostics::Diagnostics;
use crate::model::is_only_documentation;

/// A struct with `#[table]`.
pub struct Table {
    pub arguments: TableArguments,
    /// Every attribute but `#[column]`, documentation included.
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    pub fields: Vec<Field>,
}

/// A field.
pub struct Field {
    pub arguments: ColumnArguments,
    /// Every attribute but `#[column]`, documentation included.
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    pub ty: Type,
    /// Some of its attributes could not be read.
    pub flawed: bool,
}

impl Table {
    /// Reads the attribute and its item. `None` where the item is no struct with named fields: then there is nothing to go on with.
    pub fn read(arguments: TokenStream, item: TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        if super::is_too_deep("table", &arguments, diagnostics) || super::is_too_deep("table", &item, diagnostics) {
            return None;
        }
        let item = match syn::parse2::<Item>(item.clone()) {
            Ok(item) => item,
            Err(error) => {
                // rustc says what is wrong with the item itself; this only keeps the attribute from being silent.
                diagnostics.malformed("table", &item, format!("this is not a struct: {error}"), SHAPE);
                return None;
            }
        };
        let Item::Struct(mut item) = item else {
            diagnostics.malformed("table", &head(&item), "a table is a struct with named fields", SHAPE);
            return None;
        };
        refuse_second(&item.ident, &mut item.attrs, diagnostics);
        if !item.generics.params.is_empty() || item.generics.where_clause.is_some() {
            diagnostics.malformed(
                "table",
                &generics(&item.generics),
                format!("`{}` is generic, but a table is not", item.ident),
                "write concrete types",
            );
            return None;
        }
        let syn::Fields::Named(fields) = item.fields else {
            diagnostics.malformed("table", &item.ident, format!("`{}` has no named fields", item.ident), SHAPE);
            return None;
        };
        let arguments = TableArguments::read(arguments, diagnostics);
        let fields = fields.named.into_iter().filter_map(|field| Field::read(field, diagnostics)).collect();
        Some(Self { arguments, attributes: item.attrs, visibility: item.vis, ident: item.ident, fields })
    }
}

/// The name of an item, or what it begins with: an error that underlines all of it is hard to read.
fn head(item: &Item) -> TokenStream {
    match item {
        Item::Enum(item) => item.ident.to_token_stream(),
        Item::Union(item) => item.ident.to_token_stream(),
        Item::Fn(item) => item.sig.ident.to_token_stream(),
        Item::Trait(item) => item.ident.to_token_stream(),
        Item::Type(item) => item.ident.to_token_stream(),
        Item::Mod(item) => item.ident.to_token_stream(),
        Item::Const(item) => item.ident.to_token_stream(),
        Item::Static(item) => item.ident.to_token_stream(),
        Item::Impl(item) => item.self_ty.to_token_stream(),
        other => other.to_token_stream(),
    }
}

/// A `#[table]` below this one would expand the same struct again.
fn refuse_second(ident: &Ident, attributes: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) {
    let is_table = |attribute: &Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "table");
    if let Some(second) = attributes.iter().find(|attribute| is_table(attribute)) {
        let message = format!("`{ident}` is a table already");
        diagnostics.malformed("table", second, message, "keep one `#[table]`");
    }
    attributes.retain(|attribute| !is_table(attribute));
}

const SHAPE: &str = "write `pub struct Product { pub id: Id<Product>, .. }`";

impl Field {
    fn read(field: syn::Field, diagnostics: &mut Diagnostics) -> Option<Self> {
        if field.ident.as_ref().is_some_and(|ident| ident == "_") {
            diagnostics.malformed("table", &field.ident, "the column has no name", "replace `_` with its name");
            return None;
        }
        let (ident, before) = (field.ident?, diagnostics.count());
        if let Some((equals, value)) = &field.default {
            let mut tokens = equals.to_token_stream();
            value.to_tokens(&mut tokens);
            diagnostics.malformed(
                "table",
                &tokens,
                format!("put the default of `{ident}` in its attribute"),
                "write `#[column(default = ..)]` above the field",
            );
        }
        let (columns, attributes): (Vec<_>, Vec<_>) =
            field.attrs.into_iter().partition(|attribute| attribute.path().is_ident("column"));
        refuse_cfg(&attributes, diagnostics);
        let arguments = column_arguments(columns, diagnostics);
        let flawed = arguments.unreadable || diagnostics.count() > before;
        Some(Self { arguments, attributes, visibility: field.vis, ident, ty: field.ty, flawed })
    }
}

/// What makes it generic: syn does not count the `where` among the tokens.
fn generics(generics: &Generics) -> TokenStream {
    let mut tokens = generics.to_token_stream();
    if let Some(clause) = &generics.where_clause {
        clause.where_token.to_tokens(&mut tokens);
        clause.predicates.to_tokens(&mut tokens);
    }
    tokens
}

fn refuse_cfg(attributes: &[Attribute], diagnostics: &mut Diagnostics) {
    let conditional = |attribute: &&Attribute| {
        let is_condition = attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr");
        is_condition && !is_only_documentation(attribute)
    };
    if let Some(attribute) = attributes.iter().find(conditional) {
        diagnostics.malformed(
            "table",
            attribute,
            "a column cannot be behind `#[cfg]`: the table is the same in every build",
            "remove the condition, or put it on the struct",
        );
    }
}

/// Several `#[column]` on one field count as one.
fn column_arguments(attributes: Vec<Attribute>, diagnostics: &mut Diagnostics) -> ColumnArguments {
    let mut tokens = TokenStream::new();
    for attribute in attributes {
        match attribute.meta {
            Meta::List(list) if !list.tokens.is_empty() => {
                tokens.extend(list.tokens.into_iter().chain(quote::quote!(,)))
            }
            meta => diagnostics.malformed(
                "table",
                &meta,
                "`column` has no argument",
                "write `#[column(varchar(255))]`, or remove it",
            ),
        }
    }
    ColumnArguments::read(tokens, diagnostics)
}
