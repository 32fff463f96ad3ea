use std::collections::HashSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::statements::{Statement, Subject, rights, split_at};
use super::super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::Planner;
use crate::condition;
use crate::ddl::{number, transition};
use crate::model::Database;

impl Planner<'_> {
    /// Functions, triggers, policies, rights and comments: what both scripts have is the same, the rest is a step.
    pub(super) fn derived(&mut self) {
        let (mut old, new) = (std::mem::take(&mut self.old.statements), std::mem::take(&mut self.new.statements));
        if self.is_first() {
            // The script of an empty schema has them, and nobody has loaded it.
            old.retain(|one| !matches!(one.subject, Subject::Grant { .. } | Subject::Roles));
        }
        let before: FxHashMap<_, _> = old.iter().map(|one| (&one.subject, one)).collect();
        let now: FxHashSet<_> = new.iter().map(|one| &one.subject).collect();
        let removed: Vec<_> = old.iter().filter(|one| !now.contains(&one.subject)).collect();
        self.views(&removed, &before, &new);
        let mut rewritten = Vec::new();
        for one in &removed {
            if let Subject::Function(signature) = &one.subject {
                self.gone.insert(format!("FUNCTION {}", without_defaults(signature)));
            }
        }
        for one in &new {
            let on = match &one.subject {
                Subject::Trigger { name, table } => Some(format!("TRIGGER {name} ON {table}")),
                Subject::Policy { name, table } => Some(format!("POLICY {name} ON {table}")),
                _ => None,
            };
            if let (Some(on), Stage::Secure) = (on, self.stage_of(one)) {
                self.recreated.entry(on).or_insert(Stage::Secure);
            }
            // A view that had the name of a new table is gone with its rights.
            let is_of_new = matches!(&one.subject, Subject::Grant { on, .. } if self.fresh.contains(&**on));
            match before.get(&one.subject).filter(|_| !is_of_new) {
                _ if matches!(one.subject, Subject::View { .. }) => {}
                Some(old) if old.sql == one.sql && !self.is_touched_by_types(one) => match self.is_outdated(one) {
                    true => rewritten.push(one),
                    false => self.again(one),
                },
                Some(old) => self.replace(old, one),
                None => self.add(one),
            }
        }
        for one in &removed {
            self.remove(one);
        }
        self.rewrite(&old, &new, &rewritten);
    }

    /// Whether nothing is there before.
    fn is_first(&self) -> bool {
        self.old.checked.database() == &Database::default()
    }

    /// A policy, a trigger or a function with a parsed body that stands in the way of a change of a column's type.
    fn is_touched_by_types(&self, one: &Statement<'_>) -> bool {
        let reads = |columns: &HashSet<String>| columns.iter().any(|column| condition::reads(&one.sql, column));
        match &one.subject {
            Subject::Trigger { table, .. } | Subject::Policy { table, .. } => {
                self.retyped.get(&**table).is_some_and(reads)
            }
            Subject::Function(_) if is_parsed(&one.sql) => {
                self.retyped.iter().any(|(table, columns)| reads(columns) && is_read_from(&one.sql, table))
            }
            _ => false,
        }
    }

    /// A comment or the rights on an object that is created again.
    fn again(&mut self, one: &Statement<'_>) {
        let (on, rank, title) = match &one.subject {
            Subject::Comment(on) => (on, rank_of_comment(on), remark(on)),
            Subject::Grant { on, .. } => (on, Rank::Security, format!("grant rights on {on}")),
            _ => return,
        };
        if let Some(stage) = self.recreated.get(&**on).copied() {
            self.push(Step::new(stage, rank, title, terminated(&one.sql), Undo::Nothing));
        }
    }

    fn add(&mut self, one: &Statement<'_>) {
        let sql = match &one.subject {
            Subject::Trigger { name, table } if self.perhaps_there.contains(&**table) || self.is_outdated(one) => {
                format!("DROP TRIGGER IF EXISTS {name} ON {table};\n{}", terminated(&one.sql))
            }
            Subject::Policy { name, table } if self.perhaps_there.contains(&**table) || self.is_outdated(one) => {
                format!("DROP POLICY IF EXISTS {name} ON {table};\n{}", terminated(&one.sql))
            }
            Subject::Function(signature) if self.is_outdated(one) => replaced(&terminated(&one.sql), signature),
            _ => terminated(&one.sql),
        };
        let stage = self.stage_of(one);
        let step = |rank, title: String, undo: String| Step::new(stage, rank, title, sql.clone(), Undo::Sql(undo));
        let is_fresh = one.subject.table().is_some_and(|table| self.fresh.contains(table));
        let step = match &one.subject {
            Subject::Version => {
                let title = "check the version of the server";
                Step::new(Stage::Server, Rank::Schema, title, sql.clone(), Undo::Nothing)
            }
            Subject::Roles => Step::new(stage, Rank::Schema, "check that the roles exist", sql.clone(), Undo::Nothing),
            Subject::Extensions => {
                Step::new(stage, Rank::Schema, "check that the extensions are there", sql.clone(), Undo::Nothing)
            }
            Subject::Schema(name) => {
                step(Rank::Schema, format!("create the schema {name}"), format!("DROP SCHEMA {name};"))
            }
            Subject::Function(signature) => {
                let rank = if is_before_tables(one) { Rank::Function } else { Rank::Security };
                let undo = format!("DROP FUNCTION {};", without_defaults(signature));
                let title = format!("create the function {signature}");
                Step::new(stage, rank, title, parsed_under_policies(sql.clone()), Undo::Sql(undo))
            }
            Subject::Trigger { name, table } => {
                let undo = format!("DROP TRIGGER {name} ON {table};");
                step(Rank::Security, format!("create the trigger {name} of {table}"), undo)
                    .lock(Lock::ShareRowExclusive)
            }
            Subject::Policy { name, table } => {
                let undo = format!("DROP POLICY {name} ON {table};");
                let title = format!("create the policy {name} of {table}");
                let created = step(rank_of_policy(name), title, undo).lock(Lock::AccessExclusive);
                match (is_emitted(name) || is_fresh, is_restrictive(one)) {
                    (true, _) => created,
                    (false, true) => created
                        .hazard(Hazard::BreaksRunningVersion)
                        .note("the running version no longer reads or writes the rows that it refuses"),
                    (false, false) => created.hazard(Hazard::WeakensIsolation),
                }
            }
            Subject::Statistics { name, table } => {
                let undo = format!("DROP STATISTICS {name};");
                step(Rank::Security, format!("create the statistics {name} of {table}"), undo)
                    .lock(Lock::ShareUpdateExclusive)
                    .note("the next ANALYZE fills them")
            }
            Subject::EnableSecurity(table) => {
                let undo = format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;");
                let step =
                    step(Rank::Security, format!("enable row security of {table}"), undo).lock(Lock::AccessExclusive);
                if is_fresh {
                    step
                } else {
                    step.hazard(Hazard::BreaksRunningVersion)
                        .note("the running version reads no row of it without a tenant")
                }
            }
            Subject::ForceSecurity(table) => {
                let undo = format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;");
                step(Rank::Security, format!("force row security of {table}"), undo).lock(Lock::AccessExclusive)
            }
            Subject::Comment(on) => {
                let stage = self.recreated.get(&**on).copied().unwrap_or(Stage::Expand);
                let is_fresh = self.fresh.contains(&**on);
                let undo = if is_fresh || self.recreated.contains_key(&**on) || is_function(on) {
                    Undo::Nothing
                } else {
                    Undo::sql(format!("COMMENT ON {on} IS NULL;"))
                };
                let step = Step::new(stage, rank_of_comment(on), remark(on), sql.clone(), undo);
                if is_fresh { step } else { step.lock(Lock::ShareUpdateExclusive) }
            }
            Subject::Grant { on, to } => {
                let undo = format!("REVOKE ALL ON {on} FROM {to};");
                step(Rank::Security, format!("grant rights on {on}"), undo)
            }
            // Its steps are those of `views`.
            Subject::View { .. } => return,
            Subject::Other(text) => {
                let undo = Undo::Impossible(format!("what undoes `{}` is not known", first_line(text)));
                Step::new(Stage::Expand, Rank::Security, first_line(text).to_owned(), sql.clone(), undo)
            }
        };
        // With its table it is dropped.
        let step = if is_fresh { Step { undo: Undo::Nothing, lock: Lock::None, ..step } } else { step };
        self.push(step);
    }

    /// What reads the tenant of a row waits until all rows have one.
    fn stage_of(&self, one: &Statement<'_>) -> Stage {
        let is_last = match &one.subject {
            Subject::Trigger { table, .. } | Subject::Policy { table, .. } => self.secured_last.contains(&**table),
            Subject::EnableSecurity(table) | Subject::ForceSecurity(table) => self.secured_last.contains(&**table),
            _ => false,
        };
        if is_last { Stage::Secure } else { Stage::Expand }
    }

    fn replace(&mut self, old: &Statement<'_>, new: &Statement<'_>) {
        let (before, now) = (self.text_before(old), terminated(&new.sql));
        match &new.subject {
            Subject::Version | Subject::Roles | Subject::Extensions => self.add(new),
            // The types of its arguments are the same, and a column that its body reads has another one.
            Subject::Function(signature) if self.is_touched_by_types(old) => {
                let bare = without_defaults(signature);
                let drop = format!("DROP FUNCTION{} {bare};", self.if_there(old));
                let title = format!("replace the function {signature}");
                let stage = if self.secured_last.is_empty() { Stage::Expand } else { Stage::Secure };
                let (before, now) = (parsed_under_policies(before), parsed_under_policies(now));
                let undo = self.old.with_attached(before, &format!("FUNCTION {bare}"));
                self.push(Step::new(Stage::Expand, Rank::Loosen, title.clone(), drop.clone(), Undo::Sql(undo)));
                self.push(Step::new(stage, Rank::Security, title, now, Undo::Sql(drop)));
                self.recreated.insert(format!("FUNCTION {bare}"), stage);
            }
            Subject::Function(signature) => {
                let rank = if is_before_tables(new) { Rank::Function } else { Rank::Security };
                let there = self.if_there(old);
                // The schema's owner drops a function of another role and cannot replace it.
                let is_owned = now.contains("\nALTER FUNCTION ") || before.contains("\nALTER FUNCTION ");
                let replace = |sql: String| match is_owned {
                    true => format!("DROP FUNCTION{there} {};\n{sql}", without_defaults(signature)),
                    false => sql.replacen("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1),
                };
                let replace = |sql: String| parsed_under_policies(replace(sql));
                let title = format!("replace the function {signature}");
                let stage = if self.secured_last.is_empty() { Stage::Expand } else { Stage::Secure };
                self.push(Step::new(stage, rank, title, replace(now), Undo::Sql(replace(before))));
            }
            Subject::Trigger { name, table } => {
                self.drop_and_create(self.stage_of(new), ["TRIGGER", name, table], self.if_there(old), before, now);
            }
            Subject::Policy { name, table } => {
                let is_weaker = !is_emitted(name) && before != now;
                self.drop_and_create(self.stage_of(new), ["POLICY", name, table], self.if_there(old), before, now);
                if let Some(step) = self.steps.last_mut().filter(|_| is_weaker) {
                    step.hazards.push(Hazard::WeakensIsolation);
                }
            }
            Subject::Statistics { name, table } => {
                let title = format!("replace the statistics {name} of {table}");
                let drop = format!("DROP STATISTICS {name};");
                let before = self.old.with_attached(before, &format!("STATISTICS {name}"));
                let step = |rank, sql: String, undo: String| {
                    Step::new(Stage::Expand, rank, title.clone(), sql, Undo::Sql(undo)).lock(Lock::ShareUpdateExclusive)
                };
                self.push(step(Rank::Loosen, drop.clone(), before));
                self.push(step(Rank::Security, now, drop).note("the next ANALYZE fills them"));
                self.recreated.insert(format!("STATISTICS {name}"), Stage::Expand);
            }
            Subject::Comment(on) => {
                let stage = self.recreated.get(&**on).copied().unwrap_or(Stage::Expand);
                let undo = if self.recreated.contains_key(&**on) { Undo::Nothing } else { Undo::Sql(before) };
                self.push(
                    Step::new(stage, rank_of_comment(on), remark(on), now, undo).lock(Lock::ShareUpdateExclusive),
                );
            }
            Subject::Grant { on, .. } if self.recreated.contains_key(&**on) => {
                let title = format!("grant rights on {on}");
                self.push(Step::new(Stage::Expand, Rank::Security, title, now, Undo::Nothing));
            }
            Subject::Grant { on, to } => {
                let (had, has) = (rights(&before), rights(&now));
                let revoke = format!("REVOKE ALL ON {on} FROM {to};");
                let undo = format!("{revoke}\n{before}");
                let title = format!("grant rights on {on}");
                if !has.is_subset(&had) {
                    let step =
                        Step::new(Stage::Expand, Rank::Security, title.clone(), now.clone(), Undo::Sql(undo.clone()));
                    self.push(step);
                }
                if !had.is_subset(&has) {
                    // A column that is dropped takes its rights along, but the running version still has it until then.
                    let step =
                        Step::new(Stage::Finish, Rank::Security, title, format!("{revoke}\n{now}"), Undo::Sql(undo));
                    self.push(step.note("the running version loses the rights that it no longer needs"));
                }
            }
            Subject::Schema(_)
            | Subject::View { .. }
            | Subject::EnableSecurity(_)
            | Subject::ForceSecurity(_)
            | Subject::Other(_) => {}
        }
    }

    /// In one transaction: nobody sees the table without it.
    fn drop_and_create(
        &mut self,
        stage: Stage,
        [kind, name, table]: [&str; 3],
        if_there: &str,
        before: String,
        now: String,
    ) {
        let drop = format!("DROP {kind}{if_there} {name} ON {table};");
        let on = format!("{kind} {name} ON {table}");
        let before = self.old.with_attached(before, &on);
        let title = format!("replace the {} {name} of {table}", kind.to_ascii_lowercase());
        let step = Step::new(stage, Rank::Loosen, title.clone(), drop.clone(), Undo::Sql(before));
        self.push(step.lock(Lock::AccessExclusive));
        let rank = if kind == "POLICY" { rank_of_policy(name) } else { Rank::Security };
        let step = Step::new(stage, rank, title, now, Undo::Sql(drop));
        self.push(step.lock(Lock::AccessExclusive));
        self.recreated.insert(on, stage);
    }

    fn remove(&mut self, one: &Statement<'_>) {
        let (before, there) = (self.text_before(one), self.if_there(one));
        // No migration changes a partition that is left to another program, so a trigger of it would keep its function from being dropped.
        let is_left = |table: &str| self.left.contains(table) && !matches!(one.subject, Subject::Trigger { .. });
        if one.subject.table().is_some_and(|table| self.gone.contains(table) || is_left(table)) {
            return;
        }
        let step =
            |stage, rank, title: String, sql: String| Step::new(stage, rank, title, sql, Undo::Sql(before.clone()));
        let step = match &one.subject {
            Subject::Function(signature) => {
                let bare = without_defaults(signature);
                let before = parsed_under_policies(before.clone());
                let undo = self.old.with_attached(before, &format!("FUNCTION {bare}"));
                let sql = format!("DROP FUNCTION{there} {bare};");
                let title = format!("drop the function {bare}");
                if self.is_touched_by_types(one) {
                    Step::new(Stage::Expand, Rank::Loosen, title, sql, Undo::Sql(undo))
                        .hazard(Hazard::BreaksRunningVersion)
                        .note("it reads a column whose type changes, so it cannot stay until the running version ends")
                } else if is_parsed(&one.sql) {
                    // The server keeps the tables and columns that it reads.
                    Step::new(Stage::Finish, Rank::Loosen, title, sql, Undo::Sql(undo))
                } else {
                    let stage = if self.secured_last.is_empty() { Stage::Finish } else { Stage::Secure };
                    Step::new(stage, Rank::DropFunction, title, sql, Undo::Sql(undo))
                }
            }
            Subject::Trigger { name, table } => {
                let sql = format!("DROP TRIGGER{there} {name} ON {table};");
                // Together with the old name: without it a row has no value there.
                let is_of_names = name.trim_start_matches('"').starts_with(transition::TRIGGER);
                // And the running version inserts rows without a number.
                let is_of_numbers = name.trim_start_matches('"').starts_with(number::TRIGGER);
                let stage = if is_of_names || is_of_numbers { Stage::Finish } else { self.stage_of(one) };
                let step = step(stage, Rank::Loosen, format!("drop the trigger {name} of {table}"), sql);
                let step = step.lock(Lock::AccessExclusive);
                match self.left.contains(&**table) {
                    true => step.note("statements of the table run those of the table; the partition is one of another program from now on"),
                    false => step,
                }
            }
            Subject::Policy { name, table } => {
                let sql = format!("DROP POLICY{there} {name} ON {table};");
                let on = format!("POLICY {name} ON {table}");
                let undo = Undo::Sql(self.old.with_attached(before.clone(), &on));
                self.gone.insert(on);
                let title = format!("drop the policy {name} of {table}");
                let step = Step::new(Stage::Expand, Rank::Loosen, title, sql, undo).lock(Lock::AccessExclusive);
                match is_emitted(name) || is_restrictive(one) {
                    true => step.hazard(Hazard::WeakensIsolation),
                    false => step
                        .hazard(Hazard::BreaksRunningVersion)
                        .note("the running version no longer reads or writes the rows that it allows"),
                }
            }
            Subject::Statistics { name, table } => {
                let sql = format!("DROP STATISTICS {name};");
                let on = format!("STATISTICS {name}");
                let undo = Undo::Sql(self.old.with_attached(before.clone(), &on));
                self.gone.insert(on);
                let title = format!("drop the statistics {name} of {table}");
                Step::new(Stage::Expand, Rank::Loosen, title, sql, undo).lock(Lock::ShareUpdateExclusive)
            }
            Subject::EnableSecurity(table) => {
                let sql = format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;");
                let step = step(Stage::Expand, Rank::Loosen, format!("disable row security of {table}"), sql);
                step.lock(Lock::AccessExclusive).hazard(Hazard::WeakensIsolation)
            }
            Subject::ForceSecurity(table) => {
                let sql = format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;");
                let title = format!("do not force row security of {table} on its owner");
                let step = step(Stage::Expand, Rank::Loosen, title, sql);
                step.lock(Lock::AccessExclusive).hazard(Hazard::WeakensIsolation)
            }
            Subject::Comment(on) if self.gone.contains(&**on) => return,
            Subject::Comment(on) => step(Stage::Expand, Rank::Remark, remark(on), format!("COMMENT ON {on} IS NULL;"))
                .lock(Lock::ShareUpdateExclusive),
            Subject::Grant { on, to } => {
                let sql = format!("REVOKE ALL ON {on} FROM {to};");
                step(Stage::Finish, Rank::Security, format!("revoke the rights on {on}"), sql)
            }
            // A schema may hold what is not of this program, and a server is new enough for one that needs less.
            Subject::Version | Subject::Roles | Subject::Extensions | Subject::Schema(_) | Subject::View { .. } => {
                return;
            }
            Subject::Other(text) => {
                return self.refuse(
                    format!("`{}` is no longer emitted", first_line(text)),
                    "write what undoes it in a migration of your own",
                );
            }
        };
        self.push(step);
    }
}

