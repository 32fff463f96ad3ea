use std::path::PathBuf;

use clap::Args;
use peristyle_test::server::{Role, Server};

use super::{Command, Context, commands};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plans::{self, Limits};
use crate::report::Report;
use crate::statistics;

commands! {
    Check: Check,
}

/// Plans statements with the statistics of production
#[derive(Debug, Args)]
pub(crate) struct Plans {
    #[command(subcommand)]
    command: Commands,
}

impl Command for Plans {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        self.command.run(context)
    }
}

/// Finds statements that would read or sort more than their budget, by the statistics of a database in production
///
/// A private server plans every generated statement, and those that tests recorded, for any values and as the application role. Nothing is run. `budget(..)` in
/// the struct of a table states other limits.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The statistics, as `statistics dump` writes them
    #[arg(value_name = "FILE")]
    statistics: PathBuf,
    /// The statements that tests wrote, where `PERISTYLE_STATEMENTS` named this file
    #[arg(long, value_name = "FILE")]
    statements: Option<PathBuf>,
    /// SQL that runs before the DDL
    #[arg(long, value_name = "FILE")]
    prelude: Option<PathBuf>,
    /// A table, or a column as `table.column`, of the statistics that the structs do not have any more
    #[arg(long, value_name = "NAME")]
    ignore: Vec<String>,
    /// The rows of a table that a statement may read
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().rows)]
    rows: u64,
    /// The rows that a statement may sort
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().sort)]
    sort: u64,
    /// The pages of a table that a statement may read without an index
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().sequential_scan)]
    sequential_scan: u64,
}

impl Command for Check {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { statistics: path, statements, prelude, ignore, rows, sort, sequential_scan } = self;
        let prelude = prelude.map(|path| {
            std::fs::read_to_string(&path)
                .map_err(|error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", path.display())))
        });
        let plans = plans::Plans {
            statistics: statistics::read(&path)?,
            recorded: statements.map(|path| plans::recorded(&path)).transpose()?.unwrap_or_default(),
            limits: Limits { rows, sort, sequential_scan },
            prelude: prelude.transpose()?.unwrap_or_default(),
            ignored: ignore,
            path,
        };
        // What breaks a rule is told before a server starts.
        context.project.checked()?;
        context.progress.say("starting a private server");
        let checkup = context.block_on(async {
            let server = Server::private().await.map_err(|error| Failure::new(Exit::Database, error))?;
            let structs = context.project.checked_for(server.role_name(Role::Application))?;
            context.progress.say("planning");
            plans.check(&server, &structs, context.project.tables()?).await
        })?;
        let exit = if checkup.is_clean() { Exit::Done } else { Exit::Found };
        Ok(Report::new(checkup.to_string(), &checkup).exit(exit))
    }
}
