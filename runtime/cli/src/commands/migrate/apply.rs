use std::time::Duration;

use clap::Args;

use crate::apply::{self, Applied, Done, History, Rules};
use crate::at_risk;
use crate::commands::{Command, Context};
use crate::database::{self, Url};
use crate::failure::Failure;
use crate::files;
use crate::report::Report;

/// Runs the files that the database does not have, and counts them in the table of their runner
#[derive(Debug, Args)]
pub(crate) struct Apply {
    #[command(flatten)]
    url: Url,
    /// List the files that would run, and the number of rows that they would delete now
    #[arg(long)]
    dry_run: bool,
    /// How many seconds to wait for another run
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    /// How often to try a file again that could not lock a table
    #[arg(long, value_name = "COUNT", default_value_t = 5)]
    retries: u32,
    /// Count the files up to this migration as applied and run none: for a database that had its tables before its first migration. A scratch database, in which
    /// they run, is compared with it first; that takes the right CREATEDB
    #[arg(long, value_name = "MIGRATION", conflicts_with = "dry_run")]
    baseline: Option<String>,
    /// With `--baseline`: leave out the table, view, function or type of this name
    #[arg(long, value_name = "NAME", requires = "baseline")]
    ignore: Vec<String>,
}

impl Command for Apply {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let options = self.url.options()?.application_name("peristyle migrate apply");
        let Self { dry_run, retries, .. } = self;
        let history = History::of(context.project.layout);
        let rules =
            Rules { wait: Duration::from_secs(self.wait), retries, dry_run, progress: context.progress, history };
        let done = context.block_on(async {
            let files = files::read(&context.project).await?;
            if let Some(name) = &self.baseline {
                let migrations = files::migrations(&context.project.migrations, &files);
                return apply::baseline(&options, &migrations, name, &self.ignore, rules).await;
            }
            let mut connection = database::connect(&options).await?;
            apply::apply(&mut connection, &files, rules).await
        })?;
        let text = if self.baseline.is_some() { counted_of(&done) } else { text_of(&done, dry_run) };
        Ok(Report::new(text, &done))
    }
}

fn counted_of(done: &Done) -> String {
    let names: String = done.applied.iter().map(|applied| format!("counted {}\n", applied.file)).collect();
    let files = counted(done.applied.len());
    format!(
        "{names}{files} counted as applied, and not run; `drift` lists the comments and rights that the database does not have yet"
    )
}

fn text_of(done: &Done, dry_run: bool) -> String {
    if dry_run && !done.pending.is_empty() {
        let line = |name: &String| format!("would apply {name}\n{}", at_risk::lines(&done.rows_at_risk, name));
        let names: String = done.pending.iter().map(line).collect();
        return format!("{names}{} to apply", counted(done.pending.len()));
    }
    let line = |Applied { file, milliseconds, note }: &Applied| {
        let note = note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        format!("applied {file} in {milliseconds} ms{note}\n")
    };
    match done.applied.len() {
        0 => format!("nothing to apply: the database has {}", counted(done.before)),
        count => done.applied.iter().map(line).collect::<String>() + &format!("{} applied", counted(count)),
    }
}

pub(super) fn counted(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}
