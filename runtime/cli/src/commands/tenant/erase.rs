use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use uuid::Uuid;

use super::shown;
use crate::commands::output::is_stdout;
use crate::commands::{Command, Context};
use crate::database::{Url, connect};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;
use crate::tenant::erase::{Certificate, Erase as Erasure, ErasurePlan};

/// Deletes every row of a tenant in batches, and writes a certificate
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// The id of the tenant
    #[arg(value_name = "ID")]
    id: Uuid,
    #[command(flatten)]
    url: Url,
    /// Count what would be erased, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Keep the rows of this table and of those that it refers to; the reason is stored
    #[arg(long, value_name = "TABLE=REASON", value_parser = hold)]
    hold: Vec<(String, String)>,
    /// Erase rows of a table that the structs do not have, where this column has the id
    #[arg(long, value_name = "TABLE.COLUMN", value_parser = column)]
    also: Vec<(String, String)>,
    /// Search the text of all values for the id at the end, not only columns of type uuid
    #[arg(long)]
    text: bool,
    /// How many rows a transaction deletes
    #[arg(long, value_name = "ROWS", default_value_t = 5000)]
    batch: u32,
    /// Write the certificate to this file; `-` is stdout, without a report
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The table of the tenant root, where the structs have several
    #[arg(long, value_name = "TABLE")]
    root: Option<String>,
}

fn hold(text: &str) -> Result<(String, String), String> {
    let (table, reason) = text.split_once('=').unwrap_or((text, ""));
    match reason.trim() {
        "" => Err(format!("a hold has a reason: `--hold {table}=REASON`")),
        reason => Ok((table.to_owned(), reason.to_owned())),
    }
}

fn column(text: &str) -> Result<(String, String), String> {
    let (table, column) = text.rsplit_once('.').ok_or("write `TABLE.COLUMN` or `SCHEMA.TABLE.COLUMN`")?;
    Ok((table.to_owned(), column.to_owned()))
}

impl Command for Erase {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { id, url, dry_run, hold, also, text, batch, output, root } = self;
        let structs = context.project.checked()?;
        let options = url.options()?.application_name("peristyle tenant erase");
        let mut erase = Erasure::new(&structs, id).batch(batch);
        erase = hold.into_iter().fold(erase, |erase, (table, reason)| erase.hold(table, reason));
        erase = also.into_iter().fold(erase, |erase, (table, column)| erase.also(table, column));
        if let Some(root) = root {
            erase = erase.root(root);
        }
        if text {
            erase = erase.search_text();
        }
        context.block_on(async {
            let mut connection = connect(&options).await?;
            if dry_run {
                let plan = erase.plan(&mut connection).await?;
                let exit = if plan.refused.is_empty() { Exit::Done } else { Exit::Found };
                return Ok(Report::new(planned(&plan), &plan).exit(exit));
            }
            let certificate = erase.run(&mut connection, &mut shown(context.progress)).await?;
            let json = serde_json::to_string_pretty(&certificate).unwrap_or_default() + "\n";
            let text = match &output {
                Some(path) if is_stdout(path) => json,
                Some(path) => {
                    std::fs::write(path, json).map_err(|error| Failure::write(path, &error))?;
                    certified(&certificate)
                }
                None => certified(&certificate),
            };
            // The certificate has the counts from now on.
            erase.forget(&mut connection).await?;
            let exit = if certificate.complete { Exit::Done } else { Exit::Found };
            Ok(Report::new(text, &certificate).exit(exit))
        })
    }
}

fn planned(plan: &ErasurePlan) -> String {
    let mut text = String::new();
    for table in &plan.tables {
        writeln!(text, "{:>10} rows of {} would be erased", table.erase, table.table).ok();
        if table.unlink > 0 {
            writeln!(text, "{:>10} references of {} would become NULL", table.unlink, table.table).ok();
        }
    }
    for held in &plan.held {
        writeln!(text, "{:>10} rows of {} are kept: {}", held.rows, held.table, held.reason).ok();
    }
    for refused in &plan.refused {
        writeln!(text, "refused: {refused}").ok();
    }
    text
}

fn certified(certificate: &Certificate) -> String {
    let mut text = String::new();
    for table in &certificate.tables {
        writeln!(text, "{:>10} rows of {} erased", table.erased, table.table).ok();
    }
    for held in &certificate.held {
        writeln!(text, "{:>10} rows of {} kept: {}", held.rows, held.table, held.reason).ok();
    }
    for found in &certificate.scan.found {
        let column = found.column.as_ref().map(|column| format!(".{column}")).unwrap_or_default();
        writeln!(text, "{:>10} rows of {}{column} still have the id", found.rows, found.table).ok();
    }
    for table in &certificate.scan.not_searched {
        writeln!(text, "not searched: {table}").ok();
    }
    let scan = &certificate.scan;
    match certificate.complete {
        true => writeln!(
            text,
            "complete: {} columns of {} tables were searched, and no row has the id",
            scan.columns, scan.tables
        ),
        false if certificate.held.is_empty() && !scan.found.is_empty() => {
            writeln!(
                text,
                "not complete: erase what is left, with `--also <TABLE.COLUMN>` where the structs do not have the table"
            )
        }
        false if certificate.held.is_empty() => writeln!(text, "not complete: run it as a role that sees all rows"),
        false => writeln!(text, "not complete: rows are held; `tenant release` removes a hold"),
    }
    .ok();
    text
}
