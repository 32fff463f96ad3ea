//! The distribution of a schema by [Citus](https://www.citusdata.com): `citus.sql`, which is run once behind `schema.sql`, on the coordinator.
//!
//! Keys, unique indexes and foreign keys of tenant tables begin with the tenant, so the rows of a tenant fit on one node. The file distributes each tenant
//! table by its tenant column, colocated with the others of its root, and replicates the global tables (`create_reference_table`), in an order in which every
//! table comes behind those that it refers to. A root is distributed by its key. It is a reference table where Citus would refuse that: where a unique index
//! does not have the key, such as `unique(subdomain)`, or a global table refers to the root.
//!
//! What Citus refuses is refused here, offline: [`Emit::citus`](crate::Emit::citus) is an error that names the fields.
//!
//! | Citus | what it means for the structs |
//! |---|---|
//! | a key, a unique index or an exclusion constraint has the distribution column | no `primary_key = "id"` and no `global` in `unique(..)` |
//! | a foreign key is between colocated tables, with the distribution column at the same place, or to a reference table | no global table refers to a tenant table |
//! | no `SET NULL` and no `ON UPDATE` action on a foreign key with the distribution column, `SET NULL (column)` included | `on_delete = restrict` or `cascade` between tenant tables |
//! | a policy has no sub-select | the file writes `organization_id = current_organization_id()`, which Citus sends to the nodes |
//! | `SET LOCAL` reaches the nodes with `citus.propagate_set_commands = 'local'` only | the file refuses to run without it: no node would know the tenant |
//! | triggers need `citus.enable_unsafe_triggers` on every node | the file checks it. The triggers of `updated_at` and `append_only` read no table |
//! | a trigger on a shard runs no query that needs another node | no soft delete follows a foreign key: `waive(live_reference = "..")` (F07) |
//! | a node is asked as the current role, which must be able to log in | no `tenant_lookup` and no `queue` on a distributed table |
//! | a distributed table is partitioned by range or list, a reference table is not | no `partition(hash(..))`: the shards take its place |
//!
//! This is what the sources and the documentation of Citus 11 to 13 say. The test that loads the file runs where the extension is installed; the rules are
//! tested everywhere. Your own SQL is not read: a policy with a sub-select in `sql_after` is refused by the server.
//!
//! ```
//! use peristyle::Schema;
//! use peristyle_build::{Checked, citus};
//!
//! let checked = Checked::of(&Schema::new(&[], &[]))?;
//! assert!(citus::script(&checked)?.contains("citus.propagate_set_commands"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod rules;

use std::error::Error;
use std::fmt::{self, Write};

use crate::checks::Checked;
use crate::ddl::objects::Objects;
use crate::model::{Reference, Table, Tenancy};
use crate::quote::{Identifier, Literal};

/// Why a schema cannot be distributed: everything that Citus would refuse, in the order of the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitusError {
    problems: Vec<Problem>,
}

/// Something that Citus refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The name of the struct.
    pub table: String,
    /// What is refused.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl CitusError {
    /// Returns what Citus refuses.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for CitusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Citus cannot distribute the tables")?;
        for Problem { table, message, help } in &self.problems {
            write!(f, "\n    `{table}`: {message}\n      = help: {help}")?;
        }
        Ok(())
    }
}

impl Error for CitusError {}

/// Where the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<'a> {
    /// On every node.
    Everywhere,
    /// By this column on one of the nodes, with the rows of the same tenant of this root.
    By { column: &'a str, root: usize },
}

impl<'a> Place<'a> {
    fn of(checked: &'a Checked, at: usize) -> Self {
        let table = &checked.tables()[at];
        let (Some(column), Some(root)) = (table.tenant_column(), checked.root_of(at)) else { return Self::Everywhere };
        match table.tenancy {
            Tenancy::Root { .. } if is_replicated(checked, at, column) => Self::Everywhere,
            _ => Self::By { column, root },
        }
    }
}

/// Whether a root is a reference table: it has a unique index without its key, or a global table refers to it.
fn is_replicated(checked: &Checked, root: usize, key: &str) -> bool {
    let table = &checked.tables()[root];
    let lacks_key = table.indexes.iter().any(|index| (index.unique || index.exclusion) && !rules::has(index, key));
    let is_global = |from: &usize| matches!(checked.tables()[*from].tenancy, Tenancy::Global);
    let refers = |from: usize| checked.references(from).any(|(target, _)| target == root);
    lacks_key || (0..checked.tables().len()).filter(is_global).any(refers)
}

/// Returns `citus.sql`.
///
/// # Errors
///
/// Citus would refuse a table: [`CitusError`] has all reasons.
pub fn script(checked: &Checked) -> Result<String, CitusError> {
    let problems = rules::check(checked);
    if problems.is_empty() { Ok(written(checked)) } else { Err(CitusError { problems }) }
}

const HEAD: &str = "\
-- Written by peristyle from the tables of the program: change them there, not here.
-- It is run once, on the coordinator, as the owner of the tables and behind schema.sql. All of it happens or nothing.

