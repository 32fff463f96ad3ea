//! The commands of a tenant, one file each.

mod erase;
mod export;
mod hold;
mod import;

use clap::Args;

use super::{Command, Context, commands};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;
use crate::tenant::{Step, TableRows, TenantError, TenantErrorKind};
use crate::terminal::Progress;

commands! {
    Export: export::Export,
    Import: import::Import,
    Erase: erase::Erase,
    Hold: hold::Hold,
    Release: hold::Release,
}

/// Exports, imports and erases the rows of a tenant
#[derive(Debug, Args)]
pub(crate) struct Tenant {
    #[command(subcommand)]
    command: Commands,
}

impl Command for Tenant {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        self.command.run(context)
    }
}

impl From<TenantError> for Failure {
    fn from(error: TenantError) -> Self {
        let exit = match error.kind() {
            TenantErrorKind::File { .. } | TenantErrorKind::Io => Exit::Files,
            TenantErrorKind::Schema | TenantErrorKind::Rows => Exit::Found,
            TenantErrorKind::Held => Exit::Undecided,
            TenantErrorKind::Role | TenantErrorKind::Database => Exit::Database,
            TenantErrorKind::Argument => Exit::Usage,
        };
        Self::new(exit, error)
    }
}

/// Shows a step on a terminal.
fn shown(progress: Progress) -> impl FnMut(Step<'_>) + Send {
    move |step| {
        let Step { doing, table, number, tables, rows, .. } = step;
        progress.say(&format!("{doing} `{table}` ({number} of {tables} tables): {rows} rows"));
    }
}

/// A line for each table.
fn listed(tables: &[TableRows]) -> String {
    tables.iter().map(|table| format!("{:>10} rows of {}\n", table.rows, table.table)).collect()
}
