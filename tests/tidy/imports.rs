//! The import graph of a crate: an edge goes from a file to the file that defines what it names.
//!
//! Re-exports are followed to the definition, so that a `lib.rs` or `mod.rs` which only lists its parts is in no cycle.
//! Test modules are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::path::Path;

use peristyle_tests::{in_workspace, text};
use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The crates, and the number of files in the largest cycle of each. A number is only ever reduced.
const LARGEST: [(&str, usize); 5] =
    [("macros/src", 2), ("runtime/src", 4), ("runtime/build/src", 3), ("runtime/cli/src", 2), ("runtime/test/src", 1)];

/// `tests/figures/run` prints what this test prints.
#[test]
fn files_import_each_other_in_short_cycles() {
    let mut wrong = Vec::new();
    for (folder, most) in LARGEST {
        let edges = Crate::read(&in_workspace(folder)).edges();
        let cycles = cycles(&edges);
        let largest = cycles.iter().map(BTreeSet::len).max().unwrap_or(1);
        println!("{folder}: {} files, largest cycle: {largest}", edges.len());
        for cycle in cycles.iter().filter(|cycle| cycle.len() > most) {
            let inside = |from| edges[from].intersection(cycle).map(name).collect::<Vec<_>>().join(", ");
            wrong.extend(cycle.iter().map(|from| format!("{folder}: {} -> {}", name(from), inside(from))));
        }
        if largest < most {
            wrong.push(format!("{folder}: write {largest} in place of {most} in LARGEST"));
        }
    }
    super::none(wrong);
}

/// A driver depends on the crate, not the other way round: it implements `query::row::DriverRow`. `lib.rs` re-exports what expansions name.
#[test]
fn nothing_depends_on_a_driver() {
    const DRIVERS: [&str; 2] = ["sqlx", "tokio_postgres"];
    let driver =
        |module: &Names| DRIVERS.into_iter().find(|driver| module.first().is_some_and(|first| first == driver));
    let edges = Crate::read(&in_workspace("runtime/src")).edges();
    for name in DRIVERS {
        assert!(edges.keys().any(|module| driver(module) == Some(name)), "there is no driver `{name}`");
    }
    let mut wrong = Vec::new();
    for (from, targets) in edges.iter().filter(|(from, _)| !from.is_empty()) {
        let drivers = targets.iter().filter(|target| driver(target).is_some_and(|of| driver(from) != Some(of)));
        wrong.extend(drivers.map(|target| format!("{} -> {}", name(from), name(target))));
    }
    super::none(wrong);
}

/// The path of a module or an item from the root of its crate.
type Names = Vec<String>;

type Edges = BTreeMap<Names, BTreeSet<Names>>;

fn name(module: &Names) -> String {
    if module.is_empty() { "lib".to_owned() } else { module.join("::") }
}

#[derive(Default)]
struct File {
    /// The items that it defines.
    items: BTreeSet<String>,
    /// What it imports, by the name under which it is known, and whether it is re-exported. A glob has the name `*`.
    imports: Vec<(Names, String, bool)>,
    /// The paths outside of imports.
    paths: Vec<Names>,
}

struct Crate(BTreeMap<Names, File>);

impl Crate {
    fn read(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![(root.to_owned(), Names::new())];
        while let Some((folder, module)) = folders.pop() {
            for entry in folder.read_dir().expect("a folder of the crate").map(|entry| entry.expect("a file").path()) {
                let stem = entry.file_stem().expect("a name").to_string_lossy().into_owned();
                let is_root = matches!(stem.as_str(), "lib" | "mod" | "main");
                if stem.contains("test") || stem.starts_with("fixture") {
                    continue;
                }
                let own = module.iter().cloned().chain((!is_root).then_some(stem)).collect();
                if entry.is_dir() {
                    folders.push((entry, own));
                } else if entry.extension().is_some_and(|extension| extension == "rs") {
                    let mut file = File::default();
                    let text = text(&entry);
                    let code: String =
                        text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("//")).collect();
                    let tokens = code.parse().unwrap_or_else(|error| panic!("{}: {error}", entry.display()));
                    file.scan(tokens, &own, true);
                    files.insert(own, file);
                }
            }
        }
        Self(files)
    }

    fn edges(&self) -> Edges {
        let edges_of = |module: &Names, file: &File| {
            let imports = file.imports.iter().filter(|(.., is_public)| !is_public).map(|(path, ..)| path);
            let targets = imports.chain(&file.paths).filter_map(|path| self.definition(path, 0));
            targets.filter(|target| target != module).collect()
        };
        self.0.iter().map(|(module, file)| (module.clone(), edges_of(module, file))).collect()
    }

    /// The module that defines what a path names. A glob names its module.
    fn definition(&self, path: &[String], followed: usize) -> Option<Names> {
        let path = path.strip_suffix(&["*".to_owned()]).unwrap_or(path);
        let module = (0..=path.len()).rev().map(|length| &path[..length]).find(|names| self.0.contains_key(*names))?;
        let (file, rest) = (&self.0[module], &path[module.len()..]);
        let Some(first) = rest.first().filter(|_| followed < 9) else { return Some(module.to_vec()) };
        if let Some((target, ..)) = file.imports.iter().find(|(target, name, _)| name == first && target != path) {
            return self.definition(&[target, &rest[1..]].concat(), followed + 1);
        }
        let globs = file.imports.iter().filter(|(_, name, _)| name == "*");
        let mut globbed = globs.filter_map(|(target, ..)| self.definition(target, followed + 1));
        let defines = |module: &Names| self.0[module].items.contains(first);
        Some(if file.items.contains(first) { None } else { globbed.find(defines) }.unwrap_or_else(|| module.to_vec()))
    }
}

