use std::path::Path;
use std::process::Command as Process;

use clap::Args;
use peristyle_build::Database;
use peristyle_build::migrate::{Certainty, Compatibility};
use serde_json::json;

use super::new::later;
use crate::commands::{Command, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;

/// Checks that every change of the structs has a migration, and that no file was edited or is missing
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Also name the generated statements that fail while the release of this snapshot and this one run on one database: the path of a snapshot, or a git
    /// revision that has the snapshot of the project
    #[arg(long, value_name = "SNAPSHOT|REVISION")]
    against: Option<String>,
}

impl Command for Check {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let found = match &self.against {
            Some(against) => {
                let released = released(against, &context.project.snapshot)?;
                Some(context.project.migrate().compatibility(&released)?)
            }
            None => None,
        };
        // What breaks is said before what is not written: the structs still change for it.
        if let Some(found) = found.as_ref().filter(|found| breaks(found)) {
            let text = format!("the release before does not run on this schema\n{}", text_of(found));
            return Ok(Report::new(text, &json!({ "ok": false, "compatibility": found })).exit(Exit::Found));
        }
        context.project.migrate().check(&context.project.migrations)?;
        let mut text = "the migrations lead to the structs, and every file is as it was written".to_owned();
        if let Some(found) = &found {
            text = format!("{text}\nthe release before runs on this schema\n{}", text_of(found));
        }
        let migrate = context.project.migrate();
        let text = format!("{}\n{}", text.trim_end(), later(&migrate));
        Ok(Report::new(text.trim_end(), &json!({ "ok": true, "compatibility": found, "later": migrate.later() })))
    }
}

/// The migration runs before the new program does, so only the old program has to run on both schemas.
fn breaks(found: &Compatibility) -> bool {
    found.old_on_new.iter().any(|one| one.certainty == Certainty::Always)
}

fn text_of(found: &Compatibility) -> String {
    if found.is_empty() { String::new() } else { found.to_string() }
}

/// The schema of a release: a file, or what a revision has under the name of the snapshot.
fn released(against: &str, snapshot: &Path) -> Result<Database, Failure> {
    let text = match Path::new(against).is_file() {
        true => std::fs::read_to_string(against)
            .map_err(|error| Failure::new(Exit::Files, format!("cannot read `{against}`: {error}")))?,
        false => of_revision(against, snapshot)?,
    };
    Database::from_json(&text)
        .map_err(|error| Failure::new(Exit::Files, format!("the snapshot of `{against}` cannot be read: {error}")))
}

fn of_revision(revision: &str, snapshot: &Path) -> Result<String, Failure> {
    let help = "name the path of a snapshot, or a git revision such as `v1.4`";
    let failed = |reason: &str| {
        let message = format!("`{revision}` is neither a file nor a revision with the snapshot: {}", reason.trim());
        Failure::new(Exit::Files, message).help(help)
    };
    // It would be an option of git.
    if revision.starts_with('-') {
        return Err(failed("it begins with `-`"));
    }
    let (Some(name), folder) = (snapshot.file_name(), snapshot.parent()) else {
        return Err(failed("the snapshot of the project has no name"));
    };
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let object = format!("{revision}:./{}", name.to_string_lossy());
    let shown = Process::new("git").current_dir(folder).args(["show", &object]).output();
    let shown = shown.map_err(|error| failed(&format!("git does not run: {error}")))?;
    if !shown.status.success() {
        return Err(failed(&String::from_utf8_lossy(&shown.stderr)));
    }
    String::from_utf8(shown.stdout).map_err(|_| failed("the snapshot is not UTF-8"))
}
