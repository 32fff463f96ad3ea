//! Public structs can get a field without breaking a program: no literal outside the crate names all fields.
//!
//! A struct is `#[non_exhaustive]`, or has the hidden field `__non_exhaustive: ()`. The definitions have the field: expansions in other crates write
//! `..TableDef::PLAIN`, which `#[non_exhaustive]` forbids, and `peristyle-build` names every field in a pattern, so that a new one is not forgotten.

use std::path::{Path, PathBuf};

use peristyle_tests::{in_workspace, text};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

const CRATES: [&str; 4] = ["runtime/src", "runtime/build/src", "runtime/cli/src", "runtime/test/src"];

/// Modules that only generated code and `peristyle-build` of the same version name, and the types that are complete.
const EXEMPT: [(&str, &str); 7] = [
    ("runtime/src/const_checks/", "generated code"),
    ("runtime/src/json_schema/own.rs", "generated code"),
    ("runtime/src/physical/", "`peristyle-build` names every field"),
    ("runtime/src/quote/", "`peristyle-build` quotes with it"),
    ("runtime/src/table/definition.rs: Lists", "generated code"),
    ("runtime/src/table/mod.rs: Parts", "generated code"),
    (
        "runtime/src/column_type/interval/mod.rs: Interval",
        "months, days and microseconds: PostgreSQL has no fourth part",
    ),
];

#[test]
fn public_structs_can_grow() {
    let mut open = Vec::new();
    for folder in CRATES {
        sources(&in_workspace(folder), &mut |file| {
            let tokens = text(file).parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let shown =
                file.to_string_lossy().rsplit_once("/../").map_or_else(String::new, |(_, shown)| shown.to_owned());
            structs(tokens, &mut |name| open.push(format!("{shown}: {name}")));
        });
    }
    let used = |exempt: &str| open.iter().any(|name| name.starts_with(exempt));
    let superfluous =
        EXEMPT.iter().filter(|(exempt, _)| !used(exempt)).map(|(exempt, _)| format!("{exempt}: not needed in EXEMPT"));
    let mut wrong: Vec<String> = superfluous.collect();
    open.retain(|name| !EXEMPT.iter().any(|(exempt, _)| name.starts_with(exempt)));
    wrong.extend(
        open.iter().map(|name| format!("{name}: `#[non_exhaustive]`, or `#[doc(hidden)] pub __non_exhaustive: ()`")),
    );
    super::none(wrong);
}

fn sources(folder: &Path, each: &mut impl FnMut(&Path)) {
    let mut entries: Vec<PathBuf> =
        folder.read_dir().expect("a folder of the crate").map(|entry| entry.expect("a file").path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            sources(&entry, each);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            each(&entry);
        }
    }
}

/// Calls with the name of each `pub struct` with named fields that are all public, and that cannot grow.
fn structs(tokens: TokenStream, found: &mut impl FnMut(&str)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut cannot_be_built = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                structs(group.stream(), found);
                cannot_be_built = false;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                cannot_be_built |= group.stream().to_string() == "non_exhaustive";
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => cannot_be_built = false,
            TokenTree::Ident(ident) if ident == "struct" && at > 0 && tokens[at - 1].to_string() == "pub" => {
                let body = tokens[at..].iter().find_map(|token| match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(Some(group.stream())),
                    TokenTree::Punct(punct) if punct.as_char() == ';' => Some(None),
                    _ => None,
                });
                let Some(Some(body)) = body else { continue };
                if !cannot_be_built && are_all_public(body) {
                    found(&tokens[at + 1].to_string());
                }
            }
            _ => {}
        }
    }
}

/// Whether a program can write all fields: each is `pub`, none is the hidden one.
fn are_all_public(fields: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = fields.into_iter().collect();
    let is = |at: usize, char: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == char);
    let names = (1..tokens.len()).filter(|at| {
        // `name:`, and neither side of `::`.
        matches!(tokens[*at - 1], TokenTree::Ident(_)) && is(*at, ':') && !is(*at + 1, ':') && !is(*at - 1, ':')
    });
    names
        .map(|colon| colon - 1)
        .all(|name| name > 0 && tokens[name - 1].to_string() == "pub" && tokens[name].to_string() != "__non_exhaustive")
}
