use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use peristyle_build::Database;
use peristyle_build::waivers::{self, Baseline, Comparison, Listed, WaiverError};
use serde_json::json;

use super::{Command, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;
use crate::terminal::{TITLE, styled};

/// Lists the waivers, and sees to it that they only become fewer
#[derive(Debug, Args)]
pub(crate) struct Waivers {
    /// Write how many waivers of each rule each table has to a new file
    #[arg(long, value_name = "FILE", conflicts_with = "max")]
    baseline: Option<PathBuf>,
    /// End with exit code 1 if a table has more waivers of a rule than this file says
    #[arg(long, value_name = "FILE")]
    max: Option<PathBuf>,
    /// Lower the file where there are fewer
    #[arg(long, requires = "max")]
    update: bool,
    /// End with exit code 1 if the file says more than there are, too
    #[arg(long, requires = "max", conflicts_with = "update")]
    deny_stale: bool,
}

impl Command for Waivers {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let checked = context.project.checked()?;
        let database = checked.database();
        match (&self.baseline, &self.max) {
            (Some(path), _) => record(path, database),
            (None, Some(path)) => self.compare(path, database),
            (None, None) => Ok(listing(&waivers::list(database))),
        }
    }
}

impl Waivers {
    fn compare(&self, path: &Path, database: &Database) -> Result<Report, Failure> {
        let comparison = match waivers::at_most(path, database) {
            Ok(comparison) => comparison,
            Err(error @ WaiverError::Risen { .. }) => return Err(risen(&error)),
            Err(error) => return Err(Failure::new(Exit::Files, error)),
        };
        let file = path.display();
        let Comparison { fallen, .. } = &comparison;
        let mut text = format!("no table has more waivers than `{file}`\n");
        for count in fallen {
            // A text takes every line.
            writeln!(text, "    {count}").ok();
        }
        if self.update && !fallen.is_empty() {
            let lowered = waivers::read(path).map_err(|error| Failure::new(Exit::Files, error))?.lowered(database);
            waivers::write(&lowered, path).map_err(|error| Failure::write(path, &error))?;
            writeln!(text, "lowered `{file}`: commit it").ok();
        } else if !fallen.is_empty() {
            writeln!(text, "`{file}` can be lowered: `waivers --max {file} --update`").ok();
        }
        let exit = if self.deny_stale && !fallen.is_empty() { Exit::Found } else { Exit::Done };
        let lowered = self.update && !fallen.is_empty();
        let json = json!({ "risen": comparison.risen, "fallen": fallen, "lowered": lowered });
        Ok(Report::new(text, &json).exit(exit))
    }
}

fn risen(error: &WaiverError) -> Failure {
    let mut failure = Failure::new(Exit::Found, error);
    if let WaiverError::Risen { comparison, .. } = error {
        failure.done = Some(json!(comparison));
    }
    failure
}

/// A file that is there is never replaced: it may say less.
fn record(path: &Path, database: &Database) -> Result<Report, Failure> {
    let file = path.display();
    if path.exists() {
        return Err(Failure::new(Exit::Files, format!("`{file}` is there already")).help(format!(
            "lower it by `waivers --max {file} --update`, or edit the line of a waiver that is meant to stay"
        )));
    }
    let baseline = Baseline::of(database);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), std::fs::create_dir_all).map_err(|error| Failure::write(path, &error))?;
    waivers::write(&baseline, path).map_err(|error| Failure::write(path, &error))?;
    let total = baseline.total();
    let text = format!("wrote {file} with {total} {}: commit it", plural(total, "waiver", "waivers"));
    Ok(Report::new(text, &json!({ "file": path, "waivers": total })))
}

fn plural(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn listing(all: &[Listed<'_>]) -> Report {
    let mut text = String::new();
    for waivers in all.chunk_by(|one, next| one.code == next.code) {
        let Some(Listed { code, name, .. }) = waivers.first() else { continue };
        // A text takes every line.
        writeln!(text, "{}: {}", styled(TITLE, format_args!("{code} {name}")), waivers.len()).ok();
        for Listed { table, column, reason, .. } in waivers {
            let column = column.map_or_else(String::new, |column| format!(".{column}"));
            writeln!(text, "    {table}{column}: {reason}").ok();
        }
    }
    let undecided = all.iter().filter(|waiver| waiver.is_undecided()).count();
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    match total {
        0 => text.push_str("there is no waiver\n"),
        _ => {
            write!(text, "{total} {}", plural(total, "waiver", "waivers")).ok();
            if undecided > 0 {
                write!(text, ", {undecided} of them with a reason that begins with TODO").ok();
            }
            text.push('\n');
        }
    }
    Report::new(text, &json!({ "waivers": all, "undecided": undecided }))
}
