//! Columns that number the rows of a tenant, in tables that have rows.
//!
//! The counters begin behind the rows that are there, in the transaction that creates the trigger: from then on rows of every version have numbers. Then the rows
//! without one are numbered, tenant by tenant, in the order in which they were inserted.

use super::super::step::{Lock, Rank, Stage, Step, Undo};
use super::Planner;
use super::unforced::Unforced;
use super::values::Writers;
use crate::diff::{Difference, TableChange};
use crate::model::{Column, Name, Number, Table, Text};
use crate::quote::{Identifier, Identifiers};

impl<'a> Planner<'a> {
    /// The columns that are numbered from now on.
    pub(super) fn numbers(&mut self, change: &TableChange<'a>) {
        for column in &change.columns {
            match *column {
                Difference::Added(new) if new.number.is_some() => {
                    self.begin_numbers(change.new, new);
                    self.number_rows(change, new);
                }
                Difference::Changed { old, new, .. } if old.number != new.number => {
                    self.change_numbers(change, old, new)
                }
                _ => {}
            }
        }
    }

    fn change_numbers(&mut self, change: &TableChange<'a>, old: &'a Column, new: &'a Column) {
        let of = format!("`{}.{}`", change.new.qualified(), new.name);
        match (&old.number, &new.number) {
            (Some(before), Some(after)) if before.per != after.per => self.refuse(
                format!("the numbers of {of} are counted by other columns"),
                "add a new column with these numbers, and drop this one in a later release",
            ),
            (None, Some(_)) if old.nullable => self.refuse(
                format!("{of} may be NULL, so rows that are there have no number"),
                "give them numbers and make the column required in one migration, and add `number_per_tenant` in the next one",
            ),
            (None, Some(_)) => self.begin_numbers(change.new, new),
            _ => {}
        }
    }

    /// The last number of each tenant: that of the rows that have one, and one more for each row without.
    fn begin_numbers(&mut self, table: &'a Table, column: &'a Column) {
        let Some(number) = &column.number else { return };
        let (name, written, columns) = (self.new.name(table), Identifier(&column.name), counted_by(table, number));
        let counter = self.new.objects.beside(table, &table.counter_of(&column.name));
        let insert = format!(
            "INSERT INTO {counter} ({columns}, {written})\n    SELECT {columns}, coalesce(max({written}), 0) + count(*) FILTER (WHERE {written} IS NULL) FROM {name} GROUP BY {columns};"
        );
        let insert = self.unfiltered(&[table], &insert);
        let lock = if self.is_forced(table) { Lock::AccessExclusive } else { Lock::ShareRowExclusive };
        let step = Step::new(
            Stage::Expand,
            Rank::View,
            format!("begin the numbers of `{}.{}` behind the rows that are there", table.qualified(), column.name),
            format!("LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE;\n{insert}"),
            Undo::Nothing,
        );
        self.push(step.lock(lock).scans().note("writers wait while the rows are counted, until the trigger is there"));
    }

