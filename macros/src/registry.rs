//! The tables that this process has expanded, and the lists that name them (rule S02).
//!
//! rustc expands a crate in one process and expands every macro on every compilation. So when the last macro of a crate
//! is expanded, the registry contains all `#[table]`s and all `schema!`s of the crate that are not behind a false `cfg`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use syn::Path;

use crate::model::{Known, Scope};
use crate::{model, parse, sorted};

static REGISTRY: Mutex<Registry> = Mutex::new(Registry { tables: Vec::new(), lists: Vec::new() });

/// What a crate declares.
#[derive(Debug, Default)]
pub struct Registry {
    /// Each once.
    tables: Vec<Entry>,
    lists: Vec<Vec<String>>,
}

/// A `#[table]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name of the struct.
    pub rust_name: String,
    /// The schema of the table, if it is declared.
    pub schema: Option<String>,
    /// The name of the table.
    pub name: String,
    /// File and line of the attribute.
    pub location: String,
    /// The struct has a waiver of S02.
    pub waived: bool,
    /// Whose rows it has.
    pub scope: Scope,
}

impl Registry {
    /// Adds a `#[table]` to the registry of this process.
    pub fn declare(table: &model::Table) {
        // Tests of this crate call the macros outside of a compilation.
        if !proc_macro::is_available() {
            return;
        }
        let attribute = proc_macro::Span::call_site();
        if is_documentation_test(&attribute.file()) {
            return;
        }
        Self::lock().add_table(Entry {
            rust_name: table.ident.to_string(),
            schema: table.schema.as_ref().map(|schema| schema.value.clone()),
            name: table.name.value.clone(),
            location: format!("{}:{}", attribute.file(), attribute.line()),
            waived: table.waivers.iter().any(|waiver| waiver.name == "schema_closed"),
            scope: Scope::of(&table.tenancy),
        });
    }

    /// Returns what is known of the table of this path. rustc expands the tables in the order of the source, so a table below, or of another crate, is not
    /// known, and one of another module may have the same name. So an error may say more because of it, but a struct is refused only where it is refused
    /// without it too.
    pub fn known(path: &Path) -> Option<Known> {
        let name = path.segments.last()?.ident.to_string();
        proc_macro::is_available().then(|| Self::lock().find(&name))?
    }

    /// Adds a `schema!` to the registry of this process.
    pub fn list(schema: &parse::Schema) {
        if proc_macro::is_available() {
            Self::lock().add_list(schema.names().map(ToString::to_string).collect());
        }
    }

    /// Returns the registry of this process.
    pub fn lock() -> MutexGuard<'static, Self> {
        REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a table.
    fn add_table(&mut self, table: Entry) {
        if !self.tables.contains(&table) {
            self.tables.push(table);
        }
    }

    /// Adds the names of the structs of a list.
    fn add_list(&mut self, names: Vec<String>) {
        if !self.lists.contains(&names) {
            self.lists.push(names);
        }
    }

    /// Returns the table of this name; nothing where two tables of the name differ.
    fn find(&self, rust_name: &str) -> Option<Known> {
        let mut tables = self.tables.iter().filter(|table| table.rust_name == rust_name);
        let Entry { name, scope, .. } = tables.next()?;
        let is_one = tables.all(|other| (&other.name, &other.scope) == (name, scope));
        is_one.then(|| Known { name: name.clone(), scope: scope.clone() })
    }

    /// Returns the tables that no list names. Names are compared without their module, so a name stands for as many
    /// structs as the lists name with it.
    pub fn unlisted(&self) -> Vec<&Entry> {
        let mut unlisted = Vec::new();
        for table in &self.tables {
            if !table.waived && self.declared(table) > self.listed(&table.rust_name) {
                sorted::insert(&mut unlisted, table, |other, table| other > table);
            }
        }
        unlisted
    }

    /// Returns whether there is one struct of this name, it has a waiver, and a list names it.
    pub fn has_needless_waiver(&self, rust_name: &str) -> bool {
        let mut tables = self.tables.iter().filter(|table| table.rust_name == rust_name);
        tables.next().is_some_and(|table| table.waived) && tables.next().is_none() && self.listed(rust_name) > 0
    }

    fn declared(&self, one: &Entry) -> usize {
        self.tables.iter().filter(|table| table.rust_name == one.rust_name).count()
    }

    fn listed(&self, rust_name: &str) -> usize {
        self.lists.iter().flatten().filter(|name| *name == rust_name).count()
    }
}

/// rustdoc compiles several documentation tests as one crate, `doctest_bundle_2024.rs`; a list of one of them does not name the tables of the others.
/// For a test that it compiles alone it sets a variable.
fn is_documentation_test(file: &str) -> bool {
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    name.starts_with("doctest_bundle_") || std::env::var_os("UNSTABLE_RUSTDOC_TEST_PATH").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(tables: &[(&str, bool)], lists: &[&[&str]]) -> Registry {
        let mut registry = Registry::default();
        for (line, (name, waived)) in tables.iter().enumerate() {
            registry.add_table(Entry {
                rust_name: (*name).to_owned(),
                schema: None,
                name: name.to_lowercase(),
                location: format!("src/lib.rs:{line}"),
                waived: *waived,
                scope: Scope::Global,
            });
        }
        for list in lists {
            registry.add_list(list.iter().map(|name| (*name).to_owned()).collect());
        }
        registry
    }

    fn unlisted(registry: &Registry) -> Vec<&str> {
        registry.unlisted().iter().map(|table| table.rust_name.as_str()).collect()
    }

    #[test]
    fn a_table_is_in_one_of_the_lists() {
        let tables = [("Plan", false), ("Shop", false), ("Draft", true)];
        assert_eq!(unlisted(&registry(&tables, &[&["Plan"]])), ["Shop"]);
        assert!(unlisted(&registry(&tables, &[&["Plan"], &["Shop"]])).is_empty());
    }

    #[test]
    fn two_structs_of_one_name_are_listed_twice() {
        let tables = [("Item", false), ("Item", false)];
        assert_eq!(unlisted(&registry(&tables, &[&["Item"]])), ["Item", "Item"]);
        assert!(unlisted(&registry(&tables, &[&["Item", "Item"]])).is_empty());
    }

    #[test]
    fn a_table_is_known_unless_two_of_its_name_differ() {
        let mut registry = registry(&[("Plan", false), ("Shop", false)], &[]);
        let mut again = registry.tables.first().expect("it was added").clone();
        again.location = "src/other.rs:1".to_owned();
        registry.add_table(again.clone());
        assert_eq!(registry.find("Plan"), Some(Known { name: "plan".to_owned(), scope: Scope::Global }));
        assert_eq!(registry.find("Draft"), None);
        again.scope = Scope::Root { prefix: "org_".to_owned() };
        registry.add_table(again);
        assert_eq!(registry.find("Plan"), None);
    }

    #[test]
    fn a_waiver_of_a_listed_table_is_needless() {
        let registry = registry(&[("Plan", true), ("Shop", true)], &[&["Plan"]]);
        assert!(registry.has_needless_waiver("Plan"));
        assert!(!registry.has_needless_waiver("Shop"));
    }
}
