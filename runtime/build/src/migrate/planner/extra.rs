use super::super::step::{Rank, Stage, Step, Undo};
use super::Planner;
use crate::diff::Difference;
use crate::model::{Extra, Place, Table};

impl<'a> Planner<'a> {
    /// SQL of the user, of which nothing is known.
    pub(super) fn extras(&mut self, differences: &[Difference<'a, Extra>], table: Option<&Table>) {
        let of = table.map_or_else(|| "the schema".to_owned(), |table| format!("`{}`", table.qualified()));
        for extra in differences {
            match extra {
                Difference::Added(new) => self.run(new, &new.sql),
                Difference::Changed { new, .. } if self.rules.handled.iter().any(|name| *name == new.name) => {}
                Difference::Changed { new, .. } => match &new.again {
                    Some(again) => self.run(new, again),
                    None => self.refuse(
                        format!("the SQL `{}` of {of} changes", new.name),
                        format!(
                            "state what replaces it, `again = \"...\"`, or write the change in a migration of your own and call `.handled(\"{}\")`",
                            new.name
                        ),
                    ),
                },
                Difference::Removed(old) if self.rules.handled.iter().any(|name| *name == old.name) => {}
                Difference::Removed(old) => self.refuse(
                    format!("the SQL `{}` of {of} was removed", old.name),
                    format!(
                        "write what undoes it in a migration of your own, and call `.handled(\"{}\")`",
                        old.name
                    ),
                ),
            }
        }
    }

    pub(super) fn extras_of(&mut self, table: &'a Table) {
        for extra in &table.sql {
            self.run(extra, &extra.sql);
        }
    }

    fn run(&mut self, extra: &Extra, sql: &str) {
        let (stage, rank) = match extra.place {
            Place::Before => (Stage::Expand, Rank::SqlBefore),
            Place::After => (Stage::Finish, Rank::SqlAfter),
        };
        // A last line that is a comment would hide the end of the statement.
        let end = if sql.ends_with(';') { "" } else { "\n;" };
        let undo = Undo::Impossible(format!("what undoes the SQL `{}` is not known", extra.name));
        let step = Step::new(stage, rank, format!("run the SQL `{}`", extra.name), format!("{sql}{end}"), undo);
        self.push(step.note("SQL of the user: its locks are not known"));
    }
}
