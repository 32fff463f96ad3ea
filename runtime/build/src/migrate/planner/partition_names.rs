//! The names of the indexes of partitions, which PostgreSQL chooses: two over the same columns have a number by the order of their creation.

use std::collections::HashSet;

use super::super::child_names::{has_numbers, indexes_of_children};
use super::super::step::{Lock, Rank, Stage, Step, Undo};
use super::columns::Affected;
use super::{Planner, Side, is_of};
use crate::diff::TableChange;
use crate::model::{Child, Index, Table};
use crate::quote::Literal;

impl<'a> Planner<'a> {
    /// Whether the names that PostgreSQL chooses depend on the order of the steps: then all of them are corrected at the end.
    pub(super) fn are_named_last(&self, new: &Table) -> bool {
        let Some(old) = self.old.table(new.qualified()) else { return false };
        let has_new = new.children.iter().any(|child| old.children.iter().all(|before| before.name != child.name));
        has_new || has_numbers(old) || has_numbers(new)
    }

    /// Gives the indexes of the partitions the names that they have in a new database. `first` is the place of the first step of the table;
    /// `is_indexed` is whether a step creates or drops an index.
    pub(super) fn name_indexes(
        &mut self,
        change: &TableChange<'a>,
        affected: &Affected,
        first: usize,
        is_indexed: bool,
    ) {
        let (old, new) = (change.old, change.new);
        if old.partition.is_none() || new.partition.is_none() || !self.are_named_last(new) {
            return;
        }
        // ALTER COLUMN TYPE creates the indexes of the column again.
        let is_retyped = |index: &Index| affected.retyped.iter().any(|column| index.reads(column));
        let is_renumbered = is_indexed || old.indexes.iter().any(is_retyped);
        // A partition gets its indexes in the order in which the table got them, which is another one than in a new database. One of another program
        // may have any names.
        let is_new = |child: &Child| old.children.iter().all(|before| before.name != child.name);
        let may_differ = old.run_time_partitions.is_some() || has_numbers(new);
        let has_new = may_differ && new.children.iter().any(is_new);
        let is_renamed = names(old, new) != names(new, old);
        if !is_renumbered && !has_new && !is_renamed {
            return;
        }
        let stays = |name: &str| new.run_time_partitions.is_some() || new.children.iter().any(|one| one.name == name);
        let forwards = correction(&self.new, new, |_| true);
        let mut backwards = correction(&self.old, old, stays).filter(|_| is_renumbered || is_renamed);
        // The earliest step of the table is undone last. Enum types are replaced before the steps of any table.
        let is_of_replaced = old.columns.iter().any(|column| is_of(&column.sql_type, &self.replaced));
        let steps = self.steps.iter_mut().enumerate();
        let steps = steps.filter(|(at, step)| *at >= first || is_of_replaced && step.rank == Rank::Retype);
        let steps = steps.map(|(_, step)| step);
        if let Some(step) = steps.min_by_key(|step| (step.stage, step.rank)) {
            step.undo = match (std::mem::replace(&mut step.undo, Undo::Nothing), backwards.take()) {
                (Undo::Sql(sql), Some(backwards)) => Undo::Sql(format!("{sql}\n{backwards}")),
                (Undo::Nothing, Some(backwards)) => Undo::Sql(backwards),
                (undo, _) => undo,
            };
        }
        let Some(forwards) = forwards else { return };
        let title = format!("name the indexes of the partitions of `{}`", new.qualified());
        let undo = backwards.map_or(Undo::Nothing, Undo::Sql);
        let step = Step::new(Stage::Finish, Rank::TakeName, title, forwards, undo).lock(Lock::ShareUpdateExclusive);
        self.push(step.note("PostgreSQL has numbered them in the order of their creation"));
    }
}

/// The names of the indexes that both have, in the partitions that both have.
fn names<'t>(of: &'t Table, other: &Table) -> HashSet<(&'t str, &'t str, String)> {
    let children: HashSet<_> = other.children.iter().map(|child| child.name.as_ref()).collect();
    let indexes: HashSet<_> = indexes(other).collect();
    wanted(of).filter(|(child, index, _)| children.contains(child) && indexes.contains(index)).collect()
}

/// What has a part in each partition: the keys, then the indexes.
fn indexes(table: &Table) -> impl Iterator<Item = &str> {
    let keys = table.keys().map(|key| key.name.as_ref());
    keys.chain(table.indexes.iter().map(|index| index.name.as_ref()))
}

/// Each partition with each index of the table, and the name of its part.
fn wanted(table: &Table) -> impl Iterator<Item = (&str, &str, String)> {
    let children = table.children.iter().zip(indexes_of_children(table));
    children.flat_map(move |(child, names)| {
        indexes(table).zip(names).map(|(index, name)| (child.name.as_ref(), index, name))
    })
}

/// Two may have each other's name, so all that are wrong get another one first. Nothing where no partition is known.
fn correction(side: &Side<'_>, table: &Table, is_there: impl Fn(&str) -> bool) -> Option<String> {
    let name = |name: &str| Literal(&side.objects.beside(table, name)).to_string();
    let rows: Vec<_> = wanted(table)
        .filter(|(child, ..)| is_there(child))
        .map(|(child, index, wanted)| {
            format!("                ({}::regclass, {}::regclass, {})", name(index), name(child), Literal(&wanted))
        })
        .collect();
    (!rows.is_empty()).then(|| {
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
    })
}
