use clap::{Args, ValueEnum};
use peristyle_build::{dbml, diagram};

use super::output::Output;
use super::{Command, Context};
use crate::failure::Failure;
use crate::report::Report;

/// Prints the diagram of the tables
#[derive(Debug, Args)]
pub(crate) struct Diagram {
    /// The language of the diagram
    #[arg(long, short, value_name = "FORMAT", default_value = "mermaid")]
    format: Format,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For GitHub and everything else that renders Mermaid
    Mermaid,
    /// A picture
    Svg,
    /// For dbdiagram.io and other tools that read DBML
    Dbml,
}

impl Command for Diagram {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let checked = context.project.checked()?;
        let text = match self.format {
            Format::Mermaid => diagram::mermaid(&checked),
            Format::Svg => diagram::svg(&checked),
            Format::Dbml => dbml::dbml(&checked),
        };
        self.output.report("diagram", text)
    }
}
