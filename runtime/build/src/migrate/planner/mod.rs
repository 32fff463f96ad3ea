//! From the differences to the steps, table by table.

mod backfills;
mod batch;
mod columns;
mod constraints;
mod derived;
mod enums;
mod extra;
mod indexes;
mod numbers;
mod partition_names;
mod retype;
mod revisions;
mod storage;
mod tenancy;
mod transitions;
mod unforced;
mod values;
mod views;

use std::collections::HashSet;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::error::Refusal;
use super::question::Question;
use super::rename::Rename;
use super::rules::Rules;
use super::statements::{self, Statement, Subject, Text};
use super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::texts::Texts;
use super::touched::Touched;
use crate::checks::Checked;
use crate::ddl::objects::Objects;
use crate::diff::{Diff, Difference, Part as _, TableChange, TableDiff};
use crate::model::{Column, Deferrable, Index, Name, Outdated, Reference, SqlType, Table, Tenancy};
use crate::quote::Identifier;

/// What to do in place of a drop at once.
const RETIRE: &str =
    "write `#[table(retired = \"the reason\")]` on the struct in this release, and remove the struct in the next one";

/// What keeps the old name for the running version.
const UNTIL: &str = ", until = \"the next release\"";

/// What to do with a wrong `renamed_from` of what is new.
const NOT_RENAMED: &str = "Remove it, and `until` beside it, if nothing was renamed";

/// One of the two schemas.
pub(super) struct Side<'a> {
    pub(super) checked: &'a Checked,
    pub(super) objects: Objects<'a>,
    /// Those of the tables that are touched.
    pub(super) statements: Vec<Statement<'a>>,
    /// The comments and the rights of the old schema by what they are on.
    attached: FxHashMap<Text<'a>, Vec<Text<'a>>>,
    tables: FxHashMap<Name<'a>, &'a Table>,
}

/// The DDL of the two schemas; the statements of a plan are parts of it.
#[derive(Default)]
pub(super) struct Scripts {
    old: OnceLock<String>,
    new: OnceLock<String>,
    /// That of the old schema under its old names.
    original: OnceLock<String>,
}

impl<'a> Side<'a> {
    fn of(checked: &'a Checked, touched: &'a [bool], script: &'a OnceLock<String>, marked: bool) -> Self {
        let objects = Objects::with_script_of(checked, touched);
        let objects = if marked { objects.marked() } else { objects };
        let statements = statements::of(script.get_or_init(|| objects.script()));
        let tables = checked.tables().iter().map(|table| (table.qualified(), table)).collect();
        Self { checked, objects, statements, attached: FxHashMap::default(), tables }
    }

    /// Finds the comments and rights that are written again with what they are on.
    fn attach(mut self) -> Self {
        for Statement { subject, sql, .. } in &self.statements {
            if let Subject::Comment(on) | Subject::Grant { on, .. } = subject {
                self.attached.entry(on.clone()).or_default().push(sql.clone());
            }
        }
        self
    }

    /// The table as SQL names it.
    fn name(&self, table: &Table) -> String {
        self.objects.relation(table.qualified())
    }

    /// The comment and the rights on an object, on lines behind the statement that creates it.
    fn with_attached(&self, sql: String, on: &str) -> String {
        self.attached.get(on).into_iter().flatten().fold(sql, |sql, attached| format!("{sql}\n{attached};"))
    }

