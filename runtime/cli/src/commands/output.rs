use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::failure::Failure;
use crate::report::Report;

/// Where a text goes.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Write to this file in place of stdout, which `-` is too
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Output {
    /// A text, under this key in JSON.
    pub(super) fn report(&self, key: &str, text: String) -> Result<Report, Failure> {
        match self.output.as_deref().filter(|path| !is_stdout(path)) {
            None => Ok(Report::new(text.clone(), &json!({ key: text }))),
            Some(path) => {
                write(path, &text)?;
                Ok(Report::new(format!("wrote {}", path.display()), &Written { file: path }))
            }
        }
    }
}

/// Whether a file stands for stdout.
pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

#[derive(Serialize)]
struct Written<'a> {
    file: &'a Path,
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), std::fs::create_dir_all).map_err(|error| Failure::write(path, &error))?;
    std::fs::write(path, text).map_err(|error| Failure::write(path, &error))
}
