//! A program that must not compile, and what the compiler says to it.
//!
//! The name begins with the code of the rule that it breaks, and it gives one error. A program that gives others says so in its first line:
//! `//! F01, F01: two ids without a reference`. What is no code of ours is rustc's (`E0061`), `malformed` for an attribute that cannot be read, or
//! `-` for what rustc gives no number.

use std::path::{Path, PathBuf};

use crate::{is_code, text};

/// A file in one of the folders of `tests/ui`.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    source: String,
}

impl Program {
    /// The program at that path.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), source: text(path) }
    }

    /// Every program of a folder of `tests/ui`.
    #[must_use]
    pub fn all(folder: &str) -> Vec<Self> {
        crate::files(&format!("tests/ui/{folder}"), ".rs").iter().map(|path| Self::at(path)).collect()
    }

    /// The name of the file without its ending.
    ///
    /// # Panics
    ///
    /// If the file has no name.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
    }

    /// The code that the name begins with.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        let name = self.name();
        let start = name.split('_').next().unwrap_or_default();
        is_code(start).then(|| start.to_owned())
    }

    /// What a reader sees: the source without the lines in front that import and explain, and without `main`.
    #[must_use]
    pub fn body(&self) -> String {
        let in_front =
            |line: &&str| line.is_empty() || ["//!", "use ", "#!["].iter().any(|start| line.starts_with(start));
        let lines: Vec<&str> = self.source.lines().skip_while(in_front).collect();
        lines.join("\n").trim_end_matches("fn main() {}").trim_end().to_owned()
    }

    /// The codes of the errors that it should give, sorted.
    #[must_use]
    pub fn expected(&self) -> Vec<String> {
        let said = self.source.strip_prefix("//! ").and_then(|head| head.split_once(':')).map(|(codes, _)| codes);
        let mut codes: Vec<String> = match said {
            Some(codes) => codes.split(", ").map(str::to_owned).collect(),
            None => vec![self.code().unwrap_or_else(|| "malformed".to_owned())],
        };
        codes.sort();
        codes
    }

    /// Whether what it gives is written down.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.path.with_extension("stderr").is_file()
    }

    /// The errors that it gives.
    #[must_use]
    pub fn errors(&self) -> Vec<Report> {
        let text = text(&self.path.with_extension("stderr"));
        let mut errors: Vec<Report> = Vec::new();
        for line in text.lines() {
            match errors.last_mut() {
                _ if line.starts_with("error") => errors.push(Report { lines: vec![line.to_owned()] }),
                Some(error) => error.lines.push(line.to_owned()),
                None => {}
            }
        }
        errors
    }

    /// Their codes, sorted.
    #[must_use]
    pub fn found(&self) -> Vec<String> {
        let mut codes: Vec<String> = self.errors().iter().map(Report::code).collect();
        codes.sort();
        codes
    }
}

/// One error of the compiler, with everything that follows it.
#[derive(Debug, Clone)]
pub struct Report {
    lines: Vec<String>,
}

impl Report {
    /// The first line without rustc's words in front.
    #[must_use]
    pub fn headline(&self) -> &str {
        let line = self.lines.first().map_or("", String::as_str);
        let said = line.split_once(": ").map_or(line, |(_, said)| said);
        said.strip_prefix("evaluation panicked: ").unwrap_or(said)
    }

    /// What is wrong, without the code.
    #[must_use]
    pub fn sentence(&self) -> &str {
        match self.headline().strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
            Some((code, sentence)) if is_code(code) => sentence,
            _ => self.headline(),
        }
    }

    /// The rule's code, else rustc's.
    #[must_use]
    pub fn code(&self) -> String {
        let ours = self.headline().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(code, _)| code);
        let line = self.lines.first().map_or("", String::as_str);
        let of_rustc = line.strip_prefix("error[").and_then(|rest| rest.split_once(']')).map(|(code, _)| code);
        let is_ours = !self.said("docs").is_empty();
        match (ours.filter(|code| is_code(code)), of_rustc) {
            (Some(code), _) | (None, Some(code)) => code.to_owned(),
            (None, None) if is_ours => "malformed".to_owned(),
            (None, None) => "-".to_owned(),
        }
    }

    /// The lines `= help: ..` or `= docs: ..` that we wrote; a trait's come as notes.
    #[must_use]
    pub fn said(&self, what: &str) -> Vec<&str> {
        let starts = [format!("= {what}: "), format!("= note: {what}: ")];
        let lines = self.lines.iter().map(|line| line.trim_start());
        lines.filter_map(|line| starts.iter().find_map(|start| line.strip_prefix(start.as_str()))).collect()
    }

    /// What we said, without where: the lines up to the place, and the notes up to the page.
    #[must_use]
    pub fn message(&self) -> String {
        let place =
            self.lines.iter().position(|line| line.trim_start().starts_with("--> ")).unwrap_or(self.lines.len());
        let (said, rest) = self.lines.split_at(place);
        let docs = rest.iter().position(|line| line.contains("= note: docs: ")).map_or(0, |place| place + 1);
        let notes = rest[..docs].iter().filter(|line| line.contains("= note: "));
        said.iter().chain(notes).map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}
