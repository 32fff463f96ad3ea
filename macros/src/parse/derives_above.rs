//! Derives above `#[table]`. They run first, on the struct without the added columns, and the attribute does not get them with the item: they are read
//! from the source, where the compiler knows the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// The derives above the attribute that is being expanded, as they are written.
pub fn derives_above() -> Vec<String> {
    if !proc_macro::is_available() {
        return Vec::new();
    }
    let start = proc_macro::Span::call_site().start();
    let Some(path) = start.local_file() else { return Vec::new() };
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let source = Source::read(&path, last.take());
    let derives = source.as_ref().map(|source| source.above(start.line(), start.column()));
    *last = source;
    derives.unwrap_or_default()
}

/// The file of the last table. A file of many tables is read once, and not once for each.
static LAST: Mutex<Option<Source>> = Mutex::new(None);

/// A file, with the place at which each line begins.
struct Source {
    path: PathBuf,
    modified: Option<SystemTime>,
    text: String,
    lines: Vec<usize>,
}

impl Source {
    /// Reads the file, unless `last` is this file and it was not written since.
    fn read(path: &Path, last: Option<Self>) -> Option<Self> {
        let modified = fs::metadata(path).and_then(|file| file.modified()).ok();
        let is_same = |last: &Self| last.path == path && last.modified == modified && modified.is_some();
        last.filter(is_same).or_else(|| Some(Self::of(path, modified, fs::read_to_string(path).ok()?)))
    }

    fn of(path: &Path, modified: Option<SystemTime>, text: String) -> Self {
        let lines = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path: path.to_owned(), modified, text, lines }
    }

    /// The derives directly above the attribute that begins in that line and column, both counted from 1.
    fn above(&self, line: usize, column: usize) -> Vec<String> {
        let place = line.checked_sub(1).and_then(|line| self.lines.get(line)).and_then(|begin| {
            let mut columns = self.text.get(*begin..)?.char_indices();
            columns.nth(column.saturating_sub(1)).map(|(at, _)| begin + at)
        });
        let Some((text, rest)) = place.and_then(|place| self.text.split_at_checked(place)) else {
            return Vec::new();
        };
        // What another macro wrote is at another place.
        let is_table =
            rest.starts_with("#[") && rest.split(['(', ']']).next().is_some_and(|path| path.ends_with("table"));
        let mut derives = Vec::new();
        let mut text = if is_table { text } else { "" };
        while let Some((rest, attribute)) = last_attribute(text) {
            derives.extend(attribute.starts_with("#[derive(").then(|| attribute.to_owned()));
            text = rest;
        }
        derives.reverse();
        derives
    }
}

/// What a text ends with, where that is an attribute or a line of comment.
fn last_attribute(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let (rest, last) = text.split_at(line);
    if last.trim_start().starts_with("//") {
        return Some((rest, ""));
    }
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ']' => depth += 1,
            '[' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return text.get(..at)?.strip_suffix('#').map(|rest| (rest, text.split_at(rest.len()).1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn above(text: &str, line: usize, column: usize) -> Vec<String> {
        Source::of(Path::new("lib.rs"), None, text.to_owned()).above(line, column)
    }

    fn found(source: &str) -> Vec<String> {
        let at = source.find("#[table").or(source.find("#[peristyle")).unwrap_or_default();
        let (before, _) = source.split_at(at);
        let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
        above(source, before.matches('\n').count() + 1, column)
    }

    #[test]
    fn derives_directly_above() {
        for (source, derives) in [
            ("#[derive(Clone)]\n#[table(name = \"a\")]\nstruct A;", vec!["#[derive(Clone)]"]),
            ("#[derive(Debug, Clone)] #[peristyle::table(name = \"a\")]", vec!["#[derive(Debug, Clone)]"]),
            (
                "#[derive(A)]\n/// Größe.\n// no\n#[doc = \"[x]\"]\n#[derive(B)]\n\n    #[table(x)]",
                vec!["#[derive(A)]", "#[derive(B)]"],
            ),
            ("#[derive(Clone)]\nstruct B;\n\n#[table(name = \"a\")]\nstruct A;", vec![]),
            ("#[table(name = \"a\")]\n#[derive(Clone)]\nstruct A;", vec![]),
            ("fn f() { a[1] }\n#[table(x)]", vec![]),
            ("]\n#[table(x)]", vec![]),
            ("/* #[derive(Clone)] */\n#[table(x)]", vec![]),
        ] {
            assert_eq!(found(source), derives, "{source}");
        }
    }

    #[test]
    fn a_place_that_is_no_attribute() {
        let source = "#[derive(Clone)]\nmacro!(table)";
        for (line, column) in [(2, 1), (1, 1), (9, 9), (0, 0), (2, 99)] {
            assert_eq!(above(source, line, column), Vec::<String>::new(), "{line} {column}");
        }
    }
}
