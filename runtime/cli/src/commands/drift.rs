use clap::Args;

use super::databases::Databases;
use super::{Command, Context};
use crate::database::failed;
use crate::drift::Compare;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;

/// Compares a database with the structs; reads only
#[derive(Debug, Args)]
pub(crate) struct Drift {
    #[command(flatten)]
    databases: Databases,
    /// Print only the statements that make the database what the structs say
    #[arg(long)]
    sql: bool,
}

impl Command for Drift {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let structs = context.project.checked()?;
        let mut compare = Compare::new().prelude(self.databases.prelude()?);
        // A database may be compared without migrations, or with files that were edited.
        if let Ok(provenance) = context.project.migrate().provenance(&context.project.migrations) {
            compare = compare.provenance(provenance);
        }
        for name in &self.databases.ignore {
            compare = compare.ignore(name);
        }
        context.progress.say("comparing");
        let drift = context.block_on(async {
            let mut pair = self.databases.connect().await?;
            let drift = compare.run(&structs, &mut pair.live, &mut pair.scratch).await.map_err(failed("compare"));
            pair.close().await?;
            drift
        })?;
        let text = match self.sql {
            true => drift.mend().iter().map(|statement| format!("{statement};\n")).collect(),
            false => drift.to_string(),
        };
        let exit = if drift.differences.is_empty() { Exit::Done } else { Exit::Found };
        Ok(Report::new(text, &drift).exit(exit))
    }
}
