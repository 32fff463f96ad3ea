use clap::Args;
use serde_json::json;

use crate::commands::{Command, Context};
use crate::failure::Failure;
use crate::report::Report;

/// Checks that every change of the structs has a migration, and that no file was edited or is missing
#[derive(Debug, Args)]
pub(crate) struct Check {}

impl Command for Check {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        context.project.migrate().check(&context.project.migrations)?;
        Ok(Report::new(
            "the migrations lead to the structs, and every file is as it was written",
            &json!({ "ok": true }),
        ))
    }
}
