//! What was renamed. The old schema is read under its new names, so that only the rest is a difference.

use std::borrow::Cow;
use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::child_names;
use super::error::Refusal;
use super::rename::Rename;
use super::rules::Rules;
use super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use crate::condition;
use crate::diff::Part;
use crate::model::{Child, Database, Name, SqlType, Table, Tenancy, Text};
use crate::options::Options;
use crate::physical::limited_name;
use crate::quote::{Identifier, Qualified};

/// What to do in place of a rename at once.
const TWO_NAMES: &str =
    "add `until = \"the next release\"` behind `renamed_from`: both names stay, and a trigger keeps them in step";

/// The same for a table.
const VIEW: &str = "add `until = \"the next release\"` behind `renamed_from`: a view has the old name";

/// The old schema under its new names, the steps that rename it, and the names that do not fit.
pub(super) struct Renamed<'a> {
    /// Borrowed where nothing is renamed.
    pub(super) database: Cow<'a, Database>,
    pub(super) steps: Vec<Step>,
    pub(super) refusals: Vec<Refusal>,
}

/// A renamed object that a schema has under one of both names only.
struct Pair<'a> {
    old: &'a str,
    new: &'a str,
}

pub(super) fn apply<'a>(old: &'a Database, new: &Database, options: &Options, rules: &Rules) -> Renamed<'a> {
    let mut renamed = Renamed { database: Cow::Borrowed(old), steps: Vec::new(), refusals: Vec::new() };
    let schema = options.schema_name();
    for (from, to) in &rules.tables {
        let pair = Pair { old: from, new: to };
        match (place(&renamed.database, &pair, new), new.tables.iter().find(|table| is(table, to))) {
            (Some(at), Some(table)) => {
                let is_kept = table.view().is_some_and(|view| view.to_string() == *from);
                renamed.table(schema, at, &pair, is_kept);
            }
            _ => renamed.refusals.push(Refusal::unknown_rename("table", from, to)),
        }
    }
    for (from, to) in &rules.enums {
        let there = renamed.database.enums.iter().any(|one| one.qualified().to_string() == *from);
        let free = renamed.database.enums.iter().all(|one| one.qualified().to_string() != *to);
        if there && free && new.enums.iter().any(|one| one.qualified().to_string() == *to) {
            renamed.enumeration(schema, from, to);
        } else {
            renamed.refusals.push(Refusal::unknown_rename("enum", from, to));
        }
    }
    for (name, from, to) in &rules.labels {
        let labels = renamed.database.to_mut().enums.iter_mut().filter(|one| one.qualified().to_string() == *name);
        let label = labels.flat_map(|one| &mut one.labels).find(|label| *label == from);
        match label {
            Some(label) => {
                *label = to.clone().into();
                renamed.label(schema, name, from, to);
            }
            None => renamed.refusals.push(Refusal::unknown_rename("label", from, to)),
        }
    }
    for (table, from, to) in &rules.columns {
        let at = renamed.database.tables.iter().position(|one| is(one, table));
        let fits = at.is_some_and(|at| {
            let one = &renamed.database.tables[at];
            one.column(from).is_some() && one.column(to).is_none()
        });
        let wanted =
            new.tables.iter().any(|one| is(one, table) && one.column(to).is_some() && one.column(from).is_none());
        match at.filter(|_| fits && wanted) {
            Some(at) => renamed.column(schema, at, &Pair { old: from, new: to }),
            None => renamed.refusals.push(Refusal::unknown_rename("column", from, to)),
        }
    }
    renamed.free_names(options, new);
    renamed.parts(schema, new);
    renamed
}

