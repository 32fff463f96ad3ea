use clap::Args;
use peristyle_build::schema_md;

use super::output::Output;
use super::{Command, Context, advice};
use crate::failure::Failure;
use crate::report::Report;

/// Prints the documentation of the schema, SCHEMA.md
#[derive(Debug, Args)]
pub(crate) struct Docs {
    #[command(flatten)]
    output: Output,
}

impl Command for Docs {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let checked = context.project.checked()?;
        let advice = advice::audible(&context.project, &checked)?;
        self.output.report("markdown", schema_md::markdown(&checked, &advice))
    }
}
