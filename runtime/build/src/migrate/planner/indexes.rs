use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::super::child_names::indexes_of_children;
use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::columns::Affected;
use super::{Planner, Side, unchanged};
use crate::condition;
use crate::ddl::objects::Build;
use crate::diff::{Difference, TableChange};
use crate::model::{Index, Table};
use crate::physical::limited_name;
use crate::quote::Identifier;

/// What an index is called until it takes the place of another.
pub(super) fn temporary(name: &str) -> String {
    limited_name(format!("{name}_new"))
}

/// The query that finds what is in the way of a unique index.
pub(super) fn duplicates(side: &Side<'_>, table: &Table, index: &Index) -> String {
    let columns: Vec<_> = index
        .columns
        .iter()
        .map(|column| column.expression.as_deref().map_or_else(|| Identifier(&column.name).to_string(), str::to_owned))
        .collect();
    let (columns, only) = (columns.join(", "), index.predicate.as_ref().map(|sql| format!(" WHERE {sql}")));
    let only = only.unwrap_or_default();
    format!(
        "rows that are in the way: SELECT {columns}, count(*) FROM {}{only} GROUP BY {columns} HAVING count(*) > 1;",
        side.name(table)
    )
}

/// The query that finds what is in the way of a unique constraint without overlaps: rows whose periods overlap, and empty periods. A row has its place in one
/// partition only.
pub(super) fn overlaps(side: &Side<'_>, table: &Table, index: &Index) -> String {
    let Some((period, equal)) = index.columns.split_last() else { return String::new() };
    let (name, period) = (side.name(table), Identifier(&period.name));
    let equal: String = equal.iter().map(|column| format!("a.{0} = b.{0} AND ", Identifier(&column.name))).collect();
    format!(
        "rows that are in the way: SELECT a.*, b.* FROM {name} a JOIN {name} b ON {equal}a.{period} && b.{period} \
         AND (a.tableoid, a.ctid) < (b.tableoid, b.ctid); and SELECT * FROM {name} WHERE isempty({period});"
    )
}

impl<'a> Planner<'a> {
    pub(super) fn indexes(&mut self, change: &TableChange<'a>, affected: &Affected) {
        let is_affected = |index: &Index| {
            let rebuilt = |column: &String| {
                index.columns.iter().any(|one| one.columns().any(|name| name == column))
                    || index.include.iter().any(|name| name == column)
            };
            let in_sql = |column: &String| {
                let predicate = index.predicate.iter().any(|sql| condition::reads(sql, column));
                let mut expressions = index.columns.iter().filter_map(|one| one.expression.as_ref());
                predicate || expressions.any(|sql| condition::reads(sql, column))
            };
            affected.rebuilt.iter().any(|column| rebuilt(column) || in_sql(column))
                || affected.rewritten.iter().any(in_sql)
        };
        for index in &change.indexes {
            match index {
                Difference::Added(new) if is_affected(new) => self.create_at_once(change.new, new),
                Difference::Added(new) if new.constraint.is_some() => self.add_constraint(change.new, new),
                Difference::Added(new) => self.build(change.new, new),
                Difference::Removed(old) if is_affected(old) => self.drop_at_once(change.old, old),
                Difference::Removed(old) if old.constraint.is_some() => self.drop_constraint(change.old, old),
                Difference::Removed(old) => self.drop_index(change.old, old),
                Difference::Changed { old, new, .. } if is_affected(old) || is_affected(new) => {
                    self.drop_at_once(change.old, old);
                    self.create_at_once(change.new, new);
                }
                Difference::Changed { old, new, members } => {
                    // What it is for is a comment.
                    if members
                        .iter()
                        .all(|member| matches!(*member, "documentation" | "purpose" | "look-up of the tenant"))
                    {
                        continue;
                    }
                    match (old.constraint.is_some(), new.constraint.is_some()) {
                        (false, false) if change.new.partition.is_none() && !self.rules.one_transaction => {
                            self.swap(change, old, new);
                        }
                        _ => {
                            match old.constraint {
                                Some(_) => self.drop_constraint(change.old, old),
                                None => self.drop_before(change.old, old),
                            }
                            match new.constraint {
                                Some(_) => self.add_constraint(change.new, new),
                                None => self.create_later(change.new, new),
                            }
                        }
                    }
                }
            }
        }
        for index in unchanged(&change.new.indexes, &change.indexes).into_iter().filter(|index| is_affected(index)) {
            self.drop_at_once(change.old, index);
            self.create_at_once(change.new, index);
        }
    }

