//! What an earlier version of this crate emitted in other words: all of such a kind is written again, whatever of it is there.

use rustc_hash::FxHashSet;

use super::super::statements::{Statement, Subject};
use super::super::step::{Lock, Rank, Stage, Step, Undo};
use super::Planner;
use super::derived::{is_function, parsed_under_policies, replaced, terminated};
use crate::ddl::objects::Objects;
use crate::model::{Outdated, Table};
use crate::physical::generated_name;

impl Planner<'_> {
    /// Whether an earlier revision wrote it: the database may have another text, or none.
    pub(super) fn is_outdated(&self, one: &Statement<'_>) -> bool {
        one.kind.is_some_and(|kind| self.outdated.iter().any(|outdated| outdated.kind == kind))
    }

    /// The text that the database has, or else the one that is emitted now.
    pub(super) fn text_before(&self, old: &Statement<'_>) -> String {
        let known = self.texts.filter(|_| self.is_outdated(old)).and_then(|texts| texts.get(&old.subject));
        terminated(known.unwrap_or(&old.sql))
    }

    /// ` IF EXISTS`, where an earlier revision may have written it or not.
    pub(super) fn if_there(&self, one: &Statement<'_>) -> &'static str {
        if self.is_outdated(one) { " IF EXISTS" } else { "" }
    }

    /// A step for each kind: what both schemas have in the same words, and what is not written any more.
    pub(super) fn rewrite(&mut self, old: &[Statement<'_>], new: &[Statement<'_>], same: &[&Statement<'_>]) {
        // Nothing asks for them after this.
        for outdated in std::mem::take(&mut self.outdated) {
            let retired = self.retired(outdated, old, new);
            self.drop_functions(outdated, &retired.functions_last);
            self.drop_former(outdated, &retired.former);
            let is_left = |one: &&&Statement<'_>| {
                // A table that is dropped, or a partition that is left to another program.
                one.subject.table().is_some_and(|table| self.gone.contains(table) || self.left.contains(table))
            };
            let same = same.iter().filter(|one| one.kind == Some(outdated.kind)).filter(|one| !is_left(one));
            let same: Vec<_> =
                same.filter(|one| !outdated.only_functions() || is_of_function(&one.subject)).copied().collect();
            let sql = written(&same, &retired);
            if sql.is_empty() {
                continue;
            }
            let noun = outdated.kind.spec().noun;
            let undo = match self.restored(&same, &retired) {
                Some(sql) => Undo::Sql(sql),
                None if self.original.is_some() => Undo::Impossible(format!(
                    "the migration renames tables or columns too, so the text of {noun} that an earlier version of peristyle wrote is not restored"
                )),
                None => Undo::Impossible(format!(
                    "the text of {noun} that an earlier version of peristyle wrote is not known: no migration before this one has it"
                )),
            };
            let is_locked = same.iter().any(|one| one.subject.table().is_some()) || !retired.triggers.is_empty();
            let lock = if is_locked { Lock::AccessExclusive } else { Lock::None };
            let step = Step::new(Stage::Expand, Rank::Rewrite, format!("write {noun} again"), sql, undo).lock(lock);
            self.push(step.note(format!("this version of peristyle emits another text, {}", outdated.told())));
        }
    }

    /// The functions of tables that are dropped or renamed by the same migration, whose triggers are there until then.
    fn drop_functions(&mut self, outdated: Outdated, functions: &[String]) {
        if !functions.is_empty() {
            let title = format!("drop functions of {} that are not emitted any more", outdated.kind.spec().noun);
            let drops: Vec<_> = functions.iter().map(|name| format!("DROP FUNCTION IF EXISTS {name};")).collect();
            self.push(Step::new(Stage::Finish, Rank::DropFunction, title, drops.join("\n"), Undo::Nothing));
        }
    }

    /// Before the columns that they read have another type.
    fn drop_former(&mut self, outdated: Outdated, signatures: &[String]) {
        if signatures.is_empty() {
            return;
        }
        let title = format!("drop functions of {} that have other arguments now", outdated.kind.spec().noun);
        let drops: Vec<_> =
            signatures.iter().map(|signature| format!("DROP FUNCTION IF EXISTS {signature};")).collect();
        let text = |signature: &String| {
            let subject = Subject::Function(signature.as_str().into());
            let text = self.texts?.get(&subject).map(terminated)?;
            Some(parsed_under_policies(replaced(&text, signature)))
        };
        let texts: Vec<_> = signatures.iter().filter_map(text).collect();
        let undo = if texts.is_empty() { Undo::Nothing } else { Undo::Sql(texts.join("\n")) };
        self.push(Step::new(Stage::Expand, Rank::Loosen, title, drops.join("\n"), undo));
    }

    fn retired(&self, outdated: Outdated, old: &[Statement<'_>], new: &[Statement<'_>]) -> Retired {
        let subjects = |statements: &[Statement<'_>]| -> FxHashSet<String> {
            let own = statements.iter().filter(|one| one.kind == Some(outdated.kind));
            own.filter_map(|one| name_of(&one.subject)).collect()
        };
        let (before, now) = (subjects(old), subjects(new));
        let mut retired = Retired::default();
        let spec = outdated.kind.spec();
        let is_renamed = self.original.is_some();
        for table in self.original.unwrap_or(self.old.checked).tables() {
            let of_table: Vec<_> = spec.functions.iter().map(|end| function(&self.old.objects, table, end)).collect();
            if of_table.iter().any(|name| before.contains(name)) {
                let gone = of_table.into_iter().filter(|name| !before.contains(name) && !now.contains(name));
                let is_there = !is_renamed && self.new.table(table.qualified()).is_some();
                let list = if is_there { &mut retired.functions } else { &mut retired.functions_last };
                list.extend(gone);
            }
        }
        let signatures = before.union(&now).filter_map(|signature| (spec.former)(signature));
        retired.former.extend(signatures.filter(|former| !before.contains(former) && !now.contains(former)));
        retired.former.sort_unstable();
        let is_written = |trigger: &str, on: &str| {
            let trigger = format!("{trigger} ON {on}");
            before.contains(&trigger) || now.contains(&trigger)
        };
        // The triggers are those of before: DROP TRIGGER would lock each table, also where there is none.
        let tables = if outdated.only_functions() { &[] } else { self.new.checked.tables() };
        for table in tables {
            let own = self.new.name(table);
            if self.fresh.contains(&own) || !spec.triggers.iter().any(|trigger| is_written(trigger, &own)) {
                continue;
            }
            let children = table.children.iter().map(|child| self.new.objects.beside(table, &child.name));
            // A partition has the triggers of the rows of its table.
            let gone = spec.triggers.iter().filter(|trigger| !is_written(trigger, &own));
            let gone: Vec<_> = gone.collect();
            for name in [own.clone()].into_iter().chain(children.filter(|child| !self.fresh.contains(child))) {
                let gone = gone.iter().filter(|trigger| !is_written(trigger, &name));
                retired.triggers.extend(gone.map(|trigger| format!("{trigger} ON {name}")));
            }
        }
        retired
    }

    /// What makes the database have the texts of before, where all are known.
    fn restored(&self, same: &[&Statement<'_>], retired: &Retired) -> Option<String> {
        let texts = self.texts.filter(|texts| !texts.is_empty() && self.original.is_none())?;
        let subjects: FxHashSet<_> = same.iter().map(|one| &one.subject).collect();
        let is_of_it = |subject: &Subject<'_>| subjects.contains(subject);
        let is_known = |one: &&Statement<'_>| !matches!(one.subject, Subject::View { .. } | Subject::Other(_));
        if texts.is_unsure(is_of_it) || !same.iter().all(is_known) {
            return None;
        }
        let functions = retired.functions.iter().flat_map(|name| {
            [Subject::Function(name.as_str().into()), Subject::Comment(format!("FUNCTION {name}").into())]
        });
        let triggers = retired.triggers.iter().filter_map(|trigger| trigger.split_once(" ON "));
        let triggers = triggers.map(|(name, table)| Subject::Trigger { name: name.into(), table: table.into() });
        let subjects = same.iter().map(|one| one.subject.clone()).chain(functions).chain(triggers);
        let (mut first, mut middle, mut last) = (Vec::new(), Vec::new(), Vec::new());
        for subject in subjects {
            let before = texts.get(&subject).map(terminated);
            match &subject {
                Subject::Function(signature) => match before {
                    Some(text) => first.push(parsed_under_policies(replaced(&text, signature))),
                    None => last.push(format!("DROP FUNCTION IF EXISTS {signature};")),
                },
                Subject::Trigger { name, table } => {
                    first.push(format!("DROP TRIGGER IF EXISTS {name} ON {table};"));
                    middle.extend(before);
                }
                Subject::Policy { name, table } => {
                    first.push(format!("DROP POLICY IF EXISTS {name} ON {table};"));
                    middle.extend(before);
                }
                Subject::Grant { on, to } => {
                    middle.push(format!("REVOKE ALL ON {on} FROM {to};"));
                    middle.extend(before);
                }
                Subject::Comment(_) => last.extend(before),
                // Row security stays enabled.
                _ => {}
            }
        }
        Some([first, middle, last].concat().join("\n"))
    }
}

/// What a kind does not write any more, and an earlier revision may have written.
#[derive(Default)]
struct Retired {
    /// `name ON table`
    triggers: Vec<String>,
    functions: Vec<String>,
    /// Functions that have another signature now. The server keeps their bodies parsed.
    former: Vec<String>,
    /// Those of tables that are dropped or renamed meanwhile.
    functions_last: Vec<String>,
}

/// What is there may be anything of an earlier revision.
fn written(same: &[&Statement<'_>], retired: &Retired) -> String {
    let mut sql: Vec<String> =
        retired.triggers.iter().map(|trigger| format!("DROP TRIGGER IF EXISTS {trigger};")).collect();
    let mut rest = Vec::new();
    for one in same {
        let text = terminated(&one.sql);
        match &one.subject {
            Subject::Function(signature) => sql.push(parsed_under_policies(replaced(&text, signature))),
            Subject::Trigger { name, table } => rest.push(format!("DROP TRIGGER IF EXISTS {name} ON {table};\n{text}")),
            Subject::Policy { name, table } => rest.push(format!("DROP POLICY IF EXISTS {name} ON {table};\n{text}")),
            Subject::Grant { on, to } => rest.push(format!("REVOKE ALL ON {on} FROM {to};\n{text}")),
            _ => rest.push(text),
        }
    }
    sql.extend(rest);
    sql.extend(retired.functions.iter().map(|name| format!("DROP FUNCTION IF EXISTS {name};")));
    sql.join("\n")
}

/// A function by its signature, a trigger or a policy with its table.
fn name_of(subject: &Subject<'_>) -> Option<String> {
    match subject {
        Subject::Function(signature) => Some(signature.to_string()),
        Subject::Trigger { name, table } | Subject::Policy { name, table } => Some(format!("{name} ON {table}")),
        _ => None,
    }
}

fn is_of_function(subject: &Subject<'_>) -> bool {
    match subject {
        Subject::Function(_) => true,
        Subject::Comment(on) => is_function(on),
        _ => false,
    }
}

/// The function of a table, whose name ends so.
fn function(objects: &Objects<'_>, table: &Table, end: &'static str) -> String {
    let of = table.schema.as_deref().into_iter().chain([table.name.as_ref()]);
    format!("{}()", objects.function(&generated_name("peristyle", of, end)))
}