/// Whether the server keeps the body of the function as a parsed query.
fn is_parsed(sql: &str) -> bool {
    sql.contains("\nBEGIN ATOMIC\n")
}

/// Whether a policy is one that is emitted for the tenant.
fn is_emitted(policy: &str) -> bool {
    matches!(policy, "tenant_isolation" | "tenant_lookup")
}

fn is_restrictive(policy: &Statement<'_>) -> bool {
    policy.sql.contains("\n    AS RESTRICTIVE\n")
}

fn rank_of_policy(name: &str) -> Rank {
    if is_emitted(name) { Rank::Security } else { Rank::Policy }
}

fn rank_of_comment(on: &str) -> Rank {
    if on.starts_with("POLICY ") { Rank::Policy } else { Rank::Remark }
}

/// Whether a query reads the table, which is written as SQL names it.
fn is_read_from(sql: &str, table: &str) -> bool {
    sql.match_indices(&format!("FROM {table}")).any(|(at, found)| {
        let behind = sql[at + found.len()..].chars().next();
        behind.is_none_or(char::is_whitespace)
    })
}

/// Whether the function is created before the tables: the server does not parse the body of a PL/pgSQL function then, and the triggers of new tables are
/// dropped with them before it is.
fn is_before_tables(one: &Statement<'_>) -> bool {
    one.is_early || one.sql.contains("LANGUAGE plpgsql")
}

