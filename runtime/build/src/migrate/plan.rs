use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::compatibility::{Certainty, compatibility};
use super::error::{PlanError, Refusal};
use super::planner::{Planner, Scripts};
use super::question::Question;
use super::rename::Rename;
use super::renames;
use super::rules::Rules;
use super::step::{Hazard, Lock, Rank, Stage, Step, Undo};
use super::texts::Texts;
use super::touched::Touched;
use crate::checks::Checked;
use crate::model::Outdated;
use crate::quote::Literal;

/// The steps from one schema to another, in the order in which they run. `Display` writes all files, one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// The hazards that were allowed, with the reasons.
    allowed: BTreeMap<Hazard, String>,
}

/// A part of a [`Plan`] that runs in one transaction, or is one statement that runs in none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// What it is for, as a part of a file's name: `expand`, `validate`.
    pub name: &'static str,
    /// Whether it runs in a transaction.
    pub in_transaction: bool,
    /// The statements.
    pub up: String,
    /// The statements that undo them, or one that raises why nothing does.
    pub down: String,
}

pub(super) fn plan(old: &Checked, new: &Checked, rules: &Rules, texts: Option<&Texts>) -> Result<Plan, PlanError> {
    let rules = rules.with_renames_of(old.database(), new.database());
    planned(old, new, &rules, texts, &[])
}

/// `supposed` are the renames that a question is about: what their steps need is of the answer.
fn planned(
    old: &Checked,
    new: &Checked,
    rules: &Rules,
    texts: Option<&Texts>,
    supposed: &[Rename],
) -> Result<Plan, PlanError> {
    let renamed = renames::apply(old.database(), new.database(), new.options(), rules);
    if !renamed.refusals.is_empty() {
        return Err(PlanError::of(renamed.refusals));
    }
    let before = match renamed.database {
        Cow::Borrowed(_) => Cow::Borrowed(old),
        Cow::Owned(database) => {
            let checked = database.check_loaded(new.options());
            Cow::Owned(checked.map_err(|error| {
                let message = format!("the old schema breaks a rule: {error}");
                PlanError::of(vec![Refusal::new(message, "correct the renames or the snapshot")])
            })?)
        }
    };
    let original = Some(old).filter(|_| !renamed.steps.is_empty());
    let is_outdated = !Outdated::of(before.database(), new.database()).is_empty();
    let touched = match rules.every_table || is_outdated {
        true => Touched::all(&before, new),
        false => Touched::of(original, &before, new),
    };
    let scripts = Scripts::default();
    let mut planner = Planner::new(&scripts, original, [&before, new], &touched, rules, texts);
    planner.plan();
    let Planner { steps, mut refusals, questions, .. } = planner;
    if !questions.is_empty() {
        return Err(asked(old, new, rules, texts, supposed, questions));
    }
    let mut steps: Vec<_> = renamed.steps.into_iter().chain(steps).collect();
    steps.sort_by_key(|step| (step.stage, step.rank));
    let is_supposed = |step: &Step| step.rename.as_ref().is_some_and(|rename| supposed.contains(rename));
    for step in steps.iter().filter(|step| !is_supposed(step)) {
        let missing = step.hazards.iter().filter(|hazard| !rules.allowed.contains_key(hazard));
        refusals.extend(missing.map(|hazard| Refusal::hazard(&step.title, *hazard, step.instead.clone())));
    }
    let without_reason = rules.allowed.iter().filter(|(_, reason)| reason.trim().is_empty());
    refusals.extend(without_reason.map(|(hazard, _)| {
        let call = format!("`.allow(Hazard::{}, \"the reason\")`", hazard.variant());
        Refusal::new(format!("{hazard} is allowed without a reason"), format!("state why it is right here: {call}"))
    }));
    if refusals.is_empty() {
        Ok(Plan { steps: merged(steps), allowed: rules.allowed.clone() })
    } else {
        let is_about_it = refusals.iter().any(|one| one.hazard == Some(Hazard::BreaksRunningVersion));
        let mut breaks = if is_about_it { compatibility(old, new).old_on_new } else { Vec::new() };
        breaks.retain(|one| one.certainty == Certainty::Always);
        Err(PlanError { refusals, breaks })
    }
}

