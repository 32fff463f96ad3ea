//! The rules that only the whole schema shows (S01, S02), and those of references (F06, K04, P04, P05) once more: a definition may be made without
//! the macro, and constants compare the tables of a list only up to a length.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{Finding, Postgres, SchemaError, version};
use crate::definition::{OnDelete, OnUpdate, QualifiedName, ReferenceDef, Tenancy};
use crate::physical::{self, PhysicalTable};
use crate::{EnumDef, Schema, TableDef};

pub(super) fn hold(
    schema: &Schema,
    default: &str,
    layouts: &[PhysicalTable],
    enums: &[&EnumDef],
    roots: &[&TableDef],
    oldest: Postgres,
) -> Result<(), SchemaError> {
    let mut findings = Namespace::new(default).of(schema, layouts, enums, roots);
    let listed: HashSet<_> = schema.tables.iter().map(|table| table.qualified()).collect();
    for table in schema.tables {
        for reference in table.references {
            findings.extend(closed(table, reference, &listed));
            findings.extend(reach(table, reference));
            findings.extend(kept(table, reference));
        }
        findings.extend(version::of(table, oldest));
    }
    SchemaError::unless_empty(findings)
}

/// S01: the names of a database, each in the schema that it is in. In PostgreSQL constraints have a namespace to themselves; but an error names one
/// without its table.
struct Namespace<'a> {
    /// Where what says no schema is.
    default: &'a str,
    taken: HashMap<(&'a str, String), Owner>,
    findings: Vec<Finding>,
}

/// What a name belongs to.
#[derive(Debug, Clone, Copy)]
enum Owner {
    /// The table of a struct.
    Table(&'static str),
    Enum,
    /// The function that reads the tenant of a root.
    Function(&'static str),
    /// An index or a constraint of a table.
    Part(QualifiedName),
}

impl<'a> Namespace<'a> {
    fn new(default: &'a str) -> Self {
        Self { default, taken: HashMap::new(), findings: Vec::new() }
    }

    fn of(
        mut self,
        schema: &Schema,
        layouts: &[PhysicalTable],
        enums: &[&EnumDef],
        roots: &[&TableDef],
    ) -> Vec<Finding> {
        let mut parts = Vec::new();
        for (table, layout) in schema.tables.iter().zip(layouts) {
            if self.take(table.schema, table.name.to_owned(), Owner::Table(table.rust_name)) {
                parts.push((table.qualified(), layout));
            }
        }
        for definition in enums {
            self.take(definition.schema, definition.name.to_owned(), Owner::Enum);
        }
        for root in roots {
            self.take(None, physical::context_function(root), Owner::Function(root.rust_name));
        }
        for (table, layout) in parts {
            for name in layout.names() {
                self.take(table.schema, name.to_owned(), Owner::Part(table));
            }
        }
        self.findings
    }

    /// Whether the name was free.
    fn take(&mut self, schema: Option<&'static str>, name: String, owner: Owner) -> bool {
        match self.taken.entry((schema.unwrap_or(self.default), name)) {
            Entry::Vacant(free) => {
                free.insert(owner);
                true
            }
            Entry::Occupied(taken) => {
                self.findings.push(taken_twice(&taken.key().1, *taken.get(), owner));
                false
            }
        }
    }
}

fn taken_twice(name: &str, first: Owner, second: Owner) -> Finding {
    let message = match (first, second) {
        (Owner::Table(one), Owner::Table(other)) => format!("two tables are called `{name}`: `{one}` and `{other}`"),
        (Owner::Enum, Owner::Enum) => format!("two different enums are called `{name}`"),
        _ => format!("the name `{name}` is taken twice: by {first} and by {second}"),
    };
    Finding { code: "S01", message, help: second.way_out().to_owned() }
}

impl Owner {
    const fn way_out(self) -> &'static str {
        match self {
            Self::Table(_) => "give one of them another `name`, or list it once",
            Self::Enum => "give one of them another name: `#[pg_enum(name = \"...\")]`",
            Self::Function(_) => "rename one of the structs",
            Self::Part(_) => "write a `name = \"...\"` into the `index(...)`, `unique(...)` or `check(...)`",
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(rust_name) => write!(f, "the table of `{rust_name}`"),
            Self::Enum => f.write_str("an enum"),
            Self::Function(rust_name) => write!(f, "the function that reads the tenant of `{rust_name}`"),
            Self::Part(table) => write!(f, "an index or a constraint of `{table}`"),
        }
    }
}

/// S02
fn closed(table: &TableDef, reference: &ReferenceDef, listed: &HashSet<QualifiedName>) -> Option<Finding> {
    let target = (reference.target)().qualified();
    (!listed.contains(&target)).then(|| Finding {
        code: "S02",
        message: format!("`{}` refers to the table `{target}`, which the schema does not list", table.rust_name),
        help: "write its struct into the list".to_owned(),
    })
}

/// K04, P04 and P05
fn reach(table: &TableDef, reference: &ReferenceDef) -> Option<Finding> {
    let (column, target) = (reference.columns.join(", "), (reference.target)());
    if reference.places.is_empty() && target.key.len() != reference.columns.len() {
        return Some(Finding {
            code: "K04",
            message: format!("`{column}` refers to `{}`, whose key has {} columns", target.name, target.key.len()),
            help: "refer to the tables that a junction joins, or write `foreign_key(a, b, references = ..)`".to_owned(),
        });
    }
    if reference.places.is_empty() && !target.key_is_unique() {
        return Some(Finding {
            code: "K01",
            message: format!(
                "`{column}` refers to `{}`, whose key is unique only together with what it is partitioned by",
                target.name
            ),
            help: format!("partition `{}` by its key or by the tenant, or refer to another table", target.rust_name),
        });
    }
    match (root_of(table), root_of(target)) {
        (None, Some(_)) => Some(Finding {
            code: "P04",
            message: format!("the global table `{}` refers to `{}`, which belongs to tenants", table.name, target.name),
            help: format!("write `tenant = ..` in the `#[table]` of `{}`, or remove `{column}`", table.rust_name),
        }),
        (Some(own), Some(other)) if own != other => Some(Finding {
            code: "P05",
            message: format!(
                "`{column}` refers to a row of another root: `{}` belongs to `{own}`, `{}` to `{other}`",
                table.name, target.name
            ),
            help: "refer to a table of the same root".to_owned(),
        }),
        _ => None,
    }
}

/// F06
fn kept(table: &TableDef, reference: &ReferenceDef) -> Option<Finding> {
    let acts = matches!(reference.on_delete, OnDelete::Cascade | OnDelete::SetNull)
        || matches!(reference.on_update, OnUpdate::Cascade | OnUpdate::SetNull);
    (table.append_only && acts).then(|| Finding {
        code: "F06",
        message: format!(
            "`{}` is append-only, but its reference `{}` deletes or changes its rows",
            table.rust_name,
            reference.columns.join(", ")
        ),
        help: "write `on_delete = restrict`, and no `on_update`".to_owned(),
    })
}

/// The name of the root's table, for the root too.
const fn root_of(table: &TableDef) -> Option<QualifiedName> {
    match table.tenancy {
        Tenancy::Root { .. } => Some(table.qualified()),
        Tenancy::Tenant { root_name, .. } => Some(root_name),
        _ => None,
    }
}