BEGIN;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus') THEN
        RAISE EXCEPTION 'this database does not have the extension citus'
            USING HINT = 'On every node: CREATE EXTENSION citus';
    ELSIF current_setting('citus.propagate_set_commands') <> 'local' THEN
        RAISE EXCEPTION 'citus.propagate_set_commands is not ''local'': the nodes would not know the tenant of a transaction'
            USING HINT = 'On every node: ALTER SYSTEM SET citus.propagate_set_commands = ''local''; SELECT pg_reload_conf()';
    ELSIF NOT current_setting('citus.enable_unsafe_triggers')::boolean THEN
        RAISE EXCEPTION 'citus.enable_unsafe_triggers is off, and the tables have triggers'
            USING HINT = 'On every node: ALTER SYSTEM SET citus.enable_unsafe_triggers = on; SELECT pg_reload_conf()';
    END IF;
END
$$;

-- A table that refers to a reference table is distributed over one connection for each node.
SET LOCAL citus.multi_shard_modify_mode = 'sequential';
";

/// A forced policy filters the rows that a new foreign key is checked with, and raises an error without a tenant.
const SETTINGS: &str = "
-- Their rows kept these foreign keys until this transaction, which nobody else writes beside: what is checked under row security need not be all of them.
";

fn written(checked: &Checked) -> String {
    let objects = Objects::of(checked);
    let order = checked.load_order();
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, table)| places[*table] = at);
    // A reference to a table that is distributed later waits for it.
    let waits = |table: usize| {
        let later = checked.references(table).filter(|(target, _)| comes_later(checked, &places, table, *target));
        later.map(|(_, reference)| reference).collect::<Vec<&Reference>>()
    };
    let mut text = HEAD.to_owned();
    functions(&mut text, checked, &objects);
    for table in &order {
        policies(&mut text, checked, &objects, *table);
        append_only(&mut text, &objects, &checked.tables()[*table]);
    }
    for table in &order {
        for reference in waits(*table) {
            let name = objects.relation(checked.tables()[*table].qualified());
            let _ = writeln!(text, "\nALTER TABLE {name} DROP CONSTRAINT {};", Identifier(&reference.name));
        }
    }
    let mut first = vec![None; checked.tables().len()];
    let of = |place: &usize| (Place::of(checked, *place) != Place::Everywhere, places[*place]);
    let mut in_order = order.clone();
    in_order.sort_by_key(of);
    for at in in_order {
        let name = objects.relation(checked.tables()[at].qualified());
        let table = Literal(&name);
        match Place::of(checked, at) {
            Place::Everywhere => {
                let _ = writeln!(text, "\nSELECT create_reference_table({table});");
            }
            Place::By { column, root } => {
                let with = first[root].clone().unwrap_or_else(|| "none".to_owned());
                let (column, with) = (Literal(column), Literal(&with));
                let _ =
                    writeln!(text, "\nSELECT create_distributed_table({table}, {column}, colocate_with => {with});");
                first[root].get_or_insert(name);
            }
        }
    }
    if order.iter().any(|at| !waits(*at).is_empty()) {
        text.push_str(SETTINGS);
        for root in checked.tables() {
            if let Tenancy::Root { setting, .. } = &root.tenancy {
                let _ = writeln!(text, "SET LOCAL {setting} = '00000000-0000-0000-0000-000000000000';");
            }
        }
    }
    for at in &order {
        let table = &checked.tables()[*at];
        for reference in waits(*at) {
            let (name, foreign_key) = (objects.relation(table.qualified()), objects.foreign_key(table, reference));
            let _ =
                writeln!(text, "\nALTER TABLE {name} ADD CONSTRAINT {} {foreign_key};", Identifier(&reference.name));
        }
    }
    text.push_str("\nCOMMIT;\n");
    text
}

/// Reference tables are first, so that a foreign key to one never waits.
fn comes_later(checked: &Checked, places: &[usize], from: usize, to: usize) -> bool {
    let place = |table: usize| (Place::of(checked, table) != Place::Everywhere, places[table]);
    from != to && place(to) > place(from)
}

/// The functions that the policies call: each node evaluates them.
fn functions(text: &mut String, checked: &Checked, objects: &Objects<'_>) {
    for table in checked.tables() {
        if let Tenancy::Root { function, .. } = &table.tenancy {
            let call = format!("{}()", objects.function(function));
            let _ = writeln!(text, "\nSELECT create_distributed_function({});", Literal(&call));
        }
    }
}

/// The policies without a sub-select, of the table and of its partitions.
fn policies(text: &mut String, checked: &Checked, objects: &Objects<'_>, at: usize) {
    let table = &checked.tables()[at];
    let root = checked.root_of(at).map(|root| &checked.tables()[root].tenancy);
    let (Some(column), Some(Tenancy::Root { function, .. }), false) =
        (table.tenant_column(), root, table.without_row_security)
    else {
        return;
    };
    let condition = format!("({} = {}())", Identifier(column), objects.function(function));
    let children = table.children.iter().map(|child| objects.beside(table, &child.name));
    for name in [objects.relation(table.qualified())].into_iter().chain(children) {
        let _ = writeln!(
            text,
            "\nALTER POLICY tenant_isolation ON {name}\n    USING {condition}\n    WITH CHECK {condition};"
        );
    }
}

/// The trigger of an append-only table is one of TRUNCATE too, and Citus creates no such trigger on shards.
fn append_only(text: &mut String, objects: &Objects<'_>, table: &Table) {
    if table.append_only && table.partition.is_none() {
        text.push('\n');
        text.push_str(&objects.refuse_rows(table));
    }
}
