//! Row security, and tables that become tenant tables.
//!
//! A table that gets a tenant column is filled, its key and the references to it are widened, and row security comes after all of that, in a file of its own: until
//! then a backfill and the check of a reference see every row without a stronger lock.

use super::Planner;
use crate::condition;
use crate::diff::TableChange;
use crate::model::{Column, GlobalRowSecurity, Table, Tenancy};

impl<'a> Planner<'a> {
    /// The tables that get row security, which they did not have.
    pub(super) fn find_secured(&mut self, change: &TableChange<'a>) {
        let (old, new) = (change.old, change.new);
        if is_secured(new) && (old.tenancy == Tenancy::Global || !is_secured(old)) {
            let children = new.children.iter().map(|child| self.new.objects.beside(new, &child.name));
            self.secured_last.extend(children.chain([self.new.name(new)]).collect::<Vec<_>>());
        }
    }

    /// The column that says whose rows they are, of a table whose rows are nobody's yet.
    pub(super) fn is_new_tenant(&self, table: &Table, column: &Column) -> bool {
        let before = self.old.table(table.qualified());
        table.leading_tenant() == Some(&column.name) && before.is_some_and(|old| old.leading_tenant().is_none())
    }

    pub(super) fn refuse_unfilled_tenant(&mut self, table: &Table, column: &Column) {
        let of = table.qualified();
        self.refuse(
            format!("`{of}` becomes a tenant table, and the rows that are there have no `{}`", column.name),
            format!(
                "state whose rows they are, as SQL over their columns or a sub-select: `.backfill(\"{of}\", \"{}\", \"SQL\")`",
                column.name
            ),
        );
    }

    pub(super) fn refuse_append_only(&mut self, table: &Table, column: &Column) {
        let help = match self.is_new_tenant(table, column) {
            true => "leave `append_only` out for this migration, and add it in the next one",
            false => "make the column an `Option`, or give it a default",
        };
        let of = table.qualified();
        self.refuse(format!("the rows of `{of}` are append-only, so `{}` cannot be backfilled", column.name), help);
    }

    /// Whether rows of the table are only seen by the tenant's policy, the owner included, while the other steps run: a policy that goes is dropped
    /// first, one that comes is created last.
    pub(super) fn is_forced(&self, table: &Table) -> bool {
        let (old, new) = (self.old.table(table.qualified()), self.new.table(table.qualified()));
        (old.is_some() || new.is_some()) && old.into_iter().chain(new).all(is_filtered)
    }

    /// The tables whose rows a value in the rows of a table is computed from, and the table itself.
    pub(super) fn read_by(&self, table: &'a Table, value: &str) -> Vec<&'a Table> {
        let others = self.new.checked.tables().iter().filter(|other| other.qualified() != table.qualified());
        let read =
            others.filter(|other| self.old.table(other.qualified()).is_some() && condition::reads(value, &other.name));
        [table].into_iter().chain(read).collect()
    }

    /// The tables and partitions of which only rows of the tenant are seen.
    pub(super) fn forced(&self, tables: &[&Table]) -> Vec<String> {
        let mut forced = Vec::new();
        for table in tables.iter().filter(|table| self.is_forced(table)) {
            forced.push(self.new.name(table));
            if !is_secured(table) {
                continue;
            }
            // Also those that are dropped later.
            let old = self.old.table(table.qualified()).map_or(&[][..], |old| &old.children);
            let gone = old.iter().filter(|child| table.children.iter().all(|new| new.name != child.name));
            let children = table.children.iter().chain(gone);
            forced.extend(children.map(|child| self.new.objects.beside(table, &child.name)));
        }
        forced
    }

    /// Statements that must see the rows of all tenants.
    pub(super) fn unfiltered(&self, tables: &[&Table], body: &str) -> String {
        let forced = self.forced(tables);
        if forced.is_empty() {
            return body.to_owned();
        }
        let all = |word: &str| -> String {
            forced.iter().map(|name| format!("        ALTER TABLE {name} {word}FORCE ROW LEVEL SECURITY;\n")).collect()
        };
        let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
        format!(
            "DO $peristyle$\nDECLARE\n    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);\nBEGIN\n    \
             IF NOT bypasses THEN\n{}    END IF;\n{body}    IF NOT bypasses THEN\n{}    END IF;\nEND\n$peristyle$;",
            all("NO "),
            all("")
        )
    }
}

/// Whether an owner sees some rows only: those of the tenant, or those that a policy of the user allows.
fn is_filtered(table: &Table) -> bool {
    is_secured(table) || table.global_row_security == GlobalRowSecurity::Forced
}

fn is_secured(table: &Table) -> bool {
    table.tenant_column().is_some() && !table.without_row_security
}
