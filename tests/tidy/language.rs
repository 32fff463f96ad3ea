//! The words of the repository: no text names a file that is not in it, and one concept has one term.

use std::path::PathBuf;
use std::process::Command;

use peristyle_tests::{in_workspace, text};

/// Names of documents that readers of the repository do not have. The fact belongs where the reference would stand.
const OUTSIDE: &[&str] = &[
    concat!("DESIGN", ".md"),
    concat!("RULES", ".md"),
    concat!("POSTGRES", ".md"),
    concat!("LANGUAGE", ".md"),
    concat!("STYLE", ".md"),
    concat!("GLOSSARY", ".md"),
    concat!("[sheet", " "),
    concat!("rule", "-sheet"),
    concat!("rule", " sheet"),
    concat!("../", "shared"),
];

/// Every text file that git knows, with its content.
fn texts() -> Vec<(PathBuf, String)> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(in_workspace("."))
        .output()
        .expect("git lists the files");
    let listed = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    let paths = listed.lines().map(PathBuf::from).filter(|path| is_text(path) && in_workspace("").join(path).is_file());
    let texts: Vec<_> = paths.map(|path| (path.clone(), text(&in_workspace("").join(path)))).collect();
    assert!(texts.len() > 1000, "only {} files are found", texts.len());
    texts
}

fn is_text(path: &std::path::Path) -> bool {
    let ends = ["rs", "md", "stderr", "toml", "sql", "sh", "txt"];
    path.extension().and_then(|end| end.to_str()).is_some_and(|end| ends.contains(&end)) || path.starts_with(".ci")
}

#[test]
fn no_file_outside_the_repository_is_named() {
    let mut named = Vec::new();
    for (path, text) in texts() {
        for (number, line) in text.lines().enumerate() {
            let outside = OUTSIDE.iter().filter(|outside| line.contains(**outside));
            named.extend(outside.map(|outside| format!("{}:{}: {outside}", path.display(), number + 1)));
        }
    }
    super::none(named);
}