/// The questions, and what is refused whatever the answers are.
fn asked(
    old: &Checked,
    new: &Checked,
    rules: &Rules,
    texts: Option<&Texts>,
    supposed: &[Rename],
    questions: Vec<Question>,
) -> PlanError {
    let (mut rules, mut supposed) = (rules.clone(), supposed.to_vec());
    let is_supposed: Vec<bool> = questions.iter().map(|question| question.suppose(&mut rules, &mut supposed)).collect();
    let mut refusals: Vec<_> = questions.into_iter().map(|question| question.refusal).collect();
    if is_supposed.contains(&true)
        && let Err(rest) = planned(old, new, &rules, texts, &supposed)
    {
        refusals.extend(rest.refusals);
    }
    PlanError::of(refusals)
}

/// Comments of one stage are one step, and so is what protects new tables.
fn merged(steps: Vec<Step>) -> Vec<Step> {
    let mut groups: Vec<Vec<Step>> = Vec::with_capacity(steps.len());
    for step in steps {
        match groups.last_mut() {
            Some(group) if belongs_to(&step, &group[0]) => group.push(step),
            _ => groups.push(vec![step]),
        }
    }
    groups.into_iter().filter_map(one_step).collect()
}

fn belongs_to(step: &Step, first: &Step) -> bool {
    let is_of_new = [step, first].iter().all(|step| step.rank == Rank::Security && step.undo == Undo::Nothing);
    (first.stage, first.rank) == (step.stage, step.rank) && (step.rank == Rank::Remark || is_of_new)
}

/// What comes last is undone first.
fn one_step(mut group: Vec<Step>) -> Option<Step> {
    if group.len() < 2 {
        return group.pop();
    }
    let sql = group.iter().map(|step| step.sql.as_str()).collect::<Vec<_>>().join("\n");
    let undo = Undo::all(group.iter().rev().map(|step| &step.undo));
    let lock = group.iter().map(|step| step.lock).max().unwrap_or_default();
    let first = group.swap_remove(0);
    let title = if first.rank == Rank::Remark { "comments" } else { "triggers, policies and rights of new tables" };
    Some(Step { title: title.to_owned(), sql, undo, lock, ..first })
}

impl Plan {
    /// Returns whether there is nothing to do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Returns the steps without their SQL: a line for each, and below it what is to be known before it runs. Of many steps that need no attention, the
    /// first are named and the others counted.
    #[must_use]
    pub fn summary(&self) -> String {
        let parts = self.parts().len();
        let mut text = format!("{} in {}\n", counted(self.steps.len(), "step"), counted(parts, "file"));
        let is_plain = |step: &Step| step.hazards.is_empty() && step.note.is_none() && !step.rewrites && !step.scans;
        let mut plain = 0;
        for (number, step) in (1..).zip(&self.steps) {
            plain += usize::from(is_plain(step));
            if is_plain(step) && plain > NAMED {
                continue;
            }
            let Step { title, lock, rewrites, scans, hazards, note, .. } = step;
            let rows = match (rewrites, scans) {
                (true, _) => format!(": the table is written anew under {lock}"),
                (false, true) => format!(": all rows are read under {lock}"),
                (false, false) => String::new(),
            };
            let hazards = hazards.iter().map(|hazard| {
                let reason = self.allowed.get(hazard).map_or("", String::as_str);
                format!("{}; allowed {hazard}: {reason}", hazard.told())
            });
            text.push_str(&format!("{number:>4}. {title}{rows}\n"));
            hazards.chain(note.clone()).for_each(|line| text.push_str(&format!("      {line}\n")));
        }
        if plain > NAMED {
            text.push_str(&format!("      and {} like these\n", counted(plain - NAMED, "step")));
        }
        text
    }

