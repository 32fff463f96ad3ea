use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::columns::Affected;
use super::{Planner, moves, on_constraint, unchanged};
use crate::condition;
use crate::ddl::objects::{Build, Objects};
use crate::diff::{Difference, TableChange};
use crate::model::{Check, Index, IndexColumn, Key, Postgres, Reference, Table, Text};
use crate::quote::Identifier;

impl<'a> Planner<'a> {
    pub(super) fn checks(&mut self, change: &TableChange<'a>, affected: &Affected) {
        let is_affected = |check: &Check| {
            affected.retyped.iter().chain(&affected.rebuilt).any(|column| condition::reads(&check.condition, column))
        };
        for check in &change.checks {
            match check {
                Difference::Added(new) => self.add_check(change.new, new),
                Difference::Removed(old) => self.drop_check(change.old, old),
                Difference::Changed { old, new, .. } if old.condition != new.condition || is_affected(new) => {
                    self.drop_check(change.old, old);
                    self.add_check(change.new, new);
                }
                // No statement changes whether a check is enforced.
                Difference::Changed { old, new, .. } if new.not_enforced != old.not_enforced => {
                    self.drop_check(change.old, old);
                    self.add_check(change.new, new);
                }
                Difference::Changed { old, new, .. } if old.not_valid && !new.not_valid => {
                    let (name, constraint) = (self.new.name(change.new), Identifier(&old.name));
                    let add = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint} {};", Objects::check(old));
                    let undo = self.not_valid_again(&name, &old.name, &add);
                    self.validate_check(change.new, new, undo);
                }
                // No statement takes its validity from a constraint that is there.
                Difference::Changed { old, new, .. } if new.not_valid && !old.not_valid => {
                    self.drop_check(change.old, old);
                    self.add_check(change.new, new);
                }
                // Its message is a comment.
                Difference::Changed { .. } => {}
            }
        }
        for check in unchanged(&change.new.checks, &change.checks).into_iter().filter(|check| is_affected(check)) {
            self.drop_check(change.old, check);
            self.add_check(change.new, check);
        }
    }

    fn add_check(&mut self, table: &'a Table, check: &Check) {
        let (name, constraint) = (self.new.name(table), Identifier(&check.name));
        self.recreated.insert(on_constraint(&name, &check.name), Stage::Expand);
        let of = table.qualified();
        let new_rows = Check { not_valid: true, ..check.clone() };
        let rows = if check.not_enforced { "" } else { " for new rows" };
        let step = Step::new(
            Stage::Expand,
            Rank::Restrict,
            format!("add the check `{}` to `{of}`{rows}", check.name),
            format!("ALTER TABLE {name} ADD CONSTRAINT {constraint} {};", Objects::check(&new_rows)),
            Undo::sql(format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};")),
        );
        let step = step.lock(Lock::AccessExclusive);
        if check.not_enforced {
            return self.push(step);
        }
        self.push(step.note("rows of the running version that break it are refused from then on"));
        if !check.not_valid {
            self.validate_check(table, check, Undo::Nothing);
        }
    }

    fn validate_check(&mut self, table: &'a Table, check: &Check, undo: Undo) {
        let (name, constraint) = (self.new.name(table), Identifier(&check.name));
        let step = Step::new(
            Stage::Validate,
            Rank::Restrict,
            format!("check `{}` of `{}` in the rows that are there", check.name, table.qualified()),
            format!("ALTER TABLE {name} VALIDATE CONSTRAINT {constraint};"),
            undo,
        );
        let rows = format!("rows that are in the way: SELECT count(*) FROM {name} WHERE NOT ({});", check.condition);
        self.push(step.lock(Lock::ShareUpdateExclusive).scans().note(rows));
    }

    /// A constraint that was valid becomes NOT VALID only when it is made again, with the comment on it.
    fn not_valid_again(&self, table: &str, constraint: &str, add: &str) -> Undo {
        let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {};", Identifier(constraint));
        Undo::Sql(self.old.with_attached(format!("{drop}\n{add}"), &on_constraint(table, constraint)))
    }

    fn drop_check(&mut self, table: &'a Table, check: &Check) {
        let (name, constraint) = (self.old.name(table), Identifier(&check.name));
        let on = on_constraint(&name, &check.name);
        let undo = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint} {};", Objects::check(check));
        let undo = self.old.with_attached(undo, &on);
        self.gone.insert(on);
        let step = Step::new(
            Stage::Expand,
            Rank::Loosen,
            format!("drop the check `{}` of `{}`", check.name, table.qualified()),
            format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};"),
            Undo::Sql(undo),
        );
        self.push(step.lock(Lock::AccessExclusive));
    }

    pub(super) fn keys(&mut self, change: &TableChange<'a>) {
        let pairs = [
            ("PRIMARY KEY", &change.old.primary_key, &change.new.primary_key),
            ("UNIQUE", &change.old.tenant_key, &change.new.tenant_key),
        ];
        for (word, old, new) in pairs {
            let same = |old: &Key, new: &Key| old.name == new.name && old.columns == new.columns;
            match (old, new) {
                (Some(old), Some(new)) if same(old, new) => {}
                (None, None) => {}
                (old, new) => {
                    if let Some(old) = old {
                        self.drop_key(change.old, old, word);
                    }
                    if let Some(new) = new {
                        self.add_key(change.new, new, word);
                    }
                }
            }
        }
    }

    fn drop_key(&mut self, table: &'a Table, key: &'a Key, word: &str) {
        let (name, constraint) = (self.old.name(table), Identifier(&key.name));
        let on = on_constraint(&name, &key.name);
        let step = Step::new(
            Stage::Finish,
            Rank::DropLate,
            format!("drop the key `{}` of `{}`", key.name, table.qualified()),
            format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};"),
            Undo::sql(self.old.with_attached(
                format!("ALTER TABLE {name} ADD CONSTRAINT {constraint} {word} {};", Objects::columns(&key.columns)),
                &on,
            )),
        );
        self.gone.insert(on);
        self.push(
            step.lock(Lock::AccessExclusive)
                .hazard(Hazard::BreaksRunningVersion)
                .note("ON CONFLICT of the running version names its columns"),
        );
    }

    fn add_key(&mut self, table: &'a Table, key: &'a Key, word: &str) {
        let column = |name: &Text| IndexColumn::plain(name.clone());
        let index = Index::unique(key.name.clone(), key.columns.iter().map(column).collect());
        let behind = format!("{word} {}", Objects::columns(&key.columns));
        self.unique(table, &index, word, &behind, "");
    }

    pub(super) fn add_constraint(&mut self, table: &'a Table, index: &Index) {
        let behind = self.new.objects.constraint(index);
        if index.exclusion {
            return self.attach(table, index, &behind, true);
        }
        let deferrable = Objects::deferrable(index.constraint.unwrap_or_default());
        let plain = Index { constraint: None, unique: true, ..index.clone() };
        self.unique(table, &plain, "UNIQUE", &behind, &deferrable);
    }

    /// A constraint whose index is built before, while rows are written.
    fn unique(&mut self, table: &'a Table, index: &Index, word: &str, behind: &str, deferrable: &str) {
        if table.partition.is_some() || self.rules.one_transaction {
            return self.attach(table, index, behind, true);
        }
        let name = super::indexes::temporary(&index.name);
        let build = Build { concurrently: true, name: Some(&name), ..Build::default() };
        let sql = self.new.objects.index(table, index, build);
        let beside = self.new.objects.beside(table, &name);
        let step = Step::new(
            Stage::Build,
            Rank::Key,
            format!("build the index of the constraint `{}` of `{}`", index.name, table.qualified()),
            sql,
            Undo::sql(format!("DROP INDEX CONCURRENTLY IF EXISTS {beside};")),
        );
        self.push(
            step.lock(Lock::ShareUpdateExclusive).scans().note(super::indexes::duplicates(&self.new, table, index)),
        );
        let behind = format!("{word} USING INDEX {}{deferrable}", Identifier(&name));
        self.attach(table, index, &behind, false);
    }

    fn attach(&mut self, table: &'a Table, index: &Index, behind: &str, builds: bool) {
        let (name, constraint) = (self.new.name(table), Identifier(&index.name));
        self.recreated.insert(on_constraint(&name, &index.name), Stage::Finish);
        let step = Step::new(
            Stage::Finish,
            Rank::Constraint,
            format!("add the constraint `{}` to `{}`", index.name, table.qualified()),
            format!("ALTER TABLE {name} ADD CONSTRAINT {constraint} {behind};"),
            Undo::sql(format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};")),
        );
        let step = step.lock(Lock::AccessExclusive);
        let step =
            if index.without_overlaps { step.note(super::indexes::overlaps(&self.new, table, index)) } else { step };
        self.push(if builds { step.scans().hazard(Hazard::BlocksWrites) } else { step });
    }

    pub(super) fn drop_constraint(&mut self, table: &'a Table, index: &Index) {
        let (name, constraint) = (self.old.name(table), Identifier(&index.name));
        let on = on_constraint(&name, &index.name);
        let behind = self.old.objects.constraint(index);
        let undo = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint} {behind};");
        let undo = Undo::Sql(self.old.with_attached(undo, &on));
        self.gone.insert(on);
        let step = Step::new(
            Stage::Finish,
            Rank::DropLate,
            format!("drop the constraint `{}` of `{}`", index.name, table.qualified()),
            format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};"),
            undo,
        );
        self.push(step.lock(Lock::AccessExclusive));
    }

    pub(super) fn references(&mut self, change: &TableChange<'a>) {
        for reference in &change.references {
            match reference {
                Difference::Added(new) => self.add_reference(change.new, new),
                Difference::Removed(old) => self.drop_reference(change.old, old),
                Difference::Changed { old, new, members } => {
                    let only = |words: &[&str]| members.iter().all(|member| words.contains(member));
                    let touched = self.is_touched(change, new);
                    if only(&["reason"]) && !touched {
                        continue;
                    }
                    if only(&["reason", "validity"]) && !touched && old.not_valid {
                        self.validate_old_reference(change, old, new);
                    } else if only(&["reason", "deferral"]) && !touched {
                        self.defer(change, old, new);
                    } else {
                        self.drop_reference(change.old, old);
                        self.add_reference(change.new, new);
                    }
                }
            }
        }
        for reference in unchanged(&change.new.references, &change.references) {
            if self.is_touched(change, reference) {
                self.drop_reference(change.old, reference);
                self.add_reference(change.new, reference);
            }
        }
    }

    /// Whether the type of a column changes on either side, or the key that it points at, or which of its columns may be NULL.
    fn is_touched(&self, change: &TableChange<'a>, reference: &Reference) -> bool {
        let nulls =
            |table: &Table| -> Vec<String> { table.nullable_of(reference).into_iter().map(str::to_owned).collect() };
        let set_null = reference.on_delete == crate::model::OnDelete::SetNull;
        let before = self.old.table(reference.target());
        let moves =
            before.is_some_and(|old| self.new.table(reference.target()).is_some_and(|new| moves(old, new, reference)));
        self.is_retyped(&self.new.name(change.new), reference)
            || moves
            || (set_null && nulls(change.old) != nulls(change.new))
    }

    /// Whether the type of a column changes on either side.
    fn is_retyped(&self, own: &str, reference: &Reference) -> bool {
        let retyped = |table: &str, columns: &[Text]| {
            let all = self.retyped.get(table);
            all.is_some_and(|all| columns.iter().any(|column| all.contains(column.as_ref())))
        };
        let target = self.new.objects.relation(reference.target());
        retyped(own, &reference.columns) || retyped(&target, &reference.target_columns)
    }

    fn defer(&mut self, change: &TableChange<'a>, old: &Reference, new: &Reference) {
        let (name, constraint) = (self.new.name(change.new), Identifier(&new.name));
        let alter = |reference: &Reference| {
            let deferral = match reference.deferrable {
                crate::model::Deferrable::Never => " NOT DEFERRABLE".to_owned(),
                crate::model::Deferrable::Immediate => " DEFERRABLE INITIALLY IMMEDIATE".to_owned(),
                crate::model::Deferrable::Deferred => " DEFERRABLE INITIALLY DEFERRED".to_owned(),
            };
            format!("ALTER TABLE {name} ALTER CONSTRAINT {constraint}{deferral};")
        };
        let title = format!("change when `{}` of `{}` is checked", new.name, change.new.qualified());
        let step = Step::new(Stage::Expand, Rank::Restrict, title, alter(new), Undo::Sql(alter(old)));
        self.push(step.lock(Lock::AccessExclusive));
    }

    fn add_reference(&mut self, table: &'a Table, reference: &'a Reference) {
        let late = self.is_late(reference);
        let (name, constraint) = (self.new.name(table), Identifier(&reference.name));
        let of = table.qualified();
        // It holds for new rows first. PostgreSQL has no foreign key of a partitioned table that is NOT VALID before 18.
        let has_none = table.partition.is_some() && self.new.checked.database().min < Postgres::V18;
        let at_once = has_none && !reference.not_enforced;
        let new_rows = Reference { not_valid: !at_once, ..reference.clone() };
        let foreign_key = self.new.objects.foreign_key(table, &new_rows);
        let tables = self.both(table, reference);
        let undo = Undo::sql(format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};"));
        let stage = if late { Stage::Finish } else { Stage::Expand };
        self.recreated.insert(on_constraint(&name, &reference.name), stage);
        let add = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint}\n        {foreign_key}");
        let title = format!("add the foreign key `{}` to `{of}`", reference.name);
        if at_once {
            let sql = self.unfiltered(&tables, &format!("{add};"));
            let step = Step::new(stage, Rank::Restrict, title, sql, undo).lock(Lock::ShareRowExclusive);
            return self.push(step.scans().hazard(Hazard::BlocksWrites));
        }
        if reference.not_enforced {
            let step = Step::new(stage, Rank::Restrict, title, format!("{add};"), undo);
            return self.push(step.lock(Lock::ShareRowExclusive));
        }
        let step = Step::new(stage, Rank::Restrict, format!("{title} for new rows"), format!("{add};"), undo);
        self.push(
            step.lock(Lock::ShareRowExclusive)
                .note("rows of the running version that refer to nothing are refused from then on"),
        );
        if !reference.not_valid {
            self.validate_reference(table, reference, Undo::Nothing, None);
        }
    }

    /// The table and the one that it refers to.
    fn both(&self, table: &'a Table, reference: &Reference) -> Vec<&'a Table> {
        let target = self.new.table(reference.target()).filter(|target| target.qualified() != table.qualified());
        [table].into_iter().chain(target).collect()
    }

    /// The rows that were there when the foreign key was added are held to it.
    fn validate_old_reference(&mut self, change: &TableChange<'a>, old: &Reference, new: &'a Reference) {
        let (table, name) = (change.new, self.new.name(change.new));
        let foreign_key = self.old.objects.foreign_key(change.old, old);
        let add = format!("ALTER TABLE {name} ADD CONSTRAINT {}\n        {foreign_key};", Identifier(&old.name));
        let undo = self.not_valid_again(&name, &old.name, &add);
        let list = |columns: &[Text], of: &str| {
            columns.iter().map(|column| format!("{of}.{}", Identifier(column))).collect::<Vec<_>>()
        };
        let (own, theirs) = (list(&new.columns, "r"), list(&new.target_columns, "p"));
        let there: Vec<_> = own.iter().map(|column| format!("{column} IS NOT NULL")).collect();
        let last = own.len().checked_sub(1).filter(|_| new.period);
        let operator = |at: usize| if Some(at) == last { "&&" } else { "=" };
        let pairs = own.iter().zip(&theirs).enumerate();
        let same: Vec<_> = pairs.map(|(at, (own, theirs))| format!("{theirs} {} {own}", operator(at))).collect();
        // Several rows together cover a period.
        let found = last.and_then(|last| own.get(last).zip(theirs.get(last)));
        let (not, what, end) = match found {
            None => ("NOT EXISTS (SELECT".to_owned(), String::new(), ""),
            Some((own, theirs)) => {
                (format!("NOT {own} <@ coalesce((SELECT"), format!(" range_agg({theirs})"), ", '{}')")
            }
        };
        let rows = format!(
            "rows that are in the way: SELECT count(*) FROM {name} r WHERE {} AND {not}{what} FROM {} p WHERE {}){end};",
            there.join(" AND "),
            self.new.objects.relation(new.target()),
            same.join(" AND "),
        );
        self.validate_reference(table, new, undo, Some(rows));
    }

    fn validate_reference(&mut self, table: &'a Table, reference: &Reference, undo: Undo, rows: Option<String>) {
        const BYPASS: &str = "SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes";
        let check = if self.is_late(reference) { Stage::ValidateLate } else { Stage::Validate };
        let (name, constraint) = (self.new.name(table), Identifier(&reference.name));
        let tables = self.both(table, reference);
        let of = table.qualified();
        let validate = format!("ALTER TABLE {name} VALIDATE CONSTRAINT {constraint};");
        let forced = tables.iter().any(|table| self.is_forced(table));
        let sql = self.unfiltered(&tables, &validate);
        let title = format!("check `{}` of `{of}` in the rows that are there", reference.name);
        let step = Step::new(check, Rank::Restrict, title, sql, undo).scans();
        // A forced policy hides the rows that the server checks.
        let lock = if forced { Lock::AccessExclusive } else { Lock::ShareUpdateExclusive };
        let notes: Vec<_> = forced.then(|| BYPASS.to_owned()).into_iter().chain(rows).collect();
        let step = step.lock(lock);
        self.push(if notes.is_empty() { step } else { step.note(notes.join("; ")) });
    }

    fn drop_reference(&mut self, table: &'a Table, reference: &Reference) {
        let (name, constraint) = (self.old.name(table), Identifier(&reference.name));
        let on = on_constraint(&name, &reference.name);
        let foreign_key = self.old.objects.foreign_key(table, reference);
        let add = format!("ALTER TABLE {name} ADD CONSTRAINT {constraint}\n        {foreign_key};");
        let mut tables: Vec<&Table> = vec![table];
        tables.extend(self.old.table(reference.target()).filter(|target| target.qualified() != table.qualified()));
        let undo = self.old.with_attached(self.unfiltered(&tables, &add), &on);
        self.gone.insert(on);
        // Its columns may have no common type while only one side has the new one.
        let late = self.is_late(reference) && !self.is_retyped(&self.new.name(table), reference);
        let (stage, rank) =
            if late { (Stage::Finish, Rank::DropReference) } else { (Stage::Expand, Rank::DropReference) };
        let title = format!("drop the foreign key `{}` of `{}`", reference.name, table.qualified());
        let sql = format!("ALTER TABLE {name} DROP CONSTRAINT {constraint};");
        let step = Step::new(stage, rank, title, sql, Undo::Sql(undo));
        self.push(step.lock(Lock::AccessExclusive).note("the lock is on both tables"));
    }
}
