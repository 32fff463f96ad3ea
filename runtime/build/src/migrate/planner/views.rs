//! The views that have the old names of tables. PostgreSQL refuses most changes of a column that a view reads, so a view is dropped first and created last.

use rustc_hash::FxHashMap;

use super::super::statements::{Statement, Subject};
use super::super::step::{Rank, Stage, Step, Undo};
use super::{Planner, is_of};
use crate::diff::TableChange;

impl<'a> Planner<'a> {
    pub(super) fn views(
        &mut self,
        removed: &[&Statement<'_>],
        before: &FxHashMap<&Subject<'_>, &Statement<'_>>,
        new: &[Statement<'_>],
    ) {
        for one in removed {
            if let Subject::View { name, .. } = &one.subject {
                self.drop_view(name, one, "no program may use the old name any more");
                self.gone.extend([name.to_string(), format!("VIEW {name}")]);
            }
        }
        for one in new {
            let Subject::View { name, table } = &one.subject else { continue };
            match before.get(&one.subject) {
                Some(old) if old.sql == one.sql && !self.is_rebuilt(table) && !self.is_outdated(one) => {}
                Some(old) => {
                    self.drop_view(name, old, "its columns change");
                    self.recreated.extend([name.to_string(), format!("VIEW {name}")].map(|on| (on, Stage::Expand)));
                    self.create_view(name, one);
                }
                None => self.create_view(name, one),
            }
        }
    }

    fn create_view(&mut self, name: &str, one: &Statement<'_>) {
        let title = format!("create the view {name}, the old name");
        let undo = Undo::sql(format!("DROP VIEW {name};"));
        self.push(Step::new(Stage::Expand, Rank::View, title, format!("{};", one.sql), undo));
    }

    /// Before everything else, so that the way back creates it when everything else is as it was.
    fn drop_view(&mut self, name: &str, one: &Statement<'_>, note: &str) {
        let create = self.old.with_attached(format!("{};", one.sql), &format!("VIEW {name}"));
        let undo = Undo::Sql(self.old.with_attached(create, name));
        let title = format!("drop the view {name}, the old name");
        self.push(Step::new(Stage::Expand, Rank::Schema, title, format!("DROP VIEW {name};"), undo).note(note));
    }

    /// Whether a column of the table is created again or has another type.
    fn is_rebuilt(&self, table: &str) -> bool {
        let columns = format!("COLUMN {table}.");
        let found = self.new.checked.tables().iter().find(|one| self.new.name(one) == table);
        self.retyped.get(table).is_some_and(|columns| !columns.is_empty())
            || self.recreated.keys().any(|on| on.starts_with(&columns))
            || found.is_some_and(|one| one.columns.iter().any(|column| is_of(&column.sql_type, &self.replaced)))
    }

    /// A table that is not renamed has no old name.
    pub(super) fn refuse_old_name(&mut self, change: &TableChange<'a>) {
        let Some(view) = change.new.view().filter(|view| change.old.view() != Some(*view)) else { return };
        let (name, old) = (change.new.qualified().to_string(), view.to_string());
        if !self.rules.tables.contains(&(old.clone(), name.clone())) {
            self.refuse(
                format!("there is no table `{old}`, which `{name}` is the new name of"),
                "correct `renamed_from`, or remove it together with `until`",
            );
        }
    }
}
