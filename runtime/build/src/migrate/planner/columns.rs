use std::collections::HashSet;

use super::super::question::nearest;
use super::super::rename::Rename;
use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::super::types::{self, TypeChange};
use super::values::Writers;
use super::{NOT_RENAMED, Planner, UNTIL, is_of, on_column};
use crate::condition;
use crate::diff::{Difference, TableChange};
use crate::model::{Column, Sequence, Table};
use crate::quote::Identifier;

/// The columns of which other objects are created again.
#[derive(Debug, Default)]
pub(super) struct Affected {
    /// Those that are dropped and added: whatever reads them.
    pub(super) rebuilt: HashSet<String>,
    /// Those whose rows are written anew: whatever has an expression over them.
    pub(super) rewritten: HashSet<String>,
    /// All whose type changes.
    pub(super) retyped: HashSet<String>,
}

impl<'a> Planner<'a> {
    /// The columns whose type changes, of every table before any step: references are between two tables.
    pub(super) fn find_retyped(&mut self, change: &TableChange<'a>) {
        let changed = change.columns.iter().filter_map(|one| match one {
            Difference::Changed { new, members, .. } => Some((new, members)),
            _ => None,
        });
        let retyped = changed.filter(|(_, members)| members.iter().any(|one| matches!(*one, "type" | "collation")));
        let retyped: Vec<_> = retyped.map(|(new, _)| new.name.to_string()).collect();
        self.mark_retyped(change.new, retyped);
    }

    /// In a table and its partitions, which have triggers and policies of their own.
    pub(super) fn mark_retyped(&mut self, table: &Table, columns: Vec<String>) {
        let children = table.children.iter().map(|child| self.new.objects.beside(table, &child.name));
        for name in children.chain([self.new.name(table)]).collect::<Vec<_>>() {
            self.retyped.entry(name).or_default().extend(columns.iter().cloned());
        }
    }

    pub(super) fn columns(&mut self, change: &TableChange<'a>) -> Affected {
        let mut affected = self.affected(change);
        affected.retyped.extend(self.retyped.get(&self.new.name(change.new)).into_iter().flatten().cloned());
        self.ambiguous_columns(change);
        // A generated column is dropped before the columns that it reads.
        let is_read =
            |one: &&Difference<'_, Column>| !matches!(one, Difference::Removed(old) if old.generated.is_some());
        let (others, generated): (Vec<_>, Vec<_>) = change.columns.iter().partition(is_read);
        for column in generated.into_iter().chain(others) {
            match column {
                Difference::Added(new) => self.add_column(change.new, new),
                Difference::Removed(old) => self.drop_column(change.old, old),
                Difference::Changed { old, new, members } => {
                    if !affected.rebuilt.contains(new.name.as_ref()) {
                        self.alter_column(change, old, new, members);
                    }
                }
            }
        }
        for new in &change.new.columns {
            if let Some(old) = change.old.column(&new.name).filter(|_| affected.rebuilt.contains(new.name.as_ref())) {
                self.rebuild_column(change, old, new);
            }
        }
        affected
    }

    fn affected(&self, change: &TableChange<'a>) -> Affected {
        let mut affected = Affected::default();
        for column in &change.columns {
            let Difference::Changed { old, new, members } = column else { continue };
            for member in members {
                match *member {
                    "type" | "collation" if types::of(old, new) != TypeChange::Free => {
                        affected.rewritten.insert(new.name.to_string());
                    }
                    "expression" | "storage" if new.generated.is_some() => {
                        affected.rebuilt.insert(new.name.to_string());
                    }
                    _ => {}
                }
            }
        }
        let both = change.new.columns.iter().filter(|column| change.old.column(&column.name).is_some());
        for column in both.clone().filter(|column| is_of(&column.sql_type, &self.replaced)) {
            affected.rewritten.insert(column.name.to_string());
            affected.retyped.insert(column.name.to_string());
        }
        // A generated column cannot stand in the way of the columns that it reads. It reads no generated one.
        let retyped = self.retyped.get(&self.new.name(change.new));
        for column in both {
            let reads = |name: &String| column.generated.as_ref().is_some_and(|sql| condition::reads(sql, name));
            if retyped.into_iter().flatten().chain(&affected.rewritten).any(reads) {
                affected.rebuilt.insert(column.name.to_string());
            }
        }
        affected
    }

