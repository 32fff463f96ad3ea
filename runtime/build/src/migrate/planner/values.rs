//! The values of columns in the rows that are there: backfills, and NOT NULL.

use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::transitions::Source;
use super::{Planner, batch};
use crate::model::{Column, Key, Table, Tenancy};
use crate::physical::generated_name;
use crate::quote::Identifier;

/// What to do in place of a column that is NOT NULL at once.
const FILL: &str = "add `backfill = \"SQL\", until = \"the next release\"` to the field: a trigger then gives the rows of the running version a value";

/// What the running version does with a column that becomes NOT NULL.
#[derive(Clone, Copy)]
pub(super) enum Writers {
    /// It does not know the column.
    OfNothing,
    /// It may write NULL.
    OfNull,
    /// A trigger replaces what it does not write.
    Helped,
}

impl<'a> Planner<'a> {
    /// Unless a trigger does it, a NOT NULL column is filled a second time: until new rows without a value are refused, the running version inserts some.
    pub(super) fn backfill(&mut self, table: &'a Table, column: &'a Column, source: &Source, is_new: bool) {
        let title = format!("fill the column `{}` of `{}` in the rows that are there", column.name, table.qualified());
        self.fill(table, column, source, title, [Stage::Fill, Stage::Backfill]);
        if column.nullable {
            return;
        }
        let writers = match is_new {
            _ if source.is_kept => Writers::Helped,
            true => Writers::OfNothing,
            false => Writers::OfNull,
        };
        self.set_not_null(table, column, Stage::Refuse, writers);
        if !source.is_kept {
            let title =
                format!("fill the column `{}` of `{}` in the rows of the meantime", column.name, table.qualified());
            self.fill(table, column, source, title, [Stage::FillRest, Stage::BackfillRest]);
        }
    }

    fn fill(
        &mut self,
        table: &'a Table,
        column: &'a Column,
        source: &Source,
        title: String,
        [batches, once]: [Stage; 2],
    ) {
        let Source { value, missing, .. } = source;
        let name = self.new.name(table);
        // The key that the rows have until the last steps. Of a key that the new version does not have nothing says the types.
        let before = self.old.table(table.qualified()).and_then(|old| old.primary_key.as_ref());
        let is_kept = |key: &&Key| key.columns.iter().all(|name| table.column(name).is_some());
        let key = before.filter(is_kept).map(|key| key.columns.as_slice());
        let mut read = self.read_by(table, value);
        // Triggers of the references of soft deletes read the rows that are referred to.
        for reference in table.references.iter().filter(|one| one.columns.contains(&column.name)) {
            let is_live = |target: &&Table| {
                target.soft_delete()
                    && !reference.ignores_soft_delete
                    && !matches!(target.tenancy, Tenancy::Root { .. })
            };
            let target = self.new.table(reference.target()).filter(is_live);
            read.extend(target.filter(|target| read.iter().all(|one| one.qualified() != target.qualified())));
        }
        let is_forced = read.iter().any(|table| self.is_forced(table));
        let lock = if is_forced { Lock::AccessExclusive } else { Lock::RowExclusive };
        let step = match key.filter(|_| !self.rules.one_transaction) {
            Some(key) => {
                let fill = batch::Fill { table, name: &name, key, column, value, missing };
                let sql = fill.sql(&self.forced(&read), |column| self.new.objects.column_type(column));
                let step = Step::new(batches, Rank::Column, title, sql, Undo::Nothing);
                step.note(format!(
                    "{} rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on",
                    batch::ROWS
                ))
            }
            None => {
                let written = Identifier(&column.name);
                let update = format!("UPDATE {name} SET {written} = {value} WHERE {missing};");
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
    pub(super) fn set_not_null(&mut self, table: &'a Table, column: &'a Column, refuse: Stage, writers: Writers) {
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
        self.push(match writers {
            Writers::OfNothing => {
                let step = step.hazard(Hazard::BreaksRunningVersion);
                step.note("the running version inserts rows without the column").instead(FILL)
            }
            Writers::OfNull => step.note("statements of the running version that write NULL fail from then on"),
            Writers::Helped => step.note("a trigger gives the rows of the running version a value"),
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
}
