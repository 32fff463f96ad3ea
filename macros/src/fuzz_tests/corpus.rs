//! What the tests and the examples write, refused or not: where the mutations start.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, File, Item, Meta};

use super::input::{Entry, Input};

/// Longer items cost more time than they find.
const LONGEST: usize = 3_000;

/// Inputs by their entry point.
pub struct Corpus {
    pub tables: Vec<Input>,
    pub enums: Vec<Input>,
    pub schemas: Vec<Input>,
}

impl Corpus {
    /// Every table, enum and schema below `tests/ui` and `examples`.
    pub fn read() -> Self {
        static SOURCES: OnceLock<Vec<String>> = OnceLock::new();
        let mut corpus = Self { tables: Vec::new(), enums: Vec::new(), schemas: Vec::new() };
        // A file that is being written, or that is no Rust on purpose, is left out.
        let files = SOURCES.get_or_init(sources).iter().filter_map(|text| syn::parse_file(text).ok());
        files.for_each(|file| corpus.add(file));
        assert!(
            corpus.tables.len() > 200 && corpus.enums.len() > 10 && corpus.schemas.len() > 50,
            "the corpus is gone"
        );
        corpus
    }

    /// The inputs of one entry point.
    pub fn of(&self, entry: Entry) -> &[Input] {
        match entry {
            Entry::Table => &self.tables,
            Entry::Enum => &self.enums,
            Entry::Schema => &self.schemas,
        }
    }

    fn add(&mut self, file: File) {
        for item in file.items {
            match item {
                Item::Macro(item) if item.mac.path.is_ident("schema") => {
                    self.schemas.push(Input {
                        entry: Entry::Schema,
                        arguments: TokenStream::new(),
                        item: item.mac.tokens,
                    });
                }
                Item::Enum(item) if item.attrs.iter().any(derives_pg_enum) => self.add_enum(item.into_token_stream()),
                item => self.tables.extend(table_of(item).filter(|table| table.item.to_string().len() < LONGEST)),
            }
        }
    }

    fn add_enum(&mut self, item: TokenStream) {
        self.enums.push(Input { entry: Entry::Enum, arguments: TokenStream::new(), item });
    }
}

fn table_of(mut item: Item) -> Option<Input> {
    let attributes = match &mut item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Union(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        _ => return None,
    };
    let is_table = |attribute: &Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "table");
    let place = attributes.iter().position(is_table)?;
    let arguments = match attributes.remove(place).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    Some(Input { entry: Entry::Table, arguments, item: item.into_token_stream() })
}

fn derives_pg_enum(attribute: &Attribute) -> bool {
    attribute.path().is_ident("derive") && attribute.to_token_stream().to_string().contains("PgEnum")
}

fn sources() -> Vec<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the workspace");
    let mut paths = Vec::new();
    ["tests/ui", "examples"].iter().for_each(|folder| find(&workspace.join(folder), &mut paths));
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn find(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}
