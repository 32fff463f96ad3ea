use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Data, DeriveInput, Generics, Ident, Meta, Type, Visibility};

use super::expression::said;
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
        let mut read = match syn::parse2::<DeriveInput>(item.clone()) {
            Ok(read) => read,
            Err(error) => {
                match head(item.clone()) {
                    Some(head) => diagnostics.malformed("table", &head, NO_STRUCT, SHAPE),
                    // rustc says what is wrong with the item itself; this only keeps the attribute from being silent.
                    None => {
                        let message = format!("this is not a struct: {}", said(&error));
                        diagnostics.malformed("table", &item, message, SHAPE);
                    }
                }
                return None;
            }
        };
        let Data::Struct(data) = read.data else {
            diagnostics.malformed("table", &read.ident, NO_STRUCT, SHAPE);
            return None;
        };
        refuse_second(&read.ident, &mut read.attrs, diagnostics);
        if !read.generics.params.is_empty() || read.generics.where_clause.is_some() {
            diagnostics.malformed(
                "table",
                &generics(&read.generics),
                format!("`{}` is generic, but a table is not", read.ident),
                "write concrete types",
            );
            return None;
        }
        let syn::Fields::Named(fields) = data.fields else {
            diagnostics.malformed("table", &read.ident, format!("`{}` has no named fields", read.ident), SHAPE);
            return None;
        };
        let arguments = TableArguments::read(arguments, diagnostics);
        let fields = fields.named.into_iter().filter_map(|field| Field::read(field, diagnostics)).collect();
        Some(Self { arguments, attributes: read.attrs, visibility: read.vis, ident: read.ident, fields })
    }
}

/// The name of an item that is no struct, or what it begins with: an error that underlines all of it is hard to read.
fn head(item: TokenStream) -> Option<TokenStream> {
    let is_word = |token: &TokenTree, words: &[&str]| matches!(token, TokenTree::Ident(ident) if words.iter().any(|word| ident == word));
    let mut tokens = item.clone().into_iter();
    let kind = tokens.find(|token| {
        matches!(token, TokenTree::Ident(_)) && !is_word(token, &["pub", "unsafe", "async", "default", "auto"])
    })?;
    if is_word(&kind, &["impl"]) {
        let is_body =
            |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        let head: Vec<TokenTree> = tokens.take_while(|token| !is_body(token)).collect();
        let of = head.iter().rposition(|token| is_word(token, &["for"])).map_or(0, |at| at + 1);
        return Some(head.into_iter().skip(of).collect());
    }
    if is_word(&kind, &["use", "extern"]) {
        return Some(item);
    }
    if !is_word(&kind, &["fn", "trait", "type", "mod", "const", "static"]) {
        return None;
    }
    let is_name = |token: &TokenTree| {
        matches!(token, TokenTree::Ident(_)) && !is_word(token, &["unsafe", "async", "extern", "fn", "mut"])
    };
    tokens.find(is_name).map(TokenStream::from)
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

const NO_STRUCT: &str = "a table is a struct with named fields";
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