    fn number_rows(&mut self, change: &TableChange<'a>, column: &'a Column) {
        let table = change.new;
        if table.append_only || change.old.append_only {
            let of = table.qualified();
            return self.refuse(
                format!(
                    "the rows of `{of}` are append-only, so those that are there cannot be numbered by `{}`",
                    column.name
                ),
                "leave `append_only` out for this migration, and add it in the next one",
            );
        }
        let kept =
            change.old.primary_key.as_ref().filter(|key| key.columns.iter().all(|name| table.column(name).is_some()));
        let Some(key) = kept else {
            return self.refuse(
                format!("the rows of `{}` have no primary key to number them by", table.qualified()),
                "add a primary key in a migration before this one",
            );
        };
        let sql = Fill { table, name: &self.new.name(table), key: &key.columns, column };
        let is_batched = !self.rules.one_transaction;
        let counter = table.counter_of(&column.name);
        let counted = self.new.table(Name { schema: table.schema.as_deref(), name: &counter });
        let read: Vec<_> = [table].into_iter().chain(counted).collect();
        let counter = self.new.objects.beside(table, &counter);
        let (stage, sql) = match is_batched {
            true => (
                Stage::Fill,
                sql.by_tenant(&counter, &self.forced(&read), |column| self.new.objects.column_type(column)),
            ),
            false => (Stage::Backfill, self.unfiltered(&[table], &sql.all(""))),
        };
        let title = format!("number the rows of `{}` that are there by `{}`", table.qualified(), column.name);
        let lock = if self.is_forced(table) { Lock::AccessExclusive } else { Lock::RowExclusive };
        let step = Step::new(stage, Rank::Column, title, sql, Undo::Nothing).lock(lock).scans();
        self.push(match is_batched {
            true => step.note(
                "a tenant in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on",
            ),
            false => step
                .note("ROW EXCLUSIVE for a role that bypasses row security; every row is updated in one transaction"),
        });
        self.set_not_null(table, column, Stage::Refuse, Writers::Helped);
    }
}

fn counted_by(table: &Table, number: &Number) -> String {
    let tenant = table.leading_tenant();
    let columns: Vec<&str> = tenant.into_iter().chain(number.per.iter().map(AsRef::as_ref)).collect();
    Identifiers(&columns).to_string()
}

/// The numbers of the rows without one, which are older than those that have one.
struct Fill<'a> {
    table: &'a Table,
    name: &'a str,
    key: &'a [Text],
    column: &'a Column,
}

impl Fill<'_> {
    /// The rows of the condition.
    fn all(&self, condition: &str) -> String {
        let Self { table, name, key, column } = self;
        let written = Identifier(&column.name);
        let by = column.number.as_ref().map(|number| counted_by(table, number)).unwrap_or_default();
        let columns: Vec<&str> = key.iter().map(AsRef::as_ref).collect();
        let order: Vec<&str> = table.created_at().into_iter().chain(columns.iter().copied()).collect();
        let equal = columns.iter().map(|column| format!("row_of.{0} = numbered.{0}", Identifier(column)));
        let equal = equal.collect::<Vec<_>>().join(" AND ");
        format!(
            "UPDATE {name} AS row_of SET {written} = numbered.place\n    FROM (SELECT {keys}, row_number() OVER (PARTITION BY {by} ORDER BY {order}) AS place\n        \
             FROM {name} WHERE {written} IS NULL{condition}) AS numbered\n    WHERE row_of.{written} IS NULL AND {equal};",
            keys = Identifiers(&columns),
            order = Identifiers(&order),
        )
    }

    /// One statement that commits after each tenant, so it runs outside of a transaction. `forced` are the tables that show an owner the rows of the tenant
    /// only.
    fn by_tenant(&self, counter: &str, forced: &[String], sql_type: impl Fn(&Column) -> String) -> String {
        let Self { table, .. } = self;
        let tenant = table.leading_tenant().unwrap_or_default();
        let tenant_type = table.column(tenant).map(sql_type).unwrap_or_default();
        let tenant = Identifier(tenant);
        let Unforced { declared: bypasses, off, on } = Unforced::of(forced);
        let update = self.all(&format!(" AND {tenant} = tenants[at]"));
        let update: String = update.lines().map(|line| format!("            {line}\n")).collect();
        format!(
            "DO $peristyle$\nDECLARE\n{bypasses}    tenants {tenant_type}[];\n    at integer := 0;\nBEGIN\n    LOOP\n        \
             PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);\n{off}        \
             IF at = 0 THEN\n            SELECT array_agg(DISTINCT {tenant} ORDER BY {tenant}) INTO tenants FROM {counter};\n        ELSE\n{update}        \
             END IF;\n{on}        COMMIT;\n        EXIT WHEN at >= coalesce(cardinality(tenants), 0);\n        at := at + 1;\n    END LOOP;\nEND\n$peristyle$;",
        )
    }
}
