use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use clap::Args;
use uuid::Uuid;

use super::{listed, shown};
use crate::commands::output::is_stdout;
use crate::commands::{Command, Context};
use crate::database::{Url, connect};
use crate::failure::Failure;
use crate::report::Report;
use crate::tenant;

/// Writes every row of a tenant, as it is in one snapshot, to a file
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The id of the tenant
    #[arg(value_name = "ID")]
    id: Uuid,
    #[command(flatten)]
    url: Url,
    /// The file; `-` is stdout, without a report
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// The table of the tenant root, where the structs have several
    #[arg(long, value_name = "TABLE")]
    root: Option<String>,
}

/// A file that other users of the machine do not read.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Command for Export {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let Self { id, url, output, root } = self;
        let structs = context.project.checked()?;
        let options = url.options()?.application_name("peristyle tenant export");
        let mut export = tenant::Export::new(&structs, id);
        if let Some(root) = root {
            export = export.root(root);
        }
        let to_stdout = is_stdout(&output);
        // Nobody takes a file for complete that has another name.
        let part = PathBuf::from(format!("{}.part", output.display()));
        let exported = context.block_on(async {
            let mut connection = connect(&options).await?;
            let mut show = shown(context.progress);
            if to_stdout {
                return Ok(export.run(&mut connection, BufWriter::new(std::io::stdout().lock()), &mut show).await?);
            }
            let file = create(&part).map_err(|error| Failure::write(&part, &error))?;
            let exported = export.run(&mut connection, BufWriter::new(&file), &mut show).await;
            let exported = exported.inspect_err(|_| drop(fs::remove_file(&part)))?;
            file.sync_all()
                .and_then(|()| fs::rename(&part, &output))
                .map_err(|error| Failure::write(&output, &error))?;
            Ok(exported)
        })?;
        let text = match to_stdout {
            true => String::new(),
            false => format!("{}exported {} rows to {}", listed(&exported.tables), exported.rows, output.display()),
        };
        Ok(Report::new(text, &exported))
    }
}
