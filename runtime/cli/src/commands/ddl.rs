use clap::Args;
use peristyle_build::ddl;

use super::output::Output;
use super::{Command, Context};
use crate::failure::Failure;
use crate::report::Report;

/// Prints the DDL of the structs
#[derive(Debug, Args)]
pub(crate) struct Ddl {
    #[command(flatten)]
    output: Output,
}

impl Command for Ddl {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        self.output.report("sql", ddl::script(&context.project.checked()?))
    }
}
