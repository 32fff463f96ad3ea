use super::super::rename::Rename;
use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::super::types::Using;
use super::Planner;
use super::retype::retyped;
use crate::diff::{Diff, Difference};
use crate::model::{Column, Domain, Enum};
use crate::quote::{Identifier, Literal};

impl<'a> Planner<'a> {
    pub(super) fn enums(&mut self, diff: &Diff<'a>) {
        for one in &diff.enums {
            match one {
                Difference::Added(new) => self.create_enum(new),
                Difference::Removed(old) => {
                    self.ambiguous_enum(old, diff);
                    self.drop_enum(old);
                }
                Difference::Changed { old, new, members } => {
                    for member in members {
                        match *member {
                            "labels" => self.labels(old, new),
                            // Comments are compared by their text.
                            "documentation" | "waivers" => {}
                            other => self.refuse(
                                format!("the {other} of the enum type `{}` changes", new.qualified()),
                                "write this change in a migration of your own",
                            ),
                        }
                    }
                }
            }
        }
    }

    fn create_enum(&mut self, one: &Enum) {
        let name = self.new.objects.relation(one.qualified());
        self.fresh.extend([format!("TYPE {name}")]);
        let sql = self.new.objects.enumeration(one);
        let title = format!("create the enum type `{}`", one.qualified());
        self.push(Step::new(Stage::Expand, Rank::Type, title, sql, Undo::sql(format!("DROP TYPE {name};"))));
    }

    fn drop_enum(&mut self, one: &Enum) {
        let name = self.old.objects.relation(one.qualified());
        let on = format!("TYPE {name}");
        let undo = self.old.with_attached(self.old.objects.enumeration(one), &on);
        self.gone.insert(on);
        let title = format!("drop the enum type `{}`", one.qualified());
        self.push(Step::new(Stage::Finish, Rank::DropType, title, format!("DROP TYPE {name};"), Undo::Sql(undo)));
    }

    fn ambiguous_enum(&mut self, old: &Enum, diff: &Diff<'a>) {
        let name = old.qualified().to_string();
        let alike = diff.enums.iter().find_map(|one| match one {
            Difference::Added(new) if new.labels.iter().any(|label| old.labels.contains(label)) => Some(*new),
            _ => None,
        });
        if let Some(new) = alike.filter(|_| !self.rules.is_dropped(&name)) {
            self.ask(
                Rename::Enum(name.clone(), new.qualified().to_string()),
                format!("the enum type `{name}` was removed, and `{}`, which has its labels, is new", new.qualified()),
                format!(
                    "if it was renamed, call `.renamed_enum(\"{name}\", \"{}\")`; if not, call `.dropped(\"{name}\")`",
                    new.qualified()
                ),
            );
        }
    }

    fn labels(&mut self, old: &'a Enum, new: &'a Enum) {
        let name = new.qualified().to_string();
        let removed: Vec<_> = old.labels.iter().filter(|label| !new.labels.contains(label)).collect();
        let added: Vec<_> = new.labels.iter().filter(|label| !old.labels.contains(label)).collect();
        let kept = new.labels.iter().filter(|label| old.labels.contains(label));
        if removed.is_empty() && kept.eq(&old.labels) {
            return self.add_labels(old, new);
        }
        if !added.is_empty() {
            for label in removed.iter().filter(|label| !self.rules.is_dropped(&format!("{name}.{label}"))) {
                self.ask(
                    Rename::Label(name.clone(), label.to_string(), added[0].to_string()),
                    format!("the enum type `{name}` no longer has the label `{label}` and has the new label `{}`", added[0]),
                    format!(
                        "if it was renamed, call `.renamed_label(\"{name}\", \"{label}\", \"{}\")`; if not, call `.dropped(\"{name}.{label}\")`",
                        added[0]
                    ),
                );
            }
        }
        self.replace_enum(old, new);
    }

    fn add_labels(&mut self, old: &Enum, new: &Enum) {
        let name = self.new.objects.relation(new.qualified());
        let is_old = |label: &&crate::model::Text| old.labels.contains(label);
        for (at, label) in new.labels.iter().enumerate().filter(|(_, label)| !old.labels.contains(label)) {
            let is_last = !new.labels[at..].iter().any(|label| is_old(&label));
            let place = match (at, new.labels.iter().find(is_old)) {
                _ if is_last => String::new(),
                (0, Some(first)) => format!(" BEFORE {}", Literal(first)),
                _ => format!(" AFTER {}", Literal(&new.labels[at - 1])),
            };
            let step = Step::new(
                Stage::Values,
                Rank::Type,
                format!("add the label `{label}` to `{}`", new.qualified()),
                format!("ALTER TYPE {name} ADD VALUE IF NOT EXISTS {}{place};", Literal(label)),
                Undo::Impossible(format!("PostgreSQL cannot remove the label `{label}` of an enum type")),
            );
            self.push(step.note("the running version cannot read rows that have it"));
        }
    }

