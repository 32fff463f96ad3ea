//! The words of the repository: no text names a file that is not in it, and one concept has one term.

use std::path::PathBuf;

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
    let paths = super::listed().into_iter().filter(|path| is_text(path) && in_workspace("").join(path).is_file());
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

/// Words that are not written any more, as parts of a line in lower case, with the term to use.
const RETIRED: &[(&str, &str)] = &[
    (" law ", "rule"),
    (" laws ", "rules"),
    (" uniques ", "unique indexes, unique constraints"),
    ("for want of", "without, timed out"),
    ("one's own", "your own"),
    ("in whose", "whose, or two sentences"),
    ("which is no ", "which is not a"),
    ("may have to go", "may be removed"),
    ("taken away", "deleted, soft-deleted"),
    ("brings it back", "restores it"),
    ("stands in its way", "conflicts with it"),
    ("wanted here", "expected .."),
    ("hangs from", "belongs to"),
    ("belongs into", "belongs in"),
    ("holds what its rust type does not", "does not fit its Rust type"),
    ("there is only sometimes", "is behind `#[cfg]`"),
];

/// Identifiers that were renamed, with the names of today.
const RENAMED: &[(&str, &str)] = &[
    ("Serves<", "ExecutorFor"),
    ("ServesAcross<", "ExecutorAcross"),
    ("Perhaps", "Optional"),
    ("Removes<", "AllowsDelete"),
    ("Restores<", "AllowsRestore"),
    ("Purges<", "AllowsPurge"),
    ("Naming<", "IdOf"),
    ("is_made()", "is_set_by_database()"),
    ("whole_tables", "sequential_scans"),
    ("MEETINGS", "PRECEDENCE"),
];

/// Sentences in which a retired word has its everyday meaning.
const ALLOWED: &[&str] = &["removed by law", "as the law asks", "the law wants"];

#[test]
fn one_concept_has_one_term() {
    let mut found = Vec::new();
    for (path, text) in texts().into_iter().filter(|(path, _)| !path.ends_with("language.rs")) {
        for (number, line) in text.lines().enumerate() {
            let lower = format!(" {} ", line.to_lowercase());
            let words = RETIRED.iter().filter(|(word, _)| lower.contains(word));
            let names = RENAMED.iter().filter(|(name, _)| is_code_of(line, name));
            if !ALLOWED.iter().any(|allowed| lower.contains(allowed)) {
                let place = |(old, new): &(&str, &str)| {
                    format!("{}:{}: write `{}` in place of `{}`", path.display(), number + 1, new, old.trim())
                };
                found.extend(words.chain(names).map(place));
            }
        }
    }
    super::none(found);
}

/// Whether a line of code uses the identifier; a comment may contain the same word.
fn is_code_of(line: &str, name: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let before = |place: usize| code[..place].chars().next_back();
    code.match_indices(name).any(|(place, _)| !before(place).is_some_and(|letter| letter.is_alphanumeric()))
}
