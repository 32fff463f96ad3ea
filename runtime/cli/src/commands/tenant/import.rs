use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};

use clap::Args;
use uuid::Uuid;

use super::{listed, shown};
use crate::commands::{Command, Context};
use crate::database::{Url, connect};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;
use crate::tenant;

/// Inserts the rows of an export, in one transaction
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file of `tenant export`; `-` is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    url: Url,
    /// Import under this id of the tenant; other ids are kept
    #[arg(long = "as", value_name = "ID")]
    id: Option<Uuid>,
    /// Roll back at the end
    #[arg(long)]
    dry_run: bool,
}

impl Command for Import {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { file, url, id, dry_run } = self;
        let structs = context.project.checked()?;
        let options = url.options()?.application_name("peristyle tenant import");
        let mut import = tenant::Import::new(&structs);
        if let Some(id) = id {
            import = import.tenant(id);
        }
        if dry_run {
            import = import.dry_run();
        }
        let input: Box<dyn BufRead> = match file.as_path() {
            path if path == Path::new("-") => Box::new(stdin().lock()),
            path => Box::new(BufReader::with_capacity(
                1 << 18,
                File::open(path)
                    .map_err(|error| Failure::new(Exit::Files, format!("cannot read `{}`: {error}", path.display())))?,
            )),
        };
        let imported = context.block_on(async {
            let mut connection = connect(&options).await?;
            Ok(import.run(&mut connection, input, &mut shown(context.progress)).await?)
        })?;
        let verb = if dry_run { "would import" } else { "imported" };
        let text =
            format!("{}{verb} {} rows of the tenant {}", listed(&imported.tables), imported.rows, imported.tenant);
        Ok(Report::new(text, &imported))
    }
}