    fn on_index(&self, side: &Side<'_>, table: &Table, index: &Index) -> String {
        match index.constraint {
            Some(_) => super::on_constraint(&side.name(table), &index.name),
            None => format!("INDEX {}", side.objects.beside(table, &index.name)),
        }
    }

    /// CREATE or ADD CONSTRAINT, and what undoes it.
    fn whole(side: &Side<'_>, table: &Table, index: &Index) -> (String, String) {
        let (name, own) = (side.name(table), Identifier(&index.name));
        match index.constraint {
            Some(_) => (
                format!("ALTER TABLE {name} ADD CONSTRAINT {own} {};", side.objects.constraint(index)),
                format!("ALTER TABLE {name} DROP CONSTRAINT {own};"),
            ),
            None => (
                side.objects.index(table, index, Build::default()),
                format!("DROP INDEX {};", side.objects.beside(table, &index.name)),
            ),
        }
    }

    /// While a column is rewritten anyway.
    fn create_at_once(&mut self, table: &'a Table, index: &Index) {
        self.create(table, index, Stage::Expand);
    }

    fn create_later(&mut self, table: &'a Table, index: &Index) {
        self.create(table, index, Stage::Finish);
    }

    fn create(&mut self, table: &'a Table, index: &Index, stage: Stage) {
        let (create, drop) = Self::whole(&self.new, table, index);
        self.recreated.insert(self.on_index(&self.new, table, index), stage);
        let title = format!("create the index `{}` of `{}`", index.name, table.qualified());
        // What has the name until then is dropped first.
        let rank = if stage == Stage::Finish { Rank::TakeName } else { Rank::Index };
        let step = Step::new(stage, rank, title, create, Undo::Sql(drop));
        self.push(step.lock(Lock::Share).scans().hazard(Hazard::BlocksWrites));
    }

    fn drop_at_once(&mut self, table: &'a Table, index: &Index) {
        self.dropped(table, index, Stage::Expand, Rank::Loosen);
    }

    fn drop_before(&mut self, table: &'a Table, index: &Index) {
        self.dropped(table, index, Stage::Finish, Rank::DropLate);
    }

    fn drop_index(&mut self, table: &'a Table, index: &Index) {
        self.dropped(table, index, Stage::Finish, Rank::DropIndex);
    }

    fn dropped(&mut self, table: &'a Table, index: &Index, stage: Stage, rank: Rank) {
        let (create, drop) = Self::whole(&self.old, table, index);
        let on = self.on_index(&self.old, table, index);
        let undo = Undo::Sql(self.old.with_attached(create, &on));
        self.gone.insert(on);
        let title = format!("drop the index `{}` of `{}`", index.name, table.qualified());
        let step = Step::new(stage, rank, title, drop, undo).lock(Lock::AccessExclusive);
        self.push(if index.unique {
            step.note("ON CONFLICT of the running version may name its columns")
        } else {
            step
        });
    }

    /// While rows are written.
    fn build(&mut self, table: &'a Table, index: &'a Index) {
        if self.rules.one_transaction {
            return self.create(table, index, Stage::Expand);
        }
        if table.partition.is_some() {
            // Nobody knows the partitions that other programs made. PostgreSQL attaches an index of the same form that a partition has.
            let is_unknown = |table: &Table| table.run_time_partitions.is_some();
            if is_unknown(table) || self.old.table(table.qualified()).is_some_and(is_unknown) {
                return self.create(table, index, Stage::Finish);
            }
            return self.build_by_partition(table, index);
        }
        let beside = self.new.objects.beside(table, &index.name);
        self.recreated.insert(format!("INDEX {beside}"), Stage::Finish);
        let build = Build { concurrently: true, ..Build::default() };
        let step = Step::new(
            Stage::Build,
            Rank::Index,
            format!("build the index `{}` of `{}`", index.name, table.qualified()),
            self.new.objects.index(table, index, build),
            Undo::sql(format!("DROP INDEX CONCURRENTLY {beside};")),
        );
        self.push(self.built(step, table, index));
    }

    fn built(&self, step: Step, table: &Table, index: &Index) -> Step {
        let step = step.lock(Lock::ShareUpdateExclusive).scans();
        let note = "if it fails, drop the invalid index that it leaves before it is run again";
        step.note(if index.unique {
            format!("{note}; {}", duplicates(&self.new, table, index))
        } else {
            note.to_owned()
        })
    }