    /// A rename changes neither the texts of comments and functions, which name tables and columns, nor the names of functions that are called by a table.
    fn keep_texts_of(&mut self, original: &[Statement<'a>]) {
        if original.len() != self.statements.len() {
            return;
        }
        for (renamed, original) in self.statements.iter_mut().zip(original) {
            renamed.keep_text_of(original);
        }
    }

    fn table(&self, name: Name<'_>) -> Option<&'a Table> {
        self.tables.get(&name).copied()
    }
}

pub(super) struct Planner<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    touched: &'a Touched,
    pub(super) rules: &'a Rules,
    pub(super) steps: Vec<Step>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) questions: Vec<Question>,
    /// What comments are on that is created again or later, and when.
    recreated: FxHashMap<String, Stage>,
    /// What comments and rights are on that is dropped.
    gone: FxHashSet<String>,
    /// And what belongs to a new table.
    fresh: FxHashSet<String>,
    /// The partitions that another program may have made already, with triggers and policies.
    perhaps_there: HashSet<String>,
    /// The partitions that are left to another program, with their rights and policies.
    left: HashSet<String>,
    /// The columns of a table whose type changes, by the table's name in SQL.
    retyped: FxHashMap<String, HashSet<String>>,
    /// The enum types of which a label is removed.
    replaced: HashSet<(Option<String>, String)>,
    used_backfills: HashSet<(String, String)>,
    /// The tables, and their partitions, that get row security after all other steps.
    secured_last: FxHashSet<String>,
    /// What an earlier version of this crate emitted in other words.
    outdated: Vec<Outdated>,
    /// The texts that the database has, where they are known.
    texts: Option<&'a Texts>,
    /// The old schema under its old names, where something was renamed.
    original: Option<&'a Checked>,
}

impl<'a> Planner<'a> {
    /// `original` is the old schema under its old names, where something was renamed.
    pub(super) fn new(
        scripts: &'a Scripts,
        original: Option<&'a Checked>,
        [old, new]: [&'a Checked; 2],
        touched: &'a Touched,
        rules: &'a Rules,
        texts: Option<&'a Texts>,
    ) -> Self {
        let outdated = Outdated::of(old.database(), new.database());
        let marked = !outdated.is_empty();
        let (old, new) = std::thread::scope(|scope| {
            let old = scope.spawn(|| {
                let mut old = Side::of(old, &touched.old, &scripts.old, marked);
                if let Some(original) = original {
                    let script = scripts.original.get_or_init(|| {
                        let objects = Objects::with_script_of(original, &touched.old);
                        if marked { objects.marked() } else { objects }.script()
                    });
                    old.keep_texts_of(&statements::of(script));
                }
                old.attach()
            });
            let new = Side::of(new, &touched.new, &scripts.new, marked);
            (old.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), new)
        });
        Self {
            old,
            new,
            touched,
            rules,
            steps: Vec::new(),
            refusals: Vec::new(),
            questions: Vec::new(),
            recreated: FxHashMap::default(),
            gone: FxHashSet::default(),
            fresh: FxHashSet::default(),
            perhaps_there: HashSet::new(),
            left: HashSet::new(),
            retyped: FxHashMap::default(),
            replaced: HashSet::new(),
            used_backfills: HashSet::new(),
            secured_last: FxHashSet::default(),
            outdated,
            texts,
            original,
        }
    }

    pub(super) fn plan(&mut self) {
        let (old, new) = (self.old.checked, self.new.checked);
        let diff = Diff::of(old.database(), new.database());
        let (mut added, mut removed) = (FxHashSet::default(), FxHashSet::default());
        for table in &diff.tables {
            match table {
                TableDiff::Added(table) => added.insert(table.qualified()),
                TableDiff::Removed(table) => removed.insert(table.qualified()),
                TableDiff::Changed(_) => false,
            };
        }
        self.ambiguous_tables(&added, &removed);
        self.enums(&diff);
        self.domains(&diff);
        self.extras(&diff.sql, None);
        let new_tables: Vec<_> = self.new.objects.tables().filter(|table| added.contains(&table.qualified())).collect();
        let old_tables: Vec<_> =
            self.old.objects.tables().filter(|table| removed.contains(&table.qualified())).collect();
        for table in &diff.tables {
            if let TableDiff::Changed(change) = table {
                self.find_retyped(change);
                self.find_secured(change);
            }
        }
        for table in &new_tables {
            self.create_table(table);
        }
        for table in &new_tables {
            self.waiting_references(table);
        }
        // A reference is also touched by what changes in the table that it refers to.
        let changes: FxHashMap<_, _> = diff
            .tables
            .iter()
            .filter_map(|table| match table {
                TableDiff::Changed(change) => Some((change.new.qualified(), change.as_ref())),
                _ => None,
            })
            .collect();
        let touched = new.tables().iter().zip(&self.touched.new).filter(|(_, is_touched)| **is_touched);
        for (table, _) in touched {
            if let (Some(before), false) = (self.old.table(table.qualified()), added.contains(&table.qualified())) {
                self.table(before, table, changes.get(&table.qualified()).copied());
            }
        }
        for table in old_tables.into_iter().rev() {
            self.drop_table(table, &removed);
        }
        self.derived();
        self.check_backfills();
    }

    fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    fn refuse(&mut self, message: impl Into<String>, help: impl Into<String>) {
        self.refusals.push(Refusal::new(message, help));
    }

    fn ask(&mut self, rename: Rename, message: impl Into<String>, help: impl Into<String>) {
        self.questions.push(Question { refusal: Refusal::new(message, help), rename });
    }

    fn table(&mut self, old: &'a Table, new: &'a Table, change: Option<&TableChange<'a>>) {
        let none = TableChange::none(old, new);
        let change = change.unwrap_or(&none);
        let first = self.steps.len();
        self.refuse_old_name(change);
        self.storage(change);
        let affected = self.columns(change);
        self.numbers(change);
        self.checks(change, &affected);
        let before_indexes = self.steps.len();
        self.keys(change);
        self.indexes(change, &affected);
        let is_indexed = self.steps.len() > before_indexes;
        self.references(change);
        self.children(change);
        self.name_indexes(change, &affected, first, is_indexed);
        self.extras(&change.sql, Some(new));
    }

    /// A drop plus an add that could be a rename.
    fn ambiguous_tables(&mut self, added: &FxHashSet<Name<'a>>, removed: &FxHashSet<Name<'a>>) {
        let (mut gone, mut come): (Vec<_>, Vec<_>) =
            (removed.iter().copied().collect(), added.iter().copied().collect());
        gone.sort_unstable();
        come.sort_unstable();
        for old in gone {
            let name = old.to_string();
            let Some(before) = self.old.table(old).filter(|_| !self.rules.is_dropped(&name)) else { continue };
            let alike = come.iter().find(|new| self.new.table(**new).is_some_and(|new| is_alike(before, new)));
            if let Some(new) = alike {
                // A root has one name and stays, since every transaction checks its row security.
                let is_root = matches!(before.tenancy, Tenancy::Root { .. });
                let (until, retire) = match is_root {
                    true => ("", ""),
                    false => (UNTIL, "keep the struct for this release with `#[table(retired = \"the reason\")]`, or "),
                };
                let rename = Rename::Table(name.clone(), new.to_string());
                let stated = self.new.table(*new).and_then(|new| {
                    new.renamed_from.0.as_deref().map(str::to_owned).or_else(|| new.view().map(|view| view.to_string()))
                });
                if let Some(stated) = stated.filter(|stated| *stated != name) {
                    let message = format!("there is no table `{stated}`, which `renamed_from` of `{new}` names");
                    self.ask(rename, message, format!("did you mean `renamed_from = \"{name}\"`? {NOT_RENAMED}"));
                    continue;
                }
                self.ask(
                    rename,
                    format!("the table `{name}` was removed, and `{new}`, which has its columns, is new"),
                    format!(
                        "if it was renamed, write `#[table(renamed_from = \"{name}\"{until})]`; if it was dropped, {retire}call `.dropped(\"{name}\")`"
                    ),
                );
            }
        }
    }

    fn create_table(&mut self, table: &'a Table) {
        let targets = targets_of(&self.new, table);
        self.fresh.extend(targets);
        let late: HashSet<_> = table.references.iter().filter(|one| self.is_late(one)).map(|one| &one.name).collect();
        let objects = &self.new.objects;
        let mut sql = objects.create_table(table, |reference| !late.contains(&reference.name)).trim().to_owned();
        for index in table.indexes.iter().filter(|index| index.constraint.is_none()) {
            sql.push_str("\n\n");
            sql.push_str(&objects.index(table, index, Default::default()));
        }
        let name = self.new.name(table);
        let refers = table.references.iter().any(|reference| self.old.table(reference.target()).is_some());
        let step = Step::new(
            Stage::Expand,
            Rank::Table,
            format!("create the table `{}`", table.qualified()),
            sql,
            Undo::sql(format!("DROP TABLE {name};")),
        );
        let lock = if refers { Lock::ShareRowExclusive } else { Lock::None };
        let step = step.lock(lock);
        self.push(if refers { step.note("the lock is on the tables that it refers to, for a moment") } else { step });
        self.extras_of(table);
    }

