//! What an import says at its end.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::plan::{self, Plan, detail, list};
use crate::catalog::{Address, Catalog, Kind};
use crate::drift::{Difference, What};

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Imported {
    /// The files, below the folder.
    pub files: Vec<PathBuf>,
    /// The number of tables in the database.
    pub tables: usize,
    /// Whether the compiler took the crate and its DDL was compared with the database.
    pub checked: bool,
    /// The number of tables that attributes and waivers state, without SQL.
    pub exact: usize,
    /// The other tables: SQL in `schema!` states the rest of them, or the differences list it.
    pub inexact: Vec<String>,
    /// The waivers of each rule, with the number of tables.
    pub waivers: BTreeMap<String, usize>,
    /// What the structs do not state and `schema!` keeps as SQL; what was not checked leaves it out.
    pub as_sql: Vec<String>,
    /// What the compiler refused, with its message: it is stated by another type, or as SQL.
    pub refused: Vec<String>,
    /// What the DDL of the crate makes unlike the database: `expected` is the database, and `mend` changes the DDL.
    pub differences: Vec<Difference>,
    /// What a person decides next.
    pub proposals: Vec<String>,
}

/// The number of tables of which everything is stated, and the names of the others.
pub(super) fn exact(plan: &Plan<'_>, differences: &[Difference]) -> (usize, Vec<String>) {
    let differs = |table: &&plan::Table<'_>| {
        let is_of = |one: &Difference| {
            one.schema == table.schema && one.table.as_deref() == Some(table.name) && !is_beside(one.kind)
        };
        table.skipped || differences.iter().any(is_of)
    };
    let tables = plan.tables.iter().filter(|table| !table.is_of_versions);
    let (others, exact): (Vec<_>, Vec<_>) = tables.partition(differs);
    (exact.len(), others.iter().map(|table| format!("{}.{}", table.schema, table.name)).collect())
}

/// What is no part of the shape of a table.
const fn is_beside(kind: Kind) -> bool {
    matches!(kind, Kind::Trigger | Kind::Rule)
}

/// The objects that no struct is for and that `schema!` does not have as SQL.
pub(super) fn beside(catalog: &Catalog, given: &Catalog, plan: &Plan<'_>) -> Vec<String> {
    use Kind::{Aggregate, ForeignTable, Function, MaterializedView, Partition, Procedure, Rule, Trigger, View};

    let kinds = [ForeignTable, View, MaterializedView, Rule, Trigger];
    let is_kept = |one: &Address| {
        let name = format!("{} {}.{}", one.kind, one.schema, one.name);
        plan.before.iter().chain(&plan.after).any(|(kept, _)| *kept == name)
    };
    let tables: HashSet<_> = plan.tables.iter().map(|table| (table.schema, table.name)).collect();
    let is_beside = |address: &&Address| {
        let is_it = match address.kind {
            Function | Procedure | Aggregate => !is_kept(address),
            // Those of a table are parts of it.
            Partition => !tables.contains(&(address.schema.as_str(), address.table.as_deref().unwrap_or_default())),
            kind => kinds.contains(&kind),
        };
        is_it && given.get(address).is_none()
    };
    let named = |Address { kind, schema, table, name }: &Address| match table {
        Some(table) if table != name => format!("{kind} `{name}` of `{schema}.{table}`"),
        _ => format!("{kind} `{schema}.{name}`"),
    };
    catalog.objects().map(|(address, _)| address).filter(is_beside).map(named).collect()
}