/// The names in the tables that differ, each with its schema and the table that has it in the new schema.
fn names_taken<'a>(old: &Database, new: &'a Database, default: &'a str) -> FxHashMap<(&'a str, &'a str), Name<'a>> {
    let before: FxHashMap<_, _> = old.tables.iter().map(|table| (table.qualified(), table)).collect();
    let mut taken = FxHashMap::default();
    for table in new.tables.iter().filter(|table| before.get(&table.qualified()) != Some(table)) {
        let names = table.relation_names().chain([table.name.as_ref()]);
        let schema = table.schema.as_deref().unwrap_or(default);
        taken.extend(names.map(|name| ((schema, name), table.qualified())));
    }
    taken
}

fn is(table: &Table, name: &str) -> bool {
    table.qualified().to_string() == name
}

/// The table with the old name, where the new one is free.
fn place(database: &Database, pair: &Pair<'_>, new: &Database) -> Option<usize> {
    let is_free = !database.tables.iter().any(|table| is(table, pair.new));
    let is_gone = !new.tables.iter().any(|table| is(table, pair.old));
    database.tables.iter().position(|table| is(table, pair.old)).filter(|_| is_free && is_gone)
}

/// `billing.invoices` in its parts.
fn parts_of(name: &str) -> (Option<&str>, &str) {
    name.split_once('.').map_or((None, name), |(schema, name)| (Some(schema), name))
}

fn written(schema: Option<&str>, name: Name<'_>) -> String {
    Qualified { schema: name.schema.or(schema), name: name.name }.to_string()
}

fn rename(title: String, sql: String, undo: String) -> Step {
    Step::new(Stage::Expand, Rank::Rename, title, sql, Undo::sql(undo)).lock(Lock::AccessExclusive)
}

/// A step that a question may be about.
fn declared(rename: Rename, sql: String, undo: String) -> Step {
    Step { rename: Some(rename.clone()), ..self::rename(rename.to_string(), sql, undo) }
}

