use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::apply::counted;
use crate::apply::{self, Applied, History, Rules};
use crate::commands::{Command, Context};
use crate::database::{self, Url};
use crate::failure::Failure;
use crate::files;
use crate::report::Report;

/// Undoes the last migrations that the database has, by their down files
///
/// A migration is all files that one `migrate new` wrote. Nothing is undone where one of them cannot be.
#[derive(Debug, Args)]
pub(crate) struct Revert {
    #[command(flatten)]
    url: Url,
    /// How many migrations to undo
    #[arg(long, value_name = "COUNT", default_value_t = 1)]
    count: usize,
    /// List the files that would be undone
    #[arg(long)]
    dry_run: bool,
    /// How many seconds to wait for another run
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    /// How often to try a file again that could not lock a table
    #[arg(long, value_name = "COUNT", default_value_t = 5)]
    retries: u32,
}

impl Command for Revert {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let options = self.url.options()?.application_name("peristyle migrate revert");
        let Self { count, dry_run, retries, .. } = self;
        let history = History::of(context.project.layout);
        let rules =
            Rules { wait: Duration::from_secs(self.wait), retries, dry_run, progress: context.progress, history };
        let done = context.block_on(async {
            let files = files::read(&context.project).await?;
            let migrations = files::migrations(&context.project.migrations, &files);
            let mut connection = database::connect(&options).await?;
            apply::revert(&mut connection, &migrations, &files, count, rules).await
        })?;
        let line = |Applied { file, milliseconds, note }: &Applied| {
            let note = note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
            format!("reverted {file} in {milliseconds} ms{note}\n")
        };
        let would = |file: &String| format!("would revert {file}\n");
        let text = match (done.applied.len(), done.pending.len()) {
            (0, 0) => "nothing to revert: the database has no migration".to_owned(),
            (0, pending) => {
                done.pending.iter().map(would).collect::<String>() + &format!("{} to revert", counted(pending))
            }
            (reverted, _) => {
                done.applied.iter().map(line).collect::<String>() + &format!("{} reverted", counted(reverted))
            }
        };
        Ok(Report::new(text, &json!({ "before": done.before, "reverted": done.applied, "pending": done.pending })))
    }
}