pub(super) fn name(difference: &Difference) -> String {
    let Difference { kind, schema, table, name, what, facts, .. } = difference;
    let of = match table {
        Some(table) if table != name => format!("{kind} `{name}` of `{schema}.{table}`"),
        _ => format!("{kind} `{schema}.{name}`"),
    };
    match what {
        What::Missing => of,
        What::Unexpected => format!("without the {of} that `#[table]` adds"),
        What::Different => {
            format!("{of}: {}", facts.iter().map(|fact| fact.fact.as_str()).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The columns by which most tables refer to another one, the most frequent first.
pub(super) fn referring(plan: &Plan<'_>) -> Vec<String> {
    let mut counts: Vec<_> = counts(plan).into_iter().map(|((_, _, column), count)| (count, column)).collect();
    counts.sort_by_key(|(count, _)| Reverse(*count));
    // A column of one name may refer to several tables.
    let mut seen = HashSet::new();
    counts.retain(|(_, column)| seen.insert(*column));
    counts.into_iter().take(3).map(|(_, column)| column.to_owned()).collect()
}

/// The foreign keys of one column that is never NULL, as schema, table and column, with the number of tables that have it.
fn counts<'a>(plan: &Plan<'a>) -> BTreeMap<(&'a str, &'a str, &'a str), usize> {
    let mut counts = BTreeMap::<(&str, &str, &str), usize>::new();
    for table in &plan.tables {
        for (_, one) in table.references() {
            let columns = list(one, "columns");
            let [column] = columns.as_slice() else { continue };
            let is_required = table.columns.iter().any(|one| one.name == *column && one.object.is("not_null"));
            if is_required && detail(one, "target") != table.name {
                *counts.entry((detail(one, "target_schema"), detail(one, "target"), column)).or_default() += 1;
            }
        }
    }
    counts
}

/// The tenant, by counting: the table that most others refer to by one column that is never NULL.
pub(super) fn proposals(plan: &Plan<'_>, tenant: Option<&str>) -> Vec<String> {
    let counts = counts(plan);
    let most = counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count >= 3 && *count * 3 >= plan.tables.len());
    let mut lines: Vec<_> = plan.tables.iter().flat_map(hidden).collect();
    lines.extend(tenant.into_iter().flat_map(|column| without_tenant(plan, column)));
    let Some(((schema, table, column), count)) = most.filter(|_| tenant.is_none()) else { return lines };
    lines.push(format!(
        "`{column}` refers to `{schema}.{table}` in {count} of {} tables and is never NULL: if that is the tenant, import with `--tenant {column}`",
        plan.tables.len()
    ));
    lines
}

/// The tables that stay global, since some of their rows may have no tenant. Shared rows in a tenant table are no way: a policy with OR reads all rows, and a
/// foreign key with a NULL in it is not checked.
fn without_tenant(plan: &Plan<'_>, tenant: &str) -> Vec<String> {
    let root =
        plan.tables.iter().find(|table| table.tenancy == plan::Tenancy::Root).map(|root| root.rust_name.as_str());
    let nullable = plan.tables.iter().filter(|table| {
        let is_it = |column: &plan::Column<'_>| column.name == tenant && !column.object.is("not_null");
        !table.skipped && table.tenancy == plan::Tenancy::Global && table.columns.iter().any(is_it)
    });
    let line = |table: &plan::Table<'_>| {
        format!(
            "`{0}.{tenant}` may be NULL, so `{0}` stays global: nobody would see such a row, and its foreign keys would not be checked. Move rows that all \
             tenants share to a global table; to give the others their tenant, `adopt {0} --tenant {1}` lists what it takes",
            table.name,
            root.unwrap_or("ROOT"),
        )
    };
    nullable.map(line).collect()
}

/// The columns that no field states and that an INSERT has to set.
fn hidden(table: &plan::Table<'_>) -> Vec<String> {
    let is_set = |column: &&plan::Column<'_>| {
        ["default", "identity", "generated"].iter().any(|fact| column.object.facts.contains_key(*fact))
    };
    let is_hidden = |column: &&plan::Column<'_>| table.left_out.contains(&plan::Part::Column(column.name.to_owned()));
    let hidden =
        table.columns.iter().filter(|column| is_hidden(column) && column.object.is("not_null") && !is_set(column));
    let line = |column: &plan::Column<'_>| {
        format!(
            "no struct states `{}.{}`, which is NOT NULL without a default: give it one before `{}` inserts rows",
            table.name, column.name, table.rust_name
        )
    };
    hidden.map(line).collect()
}

/// A number with its noun.
fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// For a person.
impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, tables, checked, exact, inexact, waivers, as_sql, refused, differences, proposals } = self;
        if *checked {
            write!(
                f,
                "{} in {}; attributes and waivers state {exact} of them",
                counted(*tables, "table"),
                counted(files.len(), "file")
            )?;
            if !inexact.is_empty() {
                let names: Vec<_> = inexact.iter().map(|name| format!("`{name}`")).collect();
                write!(f, ", and not all of {}", names.join(", "))?;
            }
            writeln!(f)?;
        } else {
            writeln!(f, "{} in {}; not checked", counted(*tables, "table"), counted(files.len(), "file"))?;
        }
        if !waivers.is_empty() {
            writeln!(f, "waivers, each with a reason to write:")?;
        }
        for (name, count) in waivers {
            writeln!(f, "    {name} on {}", counted(*count, "table"))?;
        }
        if !as_sql.is_empty() && !checked {
            writeln!(f, "left out, since structs do not state it:")?;
        } else if !as_sql.is_empty() {
            writeln!(f, "as SQL in `schema!`, since structs do not state it:")?;
        }
        for line in as_sql {
            writeln!(f, "    {line}")?;
        }
        if !refused.is_empty() {
            writeln!(f, "refused by the compiler, so that another type or SQL states it:")?;
        }
        for line in refused {
            writeln!(f, "    {line}")?;
        }
        if !differences.is_empty() {
            writeln!(f, "the DDL of the crate differs from the database:")?;
        }
        for difference in differences {
            writeln!(f, "    {}", name(difference))?;
        }
        for line in proposals {
            writeln!(f, "proposal: {line}")?;
        }
        Ok(())
    }
}
