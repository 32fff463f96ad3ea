//! What serde is told of the generated types, where they derive its traits: left out is not NULL, and a new row needs no id.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::model::{Column, Table};

/// Whether a type derives the traits of serde.
#[derive(Clone, Copy)]
pub struct Serialized {
    writes: bool,
    reads: bool,
}

impl Serialized {
    pub fn of(derives: &[Path]) -> Self {
        let has = |name: &str| derives.iter().any(|path| is_of_serde(path, name));
        Self { writes: has("Serialize"), reads: has("Deserialize") }
    }

    /// A field whose `None` says that nothing was set.
    pub fn unset(self, table: &Table, column: &Column) -> TokenStream {
        let skipped = self.writes.then(|| quote!(#[serde(skip_serializing_if = "::core::option::Option::is_none")]));
        let given = path(table, "given");
        let read = (self.reads && column.shape.nullable).then(|| quote!(#[serde(default, deserialize_with = #given)]));
        quote!(#skipped #read)
    }

    /// The id of a new row, which is made where none is given.
    pub fn made(self, table: &Table) -> TokenStream {
        let generate = path(table, "Id::generate");
        if self.reads { quote!(#[serde(default = #generate)]) } else { quote!() }
    }
}

/// `Serialize` or `serde::Serialize`: another crate's trait of that name, as `rkyv::Serialize`, takes no such attribute.
fn is_of_serde(path: &Path, name: &str) -> bool {
    let mut segments = path.segments.iter().rev();
    let last = segments.next().is_some_and(|last| last.ident == name);
    last && segments.next().is_none_or(|krate| krate.ident == "serde")
}

/// serde takes a path as text.
fn path(table: &Table, item: &str) -> String {
    let runtime: String = table.runtime.to_string().split_whitespace().collect();
    format!("{runtime}::{item}")
}
