use clap::Args;

use super::output::Output;
use super::{Command, Context, commands};
use crate::database::{Url, connect};
use crate::failure::Failure;
use crate::report::Report;
use crate::statistics;

commands! {
    Dump: Dump,
}

/// Keeps what the planner of a database knows
#[derive(Debug, Args)]
pub(crate) struct Statistics {
    #[command(subcommand)]
    command: Commands,
}

impl Command for Statistics {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        self.command.run(context)
    }
}

/// Writes the numbers of rows, pages and distinct values of the tables, for `plans check`; reads only
///
/// Values of columns are left out: they are personal data, and a plan for any value does not use them.
#[derive(Debug, Args)]
pub(crate) struct Dump {
    #[command(flatten)]
    url: Url,
    #[command(flatten)]
    output: Output,
    /// Write the most common values and the histogram of each column too, with which conditions on literals are estimated
    #[arg(long)]
    values: bool,
}

impl Command for Dump {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { url, output, values } = self;
        let structs = context.project.checked()?;
        let options = url.options()?.application_name("peristyle statistics dump");
        context.progress.say("reading the statistics");
        let statistics = context.block_on(async {
            let mut connection = connect(&options).await?;
            statistics::dump(&mut connection, &structs, values).await
        })?;
        output.report("statistics", statistics::text(&statistics))
    }
}
