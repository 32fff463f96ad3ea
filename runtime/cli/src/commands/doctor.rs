use clap::Args;

use super::{Command, Context};
use crate::database::{Url, connect, failed};
use crate::doctor::{Diagnosis, Limits};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;

/// Finds what makes a database unsafe or slow; reads only
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    url: Url,
    /// The role that the application logs in as, in place of the one that the program states
    #[arg(long, value_name = "NAME")]
    role: Option<String>,
    /// Report missing indexes of tables with this many rows
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().rows)]
    rows: f64,
    /// Report unused indexes of this size
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().index_bytes)]
    index_bytes: f64,
    /// Report statements that take this long
    #[arg(long, value_name = "MILLISECONDS", default_value_t = Limits::default().statement_ms)]
    statement_ms: f64,
}

impl Command for Doctor {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { url, role, rows, index_bytes, statement_ms } = self;
        let role = role.or_else(|| context.project.application().map(str::to_owned));
        context.progress.say("reading the catalog and the statistics");
        let diagnosis = context.block_on(async {
            let mut connection = connect(&url.options()?).await?;
            let limits = Limits { rows, index_bytes, statement_ms };
            // What the structs break is told by other commands.
            let structs = context.project.checked().ok();
            let found = Diagnosis::with_structs(&mut connection, structs.as_ref(), role.as_deref(), limits);
            found.await.map_err(failed("read the database"))
        })?;
        let exit = if diagnosis.findings.is_empty() { Exit::Done } else { Exit::Found };
        Ok(Report::new(diagnosis.to_string(), &diagnosis).exit(exit))
    }
}
