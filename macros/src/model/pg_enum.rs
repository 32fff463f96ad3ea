use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Ident;

use super::value::{self, Text};
use crate::findings::Findings;
use crate::parse;

/// An enum type.
pub struct PgEnum {
    pub ident: Ident,
    /// The path of the module that generated code refers to.
    pub runtime: TokenStream,
    pub documentation: String,
    /// The schema of the database, where it says one.
    pub schema: Option<Text>,
    /// The name in the database.
    pub name: Text,
    pub labels: Vec<(Ident, Text)>,
    /// The keys of `#[pg_enum]` as they were written, on the enum and its variants.
    pub keys: Vec<Ident>,
    /// Some variants could not be read.
    pub incomplete: bool,
}

impl PgEnum {
    /// Understands an enum. Names that are not said are the Rust names in snake_case.
    pub fn of(input: parse::PgEnum, findings: &mut Findings) -> Self {
        let mut keys = input.arguments.written;
        let labels = input.variants.into_iter().map(|variant| {
            keys.extend(variant.arguments.written);
            let label = named(variant.arguments.name.as_ref(), &variant.ident, findings);
            (variant.ident, label)
        });
        let labels: Vec<_> = labels.collect();
        let schema = value::schema(input.arguments.schema.as_ref(), findings);
        let name = named(input.arguments.name.as_ref(), &input.ident, findings);
        let runtime = value::runtime(input.arguments.runtime.as_ref(), findings);
        Self {
            incomplete: input.incomplete,
            keys,
            runtime,
            documentation: value::documentation(&input.attributes),
            ident: input.ident,
            schema,
            name,
            labels,
        }
    }
}

fn named(raw: Option<&parse::Raw>, ident: &Ident, findings: &mut Findings) -> Text {
    raw.and_then(|raw| value::text(raw, "name = \"product_status\"", findings)).unwrap_or_else(|| Text {
        value: heck::ToSnakeCase::to_snake_case(ident.to_string().as_str()),
        tokens: ident.to_token_stream(),
    })
}
