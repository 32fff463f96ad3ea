//! Writes a module for each example of a page of `runtime/src/attributes`, with the tables that it does not repeat and a `schema!`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What the examples use and do not repeat, each with the word by which it is used.
const COMMON: [(&str, &str); 3] = [
    (
        "Organization",
        "/// A customer account.\n#[table(name = \"organizations\", tenant_root)]\npub struct Organization { pub id: Id<Organization>, pub name: String }\n",
    ),
    (
        "Category",
        "/// A group of products.\n#[table(name = \"org_categories\", tenant = Organization)]\n\
         pub struct Category { pub id: Id<Category>, pub organization_id: Id<Organization>, pub name: String }\n",
    ),
    (
        "Status",
        "/// A status.\n#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]\n#[pg_enum(name = \"product_status\")]\npub enum Status { Draft, Active }\n",
    ),
];

fn main() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/src/attributes");
    println!("cargo::rerun-if-changed={}", pages.display());
    let mut text = String::new();
    let mut list = String::new();
    for path in files(&pages) {
        let page = fs::read_to_string(&path).expect("a page is text");
        let name = path.strip_prefix(&pages).expect("a page is below").with_extension("");
        let name = name.to_str().expect("a page has the name of a key").replace('\\', "/");
        let module = name.replace('/', "_");
        let examples: Vec<&str> = page.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        let (before, now) = match examples[..] {
            [now] => ("None".to_owned(), now),
            [before, now] => {
                writeln!(text, "pub mod {module}_before {{\n{}\n}}", whole(before, &page)).expect("a text grows");
                (format!("Some(&{module}_before::SCHEMA)"), now)
            }
            _ => panic!("{name} has {} examples", examples.len()),
        };
        writeln!(text, "pub mod {module} {{\n{}\n}}", whole(now, &page)).expect("a text grows");
        let of = format!("Page {{ name: {name:?}, text: {page:?}, schema: &{module}::SCHEMA, before: {before} }}");
        writeln!(list, "    {of},").expect("a text grows");
    }
    text.push_str(&format!("pub static PAGES: &[Page] = &[\n{list}];\n"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("pages.rs");
    fs::write(out, text).expect("the modules are written");
}

/// An example as a program, for the servers that the page names.
fn whole(example: &str, page: &str) -> String {
    let mut text = String::from("#[allow(unused_imports)]\nuse peristyle::prelude::*;\n");
    let mut used = example.to_owned();
    let mut tables = Vec::new();
    for (name, source) in COMMON.into_iter().rev() {
        let is_declared = ["struct", "enum"].iter().any(|kind| used.contains(&format!("pub {kind} {name} ")));
        if used.contains(name) && !is_declared {
            used.push_str(source);
            text.push_str(source);
        }
    }
    for part in used.split("#[table(").skip(1) {
        let name = part.split("pub struct ").nth(1).and_then(|rest| rest.split([' ', '<']).next());
        tables.push(name.expect("an attribute is followed by its struct"));
    }
    text.push_str(example);
    // Where a table of the same name is not retired.
    let min = if page.contains("`min = 18;`") { "min = 18; " } else { "" };
    text.push_str(&format!("schema! {{ {min}pub SCHEMA = [{}] }}\n", tables.join(", ")));
    text
}

/// The pages, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
        entries.collect()
    };
    let folders = entries(folder).into_iter().filter(|path| path.is_dir());
    let mut files: Vec<_> = folders.flat_map(|folder| entries(&folder)).collect();
    files.sort();
    files
}
