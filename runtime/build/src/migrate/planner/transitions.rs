//! Columns that two releases write in different ways.

use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::super::types::{self, TypeChange};
use super::{Planner, on_column};
use crate::condition;
use crate::model::{Column, Table, Transition};
use crate::quote::Identifier;

/// What to do in place of a drop at once.
const RETIRE: &str =
    "mark the field `#[column(retired = \"the reason\")]` in this release, and remove it in the next one";

/// Where a column has its values from in the rows that are there.
pub(super) struct Source {
    /// As SQL over the columns.
    pub(super) value: String,
    /// Which rows get it.
    pub(super) missing: String,
    /// Whether a trigger does the same for rows of the running version.
    pub(super) is_kept: bool,
}

impl<'a> Planner<'a> {
    pub(super) fn source(&self, table: &Table, column: &Column) -> Option<Source> {
        let written = Identifier(&column.name);
        let other = column.new_name().or_else(|| Some(table.old_name(&column.name)?.name.as_ref()));
        if let Some(other) = other.map(Identifier) {
            let value = self.converted(table, column, &other);
            let missing = format!("record_image_ne(ROW({written}), ROW({value}))");
            return Some(Source { value, missing, is_kept: true });
        }
        let stated = self.rules.backfill(&table.qualified().to_string(), &column.name);
        let (value, is_kept) = match &column.transition {
            Some(Transition::Filled { value, .. }) => (stated.unwrap_or(value), true),
            _ => (stated?, false),
        };
        Some(Source { value: value.to_owned(), missing: format!("{written} IS NULL"), is_kept })
    }

    /// The other name of a column, in the type of this one.
    fn converted(&self, table: &Table, column: &Column, other: &Identifier<'_>) -> String {
        let same = table.column(other.0).is_none_or(|other| other.sql_type == column.sql_type);
        let bare = Column { collation: None, ..column.clone() };
        match same {
            true => other.to_string(),
            false => format!("{other}::{}", self.new.objects.column_type(&bare)),
        }
    }

    /// A type that PostgreSQL converts by a setting or not at all is converted by the program, in both directions.
    fn refuse_conversion(&mut self, table: &'a Table, column: &'a Column) {
        let Some(old) = table.old_name(&column.name).filter(|old| old.sql_type != column.sql_type) else { return };
        if types::of(old, column) == TypeChange::Refused || types::of(column, old) == TypeChange::Refused {
            let of = table.qualified();
            self.refuse(
                format!("between {} and {}, the types of `{of}.{}` and `{of}.{}`, there is no conversion that is the same on every server", old.sql_type, column.sql_type, old.name, column.name),
                "add the column with `backfill = \"the SQL of its value\", until = \"the next release\"`, and let the program write both columns",
            );
        }
    }

    /// Whether both names of a column can be there.
    pub(super) fn refuse_two_names(&mut self, table: &'a Table, column: &'a Column) {
        self.refuse_conversion(table, column);
        let of = table.qualified().to_string();
        let Some(before) = self.old.table(table.qualified()) else { return };
        let (old, new) = match (column.new_name(), table.old_name(&column.name)) {
            (Some(new), _) => (column.name.as_ref(), new),
            (None, Some(old)) => (old.name.as_ref(), column.name.as_ref()),
            (None, None) => return,
        };
        if before.column(old).is_none() && before.column(new).is_none() && column.name == new {
            return self.refuse(
                format!("`{of}` has no column `{old}`, which `{new}` is the new name of"),
                "correct `renamed_from`, or remove it together with `until`",
            );
        }
        let is_read = |one: &&Column| one.generated.as_ref().is_some_and(|sql| condition::reads(sql, new));
        if let Some(reader) = table.columns.iter().find(is_read).filter(|_| before.column(new).is_none()) {
            let message = format!(
                "`{of}.{}` is computed from `{new}`, so PostgreSQL would write the table anew for another name of it",
                reader.name
            );
            self.refuse(message, "remove `until`: the column is then renamed at once");
        }
    }

    pub(super) fn drop_column(&mut self, table: &'a Table, column: &'a Column) {
        let (name, of) = (self.old.name(table), table.qualified().to_string());
        let on = on_column(&name, &column.name);
        if let Some(sequence) = &column.sequence_name {
            self.gone.insert(format!("SEQUENCE {}", self.old.objects.beside(table, sequence)));
        }
        let written = Identifier(&column.name);
        let title = format!("drop the column `{}` of `{of}`", column.name);
        let sql = format!("ALTER TABLE {name} DROP COLUMN {written};");
        let again = |sql: String| self.old.with_attached(sql, &on);
        let (is_computed, kept) = (column.generated.is_some(), column.new_name().map(str::to_owned));
        let undo = match &kept {
            _ if is_computed => {
                Undo::sql(again(format!("ALTER TABLE {name} ADD COLUMN {};", self.old.objects.column(table, column))))
            }
            Some(new) if table.append_only || self.new.table(table.qualified()).is_some_and(|new| new.append_only) => {
                Undo::Impossible(format!(
                    "the rows of `{of}` are append-only, so `{}` cannot be filled from `{new}`",
                    column.name
                ))
            }
            Some(new) => Undo::sql(again(self.old_name_again(table, column, new))),
            None => Undo::Impossible(format!("the values of `{of}.{}` are gone", column.name)),
        };
        // A generated column cannot stand in the way of the columns that it reads.
        let retyped = self.retyped.get(&name);
        let reads = |one: &String| column.generated.as_ref().is_some_and(|sql| condition::reads(sql, one));
        let (stage, rank) = match retyped.into_iter().flatten().any(reads) {
            true => (Stage::Expand, Rank::DropLate),
            false if table.history_of.is_some() => (Stage::Finish, Rank::DropVersionColumn),
            false => (Stage::Finish, Rank::DropColumn),
        };
        self.gone.insert(on);
        let step = Step::new(stage, rank, title, sql, undo).lock(Lock::AccessExclusive);
        if let Some(new) = kept {
            return self
                .push(step.note(format!("`{new}` has the same values; no program may use the old name any more")));
        }
        let is_retired = matches!(column.transition, Some(Transition::Retired { .. }));
        let step = if is_computed { step } else { step.hazard(Hazard::DeletesData) };
        let step = match is_retired || table.retired().is_some() {
            true => step.note("the running version does not use the column: it is retired"),
            false => step.hazard(Hazard::BreaksRunningVersion).instead(RETIRE),
        };
        self.push(if is_computed { step } else { step.loses(&name, Some(written.to_string())) });
        // Until then the running version and the new one insert rows side by side.
        if !column.nullable && column.default.is_none() && !column.is_generated() {
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

    /// What undoes the drop of an old name.
    fn old_name_again(&self, table: &Table, column: &Column, new: &str) -> String {
        let (name, written) = (self.old.name(table), Identifier(&column.name));
        let bare = Column { nullable: true, default: None, ..column.clone() };
        let mut sql = format!("ALTER TABLE {name} ADD COLUMN {};", self.old.objects.column(table, &bare));
        let value = self.converted(table, column, &Identifier(new));
        let fill = format!("UPDATE {name} SET {written} = {value};");
        sql.push('\n');
        sql.push_str(&self.unfiltered(&[table], &fill));
        let mut alter = |what: String| sql.push_str(&format!("\nALTER TABLE {name} ALTER COLUMN {written} {what};"));
        if let Some(default) = self.old.objects.default(table, column) {
            alter(format!("SET DEFAULT {default}"));
        }
        if !column.nullable {
            alter("SET NOT NULL".to_owned());
        }
        sql
    }
}