    fn ambiguous_columns(&mut self, change: &TableChange<'a>) {
        let of = change.new.qualified();
        let removed: Vec<&Column> = change
            .columns
            .iter()
            .filter_map(|one| match one {
                Difference::Removed(old) if !old.is_of_other_releases() => Some(*old),
                _ => None,
            })
            .filter(|old| !self.rules.is_dropped(&format!("{of}.{}", old.name)))
            .collect();
        let mut added: Vec<&Column> = change
            .columns
            .iter()
            .filter_map(|one| match one {
                Difference::Added(new) if !new.is_generated() && !new.is_of_other_releases() => Some(*new),
                _ => None,
            })
            .collect();
        let mut asked: Vec<&str> = Vec::new();
        added.retain(|new| {
            let until = change.new.old_name(&new.name).map(|old| old.name.as_ref());
            let stated = new.renamed_from.0.as_deref().or(until);
            let Some(stated) = stated.filter(|stated| change.old.column(stated).is_none()) else { return true };
            let names = || removed.iter().map(|old| old.name.as_ref()).filter(|name| !asked.contains(name));
            let mut alike = removed.iter().filter(|old| old.sql_type == new.sql_type).map(|old| old.name.as_ref());
            let Some(meant) = nearest(stated, names()).or_else(|| alike.find(|name| names().eq([*name]))) else {
                return true;
            };
            let rename = Rename::Column(of.to_string(), meant.to_owned(), new.name.to_string());
            let message = format!("`{of}` has no column `{stated}`, which `renamed_from` of `{}` names", new.name);
            asked.push(meant);
            self.ask(rename, message, format!("did you mean `renamed_from = \"{meant}\"`? {NOT_RENAMED}"));
            false
        });
        for old in removed.iter().filter(|old| !asked.contains(&old.name.as_ref())) {
            let Some(new) = added.iter().find(|new| new.sql_type == old.sql_type) else { continue };
            // Rows of an append-only table cannot be filled, so it has one name at a time.
            let until = if change.old.append_only || change.new.append_only { "" } else { UNTIL };
            self.ask(
                Rename::Column(of.to_string(), old.name.to_string(), new.name.to_string()),
                format!("`{of}` no longer has the column `{}` and has a new column `{}` of its type", old.name, new.name),
                format!(
                    "if it was renamed, write `#[column(renamed_from = \"{}\"{until})]`; if it was dropped, keep the field for this release with \
                     `#[column(retired = \"the reason\")]`, or call `.dropped(\"{of}.{}\")`",
                    old.name, old.name
                ),
            );
        }
    }

    fn add_column(&mut self, table: &'a Table, column: &'a Column) {
        let name = self.new.name(table);
        let of = table.qualified().to_string();
        let title = format!("add the column `{}` to `{of}`", column.name);
        let has_value = column.nullable || column.default.is_some() || column.is_generated();
        let source = self.source(table, column);
        self.used_backfills.insert((of.clone(), column.name.to_string()));
        self.refuse_two_names(table, column);
        if !has_value && source.is_none() && self.is_new_tenant(table, column) {
            return self.refuse_unfilled_tenant(table, column);
        }
        if !has_value && source.is_none() {
            return self.refuse(
                format!("`{of}` has a new column `{}` that is NOT NULL and has no default: rows that are there have no value", column.name),
                format!(
                    "make it an `Option`, give it a default, or state its value in those rows: `.backfill(\"{of}\", \"{}\", \"SQL\")`",
                    column.name
                ),
            );
        }
        if source.is_some()
            && (table.append_only || self.old.table(table.qualified()).is_some_and(|old| old.append_only))
        {
            return self.refuse_append_only(table, column);
        }
        let mut added = column.clone();
        // A trigger numbers new rows, and a later step those that are there.
        added.nullable |= source.is_some() || column.number.is_some();
        // ADD COLUMN would give the default to the rows that are there.
        let default = added.default.take_if(|_| source.is_some());
        let mut sql = format!("ALTER TABLE {name} ADD COLUMN {};", self.new.objects.column(table, &added));
        if let Some(default) = default.and(self.new.objects.default(table, column)) {
            sql.push_str(&format!(
                "\nALTER TABLE {name} ALTER COLUMN {} SET DEFAULT {default};",
                Identifier(&column.name)
            ));
        }
        if let Some(sequence) = &column.sequence_name {
            let sequence = self.new.objects.beside(table, sequence);
            sql = format!(
                "CREATE SEQUENCE {sequence} AS {};\n{sql}\nALTER SEQUENCE {sequence} OWNED BY {name}.{};",
                self.new.objects.sequence_type(column),
                Identifier(&column.name)
            );
        }
        let undo = Undo::sql(format!("ALTER TABLE {name} DROP COLUMN {};", Identifier(&column.name)));
        let step = Step::new(Stage::Expand, Rank::Column, title, sql, undo).lock(Lock::AccessExclusive);
        if column.is_virtual {
            return self.push(computed_on_read(step, column));
        }
        let is_written = column.generated.is_some()
            || column.sequence.is_some()
            || added.default.as_deref().is_some_and(is_volatile);
        self.push(if is_written {
            let step = step.rewrites().scans().hazard(Hazard::RewritesTable);
            step.note("every row gets a value of its own; a nullable column and a backfill do without the rewrite")
        } else {
            step
        });
        if let Some(source) = source {
            self.backfill(table, column, &source, true);
        }
    }

