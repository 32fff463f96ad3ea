use clap::Args;
use serde_json::json;
use uuid::Uuid;

use crate::commands::{Command, Context};
use crate::database::{Url, connect};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;
use crate::tenant::erase::Erase;

/// Places a hold on a table of a tenant; an erasure that runs stops before its next batch
#[derive(Debug, Args)]
pub(crate) struct Hold {
    /// The id of the tenant
    #[arg(value_name = "ID")]
    id: Uuid,
    /// The table
    #[arg(value_name = "TABLE")]
    table: String,
    #[command(flatten)]
    url: Url,
    /// Why its rows are kept
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The table of the tenant root, where the structs have several
    #[arg(long, value_name = "TABLE")]
    root: Option<String>,
}

impl Command for Hold {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { id, table, url, reason, root } = self;
        let structs = context.project.checked()?;
        let options = url.options()?;
        let erase = Erase::new(&structs, id);
        let erase = root.map_or(erase.clone(), |root| erase.root(root));
        context.block_on(async { Ok(erase.place_hold(&mut connect(&options).await?, &table, &reason).await?) })?;
        Ok(Report::new(format!("the rows of {table} are kept: {reason}"), &json!({ "table": table, "hold": reason })))
    }
}

/// Removes a hold
#[derive(Debug, Args)]
pub(crate) struct Release {
    /// The id of the tenant
    #[arg(value_name = "ID")]
    id: Uuid,
    /// The table
    #[arg(value_name = "TABLE")]
    table: String,
    #[command(flatten)]
    url: Url,
    /// The table of the tenant root, where the structs have several
    #[arg(long, value_name = "TABLE")]
    root: Option<String>,
}

impl Command for Release {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { id, table, url, root } = self;
        let structs = context.project.checked()?;
        let options = url.options()?;
        let erase = Erase::new(&structs, id);
        let erase = root.map_or(erase.clone(), |root| erase.root(root));
        let was_held = context.block_on(async { Ok(erase.release(&mut connect(&options).await?, &table).await?) })?;
        match was_held {
            true => {
                Ok(Report::new(format!("the hold on {table} is removed"), &json!({ "table": table, "released": true })))
            }
            false => Err(Failure::new(Exit::Usage, format!("the tenant has no hold on `{table}`"))),
        }
    }
}