    /// PostgreSQL builds no index of a partitioned table CONCURRENTLY: each partition has its own, which is attached.
    fn build_by_partition(&mut self, table: &'a Table, index: &'a Index) {
        let beside = self.new.objects.beside(table, &index.name);
        self.recreated.insert(format!("INDEX {beside}"), Stage::Finish);
        let of = table.qualified();
        let drop = format!("DROP INDEX IF EXISTS {beside};");
        let only = Build { only: true, ..Build::default() };
        let step = Step::new(
            Stage::Expand,
            Rank::Column,
            format!("create the index `{}` of `{of}` without its partitions", index.name),
            self.new.objects.index(table, index, only),
            Undo::sql(drop.clone()),
        );
        self.push(step.lock(Lock::Share));
        // Partitions that this migration adds are created after the index, so they have it. Those that it drops have it until then, or it is never valid.
        let children = self.old.table(table.qualified()).map_or(&[][..], |old| &old.children);
        let place = table.indexes.iter().position(|one| one.name == index.name).unwrap_or_default();
        let mut attach = Vec::new();
        let is_named_last = self.are_named_last(table);
        let before = self.old.table(table.qualified());
        let taken: HashSet<_> = before.into_iter().flat_map(indexes_of_children).flatten().collect();
        let names = table.children.iter().zip(indexes_of_children(table));
        let mut names: FxHashMap<_, _> = names
            .map(|(child, mut names)| (child.name.as_ref(), names.swap_remove(table.keys().count() + place)))
            .collect();
        for child in children {
            let wanted = names.remove(child.name.as_ref());
            let is_kept = wanted.is_some();
            let wanted = wanted.unwrap_or_else(|| format!("{}_{}", child.name, index.name));
            // The index that has the name now is dropped later, or gets another one. An index of a new partition may get any name until all are named.
            let is_taken = taken.contains(&wanted);
            let own = if is_taken || is_named_last || !is_kept { temporary(&wanted) } else { wanted.clone() };
            let own_beside = self.new.objects.beside(table, &own);
            if is_taken && is_kept && !is_named_last {
                let step = Step::new(
                    Stage::Finish,
                    Rank::TakeName,
                    format!("give the index `{wanted}` of the partition `{}` its name", child.name),
                    format!("ALTER INDEX {own_beside} RENAME TO {};", Identifier(&wanted)),
                    Undo::sql(format!(
                        "ALTER INDEX {} RENAME TO {};",
                        self.new.objects.beside(table, &wanted),
                        Identifier(&own)
                    )),
                );
                self.push(step.lock(Lock::ShareUpdateExclusive));
            }
            let build = Build { concurrently: true, name: Some(&own), child: Some(&child.name), ..Build::default() };
            let step = Step::new(
                Stage::Build,
                Rank::Index,
                format!("build the index `{own}` of the partition `{}`", child.name),
                self.new.objects.index(table, index, build),
                Undo::sql(format!("DROP INDEX CONCURRENTLY IF EXISTS {own_beside};")),
            );
            self.push(self.built(step, table, index));
            attach.push(format!("ALTER INDEX {beside} ATTACH PARTITION {own_beside};"));
        }
        if !attach.is_empty() {
            let step = Step::new(
                Stage::Finish,
                Rank::Index,
                format!("attach the indexes of the partitions to `{}`", index.name),
                attach.join("\n"),
                Undo::Sql(drop),
            );
            self.push(step.lock(Lock::ShareUpdateExclusive).note("the index is valid when all of them are attached"));
        }
    }

    /// The new index is built beside the old one and takes its name.
    fn swap(&mut self, change: &TableChange<'a>, old: &Index, new: &'a Index) {
        let table = change.new;
        let name = temporary(&new.name);
        let beside = self.new.objects.beside(table, &name);
        let own = self.new.objects.beside(table, &new.name);
        let build = Build { concurrently: true, name: Some(&name), ..Build::default() };
        let step = Step::new(
            Stage::Build,
            Rank::Index,
            format!("build the index `{}` of `{}` anew", new.name, table.qualified()),
            self.new.objects.index(table, new, build),
            Undo::sql(format!("DROP INDEX CONCURRENTLY {beside};")),
        );
        self.push(self.built(step, table, new));
        let on = format!("INDEX {own}");
        let (create, _) = Self::whole(&self.old, change.old, old);
        let create = self.old.with_attached(create, &on);
        self.recreated.insert(on, Stage::Finish);
        let step = Step::new(
            Stage::Finish,
            Rank::Swap,
            format!("put the new index `{}` of `{}` in the place of the old one", new.name, table.qualified()),
            format!("DROP INDEX {own};\nALTER INDEX {beside} RENAME TO {};", Identifier(&new.name)),
            Undo::sql(format!("ALTER INDEX {own} RENAME TO {};\n{create}", Identifier(&name))),
        );
        self.push(step.lock(Lock::AccessExclusive));
    }
}
