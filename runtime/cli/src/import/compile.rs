//! What the rules refuse, and what follows from it: a waiver more, a waiver less, or a part that stays SQL.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::process::Command;

use peristyle::rules;
use serde::Deserialize;

use super::plan::{Item, Part, Plan, list};
use super::write::File;

/// The rule that another table decides.
const LIVE_REFERENCE: &str = "live_reference";

/// An error of the macros or of the compiler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The file below `src`, without its ending, and the line.
    pub(super) place: Option<(String, usize)>,
    pub(super) message: String,
    pub(super) rendered: String,
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    message: String,
    level: String,
    spans: Vec<Span>,
    rendered: Option<String>,
    #[serde(default)]
    children: Vec<Child>,
}

#[derive(Deserialize)]
struct Child {
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
}

/// What the macros refuse of the files, asked without the compiler.
///
/// # Errors
///
/// A file is no Rust.
pub(super) fn findings(files: &BTreeMap<String, File>) -> Result<Vec<Refusal>, String> {
    let mut refusals = Vec::new();
    for (name, file) in files {
        let found = peristyle_macros_core::findings(&file.text()).map_err(|error| format!("{name}.rs: {error}"))?;
        refusals.extend(found.into_iter().map(|finding| Refusal {
            place: Some((name.clone(), finding.line)),
            rendered: finding.message.clone(),
            message: finding.message,
        }));
    }
    Ok(refusals)
}

