//! What the macros refuse of a source file, without the compiler.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Item, Meta};

use crate::diagnostics::Diagnostics;

/// What a macro refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The code of the rule; none where an attribute is malformed.
    pub code: Option<&'static str>,
    /// The line of the file, counted from 1.
    pub line: usize,
    /// The first line of the error, with the code.
    pub message: String,
}

/// Returns what `#[table]`, `PgEnum`, `ColumnType` and `schema!` refuse of the items of a source file, in the order of the source.
///
/// Rules that a type or another table decides are not among them: the compiler decides those. How deep the text nests is not limited: it is one that the
/// compiler can read.
///
/// # Errors
///
/// The text is no Rust.
///
/// ```
/// let file = "/// A product.\n#[table(name = \"products\")]\npub struct Product {\n    pub id: i64,\n}";
/// let findings = peristyle_macros_core::findings(file)?;
/// assert_eq!((findings[0].code, findings[0].line), (Some("K02"), 4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn findings(file: &str) -> syn::Result<Vec<Finding>> {
    let mut found = Vec::new();
    for item in syn::parse_file(file)?.items {
        of_item(item, &mut found);
    }
    found.sort_by_key(|finding| finding.line);
    Ok(found)
}

fn of_item(item: Item, found: &mut Vec<Finding>) {
    match item {
        Item::Struct(mut item) => {
            if derives(&item.attrs, "ColumnType") {
                add("ColumnType", found, |diagnostics| {
                    drop(crate::checked_newtype(item.to_token_stream(), diagnostics))
                });
            }
            // As the compiler does it: the item comes without the attribute.
            let at = item
                .attrs
                .iter()
                .position(|attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "table"));
            if let Some(at) = at {
                let arguments = match item.attrs.remove(at).meta {
                    Meta::List(list) => list.tokens,
                    Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
                };
                add("table", found, |diagnostics| {
                    drop(crate::checked_table(arguments, item.to_token_stream(), diagnostics))
                });
            }
        }
        Item::Enum(item) if derives(&item.attrs, "PgEnum") => {
            add("PgEnum", found, |diagnostics| drop(crate::checked_enum(item.to_token_stream(), diagnostics)));
        }
        Item::Macro(item) if item.mac.path.segments.last().is_some_and(|last| last.ident == "schema") => {
            add("schema", found, |diagnostics| drop(crate::checked_schema(item.mac.tokens, diagnostics)));
        }
        Item::Mod(item) => item.content.into_iter().flat_map(|(_, items)| items).for_each(|item| of_item(item, found)),
        _ => {}
    }
}

fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let mut is_named = false;
        let read = attribute.parse_nested_meta(|derive| {
            is_named |= derive.path.segments.last().is_some_and(|last| last.ident == name);
            Ok(())
        });
        read.is_ok() && is_named
    })
}

fn add(subject: &'static str, found: &mut Vec<Finding>, check: impl FnOnce(&mut Diagnostics)) {
    let mut diagnostics = Diagnostics::of(subject);
    check(&mut diagnostics);
    found.extend(diagnostics.into_lines().map(|(code, line, message)| Finding { code, line, message }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_macro_says_what_it_refuses_and_where() {
        let file = r#"
            use peristyle::prelude::*;

            #[derive(Debug, PgEnum)]
            #[pg_enum(name = "Status")]
            pub enum Status {
                Draft,
            }

            #[derive(ColumnType)]
            pub struct Sku(String, String);

            mod inner {
                /// A product.
                #[derive(Clone)]
                #[peristyle::table(name = "products")]
                pub struct Product {
                    pub id: Id<Product>,
                    pub price: f64,
                }
            }

            schema! { pub SCHEMA [Product] }
            pub struct Plain { pub price: f64 }
        "#;
        let found = findings(file).unwrap();
        let found: Vec<_> = found.iter().map(|finding| (finding.code, finding.line)).collect();
        assert_eq!(found, [(Some("N01"), 5), (None, 11), (Some("C02"), 19), (None, 23)]);
        assert!(findings("pub struct").is_err());
    }
}
