//! The page of a rule: `runtime/src/rules/<CODE>.md`. Its blocks are programs of `tests/ui`, named by the comment in front.

use std::path::PathBuf;

use crate::program::Program;
use crate::{files, in_workspace, text};

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    path: PathBuf,
    /// The whole text.
    pub text: String,
}

impl Page {
    /// Every page, sorted by code.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let pages = files("runtime/src/rules", ".md").into_iter();
        pages.map(|path| Self { text: text(&path), path }).collect()
    }

    /// The code in the name of the file.
    ///
    /// # Panics
    ///
    /// If the file has no name.
    #[must_use]
    pub fn code(&self) -> String {
        self.path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
    }

    /// The first line.
    #[must_use]
    pub fn title(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    /// The headings of the second level and what stands below each.
    #[must_use]
    pub fn sections(&self) -> Vec<(&str, &str)> {
        let parts = self.text.split("\n## ").skip(1);
        parts.filter_map(|part| part.split_once('\n')).map(|(heading, body)| (heading, body.trim())).collect()
    }

    /// The text with every block as its program has it now.
    #[must_use]
    pub fn blessed(&self) -> String {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines();
        let mut blessed = String::new();
        while let Some(line) = lines.next() {
            blessed.push_str(line);
            blessed.push('\n');
            if let Some(path) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) {
                blocks = blocks_of(path);
            } else if line.starts_with("```") && !blocks.is_empty() {
                blessed.push_str(&blocks.remove(0));
                blessed.push_str("\n```\n");
                lines.by_ref().find(|line| *line == "```");
            }
        }
        blessed
    }

    /// Writes the blocks anew.
    ///
    /// # Errors
    ///
    /// If the page cannot be written.
    pub fn bless(&self) -> std::io::Result<()> {
        std::fs::write(&self.path, self.blessed())
    }
}

/// A program that is refused is shown with its message.
fn blocks_of(path: &str) -> Vec<String> {
    let program = Program::at(&in_workspace(path));
    if path.starts_with("tests/ui/pass/") {
        return vec![program.body()];
    }
    // Before its first run a program has no message.
    let errors = if program.is_recorded() { program.errors() } else { Vec::new() };
    let messages: Vec<String> = errors.iter().map(crate::program::Report::message).collect();
    vec![program.body(), messages.join("\n\n")]
}
