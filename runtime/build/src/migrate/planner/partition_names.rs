//! The names of the indexes of partitions, which PostgreSQL chooses: two over the same columns have a number by the order of their creation.

use super::super::renames::{has_numbers, indexes_of_child};
use super::super::step::{Lock, Rank, Stage, Step, Undo};
use super::{Planner, Side};
use crate::diff::TableChange;
use crate::model::Table;
use crate::quote::Literal;

impl<'a> Planner<'a> {
    /// Whether the names that PostgreSQL chooses depend on the order of the steps: then all of them are corrected at the end.
    pub(super) fn are_named_last(&self, new: &Table) -> bool {
        let Some(old) = self.old.table(new.qualified()) else { return false };
        let has_new = new.children.iter().any(|child| old.children.iter().all(|before| before.name != child.name));
        let counts = |table: &Table| table.children.iter().any(|child| has_numbers(table, &child.name));
        has_new || counts(old) || counts(new)
    }

    /// Gives the indexes of the partitions the names that they have in a new database. `first` is the place of the first step of the table;
    /// `is_indexed` is whether a step creates or drops an index.
    pub(super) fn name_indexes(&mut self, change: &TableChange<'a>, first: usize, is_indexed: bool) {
        let (old, new) = (change.old, change.new);
        if old.partition.is_none() || new.partition.is_none() || !self.are_named_last(new) {
            return;
        }
        if !is_indexed && names(old, new) == names(new, old) {
            return;
        }
        let forwards = correction(&self.new, new, |_| true);
        let backwards = correction(&self.old, old, |name| new.children.iter().any(|child| child.name == name));
        // The earliest step of the table is undone last.
        let steps = self.steps.iter_mut().skip(first).filter(|_| is_indexed);
        let undo = match steps.min_by_key(|step| (step.stage, step.rank)) {
            Some(step) => {
                step.undo = match std::mem::replace(&mut step.undo, Undo::Nothing) {
                    Undo::Sql(sql) => Undo::Sql(format!("{sql}\n{backwards}")),
                    Undo::Nothing => Undo::Sql(backwards),
                    impossible => impossible,
                };
                Undo::Nothing
            }
            None => Undo::Sql(backwards),
        };
        let title = format!("name the indexes of the partitions of `{}`", new.qualified());
        let step = Step::new(Stage::Finish, Rank::TakeName, title, forwards, undo).lock(Lock::ShareUpdateExclusive);
        self.push(step.note("PostgreSQL has numbered them in the order of their creation"));
    }
}

/// The names of the indexes that both have, in the partitions that both have.
fn names<'t>(of: &'t Table, other: &Table) -> Vec<(&'t str, &'t str, String)> {
    let mut names = Vec::new();
    for child in of.children.iter().filter(|child| other.children.iter().any(|one| one.name == child.name)) {
        for (index, name) in wanted(of, &child.name) {
            if wanted(other, &child.name).iter().any(|(one, _)| *one == index) {
                names.push((child.name.as_ref(), index, name));
            }
        }
    }
    names.sort_unstable();
    names
}

/// Each index of the table with the name of its part in a partition.
fn wanted<'t>(table: &'t Table, child: &str) -> Vec<(&'t str, String)> {
    let keys = table.keys().map(|key| key.name.as_ref());
    let all = keys.chain(table.indexes.iter().map(|index| index.name.as_ref()));
    all.zip(indexes_of_child(table, child)).collect()
}

/// Two may have each other's name, so all that are wrong get another one first.
fn correction(side: &Side<'_>, table: &Table, is_there: impl Fn(&str) -> bool) -> String {
    let name = |name: &str| Literal(&side.objects.beside(table, name)).to_string();
    let children = table.children.iter().filter(|child| is_there(&child.name));
    let rows: Vec<_> = children
        .flat_map(|child| wanted(table, &child.name).into_iter().map(move |(index, wanted)| (child, index, wanted)))
        .map(|(child, index, wanted)| {
            format!(
                "                ({}::regclass, {}::regclass, {})",
                name(index),
                name(&child.name),
                Literal(&wanted)
            )
        })
        .collect();
    format!(
        "DO $peristyle$
DECLARE
    one record;
BEGIN
    FOR pass IN 1..2 LOOP
        FOR one IN SELECT part.oid, nspname, relname, wanted FROM (VALUES
{}
            ) AS names (whole, partition, wanted)
            JOIN pg_inherits ON inhparent = whole
            JOIN pg_index ON indexrelid = inhrelid AND indrelid = partition
            JOIN pg_class part ON part.oid = indexrelid AND relname <> wanted
            JOIN pg_namespace space ON space.oid = relnamespace
        LOOP
            EXECUTE format('ALTER INDEX %I.%I RENAME TO %I', one.nspname, one.relname,
                CASE pass WHEN 1 THEN 'peristyle_' || one.oid ELSE one.wanted END);
        END LOOP;
    END LOOP;
END
$peristyle$;",
        rows.join(",\n")
    )
}
