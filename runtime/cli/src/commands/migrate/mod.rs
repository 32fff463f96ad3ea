//! The commands of migrations, one file each.

mod apply;
mod check;
mod new;
mod revert;
mod verify;

use clap::Args;

use super::{Command, Context, commands};
use crate::failure::Failure;
use crate::report::Report;

commands! {
    New: new::New,
    Check: check::Check,
    Verify: verify::Verify,
    Apply: apply::Apply,
    Revert: revert::Revert,
}

/// Plans, checks and applies migrations
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    #[command(subcommand)]
    command: Commands,
}

impl Command for Migrate {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        self.command.run(context)
    }
}
