//! S01: the names of a database, each in its schema. The names of foreign keys and checks are those of their table: two tables may use the same.

use std::collections::hash_map::Entry;
use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use super::error::Diagnostic;
use crate::model::{Database, Name, Table, Tenancy};

pub(super) fn check(database: &Database, default: &str) -> Vec<Diagnostic> {
    let mut namespace = Namespace { default, taken: FxHashMap::default(), diagnostics: Vec::new() };
    namespace.add(database);
    namespace.diagnostics
}

struct Namespace<'a> {
    /// The schema of what names none.
    default: &'a str,
    taken: FxHashMap<(&'a str, &'a str), Owner<'a>>,
    diagnostics: Vec<Diagnostic>,
}

/// What a name belongs to.
#[derive(Debug, Clone, Copy)]
enum Owner<'a> {
    /// The table of a struct.
    Table(&'a str),
    Enum,
    Domain,
    /// The function that reads the tenant of a root.
    Function(&'a str),
    /// An index or a constraint of a table.
    Part(Name<'a>),
    /// The view that has the old name of a table.
    View(&'a str),
}

impl<'a> Namespace<'a> {
    fn add(&mut self, database: &'a Database) {
        let mut tables = Vec::with_capacity(database.tables.len());
        for table in &database.tables {
            if self.take(table.qualified(), Owner::Table(&table.rust_name)) {
                tables.push(table);
            }
        }
        for table in &tables {
            if let Some(view) = table.view() {
                self.take(view, Owner::View(&table.rust_name));
            }
        }
        for one in &database.enums {
            self.take(one.qualified(), Owner::Enum);
        }
        for domain in &database.domains {
            self.take(domain.qualified(), Owner::Domain);
        }
        for root in database.roots() {
            if let Tenancy::Root { function, .. } = &root.tenancy {
                self.take(Name { schema: None, name: function }, Owner::Function(&root.rust_name));
            }
        }
        for table in tables {
            let functions = table.lookups().map(|(_, lookup)| lookup.function.as_ref());
            for name in table.relation_names().chain(functions) {
                self.take(Name { schema: table.schema.as_deref(), name }, Owner::Part(table.qualified()));
            }
            self.diagnostics.extend(constraints(table));
        }
        self.statistics(database);
    }

    /// The names of statistics are apart from those of tables and indexes.
    fn statistics(&mut self, database: &'a Database) {
        let mut taken = FxHashMap::default();
        for table in &database.tables {
            let owner = Owner::Part(table.qualified());
            for one in &table.statistics {
                let name = (table.schema.as_deref().unwrap_or(self.default), one.name.as_ref());
                if let Some(first) = taken.insert(name, owner) {
                    self.diagnostics.push(taken_twice(&one.name, first, owner));
                }
            }
        }
    }

    /// Whether the name was free.
    fn take(&mut self, Name { schema, name }: Name<'a>, owner: Owner<'a>) -> bool {
        match self.taken.entry((schema.unwrap_or(self.default), name)) {
            Entry::Vacant(free) => {
                free.insert(owner);
                true
            }
            Entry::Occupied(taken) => {
                self.diagnostics.push(taken_twice(name, *taken.get(), owner));
                false
            }
        }
    }
}

/// The names of a table's foreign keys and checks, which must differ from each other and from those of its keys, unique indexes and partitions: an error has
/// nothing but the name. An index that is not unique may have the same.
fn constraints(table: &Table) -> impl Iterator<Item = Diagnostic> {
    let is_plain =
        |name: &str| table.indexes.iter().any(|index| index.name == name && !index.unique && !index.exclusion);
    let mut taken: FxHashSet<&str> = table.relation_names().filter(|name| !is_plain(name)).collect();
    let owner = Owner::Part(table.qualified());
    table.constraint_names().filter(move |name| !taken.insert(name)).map(move |name| taken_twice(name, owner, owner))
}

fn taken_twice(name: &str, first: Owner<'_>, second: Owner<'_>) -> Diagnostic {
    let message = match (first, second) {
        (Owner::Table(one), Owner::Table(other)) => format!("two tables are called `{name}`: `{one}` and `{other}`"),
        (Owner::Enum, Owner::Enum) => format!("two different enums are called `{name}`"),
        _ => format!("the name `{name}` is taken twice: by {first} and by {second}"),
    };
    Diagnostic { code: "S01", message, help: second.way_out().to_owned() }
}

impl Owner<'_> {
    const fn way_out(self) -> &'static str {
        match self {
            Self::Table(_) => "give one of them another `name`, or list it once",
            Self::Enum => "give one of them another name: `#[pg_enum(name = \"...\")]`",
            Self::Domain => "rename the domain",
            Self::View(_) => "remove `until`: the table is then renamed at once",
            Self::Function(_) => "rename one of the structs",
            Self::Part(_) => {
                "write a `name = \"...\"` into the `index(...)`, `unique(...)`, `statistics(...)` or `check(...)`"
            }
        }
    }
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(rust_name) => write!(f, "the table of `{rust_name}`"),
            Self::Enum => f.write_str("an enum"),
            Self::Domain => f.write_str("a domain"),
            Self::View(rust_name) => write!(f, "the view that has the old name of the table of `{rust_name}`"),
            Self::Function(rust_name) => write!(f, "the function that reads the tenant of `{rust_name}`"),
            Self::Part(table) => write!(f, "an index or a constraint of `{table}`"),
        }
    }
}