impl File {
    fn scan(&mut self, tokens: TokenStream, module: &[String], at_top: bool) {
        let mut tokens = tokens.into_iter().peekable();
        let (mut before, mut is_public) = (String::new(), false);
        while let Some(token) = tokens.next() {
            let word = if let TokenTree::Group(_) = token { String::new() } else { token.to_string() };
            match &token {
                TokenTree::Group(group) => {
                    if before == "#" && is_test(group.stream()) {
                        skip_item(&mut tokens);
                    } else if before != "pub" {
                        self.scan(group.stream(), module, false);
                    }
                }
                TokenTree::Ident(_) if before != "$" || word == "crate" => match word.as_str() {
                    "use" => {
                        let tree = tokens.by_ref().take_while(|token| token.to_string() != ";").collect();
                        self.import(tree, module, &[], is_public);
                    }
                    "crate" | "super" | "self" => {
                        let path = path(word.clone(), &mut tokens);
                        self.paths.extend(absolute(module, path).filter(|path| !path.is_empty()));
                    }
                    "mod" if at_top => {
                        let inner = tokens.next().map(|name| name.to_string()).unwrap_or_default();
                        if let Some(TokenTree::Group(group)) = tokens.peek().cloned() {
                            tokens.next();
                            self.scan(group.stream(), &[module, &[inner]].concat(), true);
                        }
                    }
                    "struct" | "enum" | "trait" | "fn" | "const" | "static" | "type" | "union" if at_top => {
                        if let Some(TokenTree::Ident(name)) = tokens.peek() {
                            self.items.insert(name.to_string());
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
            is_public = word == "pub" || is_public && before == "pub" && matches!(token, TokenTree::Group(_));
            before = word;
        }
    }

    /// Adds the leaves of `a::{b, c as d, e::*}`.
    fn import(&mut self, tree: TokenStream, module: &[String], prefix: &[String], is_public: bool) {
        let mut names = prefix.to_vec();
        let mut alias = None;
        let mut tokens = tree.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    let mut leaf = TokenStream::new();
                    for token in group.stream() {
                        if token.to_string() == "," {
                            self.import(std::mem::take(&mut leaf), module, &names, is_public);
                        } else {
                            leaf.extend([token]);
                        }
                    }
                    return self.import(leaf, module, &names, is_public);
                }
                TokenTree::Ident(word) if word == "as" => alias = tokens.next().map(|name| name.to_string()),
                TokenTree::Ident(word) if word == "self" && !names.is_empty() => {}
                TokenTree::Punct(sign) if sign.as_char() == ':' => {}
                token => names.push(token.to_string()),
            }
        }
        let Some(known_as) = alias.or_else(|| names.last().cloned()).filter(|_| names.len() > prefix.len().min(1))
        else {
            return;
        };
        let is_of_crate = matches!(names[0].as_str(), "crate" | "super" | "self");
        let path = if is_of_crate { names } else { [vec!["self".to_owned()], names].concat() };
        self.imports.extend(absolute(module, path).map(|path| (path, known_as, is_public)));
    }
}

/// The path from the root of the crate; nothing if it leaves the crate.
fn absolute(module: &[String], path: Names) -> Option<Names> {
    let mut base = module.to_vec();
    let mut rest = path.into_iter().peekable();
    while let Some(word) = rest.next_if(|word| matches!(word.as_str(), "crate" | "super" | "self")) {
        match word.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()?),
            _ => {}
        }
    }
    base.extend(rest);
    Some(base)
}

/// `crate::a::b`, whose first word was read.
fn path(first: String, tokens: &mut Peekable<IntoIter>) -> Names {
    let mut names = vec![first];
    while tokens.next_if(|token| token.to_string() == ":").is_some() {
        tokens.next();
        match tokens.peek() {
            Some(TokenTree::Ident(name)) => names.push(name.to_string()),
            _ => break,
        }
        tokens.next();
    }
    names
}

/// `cfg(test)`, `cfg(all(test, ..))`
fn is_test(attribute: TokenStream) -> bool {
    has_word(attribute.clone(), "cfg") && has_word(attribute, "test")
}

fn has_word(tokens: TokenStream, wanted: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_word(group.stream(), wanted),
        token => token.to_string() == wanted,
    })
}

/// Skips the item behind an attribute.
fn skip_item(tokens: &mut Peekable<IntoIter>) {
    for token in tokens.by_ref() {
        let is_body = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if is_body || token.to_string() == ";" {
            break;
        }
    }
}

/// The strongly connected components with more than one file.
fn cycles(edges: &Edges) -> Vec<BTreeSet<Names>> {
    let numbers: BTreeMap<&Names, usize> = edges.keys().zip(0..).collect();
    let targets: Vec<Vec<usize>> = edges.values().map(|to| to.iter().map(|module| numbers[module]).collect()).collect();
    let reached = |start: usize| {
        let (mut found, mut open) = (vec![false; targets.len()], vec![start]);
        while let Some(module) = open.pop() {
            open.extend(targets[module].iter().filter(|target| !std::mem::replace(&mut found[**target], true)));
        }
        found
    };
    let reached: Vec<Vec<bool>> = (0..targets.len()).map(reached).collect();
    let modules: Vec<&Names> = edges.keys().collect();
    let cycles = (0..modules.len()).map(|one| {
        let others = (0..modules.len()).filter(|other| reached[one][*other] && reached[*other][one]);
        others.map(|other| modules[other].clone()).collect()
    });
    let cycles: BTreeSet<BTreeSet<Names>> = cycles.filter(|cycle: &BTreeSet<Names>| cycle.len() > 1).collect();
    cycles.into_iter().collect()
}
