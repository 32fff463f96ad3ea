//! What Citus refuses, told of the schema model.

use super::{Place, Problem};
use crate::checks::Checked;
use crate::model::{Index, OnDelete, OnUpdate, Reference, Table, Tenancy};

/// Everything that Citus would refuse, in the order of the tables.
pub(super) fn check(checked: &Checked) -> Vec<Problem> {
    let mut rules = Rules { checked, problems: Vec::new() };
    for at in 0..checked.tables().len() {
        rules.table(at);
    }
    rules.problems
}

/// Whether two rows that an index compares have the same value in a column.
pub(super) fn has(index: &Index, column: &str) -> bool {
    index.columns.iter().any(|one| {
        one.name == column && one.expression.is_none() && one.operator.as_deref().is_none_or(|operator| operator == "=")
    })
}

struct Rules<'a> {
    checked: &'a Checked,
    problems: Vec<Problem>,
}

impl Rules<'_> {
    fn add(&mut self, table: &Table, message: String, help: impl Into<String>) {
        self.problems.push(Problem { table: table.rust_name.to_string(), message, help: help.into() });
    }

    fn table(&mut self, at: usize) {
        let checked = self.checked;
        let table = &checked.tables()[at];
        let place = Place::of(checked, at);
        if let Place::By { column, .. } = place {
            self.keys(table, column);
            self.lookups(table);
        }
        self.partition(table, place);
        for (column, _) in table.numbered() {
            self.add(
                table,
                format!("`{}` is numbered by a trigger, which writes another table", column.field()),
                "number the rows in the program, or keep the table on one node",
            );
        }
        for (target, reference) in checked.references(at) {
            self.reference(at, target, reference);
        }
        if table.history {
            self.add(
                table,
                "triggers write its versions, into another table".to_owned(),
                "remove `history` from the `#[table(..)]`",
            );
        }
        for (target, reference) in checked.live_references(at) {
            let (fields, target) = (fields(table, reference), &checked.tables()[target].rust_name);
            self.add(
                table,
                format!("{fields}: a soft delete of `{target}` follows it by a trigger, which reads another table"),
                format!("`waive(live_reference = \"..\")` on {fields}, or `waive(soft_delete = \"..\")` on `{target}`"),
            );
        }
    }

    fn keys(&mut self, table: &Table, column: &str) {
        for key in table.keys().filter(|key| !key.columns.iter().any(|one| one == column)) {
            self.add(
                table,
                format!(
                    "the key `{}` does not have the column `{column}`, by which the rows are distributed",
                    key.name
                ),
                format!("a key that begins with `{column}`: leave `primary_key = ..` out"),
            );
        }
        for index in table.indexes.iter().filter(|index| (index.unique || index.exclusion) && !has(index, column)) {
            let kind = match (index.exclusion, index.without_overlaps) {
                (_, true) => "unique constraint",
                (true, false) => "exclusion constraint",
                (false, false) => "unique index",
            };
            self.add(
                table,
                format!(
                    "the {kind} `{}` does not have the column `{column}`, by which the rows are distributed",
                    index.name
                ),
                "make it unique in each tenant, without `global`, or keep the value in a global table",
            );
        }
    }

    fn lookups(&mut self, table: &Table) {
        for (index, lookup) in table.lookups() {
            let key = if lookup.queue { "queue" } else { "tenant_lookup" };
            self.add(
                table,
                format!("`{key}` on `{}` asks every node as a role that cannot log in", index.name),
                match lookup.queue {
                    true => "take the rows of one tenant at a time, without `queue`".to_owned(),
                    false => "look the tenant up in a global table, which is on every node".to_owned(),
                },
            );
        }
    }

    fn partition(&mut self, table: &Table, place: Place<'_>) {
        let Some(partition) = &table.partition else { return };
        if place == Place::Everywhere {
            let message = format!("`partition({})`: a reference table cannot be partitioned", partition.by);
            self.add(table, message, "leave `partition(..)` out, or make it a tenant table");
        } else if partition.by.starts_with("HASH") {
            let message = format!("`partition({})`: the rows are spread by the shards already", partition.by);
            self.add(table, message, "leave `partition(hash(..))` out");
        }
    }

    fn reference(&mut self, at: usize, target: usize, reference: &Reference) {
        let checked = self.checked;
        let (from, to) = (Place::of(checked, at), Place::of(checked, target));
        let (table, target) = (&checked.tables()[at], &checked.tables()[target]);
        let (fields, name) = (fields(table, reference), &target.rust_name);
        match (from, to) {
            (Place::Everywhere, Place::By { .. }) => {
                let why = match table.tenancy {
                    Tenancy::Root { .. } => {
                        "which is a reference table, since a unique index lacks its key or a global table refers to it"
                    }
                    _ => "which belongs to no tenant",
                };
                self.add(
                    table,
                    format!("{fields} refers to `{name}`, and `{}`, {why}, is on every node", table.rust_name),
                    "leave the foreign key out: a plain `Uuid` with `waive(foreign_key = \"..\")`",
                );
            }
            (Place::By { column, root }, Place::By { column: other, root: other_root }) => {
                let at = reference.columns.iter().position(|one| one == column);
                if root != other_root
                    || at.is_none()
                    || at != reference.target_columns.iter().position(|one| one == other)
                {
                    self.add(
                        table,
                        format!("{fields} refers to `{name}`, whose rows may be on another node"),
                        "refer to rows of the same tenant, by a key that begins with it",
                    );
                }
            }
            _ => {}
        }
        let Place::By { column, .. } = from else { return };
        if !reference.columns.iter().any(|one| one == column) {
            return;
        }
        if reference.on_delete == OnDelete::SetNull {
            self.add(
                table,
                format!("{fields} has `on_delete = set_null`, and its foreign key has `{column}`: Citus takes no SET NULL there, of other columns neither"),
                "write `on_delete = restrict` or `cascade`",
            );
        }
        if matches!(reference.on_update, OnUpdate::Cascade | OnUpdate::SetNull) {
            self.add(
                table,
                format!("{fields} has an `on_update`, and its foreign key has `{column}`, which never changes"),
                "leave `on_update` out",
            );
        }
    }
}

/// The fields of a reference.
fn fields(table: &Table, reference: &Reference) -> String {
    let field = |name: &str| table.column(name).map_or(name.to_owned(), |column| column.field().to_owned());
    reference.declared().iter().map(|name| format!("`{}`", field(name))).collect::<Vec<_>>().join(", ")
}