/// What the compiler refuses of a crate.
pub(super) fn check(folder: &Path) -> Result<Vec<Refusal>, String> {
    let output = cargo(folder)
        .args(["build", "--quiet", "--example", "ddl", "--message-format", "json"])
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let lines = String::from_utf8_lossy(&output.stdout);
    let messages = lines.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    let messages = messages.filter(|line| line.reason == "compiler-message").filter_map(|line| line.message);
    let refusals: Vec<_> = messages
        .filter(|message| message.level == "error" && !message.message.starts_with("aborting"))
        .map(refusal)
        .collect();
    match (output.status.success(), refusals.is_empty()) {
        (true, _) => Ok(Vec::new()),
        (false, false) => Ok(refusals),
        (false, true) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// Cargo for a crate that was written.
pub(super) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

fn refusal(message: Message) -> Refusal {
    let Message { message, level: _, spans, rendered, children } = message;
    let all =
        spans.iter().filter(|span| span.is_primary).chain(&spans).chain(children.iter().flat_map(|child| &child.spans));
    let place = all.into_iter().find_map(|span| {
        let file = span.file_name.replace('\\', "/");
        let name = file.strip_prefix("src/")?.strip_suffix(".rs")?.to_owned();
        Some((name, span.line_start))
    });
    let rendered = rendered.unwrap_or_else(|| message.clone());
    Refusal { place, message, rendered }
}

impl Refusal {
    /// The code of the rule, where it is one.
    fn code(&self) -> Option<&str> {
        let (_, rest) = self.message.split_once('[')?;
        let (code, _) = rest.split_once(']')?;
        rules::ALL.iter().find(|rule| rule.code == code).map(|rule| rule.code)
    }

    /// Whether the rule is one of references, or of their names.
    fn is_of_reference(&self) -> bool {
        self.code().is_some_and(|code| code.starts_with('F') || code == "N05")
    }

    /// The waiver that waives nothing.
    fn superfluous(&self) -> Option<&str> {
        let (_, rest) = self.message.split_once("the waiver of `")?;
        rest.split_once('`').map(|(name, _)| name)
    }
}

/// Changes the plan by what was refused; returns the refusals that change nothing.
pub(super) fn settle(plan: &mut Plan<'_>, files: &BTreeMap<String, File>, refusals: &[Refusal]) -> Vec<Refusal> {
    let mut counted = BTreeMap::<(usize, &str), usize>::new();
    let mut left = Vec::new();
    let mut touched = HashSet::new();
    let mut by_other = Vec::new();
    let mut schema_rules = HashSet::new();
    // A table that breaks a rule looks to the others as if it had nothing that they waive.
    let is_last = refusals.iter().all(|refusal| refusal.superfluous().is_some());
    for refusal in refusals {
        let item = refusal
            .place
            .as_ref()
            .and_then(|(file, line)| Some(files.get(file)?.lines.get(line.checked_sub(1)?)?.0.clone()));
        let rule = refusal.code().and_then(|code| rules::ALL.iter().find(|rule| rule.code == code));
        match item {
            Some(Item::Table(at, part)) => {
                let table = &mut plan.tables[at];
                if let Some(name) = refusal.superfluous() {
                    if name == LIVE_REFERENCE && !is_last {
                        touched.insert(at);
                        continue;
                    }
                    table.waivers.remove(name);
                    table.never.insert(name.to_owned());
                    touched.insert(at);
                    continue;
                }
                match rule.filter(|rule| rule.waivable && !table.never.contains(rule.name)) {
                    Some(rule) if !table.waivers.contains_key(rule.name) || counted.contains_key(&(at, rule.name)) => {
                        let count = counted.entry((at, rule.name)).or_default();
                        *count += 1;
                        table.waivers.insert(rule.name.to_owned(), *count);
                        touched.insert(at);
                    }
                    // Errors without a code often follow from those with one.
                    _ => by_other.push((at, part, refusal, rule.is_some())),
                }
            }
            Some(Item::Enum(at)) => match rule.filter(|rule| rule.waivable) {
                Some(rule) if plan.enums[at].waivers.insert(rule.name.to_owned()) => {}
                _ => left.push(refusal.clone()),
            },
            Some(Item::Newtype(_)) => left.push(refusal.clone()),
            Some(Item::Schema) | None => match rule.filter(|rule| rule.waivable) {
                Some(rule) if plan.waivers.insert(rule.name.to_owned()) || schema_rules.contains(rule.name) => {
                    schema_rules.insert(rule.name);
                }
                _ => left.push(refusal.clone()),
            },
        }
    }
    let mut reduced = HashSet::new();
    for (at, part, refusal, is_rule) in by_other {
        if (!is_rule && touched.contains(&at)) || !reduced.insert((at, part.clone())) {
            continue;
        }
        let name = part.name();
        if reduce(plan, at, part, refusal.is_of_reference()) {
            plan.tables[at].without_added();
            let table = &plan.tables[at];
            plan.refused.push(format!("`{}.{}`{name}: {}", table.schema, table.name, refusal.message));
        } else {
            left.push(refusal.clone());
        }
    }
    // What follows from something that changed is asked again.
    if touched.is_empty() && reduced.is_empty() { left } else { Vec::new() }
}

/// States less of a table. Returns false where nothing is left to take out.
fn reduce(plan: &mut Plan<'_>, at: usize, part: Part, is_of_reference: bool) -> bool {
    let table = &mut plan.tables[at];
    let next = match part {
        Part::Head | Part::Waivers | Part::Partition | Part::Default(_) | Part::Generated(_) => None,
        Part::Key => Some(Part::Key),
        Part::Column(name) => {
            let Some(column) = table.columns.iter().find(|column| column.name == name) else { return false };
            let (name, object) = (column.name, column.object);
            let reference = table
                .stated_references()
                .find(|(_, one)| list(one, "columns") == [name])
                .map(|(name, _)| name.to_owned());
            let default = Some(Part::Default(name.to_owned())).filter(|_| object.facts.contains_key("default"));
            let generated = Some(Part::Generated(name.to_owned())).filter(|_| object.facts.contains_key("generated"));
            let mut parts = [default, generated, reference.map(Part::Reference)];
            if is_of_reference {
                parts.reverse();
            }
            let part = parts.into_iter().flatten().find(|part| !table.left_out.contains(part));
            if part.is_none() && table.as_text.insert(name) {
                return true;
            }
            // A row is found by its key.
            part.or_else(|| {
                Some(Part::Column(name.to_owned()))
                    .filter(|part| !table.key().contains(&name) && !table.left_out.contains(part))
            })
        }
        part => Some(part),
    };
    match next {
        Some(part) => {
            if part == Part::Key {
                table.waivers.entry("primary_key".to_owned()).or_insert(1);
                table.without_id();
            }
            table.left_out.insert(part)
        }
        None => !std::mem::replace(&mut table.skipped, true),
    }
}
