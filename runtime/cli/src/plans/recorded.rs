//! The statements that tests sent, from the file that `peristyle-test` writes where `PERISTYLE_STATEMENTS` names it.

use std::collections::BTreeMap;
use std::path::Path;

use super::Statement;
use crate::exit::Exit;
use crate::failure::Failure;

/// The words that a statement with a plan begins with.
const PLANNED: [&str; 7] = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES"];

/// Reads the statements, each once.
pub(crate) fn recorded(path: &Path) -> Result<Vec<Statement>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(Exit::Files, format!("cannot read `{}`: {error}", path.display()))
            .help(format!("let the tests write it: `PERISTYLE_STATEMENTS=\"$PWD/{}\" cargo test`", path.display()))
    })?;
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some((place, sql)) = line.split_once('\t') else {
            return Err(Failure::new(
                Exit::Files,
                format!("`{}` is no file of recorded statements: line {number} has no tab", path.display()),
            )
            .help("remove it, and run the tests again"));
        };
        let sql = unescaped(sql);
        let first = sql.trim_start().split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        if PLANNED.iter().any(|word| first.eq_ignore_ascii_case(word)) {
            let known = places.entry(sql).or_default();
            if known.is_empty() || !place.is_empty() && place < known.as_str() {
                *known = place.to_owned();
            }
        }
    }
    let name = |place: String| if place.is_empty() { "a recorded statement".to_owned() } else { place };
    Ok(places
        .into_iter()
        .map(|(sql, place)| Statement { name: name(place), sql, by_server: false, is_lookup: false, is_recorded: true })
        .collect())
}

fn unescaped(text: &str) -> String {
    let (mut sql, mut letters) = (String::with_capacity(text.len()), text.chars());
    while let Some(letter) = letters.next() {
        sql.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            letter => letter,
        });
    }
    sql
}