    /// The references of a new table that CREATE TABLE cannot have.
    fn waiting_references(&mut self, table: &'a Table) {
        for reference in &table.references {
            let late = self.is_late(reference);
            if late || !self.new.objects.is_inside(table, reference) {
                let stage = if late { Stage::Finish } else { Stage::Expand };
                let name = self.new.name(table);
                let constraint = Identifier(&reference.name);
                let foreign_key = self.new.objects.foreign_key(table, reference);
                let add = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint}\n        {foreign_key};");
                let mut tables = vec![table];
                tables.extend(
                    self.new.table(reference.target()).filter(|one| late && one.qualified() != table.qualified()),
                );
                let step = Step::new(
                    stage,
                    Rank::Restrict,
                    format!("add the foreign key `{}`", reference.name),
                    // The table has row security by then, which hides rows from the owner.
                    if late { self.unfiltered(&tables, &add) } else { add },
                    Undo::sql(format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};")),
                );
                self.recreated.insert(on_constraint(&name, &reference.name), stage);
                self.push(step.lock(Lock::ShareRowExclusive));
            }
        }
    }

    fn drop_table(&mut self, table: &'a Table, removed: &FxHashSet<Name<'a>>) {
        self.gone.extend(targets_of(&self.old, table));
        let name = self.old.name(table);
        for reference in &table.references {
            // Of a circle of tables that are dropped, or to a key that is dropped before the table is.
            let is_of_circle = removed.contains(&reference.target()) && !self.old.objects.is_inside(table, reference);
            if is_of_circle || self.is_late(reference) {
                self.push(Step::new(
                    Stage::Finish,
                    Rank::DropReference,
                    format!("drop the foreign key `{}`", reference.name),
                    format!("ALTER TABLE {name} DROP CONSTRAINT {};", Identifier(&reference.name)),
                    Undo::Nothing,
                ));
            }
        }
        let told = table.qualified().to_string();
        let step = Step::new(
            Stage::Finish,
            Rank::DropTable,
            format!("drop the table `{told}`"),
            format!("DROP TABLE {name};"),
            Undo::Impossible(format!("the rows of `{told}` are gone")),
        );
        let step = step.lock(Lock::AccessExclusive).hazard(Hazard::DeletesData);
        let step = match table.retired() {
            _ if table.counts.is_some() => step.note("no column is numbered by it any more"),
            Some(_) => step.note("the running version has no statements of the table: it is retired"),
            None => step.hazard(Hazard::BreaksRunningVersion).instead(RETIRE),
        };
        self.push(step.loses(name, None));
    }

    /// Whether the key or unique constraint that the reference needs is created by this migration.
    fn is_late(&self, reference: &Reference) -> bool {
        let Some(now) = self.new.table(reference.target()) else { return false };
        self.old.table(reference.target()).is_some_and(|old| moves(old, now, reference))
    }
}

/// Whether the reference points at another key or unique index than before, or at one that is made again.
fn moves(old: &Table, new: &Table, reference: &Reference) -> bool {
    let is_made_again = |old: &Index, new: &Index| {
        old.differing(new)
            .iter()
            .any(|member| !matches!(*member, "documentation" | "purpose" | "look-up of the tenant"))
    };
    let by_index = |table| {
        covering_index(table, reference).filter(|index| covering(table, reference) == Some((&index.name, false)))
    };
    covering(old, reference) != covering(new, reference)
        || by_index(old).zip(by_index(new)).is_some_and(|(old, new)| is_made_again(old, new))
}