impl Renamed<'_> {
    fn table(&mut self, schema: Option<&str>, at: usize, Pair { old, new }: &Pair<'_>, is_kept: bool) {
        let (to_schema, to) = parts_of(new);
        let database = self.database.to_mut();
        let table = &mut database.tables[at];
        let (from_schema, from) = (table.schema.clone(), table.name.clone());
        let (before, after) =
            (written(schema, table.qualified()), written(schema, Name { schema: from_schema.as_deref(), name: to }));
        let (mut sql, mut undo) = (String::new(), String::new());
        if from != to {
            sql = format!("ALTER TABLE {before} RENAME TO {};", Identifier(to));
            undo = format!("ALTER TABLE {after} RENAME TO {};", Identifier(&from));
        }
        if from_schema.as_deref() != to_schema {
            let default = schema.unwrap_or("public");
            let (old_schema, new_schema) = (from_schema.as_deref().unwrap_or(default), to_schema.unwrap_or(default));
            let moved = written(schema, Name { schema: to_schema, name: to });
            sql = format!("{sql}\nALTER TABLE {after} SET SCHEMA {};", Identifier(new_schema)).trim_start().to_owned();
            undo = format!("ALTER TABLE {moved} SET SCHEMA {};\n{undo}", Identifier(old_schema)).trim_end().to_owned();
        }
        table.name = to.to_owned().into();
        table.schema = to_schema.map(|schema| schema.to_owned().into());
        for table in &mut database.tables {
            for reference in &mut table.references {
                if reference.target == from && reference.target_schema == from_schema {
                    reference.target = to.to_owned().into();
                    reference.target_schema = to_schema.map(|schema| schema.to_owned().into());
                }
            }
            if let Tenancy::Tenant { root, root_schema, .. } = &mut table.tenancy
                && *root == from
                && *root_schema == from_schema
            {
                *root = to.to_owned().into();
                *root_schema = to_schema.map(|schema| schema.to_owned().into());
            }
        }
        let step = declared(Rename::Table((*old).to_owned(), (*new).to_owned()), sql, undo);
        self.steps.push(match is_kept {
            true => step.note("a view has the old name from the end of this transaction on"),
            false => step.hazard(Hazard::BreaksRunningVersion).instead(VIEW),
        });
    }

    fn enumeration(&mut self, schema: Option<&str>, old: &str, new: &str) {
        let ((from_schema, from), (_, to)) = (parts_of(old), parts_of(new));
        let types = [from, to].map(|name| written(schema, Name { schema: from_schema, name }));
        let database = self.database.to_mut();
        for one in &mut database.enums {
            if one.qualified().to_string() == old {
                one.name = to.to_owned().into();
            }
        }
        for column in database.tables.iter_mut().flat_map(|table| &mut table.columns) {
            rename_type(&mut column.sql_type, from_schema, from, to);
        }
        let [before, after] = types;
        let step = declared(
            Rename::Enum(old.to_owned(), new.to_owned()),
            format!("ALTER TYPE {before} RENAME TO {};", Identifier(to)),
            format!("ALTER TYPE {after} RENAME TO {};", Identifier(from)),
        );
        self.steps.push(step.lock(Lock::None).hazard(Hazard::BreaksRunningVersion));
    }

    fn label(&mut self, schema: Option<&str>, name: &str, from: &str, to: &str) {
        let (own, base) = parts_of(name);
        let name_sql = written(schema, Name { schema: own, name: base });
        let [old, new] = [from, to].map(|label| crate::quote::Literal(label).to_string());
        let step = declared(
            Rename::Label(name.to_owned(), from.to_owned(), to.to_owned()),
            format!("ALTER TYPE {name_sql} RENAME VALUE {old} TO {new};"),
            format!("ALTER TYPE {name_sql} RENAME VALUE {new} TO {old};"),
        );
        let step = step.lock(Lock::None).hazard(Hazard::BreaksRunningVersion);
        self.steps.push(step.note("sessions that have planned a statement with the old label run on; new ones fail"));
        // Conditions compare with the label as text.
        let (quoted_old, quoted_new) = (old, new);
        for table in &mut self.database.to_mut().tables {
            let holders: Vec<_> = table
                .columns
                .iter()
                .filter(|column| column.sql_type.enum_name().is_some_and(|one| one.to_string() == name))
                .map(|column| column.name.clone())
                .collect();
            let relabel = |text: &mut Text| {
                if holders.iter().any(|column| condition::reads(text, column)) {
                    *text = text.replace(&quoted_old, &quoted_new).into();
                }
            };
            table.checks.iter_mut().for_each(|check| relabel(&mut check.condition));
            for index in &mut table.indexes {
                index.predicate.iter_mut().chain(&mut index.only).for_each(relabel);
            }
            for column in &mut table.columns {
                if holders.contains(&column.name)
                    && let Some(default) = &mut column.default
                {
                    *default = default.replace(&quoted_old, &quoted_new).into();
                }
            }
        }
    }

    fn column(&mut self, schema: Option<&str>, at: usize, Pair { old, new }: &Pair<'_>) {
        let database = self.database.to_mut();
        let table = &mut database.tables[at];
        let (name, table_name) = (written(schema, table.qualified()), table.qualified().to_string());
        let target = (table.schema.clone(), table.name.clone());
        let before = table.clone();
        rename_in(table, old, new);
        let renamed = indexes_of_children(schema, &before, table);
        for table in &mut database.tables {
            let to_it = table.references.iter_mut();
            let to_it = to_it.filter(|reference| reference.target_schema == target.0 && reference.target == target.1);
            to_it.for_each(|reference| swap_all(&mut reference.target_columns, old, new));
        }
        let [from, to] = [old, new].map(|column| Identifier(column));
        let step = declared(
            Rename::Column(table_name, (*old).to_owned(), (*new).to_owned()),
            format!("ALTER TABLE {name} RENAME COLUMN {from} TO {to};"),
            format!("ALTER TABLE {name} RENAME COLUMN {to} TO {from};"),
        );
        self.steps.push(step.hazard(Hazard::BreaksRunningVersion).instead(TWO_NAMES));
        self.steps.extend(renamed);
    }

    /// Indexes and keys whose name another table takes, while they are there until the last step: they get another one first.
    fn free_names(&mut self, options: &Options, new: &Database) {
        let (schema, default) = (options.schema_name(), options.default_schema());
        let taken = names_taken(&self.database, new, default);
        let mut taken_later: Vec<(usize, String)> = Vec::new();
        for (at, table) in self.database.tables.iter().enumerate().filter(|_| !taken.is_empty()) {
            let of = table.schema.as_deref().unwrap_or(default);
            let is_taken =
                |name: &&Text| taken.get(&(of, name.as_ref())).is_some_and(|taker| *taker != table.qualified());
            let names = table.keys().map(|key| &key.name).chain(table.indexes.iter().map(|index| &index.name));
            taken_later.extend(names.filter(is_taken).map(|name| (at, name.to_string())));
        }
        for (at, name) in taken_later {
            let of = |table: &Table| {
                table.schema.as_deref().unwrap_or(default)
                    == self.database.tables[at].schema.as_deref().unwrap_or(default)
            };
            let is_free = |free: &String| {
                let mut both = self.database.tables.iter().chain(&new.tables).filter(|table| of(table));
                both.all(|table| table.name != *free && table.relation_names().all(|name| name != free))
            };
            let numbered = (0..).map(|number| match number {
                0 => limited_name(format!("{name}_old")),
                number => limited_name(format!("{name}_old{number}")),
            });
            let Some(free) = numbered.into_iter().find(is_free) else { continue };
            self.give_name(schema, at, &Pair { old: &name, new: &free });
        }
    }

    fn give_name(&mut self, schema: Option<&str>, at: usize, Pair { old, new }: &Pair<'_>) {
        let table = &mut self.database.to_mut().tables[at];
        let indexes = table.indexes.iter_mut().map(|index| &mut index.name);
        let keys = table.primary_key.iter_mut().chain(&mut table.tenant_key).map(|key| &mut key.name);
        indexes.chain(keys).for_each(|name| swap(name, old, new));
        let beside = |name: &str| written(schema, Name { schema: table.schema.as_deref(), name });
        let step = rename(
            format!("rename the index `{old}` of `{}`, whose name another table takes", table.qualified()),
            format!("ALTER INDEX {} RENAME TO {};", beside(old), Identifier(new)),
            format!("ALTER INDEX {} RENAME TO {};", beside(new), Identifier(old)),
        );
        self.steps.push(step.lock(Lock::ShareUpdateExclusive));
    }

    /// Constraints, indexes, sequences and partitions that are the same under another name: nothing that a statement names.
    fn parts(&mut self, schema: Option<&str>, new: &Database) {
        let places: FxHashMap<_, _> = new.tables.iter().map(|table| (table.qualified(), table)).collect();
        let Self { database, steps, .. } = self;
        for at in 0..database.tables.len() {
            let before = &database.tables[at];
            let Some(new) = places.get(&before.qualified()).filter(|new| before != **new) else { continue };
            let count = steps.len();
            let mut old = before.clone();
            let (name, of) = (written(schema, old.qualified()), old.qualified().to_string());
            let own_schema = old.schema.clone();
            let mut constraint = |from: &str, to: &str| {
                let [from_sql, to_sql] = [from, to].map(Identifier);
                steps.push(rename(
                    format!("rename the constraint `{from}` of `{of}` to `{to}`"),
                    format!("ALTER TABLE {name} RENAME CONSTRAINT {from_sql} TO {to_sql};"),
                    format!("ALTER TABLE {name} RENAME CONSTRAINT {to_sql} TO {from_sql};"),
                ));
            };
            for (old, new) in [(&mut old.primary_key, &new.primary_key), (&mut old.tenant_key, &new.tenant_key)] {
                if let (Some(old), Some(new)) = (old, new)
                    && old.columns == new.columns
                    && old.name != new.name
                {
                    constraint(&old.name, &new.name);
                    old.name = new.name.clone();
                }
            }
            for (from, to) in same(&old.checks, &new.checks) {
                constraint(&from, &to);
                old.checks.iter_mut().filter(|one| one.name == from).for_each(|one| one.name = to.clone());
            }
            for (from, to) in same(&old.references, &new.references) {
                constraint(&from, &to);
                old.references.iter_mut().filter(|one| one.name == from).for_each(|one| one.name = to.clone());
            }
            let pairs = same(&old.indexes, &new.indexes);
            for (from, to) in &pairs {
                let is_constraint = |index: &&mut crate::model::Index| index.name == *from;
                for index in old.indexes.iter_mut().filter(is_constraint) {
                    if index.constraint.is_some() {
                        constraint(from, to);
                    }
                    index.name = to.clone();
                }
            }
            let beside = |name: &str| written(schema, Name { schema: own_schema.as_deref(), name });
            let mut relation = |kind: &str, noun: &str, from: &str, to: &str, lock: Lock| {
                let step = rename(
                    format!("rename the {noun} `{from}` of `{of}` to `{to}`"),
                    format!("ALTER {kind} {} RENAME TO {};", beside(from), Identifier(to)),
                    format!("ALTER {kind} {} RENAME TO {};", beside(to), Identifier(from)),
                );
                steps.push(step.lock(lock));
            };
            for (from, to) in &pairs {
                if old.indexes.iter().any(|index| index.name == *to && index.constraint.is_none()) {
                    relation("INDEX", "index", from, to, Lock::ShareUpdateExclusive);
                }
            }
            let renamed = same(&old.children, &new.children);
            let with_old_children = (!renamed.is_empty()).then(|| old.clone());
            for (from, to) in renamed {
                relation("TABLE", "partition", &from, &to, Lock::AccessExclusive);
                old.children.iter_mut().filter(|one| one.name == from).for_each(|one| one.name = to.clone());
            }
            for column in &mut old.columns {
                let now = new.column(&column.name).and_then(|column| column.sequence_name.clone());
                if let (Some(from), Some(to)) = (&column.sequence_name, now)
                    && *from != to
                {
                    relation("SEQUENCE", "sequence", from, &to, Lock::None);
                    column.sequence_name = Some(to);
                }
            }
            if let Some(before) = with_old_children {
                steps.extend(indexes_of_children(schema, &before, &old));
            }
            if steps.len() > count {
                database.to_mut().tables[at] = old;
            }
        }
    }
}

