use std::collections::HashSet;

use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::super::types::{self, TypeChange};
use super::{Planner, batch, is_of, on_column};
use crate::condition;
use crate::diff::{Difference, TableChange};
use crate::model::{Column, Key, Sequence, Table};
use crate::physical::generated_name;
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
        let retyped: HashSet<String> = retyped.map(|(new, _)| new.name.to_string()).collect();
        self.retyped.entry(self.new.name(change.new)).or_default().extend(retyped);
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
                    "expression" if new.generated.is_some() => {
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
        let added = |old: &Column| {
            change.columns.iter().find_map(|one| match one {
                Difference::Added(new) if new.sql_type == old.sql_type && !new.is_generated() => Some(*new),
                _ => None,
            })
        };
        for column in &change.columns {
            let Difference::Removed(old) = column else { continue };
            let of = change.new.qualified();
            if let Some(new) = added(old).filter(|_| !self.rules.is_dropped(&format!("{of}.{}", old.name))) {
                self.refuse(
                    format!("`{of}` no longer has the column `{}` and has a new column `{}` of its type", old.name, new.name),
                    format!(
                        "if it was renamed, write `#[column(renamed_from = \"{}\")]`; if not, call `.dropped(\"{of}.{}\")`",
                        old.name, old.name
                    ),
                );
            }
        }
    }

    fn add_column(&mut self, table: &'a Table, column: &'a Column) {
        let name = self.new.name(table);
        let of = table.qualified().to_string();
        let title = format!("add the column `{}` to `{of}`", column.name);
        let has_value = column.nullable || column.default.is_some() || column.is_generated();
        let backfill = self.rules.backfill(&of, &column.name);
        self.used_backfills.insert((of.clone(), column.name.to_string()));
        if !has_value && backfill.is_none() && self.is_new_tenant(table, column) {
            return self.refuse_unfilled_tenant(table, column);
        }
        if !has_value && backfill.is_none() {
            return self.refuse(
                format!("`{of}` has a new column `{}` that is NOT NULL and has no default: rows that are there have no value", column.name),
                format!(
                    "make it an `Option`, give it a default, or state its value in those rows: `.backfill(\"{of}\", \"{}\", \"SQL\")`",
                    column.name
                ),
            );
        }
        if backfill.is_some()
            && (table.append_only || self.old.table(table.qualified()).is_some_and(|old| old.append_only))
        {
            return self.refuse_append_only(table, column);
        }
        let mut added = column.clone();
        added.nullable |= backfill.is_some();
        let mut sql = format!("ALTER TABLE {name} ADD COLUMN {};", self.new.objects.column(table, &added));
        if let Some(sequence) = &column.sequence_name {
            let sequence = self.new.objects.beside(table, sequence);
            sql = format!(
                "CREATE SEQUENCE {sequence} AS {};\n{sql}\nALTER SEQUENCE {sequence} OWNED BY {name}.{};",
                self.new.objects.column_type(column),
                Identifier(&column.name)
            );
        }
        let undo = Undo::sql(format!("ALTER TABLE {name} DROP COLUMN {};", Identifier(&column.name)));
        let step = Step::new(Stage::Expand, Rank::Column, title, sql, undo).lock(Lock::AccessExclusive);
        let is_written = column.is_generated() || column.default.as_deref().is_some_and(is_volatile);
        self.push(if is_written {
            let step = step.rewrites().scans().hazard(Hazard::RewritesTable);
            step.note("every row gets a value of its own; a nullable column and a backfill do without the rewrite")
        } else {
            step
        });
        if let Some(value) = backfill {
            let value = value.to_owned();
            self.backfill(table, column, &value, true);
        }
    }

    /// A NOT NULL column is filled a second time: until new rows without a value are refused, the running version inserts some.
    fn backfill(&mut self, table: &'a Table, column: &'a Column, value: &str, is_new: bool) {
        let title = format!("fill the column `{}` of `{}` in the rows that are there", column.name, table.qualified());
        self.fill(table, column, value, title, [Stage::Fill, Stage::Backfill]);
        if !column.nullable {
            self.set_not_null(table, column, Stage::Refuse, is_new);
            let title =
                format!("fill the column `{}` of `{}` in the rows of the meantime", column.name, table.qualified());
            self.fill(table, column, value, title, [Stage::FillRest, Stage::BackfillRest]);
        }
    }

    fn fill(&mut self, table: &'a Table, column: &'a Column, value: &str, title: String, [batches, once]: [Stage; 2]) {
        let name = self.new.name(table);
        // The key that the rows have until the last steps. Of a key that the new version does not have nothing says the types.
        let before = self.old.table(table.qualified()).and_then(|old| old.primary_key.as_ref());
        let is_kept = |key: &&Key| key.columns.iter().all(|name| table.column(name).is_some());
        let key = before.filter(is_kept).map(|key| key.columns.as_slice());
        let read = self.read_by(table, value);
        let is_forced = read.iter().any(|table| self.is_forced(table));
        let lock = if is_forced { Lock::AccessExclusive } else { Lock::RowExclusive };
        let step = match key.filter(|_| !self.rules.one_transaction) {
            Some(key) => {
                let fill = batch::Fill { table, name: &name, key, column, value };
                let sql = fill.sql(&self.forced(&read), |column| self.new.objects.column_type(column));
                let step = Step::new(batches, Rank::Column, title, sql, Undo::Nothing);
                step.note(format!(
                    "{} rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on",
                    batch::ROWS
                ))
            }
            None => {
                let written = Identifier(&column.name);
                let update = format!("UPDATE {name} SET {written} = {value} WHERE {written} IS NULL;");
                let sql = self.unfiltered(&read, &update);
                let step = Step::new(once, Rank::Column, title, sql, Undo::Nothing);
                step.note(
                    "ROW EXCLUSIVE for a role that bypasses row security; every row is updated in one transaction",
                )
            }
        };
        self.push(step.lock(lock).scans());
    }

    /// In three steps, so that no lock is held while the rows are read.
    fn set_not_null(&mut self, table: &'a Table, column: &'a Column, refuse: Stage, is_new: bool) {
        let (name, written) = (self.new.name(table), Identifier(&column.name));
        let check = generated_name(&table.name, [column.name.as_ref()], "is_set");
        let check = Identifier(&check);
        let of = table.qualified();
        let add = format!("ALTER TABLE {name} ADD CONSTRAINT {check} CHECK ({written} IS NOT NULL) NOT VALID;");
        let step = Step::new(
            refuse,
            Rank::Restrict,
            format!("refuse NULL in `{}` of `{of}` in new rows", column.name),
            add.clone(),
            Undo::sql(format!("ALTER TABLE {name} DROP CONSTRAINT {check};")),
        );
        let step = step.lock(Lock::AccessExclusive);
        self.push(if is_new {
            step.hazard(Hazard::BreaksRunningVersion).note("the running version inserts rows without the column")
        } else {
            step.note("statements of the running version that write NULL fail from then on")
        });
        let rows = format!("SELECT count(*) FROM {name} WHERE {written} IS NULL;");
        let step = Step::new(
            Stage::Validate,
            Rank::Restrict,
            format!("check `{}` of `{of}` in the rows that are there", column.name),
            format!("ALTER TABLE {name} VALIDATE CONSTRAINT {check};"),
            Undo::Nothing,
        );
        self.push(step.lock(Lock::ShareUpdateExclusive).scans().note(format!("rows that are in the way: {rows}")));
        let step = Step::new(
            Stage::Finish,
            Rank::NotNull,
            format!("make `{}` of `{of}` NOT NULL", column.name),
            format!(
                "ALTER TABLE {name} ALTER COLUMN {written} SET NOT NULL;\nALTER TABLE {name} DROP CONSTRAINT {check};"
            ),
            Undo::sql(format!("ALTER TABLE {name} ALTER COLUMN {written} DROP NOT NULL;\n{add}")),
        );
        self.push(step.lock(Lock::AccessExclusive).note("the check proves it, so no row is read"));
    }

    fn drop_column(&mut self, table: &'a Table, column: &'a Column) {
        let name = self.old.name(table);
        let of = table.qualified().to_string();
        self.gone.insert(on_column(&name, &column.name));
        if let Some(sequence) = &column.sequence_name {
            self.gone.insert(format!("SEQUENCE {}", self.old.objects.beside(table, sequence)));
        }
        let is_computed = column.generated.is_some();
        let undo = match is_computed {
            true => Undo::sql(self.old.with_attached(
                format!("ALTER TABLE {name} ADD COLUMN {};", self.old.objects.column(table, column)),
                &on_column(&name, &column.name),
            )),
            false => Undo::Impossible(format!("the values of `{of}.{}` are gone", column.name)),
        };
        // A generated column cannot stand in the way of the columns that it reads.
        let retyped = self.retyped.get(&name);
        let reads = |one: &String| column.generated.as_ref().is_some_and(|sql| condition::reads(sql, one));
        let (stage, rank) = match retyped.into_iter().flatten().any(reads) {
            true => (Stage::Expand, Rank::DropLate),
            false => (Stage::Finish, Rank::DropColumn),
        };
        let step = Step::new(
            stage,
            rank,
            format!("drop the column `{}` of `{of}`", column.name),
            format!("ALTER TABLE {name} DROP COLUMN {};", Identifier(&column.name)),
            undo,
        );
        let step = step.lock(Lock::AccessExclusive).hazard(Hazard::BreaksRunningVersion);
        self.push(if is_computed { step } else { step.hazard(Hazard::DeletesData) });
        // Until then the running version and the new one insert rows side by side.
        if !column.nullable && column.default.is_none() && !column.is_generated() {
            let written = Identifier(&column.name);
            let step = Step::new(
                Stage::Expand,
                Rank::Column,
                format!("allow NULL in `{}` of `{of}`, which the new version does not insert", column.name),
                format!("ALTER TABLE {name} ALTER COLUMN {written} DROP NOT NULL;"),
                Undo::sql(format!("ALTER TABLE {name} ALTER COLUMN {written} SET NOT NULL;")),
            );
            if !table.keys().any(|key| key.columns.contains(&column.name)) {
                self.push(step.lock(Lock::AccessExclusive));
            }
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
                    self.set_not_null(change.new, new, Stage::Expand, false);
                }
                "nullability" => match self.rules.backfill(&of, &new.name).map(str::to_owned) {
                    Some(_) if change.old.append_only || change.new.append_only => self.refuse(
                        format!("the rows of `{of}` are append-only, so `{}` cannot be backfilled", new.name),
                        "leave the column an `Option`",
                    ),
                    Some(value) => {
                        self.used_backfills.insert((of.clone(), new.name.to_string()));
                        self.backfill(change.new, new, &value, false);
                    }
                    None => self.set_not_null(change.new, new, Stage::Expand, false),
                },
                "default" if is_retyped || old.sequence != new.sequence => {}
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
                "type" | "collation" | "sequence name" | "documentation" | "source" | "waivers" | "writer" => {}
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
        self.push(step.lock(Lock::AccessExclusive).rewrites().scans().hazard(Hazard::RewritesTable));
    }
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