    fn alter_column(&mut self, change: &TableChange<'a>, old: &'a Column, new: &'a Column, members: &[&'static str]) {
        let (name, of) = (self.new.name(change.new), change.new.qualified().to_string());
        let written = Identifier(&new.name);
        let alter = |what: &str| format!("ALTER TABLE {name} ALTER COLUMN {written} {what};");
        let is_retyped = members.iter().any(|member| matches!(*member, "type" | "collation"));
        if is_retyped {
            self.retype(change, old, new);
        }
        // The default is set together with the type.
        let has_default = is_retyped || is_of(&new.sql_type, &self.replaced);
        for member in members {
            match *member {
                "nullability" if new.nullable => {
                    let is_key = change.old.primary_key.iter().any(|key| key.columns.contains(&new.name));
                    let (stage, rank) =
                        if is_key { (Stage::Finish, Rank::Constraint) } else { (Stage::Expand, Rank::Column) };
                    let step = Step::new(
                        stage,
                        rank,
                        format!("allow NULL in `{}` of `{of}`", new.name),
                        alter("DROP NOT NULL"),
                        Undo::sql(alter("SET NOT NULL")),
                    );
                    self.push(step.lock(Lock::AccessExclusive).note("the running version may not expect NULL"));
                }
                // What converts the values has one for NULL too.
                "nullability" if types::of(old, new) == TypeChange::Refused => {
                    self.set_not_null(change.new, new, Stage::Expand, Writers::OfNull);
                }
                "nullability" => match self.source(change.new, new) {
                    Some(_) if change.old.append_only || change.new.append_only => self.refuse(
                        format!("the rows of `{of}` are append-only, so `{}` cannot be backfilled", new.name),
                        "leave the column an `Option`",
                    ),
                    Some(source) => {
                        self.used_backfills.insert((of.clone(), new.name.to_string()));
                        self.backfill(change.new, new, &source, false);
                    }
                    None => self.set_not_null(change.new, new, Stage::Expand, Writers::OfNull),
                },
                "default" if has_default || old.sequence != new.sequence => {}
                "default" => {
                    let set = |default: Option<String>| match default {
                        Some(default) => alter(&format!("SET DEFAULT {default}")),
                        None => alter("DROP DEFAULT"),
                    };
                    let step = Step::new(
                        Stage::Expand,
                        Rank::Column,
                        format!("change the default of `{}` of `{of}`", new.name),
                        set(self.new.objects.default(change.new, new)),
                        Undo::Sql(set(self.old.objects.default(change.old, old))),
                    );
                    self.push(step.lock(Lock::AccessExclusive));
                }
                "sequence" => match (old.sequence, new.sequence) {
                    (Some(before @ (Sequence::Identity | Sequence::IdentityByDefault)),
                     Some(after @ (Sequence::Identity | Sequence::IdentityByDefault))) => {
                        let set = |one| match one {
                            Sequence::Identity => "SET GENERATED ALWAYS",
                            _ => "SET GENERATED BY DEFAULT",
                        };
                        let step = Step::new(
                            Stage::Expand,
                            Rank::Column,
                            format!("change the identity of `{}` of `{of}`", new.name),
                            alter(set(after)),
                            Undo::sql(alter(set(before))),
                        );
                        self.push(step.lock(Lock::AccessExclusive));
                    }
                    _ => self.refuse(
                        format!("what counts `{}` of `{of}` changes", new.name),
                        "add a new column that is counted, copy the values, set the sequence behind them, and drop the old column in a later release",
                    ),
                },
                "sequence type" => {
                    let Some(sequence) = new.sequence_name.as_deref().filter(|_| old.sequence == new.sequence) else {
                        continue;
                    };
                    let sequence = self.new.objects.beside(change.new, sequence);
                    let set = |sql_type: String| format!("ALTER SEQUENCE {sequence} AS {sql_type};");
                    let step = Step::new(
                        Stage::Expand,
                        Rank::Column,
                        format!("change the type of the sequence of `{}` of `{of}`", new.name),
                        set(self.new.objects.sequence_type(new)),
                        Undo::sql(set(self.old.objects.sequence_type(old))),
                    );
                    self.push(step.note("PostgreSQL refuses it while the last value does not fit the smaller type"));
                }
                "expression" if old.is_virtual => self.refuse(
                    format!("`{}` of `{of}` is no longer computed, and no value of it is stored", new.name),
                    "remove only `virtual` in this release, and `generated` in the next one: the values of a stored column stay",
                ),
                "expression" => {
                    let step = Step::new(
                        Stage::Expand,
                        Rank::DropLate,
                        format!("stop computing `{}` of `{of}`", new.name),
                        alter("DROP EXPRESSION"),
                        Undo::Impossible(format!("PostgreSQL cannot make `{of}.{}` a generated column again", new.name)),
                    );
                    self.push(step.lock(Lock::AccessExclusive).note("the values stay as they are"));
                }
                // Of another type or column; comments and triggers are compared by their text.
                "type" | "collation" | "sequence name" | "documentation" | "source" | "waivers" | "writer"
                | "trigger" | "transition" | "storage" => {}
                // Their steps are those of `numbers`.
                "numbers" => {}
                other => self.refuse(
                    format!("the {other} of `{of}.{}` changes", new.name),
                    "write this change in a migration of your own",
                ),
            }
        }
    }

    /// A generated column that is computed in another way, or from a column of another type.
    fn rebuild_column(&mut self, change: &TableChange<'a>, old: &'a Column, new: &'a Column) {
        let (name, of) = (self.new.name(change.new), change.new.qualified().to_string());
        self.recreated.insert(on_column(&name, &new.name), Stage::Expand);
        let drop = format!("ALTER TABLE {name} DROP COLUMN {};", Identifier(&new.name));
        let undo = self.old.with_attached(
            format!("ALTER TABLE {name} ADD COLUMN {};", self.old.objects.column(change.old, old)),
            &on_column(&name, &new.name),
        );
        let loses = old.generated.is_none();
        let undo = if loses {
            Undo::Impossible(format!("the values of `{of}.{}` are gone", new.name))
        } else {
            Undo::Sql(undo)
        };
        let step = Step::new(
            Stage::Expand,
            Rank::DropLate,
            format!("drop the column `{}` of `{of}`, which is computed anew", new.name),
            drop.clone(),
            undo,
        );
        let step = step.lock(Lock::AccessExclusive);
        self.push(if loses { step.hazard(Hazard::DeletesData) } else { step });
        let step = Step::new(
            Stage::Expand,
            Rank::Column,
            format!("compute the column `{}` of `{of}`", new.name),
            format!("ALTER TABLE {name} ADD COLUMN {};", self.new.objects.column(change.new, new)),
            Undo::sql(drop),
        );
        let step = step.lock(Lock::AccessExclusive);
        self.push(match new.is_virtual {
            true => computed_on_read(step, new),
            false => step.rewrites().scans().hazard(Hazard::RewritesTable),
        });
    }
}

/// No row is written for it; NOT NULL is checked in each.
fn computed_on_read(step: Step, column: &Column) -> Step {
    if column.nullable {
        return step;
    }
    step.scans().hazard(Hazard::BlocksWrites).note("every row is computed once, since the column is NOT NULL")
}

/// Whether a default may have another value in each row. A literal and the time of the transaction have not.
fn is_volatile(default: &str) -> bool {
    const STABLE: &[&str] =
        &["now()", "current_timestamp", "current_date", "localtimestamp", "transaction_timestamp()"];
    let is_literal = default.starts_with('\'') && default.matches('\'').count().is_multiple_of(2);
    let plain = default.to_ascii_lowercase();
    default.contains('(') && !is_literal && !STABLE.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_volatile;

    #[test]
    fn a_default_that_differs_by_row_is_volatile() {
        assert!(["gen_random_uuid()", "clock_timestamp()", "random() * 2"].iter().all(|sql| is_volatile(sql)));
        assert!(["now()", "'a (b)'", "0", "CURRENT_TIMESTAMP", "'{}'"].iter().all(|sql| !is_volatile(sql)));
    }
}