    /// A type without the label, and every column of the old type converted.
    fn replace_enum(&mut self, old: &'a Enum, new: &'a Enum) {
        let key = (new.schema.as_ref().map(ToString::to_string), new.name.to_string());
        self.replaced.insert(key);
        let name = self.new.objects.relation(new.qualified());
        self.recreated.insert(format!("TYPE {name}"), Stage::Expand);
        let before = crate::physical::limited_name(format!("{}_old", new.name));
        let mut before_name = new.qualified();
        before_name.name = &before;
        let before_written = self.new.objects.relation(before_name);
        let holds = |column: &&Column| column.sql_type.enum_name() == Some(new.qualified());
        let (mut forwards, mut backwards) = (Vec::new(), Vec::new());
        for table in self.new.checked.tables() {
            let Some(old_table) = self.old.checked.tables().iter().find(|one| one.qualified() == table.qualified())
            else {
                continue;
            };
            for column in table.columns.iter().filter(holds) {
                let same = old_table.column(&column.name).filter(|old| old.sql_type == column.sql_type);
                let Some(old_column) = same else { continue };
                if table.partitions_by(&column.name) {
                    self.refusals.push(super::Refusal::new(
                        format!(
                            "a label of `{}` is removed, and the rows of `{}` are partitioned by it",
                            new.qualified(),
                            table.qualified()
                        ),
                        "keep the label, or create a new table and copy the rows",
                    ));
                }
                self.mark_retyped(table, vec![column.name.to_string()]);
                let cast = Some(Using::CastOfText);
                forwards.push(retyped(&self.new.objects, table, old_column, column, cast));
                backwards.push(retyped(&self.old.objects, old_table, column, old_column, cast));
            }
        }
        // A column that is dropped later, or converted to another type, has the old type until then.
        let users = self.old.checked.tables().iter().flat_map(|table| &table.columns).filter(holds).count();
        let is_left = users > forwards.len();
        let whole = |create: String, columns: Vec<String>| {
            let mut lines = vec![format!("ALTER TYPE {name} RENAME TO {};", Identifier(&before)), create];
            lines.extend(columns);
            if !is_left {
                lines.push(format!("DROP TYPE {before_written};"));
            }
            lines.join("\n")
        };
        let sql = whole(self.new.objects.enumeration(new), forwards);
        let undo = self.old.with_attached(whole(self.old.objects.enumeration(old), backwards), &format!("TYPE {name}"));
        let title = format!("replace the enum type `{}` by one with other labels", new.qualified());
        let step = Step::new(Stage::Expand, Rank::Retype, title, sql, Undo::Sql(undo)).lock(Lock::AccessExclusive);
        let step = step.rewrites().scans().hazard(Hazard::RewritesTable).hazard(Hazard::BreaksRunningVersion);
        self.push(step.note("it fails while a row has a label that is removed"));
        if is_left {
            let title = format!("drop the old enum type `{}`", new.qualified());
            let sql = format!("DROP TYPE {before_written};");
            let undo = Undo::Impossible(format!("columns of `{}` are gone or have another type", new.qualified()));
            self.push(Step::new(Stage::Finish, Rank::DropType, title, sql, undo));
        }
    }

    pub(super) fn domains(&mut self, diff: &Diff<'a>) {
        for domain in &diff.domains {
            match domain {
                Difference::Added(new) => {
                    let name = self.new.objects.relation(new.qualified());
                    self.fresh.extend([format!("TYPE {name}"), format!("DOMAIN {name}")]);
                    let sql = self.new.objects.domain(new);
                    let title = format!("create the domain `{}`", new.qualified());
                    let undo = Undo::sql(format!("DROP DOMAIN {name};"));
                    self.push(Step::new(Stage::Expand, Rank::Type, title, sql, undo));
                }
                Difference::Removed(old) => self.drop_domain(old),
                Difference::Changed { new, .. } => self.refuse(
                    format!("the domain `{}` changes", new.qualified()),
                    "write this change in a migration of your own: ALTER DOMAIN ... ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT",
                ),
            }
        }
    }

    fn drop_domain(&mut self, domain: &Domain) {
        let name = self.old.objects.relation(domain.qualified());
        let on = format!("DOMAIN {name}");
        let undo = self.old.with_attached(self.old.objects.domain(domain), &on);
        self.gone.extend([on, format!("TYPE {name}")]);
        let title = format!("drop the domain `{}`", domain.qualified());
        self.push(Step::new(Stage::Finish, Rank::DropType, title, format!("DROP DOMAIN {name};"), Undo::Sql(undo)));
    }
}