/// The server rewrites the query of an SQL function when it is created, and refuses a table with policies while `row_security` is off.
pub(super) fn parsed_under_policies(sql: String) -> String {
    match sql.contains("LANGUAGE plpgsql") {
        true => sql,
        false => format!("SET LOCAL row_security = on;\n{sql}\nSET LOCAL row_security = off;"),
    }
}

/// The statement that replaces the function, whether it is there or not. The schema's owner drops one of another role and cannot replace it.
pub(super) fn replaced(sql: &str, signature: &str) -> String {
    match sql.contains("\nALTER FUNCTION ") {
        true => format!("DROP FUNCTION IF EXISTS {};\n{sql}", without_defaults(signature)),
        false => sql.replacen("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1),
    }
}

pub(super) fn terminated(sql: &str) -> String {
    sql.lines().collect::<Vec<_>>().join("\n") + ";"
}

fn remark(on: &str) -> String {
    format!("comment on {}", on.replace(char::is_control, " "))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

pub(super) fn is_function(on: &str) -> bool {
    on.starts_with("FUNCTION ")
}

/// The signature as DROP FUNCTION takes it.
fn without_defaults(signature: &str) -> String {
    let Some((name, arguments)) = signature.split_once('(') else { return signature.to_owned() };
    let arguments = split_at(arguments.strip_suffix(')').unwrap_or(arguments), ',');
    let bare: Vec<_> =
        arguments.into_iter().map(|one| one.split(" DEFAULT ").next().unwrap_or_default().trim()).collect();
    format!("{name}({})", bare.join(", "))
}