/// The renames of the indexes of partitions that are called by a column or by the partition. Both tables have the same partitions and indexes, in one order.
fn indexes_of_children(schema: Option<&str>, before: &Table, now: &Table) -> Vec<Step> {
    let beside = |name: &str| written(schema, Name { schema: now.schema.as_deref(), name });
    let (old, new) = (child_names::indexes_of_children(before), child_names::indexes_of_children(now));
    let mut pairs = Vec::new();
    for ((child, old), new) in now.children.iter().zip(&old).zip(&new) {
        pairs.extend(old.iter().zip(new).filter(|(from, to)| from != to).map(|pair| (child, pair)));
    }
    let mut steps = Vec::new();
    let mut rename_to = |child: &Child, from: &str, to: &str| {
        let step = rename(
            format!("rename the index `{from}` of the partition `{}` to `{to}`", child.name),
            format!("ALTER INDEX IF EXISTS {} RENAME TO {};", beside(from), Identifier(to)),
            format!("ALTER INDEX IF EXISTS {} RENAME TO {};", beside(to), Identifier(from)),
        );
        steps.push(step.lock(Lock::ShareUpdateExclusive));
    };
    // One may get the name that another one has until then.
    let taken: HashSet<_> = pairs.iter().map(|(_, (from, _))| from.as_str()).collect();
    let (later, at_once): (Vec<_>, Vec<_>) = pairs.iter().partition(|(_, (_, to))| taken.contains(to.as_str()));
    let between = |name: &str| limited_name(format!("{name}_renamed"));
    later.iter().for_each(|(child, (from, to))| rename_to(child, from, &between(to)));
    at_once.iter().for_each(|(child, (from, to))| rename_to(child, from, to));
    later.iter().for_each(|(child, (_, to))| rename_to(child, &between(to), to));
    steps
}

