use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use super::letter_case::LetterCase;
use super::{Documentation, Waiver};
use crate::diagnostics::Diagnostics;
use crate::parse;
use crate::parse::value::{self, Text};

/// An enum type.
pub struct PgEnum {
    pub ident: Ident,
    /// The path of the module that generated code refers to.
    pub runtime: TokenStream,
    pub documentation: Documentation,
    /// The schema of the database, where it says one.
    pub schema: Option<Text>,
    /// The name in the database.
    pub name: Text,
    pub labels: Vec<(Ident, Text)>,
    pub waivers: Vec<Waiver>,
    /// `serde`: it implements serde's traits.
    pub serde: bool,
    /// The keys of `#[pg_enum]` as they were written, on the enum and its variants.
    pub keys: Vec<Ident>,
    /// Some variants could not be read.
    pub incomplete: bool,
}

impl PgEnum {
    /// Understands an enum. Names that are not said are the Rust names in snake_case, labels in the case that the enum says.
    pub fn of(input: parse::PgEnum, diagnostics: &mut Diagnostics) -> Self {
        let arguments = input.arguments;
        let case = arguments.rename_all.as_ref().and_then(|raw| LetterCase::read(raw, diagnostics)).unwrap_or_default();
        let mut keys = arguments.written;
        let labels = input.variants.into_iter().map(|variant| {
            keys.extend(variant.arguments.written);
            let label = named(variant.arguments.name.as_ref(), &variant.ident, LABEL, case, diagnostics);
            (variant.ident, label)
        });
        let labels: Vec<_> = labels.collect();
        Self {
            incomplete: input.incomplete,
            keys,
            schema: value::schema(arguments.schema.as_ref(), diagnostics),
            name: named(arguments.name.as_ref(), &input.ident, NAME, LetterCase::default(), diagnostics),
            waivers: Waiver::read_all(&arguments.waive, diagnostics),
            serde: value::flag(arguments.serde.as_ref(), diagnostics),
            runtime: value::runtime(arguments.runtime.as_ref(), diagnostics),
            documentation: Documentation::of(&input.attributes),
            ident: input.ident,
            labels,
        }
    }
}

const NAME: &str = "name = \"product_status\"";
const LABEL: &str = "name = \"out-of-stock\"";

fn named(raw: Option<&parse::Raw>, ident: &Ident, form: &str, case: LetterCase, diagnostics: &mut Diagnostics) -> Text {
    let label = raw.and_then(|raw| value::text(raw, form, diagnostics));
    label.unwrap_or_else(|| Text { value: case.apply(&ident.unraw().to_string()), tokens: ident.to_token_stream() })
}
