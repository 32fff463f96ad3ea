//! What serde is told of the generated types, where they derive its traits: left out is not NULL, and a new row needs no id.

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token};

use crate::model::Table;

/// Whether a type derives the traits of serde.
#[derive(Clone, Copy)]
pub struct SerdeSupport {
    writes: bool,
    reads: bool,
    /// `JsonSchema` of schemars, which reads the attributes of serde.
    described: bool,
}

impl SerdeSupport {
    pub fn of(derives: &[Path]) -> Self {
        let has = |krate: &str, name: &str| derives.iter().any(|path| is_of(path, krate, name));
        let described = has("schemars", "JsonSchema");
        Self { writes: has("serde", "Serialize"), reads: has("serde", "Deserialize"), described }
    }

    /// How the row spells its names, or one of them: the generated types are spelled alike.
    pub fn kept_attributes(self, attributes: &[Attribute]) -> Option<TokenStream> {
        if !(self.writes || self.reads) {
            return None;
        }
        let of_serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
        let lists = of_serde.filter_map(|attribute| attribute.parse_args_with(Punctuated::parse_terminated).ok());
        let attributes_kept = lists.flat_map(|list: Punctuated<Meta, Token![,]>| list);
        let attributes_kept: Vec<Meta> = attributes_kept
            .filter(|meta| {
                ["rename", "rename_all", "alias", "deny_unknown_fields"].iter().any(|key| meta.path().is_ident(key))
            })
            .collect();
        (!attributes_kept.is_empty()).then(|| quote!(#[serde(#(#attributes_kept),*)]))
    }

    /// A field whose `None` says that nothing was set: NULL is refused where the column has none.
    pub fn optional_field(self, table: &Table) -> Option<TokenStream> {
        if !(self.writes || self.reads) {
            return None;
        }
        let skipped = quote!(#[serde(skip_serializing_if = "::core::option::Option::is_none")]);
        let read = self.reads.then(|| {
            let given = path(table, "given");
            quote!(#[serde(default, deserialize_with = #given)])
        });
        Some(quote!(#skipped #read))
    }

    /// The id of a new row, which is made where none is given. A schema would show one that was made as the default: it leaves the id out.
    pub fn generated_id(self, table: &Table) -> Option<TokenStream> {
        if !self.reads {
            return None;
        }
        let skipped = self.described.then(|| quote!(#[schemars(skip)]));
        let generate = format!("<{}<{}>>::generate", path(table, "Id"), table.ident);
        Some(quote!(#skipped #[serde(default = #generate)]))
    }
}

/// `Serialize` or `serde::Serialize`: another crate's trait of that name, as `rkyv::Serialize`, takes no such attribute.
pub fn is_of(path: &Path, krate: &str, name: &str) -> bool {
    let mut segments = path.segments.iter().rev();
    let last = segments.next().is_some_and(|last| last.ident == name);
    last && segments.next().is_none_or(|before| before.ident == krate)
}

/// serde takes a path as text.
fn path(table: &Table, item: &str) -> String {
    let runtime: String = table.runtime.to_string().split_whitespace().collect();
    format!("{runtime}::{item}")
}

#[cfg(test)]
mod tests {
    use quote::quote;

    fn expanded(derives: &proc_macro2::TokenStream) -> String {
        let arguments = quote!(name = "plans", derive_insert(#derives), derive_update(#derives));
        let item = quote! {
            /// What is sold.
            pub struct Plan { pub id: Id<Plan>, pub name: String, pub note: Option<String> }
        };
        crate::table(arguments, item).to_string().split_whitespace().collect()
    }

    #[test]
    fn serde_attributes_need_serde_derives() {
        for other in [quote!(PartialEq), quote!(rkyv::Serialize, rkyv::Deserialize), quote!(schemars::JsonSchema)] {
            let text = expanded(&other);
            assert!(!text.contains("#[serde") && !text.contains("#[schemars"), "{text}");
        }
    }

    #[test]
    fn names_are_spelled_as_the_row_spells_them() {
        let arguments = quote!(name = "plans", derive_insert(Serialize), derive_update(PartialEq));
        let item = quote! {
            /// What is sold.
            #[serde(rename_all = "camelCase", tag = "kind")]
            pub struct Plan { pub id: Id<Plan>, #[serde(skip_serializing, alias = "title")] pub full_name: String }
        };
        let text = crate::table(arguments, item).to_string().split_whitespace().collect::<String>();
        let insert = &text[text.find("#[derive(Serialize)]").unwrap()..];
        assert!(insert.contains(r#"#[serde(rename_all="camelCase")]pubstructPlanInsert"#), "{insert}");
        assert!(insert.contains(r#"#[serde(alias="title")]full_name:String"#), "{insert}");
        assert_eq!(text.matches("rename_all").count(), 2, "the update derives nothing of serde");
    }

    #[test]
    fn an_id_is_generated_and_null_differs_from_absent() {
        let text = expanded(&quote!(serde::Deserialize));
        assert!(text.contains(r#"#[serde(default="<::peristyle::__v0::Id<Plan>>::generate")]id:"#), "{text}");
        assert!(text.contains(r#"deserialize_with="::peristyle::__v0::given")]note:"#), "{text}");
        assert!(!text.contains("#[schemars"));
        let described = expanded(&quote!(Serialize, Deserialize, JsonSchema));
        assert!(described.contains("#[schemars(skip)]#[serde(default="), "{described}");
        let written = expanded(&quote!(Serialize));
        assert!(written.contains("skip_serializing_if") && !written.contains("deserialize_with"), "{written}");
    }
}