/// Those of the old list that are in the new one under another name only, each once.
fn same<T: Part>(old: &[T], new: &[T]) -> Vec<(Text, Text)> {
    // Also those whose name another one takes.
    let is_kept = |one: &&T| new.iter().any(|other| other.name() == one.name() && one.differing(other).is_empty());
    let gone = old.iter().filter(|one| !is_kept(one));
    let mut left: Vec<_> = new.iter().filter(|one| old.iter().all(|other| other.name() != one.name())).collect();
    let mut pairs = Vec::new();
    for one in gone {
        if let Some(at) = left.iter().position(|other| one.differing(other).is_empty()) {
            let other = left.remove(at);
            pairs.push((one.name().into_owned().into(), other.name().into_owned().into()));
        }
    }
    pairs
}

fn rename_type(sql_type: &mut SqlType, schema: Option<&str>, from: &str, to: &str) {
    match sql_type {
        SqlType::Array(element) => rename_type(element, schema, from, to),
        SqlType::Enum { schema: own, name } if own.as_deref() == schema && name == from => {
            *name = to.to_owned().into();
        }
        _ => {}
    }
}

fn swap(text: &mut Text, old: &str, new: &str) {
    if text == old {
        *text = new.to_owned().into();
    }
}

fn swap_all(texts: &mut [Text], old: &str, new: &str) {
    texts.iter_mut().for_each(|text| swap(text, old, new));
}

