use std::fmt::Display;
use std::io;
use std::path::Path;

use peristyle_build::SchemaError;
use peristyle_build::migrate::{MigrateError, PlanError};
use serde_json::{Value, json};

use crate::exit::Exit;

/// Why a command did not finish: a message whose lines `  = help: ..` say what to write.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    /// What was done before, for `--json`.
    pub(crate) done: Option<Value>,
}

const HELP: &str = "\n  = help: ";

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Display) -> Self {
        Self { exit, message: message.to_string(), done: None }
    }

    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.message = format!("{}{HELP}{help}", self.message);
        self
    }

    pub(crate) fn write(path: &Path, error: &io::Error) -> Self {
        Self::new(Exit::Files, format!("cannot write `{}`: {error}", path.display()))
    }

    /// The form of `--json`.
    pub(crate) fn to_json(&self) -> Value {
        let (message, rest) = self.message.split_once("\n  = ").unwrap_or((&self.message, ""));
        let helps = rest.split("\n  = ").filter_map(|line| line.strip_prefix("help: "));
        let mut value = json!({ "exit": self.exit.code(), "message": message, "help": helps.collect::<Vec<_>>() });
        if let Some(done) = &self.done {
            value["done"] = done.clone();
        }
        json!({ "error": value })
    }
}

impl From<SchemaError> for Failure {
    fn from(error: SchemaError) -> Self {
        Self::new(Exit::Schema, error)
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        let exit = match &error {
            MigrateError::Schema(_) => Exit::Schema,
            MigrateError::Plan(plan) => return undecided(plan),
            MigrateError::Unwritten { changes } => {
                let changes: String = changes.iter().map(|change| format!("\n    {change}")).collect();
                return Self::new(Exit::Found, format!("no migration has these changes{changes}"))
                    .help("write a migration: `migrate new <NAME>`");
            }
            _ => Exit::Files,
        };
        Self::new(exit, error)
    }
}

/// The refusals of a plan; the ways out are written as arguments of `migrate new`.
fn undecided(error: &PlanError) -> Failure {
    let refusal = |refusal: &peristyle_build::migrate::Refusal| match refusal.hazard {
        Some(hazard) => {
            let instead = refusal.instead.as_ref().map(|instead| format!("{instead}; ")).unwrap_or_default();
            format!("{}{HELP}{instead}if this is intended, add `--allow '{hazard}=the reason'`", refusal.message)
        }
        None => format!("{}{HELP}{}", refusal.message, as_arguments(&refusal.help)),
    };
    let refusals: Vec<_> = error.refusals().iter().map(refusal).collect();
    let mut message = refusals.join("\n");
    if !error.breaks().is_empty() {
        message.push_str("\nat once, the running version fails:");
        message.extend(error.breaks().iter().map(|one| format!("\n  {one}")));
    }
    Failure::new(Exit::Undecided, message)
}

/// `.dropped("products.sku")` in backquotes becomes `--dropped products.sku`.
fn as_arguments(help: &str) -> String {
    let spans = help.split('`').enumerate().map(|(at, span)| match at % 2 {
        1 => as_argument(span).unwrap_or_else(|| span.to_owned()),
        _ => span.replace("call ", "add "),
    });
    spans.collect::<Vec<_>>().join("`")
}

fn as_argument(call: &str) -> Option<String> {
    let (name, arguments) = call.strip_prefix('.')?.strip_suffix(')')?.split_once('(')?;
    let mut values: Vec<_> = arguments.split(", ").map(|value| value.trim_matches('"')).collect();
    let flag = name.replace('_', "-");
    let value = match values.as_slice() {
        [value] => (*value).to_owned(),
        _ => {
            let last = values.pop()?;
            format!("{}={last}", values.join("."))
        }
    };
    // A shell takes single quotes away.
    Some(if value.contains('\'') { format!("--{flag} \"{value}\"") } else { format!("--{flag} {value}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_arguments() {
        let help = r#"if it was renamed, call `.renamed_label("status", "old", "new")`; if not, call `.dropped("status.old")`"#;
        let expected = "if it was renamed, add `--renamed-label status.old=new`; if not, add `--dropped status.old`";
        assert_eq!(as_arguments(help), expected);
        assert_eq!(as_arguments("state it: `.backfill(\"t\", \"c\", \"SQL\")`"), "state it: `--backfill t.c=SQL`");
        assert_eq!(as_arguments("`.backfill(\"t\", \"c\", \"'de'\")`"), "`--backfill \"t.c='de'\"`");
    }
}