    /// Returns the parts in the order in which they run.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut rest = self.steps.as_slice();
        let mut number = 1;
        while let Some(first) = rest.first() {
            let count = match first.stage {
                stage if !stage.in_transaction() => 1,
                stage => rest.iter().take_while(|step| step.stage == stage).count(),
            };
            let (steps, others) = rest.split_at(count);
            parts.push(self.part(first.stage, steps, number));
            number += count;
            rest = others;
        }
        parts
    }

    fn part(&self, stage: Stage, steps: &[Step], number: usize) -> Part {
        let in_transaction = stage.in_transaction();
        let head = if in_transaction { head(stage) } else { String::new() };
        let mut up = head.clone();
        for (at, step) in steps.iter().enumerate() {
            up.push_str(if up.is_empty() { "" } else { "\n" });
            self.comment(&mut up, step, number + at);
            up.push_str(&step.sql);
            up.push('\n');
        }
        Part { name: stage.name(), in_transaction, up, down: down(&head, steps) }
    }

    /// What a reader of the file decides by.
    fn comment(&self, text: &mut String, step: &Step, number: usize) {
        let mut line = |line: fmt::Arguments<'_>| {
            // A line break would end the comment.
            let line = line.to_string().replace(char::is_control, " ");
            // A text takes every line.
            writeln!(text, "-- {line}").ok();
        };
        let Step { title, lock, rewrites, scans, hazards, note, .. } = step;
        line(format_args!("{number}. {title}"));
        let yes = |is: &bool| if *is { "yes" } else { "no" };
        let length = match (rewrites | scans, *lock) {
            (_, Lock::None) => "",
            (true, _) => ", while the rows are read",
            (false, _) => ", for a moment",
        };
        line(format_args!("   lock: {lock}{length}; rewrites: {}; reads all rows: {}", yes(rewrites), yes(scans)));
        for hazard in hazards {
            let reason = self.allowed.get(hazard).map_or("", String::as_str);
            line(format_args!("   {}; allowed {hazard}: {reason}", hazard.told()));
        }
        if let Some(note) = note {
            line(format_args!("   {note}"));
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts().iter().enumerate() {
            f.write_str(if at > 0 { "\n" } else { "" })?;
            write!(
                f,
                "-- {} {}\n{}",
                part.name,
                if part.in_transaction { "(a transaction)" } else { "(no transaction)" },
                part.up
            )?;
        }
        Ok(())
    }
}

/// How many steps that need no attention a summary names.
const NAMED: usize = 20;

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Server => "server_version",
            Self::Values => "enum_values",
            Self::Expand => "expand",
            Self::Fill | Self::Backfill => "backfill",
            Self::Refuse => "refuse_null",
            Self::FillRest | Self::BackfillRest => "backfill_rest",
            Self::Build => "build_index",
            Self::Validate => "validate",
            Self::Finish => "finish",
            Self::ValidateLate => "validate_references",
            Self::Secure => "row_security",
        }
    }
}

/// The settings of a transaction. A statement that waits for a lock makes all others wait behind it, so it gives up soon.
fn head(stage: Stage) -> String {
    let timeout = match stage {
        Stage::Backfill | Stage::BackfillRest | Stage::Validate | Stage::ValidateLate => "30min",
        _ => "60s",
    };
    format!(
        "SET LOCAL lock_timeout = '3s';\nSET LOCAL statement_timeout = '{timeout}';\n\
         -- A query that row security would filter is an error.\nSET LOCAL row_security = off;\nSET CONSTRAINTS ALL IMMEDIATE;\n"
    )
}

fn down(head: &str, steps: &[Step]) -> String {
    let impossible = steps.iter().find_map(|step| match &step.undo {
        Undo::Impossible(reason) => Some(reason),
        _ => None,
    });
    if let Some(reason) = impossible {
        let message = Literal(&format!("this migration cannot be undone: {reason}")).to_string().replace('%', "%%");
        return format!("DO $peristyle$\nBEGIN\n    RAISE EXCEPTION {message};\nEND\n$peristyle$;\n");
    }
    let mut text = head.to_owned();
    let mut is_empty = true;
    for step in steps.iter().rev() {
        if let Undo::Sql(sql) = &step.undo {
            let title = step.title.replace(char::is_control, " ");
            text.push_str(if text.is_empty() { "" } else { "\n" });
            text.push_str(&format!("-- undo: {title}\n{sql}\n"));
            is_empty = false;
        }
    }
    if is_empty { "-- There is nothing to undo.\nSELECT 1;\n".to_owned() } else { text }
}