/// Everything of the table that names the column.
pub(super) fn rename_in(table: &mut Table, old: &str, new: &str) {
    let sql = |text: &mut Text| {
        if condition::reads(text, old) {
            *text = condition::renamed(text, old, new).into();
        }
    };
    swap_all(&mut table.key, old, new);
    if let Tenancy::Tenant { column, .. } = &mut table.tenancy {
        swap(column, old, new);
    }
    table.search.iter_mut().for_each(|search| swap(search, old, new));
    if let Some(partition) = &mut table.partition {
        swap_all(&mut partition.columns, old, new);
        sql(&mut partition.by);
    }
    for column in &mut table.columns {
        if column.name == old {
            column.name = new.to_owned().into();
        }
        column.generated.iter_mut().for_each(sql);
    }
    table.primary_key.iter_mut().chain(&mut table.tenant_key).for_each(|key| swap_all(&mut key.columns, old, new));
    table.references.iter_mut().for_each(|reference| swap_all(&mut reference.columns, old, new));
    for index in &mut table.indexes {
        for column in &mut index.columns {
            if column.expression.is_none() {
                swap(&mut column.name, old, new);
            }
            swap_all(&mut column.reads, old, new);
            column.expression.iter_mut().for_each(sql);
        }
        swap_all(&mut index.include, old, new);
        swap_all(&mut index.for_reference, old, new);
        index.predicate.iter_mut().chain(&mut index.only).for_each(sql);
    }
    for check in &mut table.checks {
        swap_all(&mut check.columns, old, new);
        sql(&mut check.condition);
    }
    for column in table.statistics.iter_mut().flat_map(|one| &mut one.columns) {
        if column.expression.is_none() {
            swap(&mut column.name, old, new);
        }
        swap_all(&mut column.reads, old, new);
        column.expression.iter_mut().for_each(sql);
    }
    table.policies.iter_mut().flat_map(|one| one.using.iter_mut().chain(&mut one.with_check)).for_each(sql);
}
