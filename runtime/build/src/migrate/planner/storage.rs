use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::Planner;
use crate::ddl::objects::Objects;
use crate::diff::{Difference, TableChange};
use crate::model::{StorageOption, Table, Text};
use crate::quote::{Identifier, Name};

impl<'a> Planner<'a> {
    /// What differs of the table itself.
    pub(super) fn storage(&mut self, change: &TableChange<'a>) {
        let of = change.new.qualified().to_string();
        for member in &change.members {
            match *member {
                "storage options" => self.options(change),
                "logging" => {
                    let set = |table: &Table| if table.unlogged { "SET UNLOGGED" } else { "SET LOGGED" };
                    self.altered(change, "change whether it is logged", set(change.new), set(change.old), true);
                }
                "tablespace" => {
                    let set = |space: &Option<Text>| {
                        format!("SET TABLESPACE {}", Identifier(space.as_deref().unwrap_or("pg_default")))
                    };
                    let (new, old) = (set(&change.new.tablespace), set(&change.old.tablespace));
                    self.altered(change, "move it to another tablespace", &new, &old, true);
                }
                // A comment.
                "partitions at run time" => {}
                "partitioning" => self.refuse(
                    format!("the rows of `{of}` are partitioned in another way"),
                    "create a new table with the partitions, copy the rows in batches, and drop the old one in a later release",
                ),
                // They are in columns, constraints, triggers, policies, rights and comments.
                "struct" | "documentation" | "tenancy" | "key" | "append_only" | "history" | "triggers of the history" | "table of the versions" | "row security" | "row security of a global table" | "primary key"
                | "tenant key" | "transition" | "statistics" | "policies" => {}
                other => self.refuse(
                    format!("the {other} of `{of}` changes"),
                    "write this change in a migration of your own",
                ),
            }
        }
    }

    /// The tables that have rows: a partitioned one has none itself.
    fn stored(&self, change: &TableChange<'a>) -> Vec<String> {
        let table = change.new;
        if table.partition.is_none() {
            return vec![self.new.name(table)];
        }
        let both = table.children.iter().filter(|child| change.old.children.iter().any(|old| old.name == child.name));
        both.map(|child| self.new.objects.beside(table, &child.name)).collect()
    }

    fn altered(&mut self, change: &TableChange<'a>, what: &str, new: &str, old: &str, rewrites: bool) {
        let tables = self.stored(change);
        let all = |action: &str| -> String {
            tables.iter().map(|name| format!("ALTER TABLE {name} {action};")).collect::<Vec<_>>().join("\n")
        };
        let title = format!("{what}: `{}`", change.new.qualified());
        let step = Step::new(Stage::Expand, Rank::Column, title, all(new), Undo::Sql(all(old)));
        self.push(match rewrites {
            true => step.lock(Lock::AccessExclusive).rewrites().hazard(Hazard::RewritesTable),
            false => step.lock(Lock::ShareUpdateExclusive),
        });
    }

    fn options(&mut self, change: &TableChange<'a>) {
        let (old, new) = (&change.old.options, &change.new.options);
        let action = |from: &[StorageOption], to: &[StorageOption]| {
            let reset: Vec<_> = from
                .iter()
                .filter(|option| to.iter().all(|other| other.name != option.name))
                .map(|option| Name(&option.name).to_string())
                .collect();
            let mut actions = Vec::new();
            if !reset.is_empty() {
                actions.push(format!("RESET ({})", reset.join(", ")));
            }
            if !to.is_empty() {
                actions.push(format!("SET ({})", Objects::storage(to)));
            }
            actions.join(", ")
        };
        let (forwards, backwards) = (action(old, new), action(new, old));
        self.altered(change, "change the storage options", &forwards, &backwards, false);
    }

    pub(super) fn children(&mut self, change: &TableChange<'a>) {
        let table = change.new;
        let of = table.qualified().to_string();
        if let Some(partition) = table.partition.as_ref().filter(|_| spreads_anew(change)) {
            let (old, new, columns) = (change.old.children.len(), table.children.len(), partition.columns.join(", "));
            return self.refuse(
                format!("`{of}` has {old} hash partitions and would have {new}, and PostgreSQL does not move rows between them"),
                format!(
                    "keep `partition(hash({columns}), {old})`; or declare a second table with {new} partitions, copy the rows in batches, and drop this one in a later \
                     release, as `peristyle::guide::past_one_machine` shows"
                ),
            );
        }
        for child in &change.children {
            match child {
                // Another program made it, or has it from now on.
                Difference::Added(new) if change.old.run_time_partitions.is_some() => {
                    self.perhaps_there.insert(self.new.objects.beside(table, &new.name));
                    let step = Step::new(
                        Stage::Expand,
                        Rank::Partition,
                        format!("create the partition `{}` of `{of}`, unless it is there", new.name),
                        self.new.objects.child(table, &new.name, &new.bound).replacen(
                            "CREATE TABLE ",
                            "CREATE TABLE IF NOT EXISTS ",
                            1,
                        ),
                        Undo::Nothing,
                    );
                    self.push(step.lock(Lock::AccessExclusive));
                }
                // It stays, as one of another program.
                Difference::Removed(old) if table.run_time_partitions.is_some() => {
                    self.left.insert(self.old.objects.beside(change.old, &old.name));
                }
                Difference::Added(new) => {
                    let name = self.new.objects.beside(table, &new.name);
                    self.fresh.insert(name.clone());
                    let step = Step::new(
                        Stage::Expand,
                        Rank::Partition,
                        format!("create the partition `{}` of `{of}`", new.name),
                        self.new.objects.child(table, &new.name, &new.bound),
                        Undo::sql(format!("DROP TABLE {name};")),
                    );
                    self.push(step.lock(Lock::AccessExclusive).note("a default partition is read: its rows must not belong here"));
                }
                Difference::Removed(old) => {
                    let name = self.old.objects.beside(change.old, &old.name);
                    self.gone.insert(name.clone());
                    let step = Step::new(
                        Stage::Finish,
                        Rank::DropTable,
                        format!("drop the partition `{}` of `{of}`", old.name),
                        format!("DROP TABLE {name};"),
                        Undo::Impossible(format!("the rows of the partition `{}` are gone", old.name)),
                    );
                    let step = step.lock(Lock::AccessExclusive).hazard(Hazard::DeletesData);
                    self.push(step.loses(self.old.objects.beside(change.old, &old.name), None));
                }
                Difference::Changed { new, .. } => self.refuse(
                    format!("the partition `{}` of `{of}` has other rows", new.name),
                    "detach it and attach it with the new bound in a migration of your own, and give it a new name in the struct",
                ),
            }
        }
    }
}

/// Whether the rows of a table would be in another one of its hash partitions.
fn spreads_anew(change: &TableChange<'_>) -> bool {
    let (old, new) = (change.old, change.new);
    let is_hash = |table: &Table| table.partition.as_ref().is_some_and(|partition| partition.by.starts_with("HASH "));
    is_hash(old)
        && is_hash(new)
        && old.children.len() != new.children.len()
        && !old.children.is_empty()
        && old.run_time_partitions.is_none()
        && new.run_time_partitions.is_none()
}