/// The name and the columns of the key or unique index that a reference points at.
fn covering<'t>(table: &'t Table, reference: &Reference) -> Option<(&'t str, bool)> {
    let key = table.keys().find(|key| key.columns == reference.target_columns).map(|key| key.name.as_ref());
    let is_primary = table.primary_key.as_ref().is_some_and(|key| Some(key.name.as_ref()) == key_name(key, reference));
    key.or_else(|| covering_index(table, reference).map(|index| index.name.as_ref())).map(|name| (name, is_primary))
}

/// The unique index that a reference may point at. No reference points at a constraint that is checked later.
fn covering_index<'t>(table: &'t Table, reference: &Reference) -> Option<&'t Index> {
    table.indexes.iter().find(|index| {
        let is_unique = if reference.period { index.without_overlaps } else { index.unique };
        let is_later = matches!(index.constraint, Some(Deferrable::Immediate | Deferrable::Deferred));
        is_unique
            && !is_later
            && index.predicate.is_none()
            && index.columns.len() == reference.target_columns.len()
            && index.columns.iter().all(|one| reference.target_columns.contains(&one.name))
    })
}

fn key_name<'t>(key: &'t crate::model::Key, reference: &Reference) -> Option<&'t str> {
    (key.columns == reference.target_columns).then_some(key.name.as_ref())
}

/// Whether one table could be the other under a new name: every declared column of the shorter one is in the other with its type.
fn is_alike(old: &Table, new: &Table) -> bool {
    fn own(table: &Table) -> Vec<&Column> {
        let is_own = |column: &&Column| {
            let usual = column.name == "id" || column.is_timestamp();
            !usual && table.tenant_column() != Some(&column.name)
        };
        table.columns.iter().filter(is_own).collect()
    }
    let (old, new) = (own(old), own(new));
    let has = |columns: &[&Column], column: &Column| {
        columns.iter().any(|one| one.name == column.name && one.sql_type == column.sql_type)
    };
    old.iter().all(|column| has(&new, column)) || new.iter().all(|column| has(&old, column))
}

fn on_column(table: &str, column: &str) -> String {
    format!("COLUMN {table}.{}", Identifier(column))
}

fn on_constraint(table: &str, name: &str) -> String {
    format!("CONSTRAINT {} ON {table}", Identifier(name))
}

/// All that comments and rights of a table are on.
fn targets_of(side: &Side<'_>, table: &Table) -> Vec<String> {
    let name = side.name(table);
    let mut targets = vec![format!("TABLE {name}"), name.clone()];
    targets.extend(table.columns.iter().map(|column| on_column(&name, &column.name)));
    let keys = table.keys().map(|key| &key.name);
    let checks = table.checks.iter().map(|check| &check.name);
    let references = table.references.iter().map(|reference| &reference.name);
    let indexes = table.indexes.iter().map(|index| &index.name);
    let constraints = keys.chain(checks).chain(references).chain(indexes.clone());
    targets.extend(constraints.map(|constraint| on_constraint(&name, constraint)));
    targets.extend(indexes.map(|index| format!("INDEX {}", side.objects.beside(table, index))));
    targets.extend(table.children.iter().map(|child| side.objects.beside(table, &child.name)));
    let sequences = table.columns.iter().filter_map(|column| column.sequence_name.as_deref());
    targets.extend(sequences.map(|sequence| format!("SEQUENCE {}", side.objects.beside(table, sequence))));
    targets
}

/// Whether the columns of the type are of that enum.
fn is_of(sql_type: &SqlType, enums: &HashSet<(Option<String>, String)>) -> bool {
    let name = sql_type.enum_name();
    name.is_some_and(|name| enums.contains(&(name.schema.map(str::to_owned), name.name.to_owned())))
}

/// The objects that both schemas have and that are the same in both.
fn unchanged<'t, T: crate::diff::Part>(all: &'t [T], differences: &[Difference<'_, T>]) -> Vec<&'t T> {
    let is_same = |one: &&T| {
        !differences.iter().any(|difference| match difference {
            Difference::Added(new) | Difference::Changed { new, .. } => new.name() == one.name(),
            Difference::Removed(_) => false,
        })
    };
    all.iter().filter(is_same).collect()
}
