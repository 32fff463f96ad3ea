use std::collections::BTreeSet;

use clap::Args;
use peristyle::{attributes, audit, rules};
use peristyle_build::advice;
use serde::Serialize;

use super::{Command, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;
use crate::terminal::{TITLE, styled};

/// Prints the page of a rule, a piece of advice, an audit finding or a key of an attribute
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Such as F02, A02, L10, append_only or soft_delete; `column.name` is the key of one attribute
    #[arg(value_name = "CODE OR NAME")]
    code: String,
}

#[derive(Debug, Serialize)]
struct Explained {
    /// That of a key is its attribute.
    code: &'static str,
    name: &'static str,
    /// In Markdown.
    page: String,
}

impl Command for Explain {
    fn run(self, _: &Context) -> Result<Report, Failure> {
        let (code, name) = (self.code.to_uppercase(), self.code.to_lowercase());
        if let Some(explained) = find(|one, _| one == code) {
            return Ok(Report::new(styled_page(&explained.page), &explained));
        }
        let explained = keys(&name);
        if explained.is_empty() {
            // The name of a rule is what `waive(..)` takes.
            let named = find(|_, one| one == name).ok_or_else(|| unknown(&self.code))?;
            return Ok(Report::new(styled_page(&named.page), &named));
        }
        let pages: String = explained.iter().map(|one| one.page.as_str()).collect::<Vec<_>>().join("\n");
        Ok(Report::new(styled_page(&pages), &explained))
    }
}

fn unknown(code: &str) -> Failure {
    let failure = Failure::new(
        Exit::Usage,
        format!("no rule, advice or audit finding has the code or name `{code}`, and no attribute the key"),
    );
    let failure =
        failure.help("a code is a letter and two digits, as it stands in brackets in a message: `explain F02`");
    let names: BTreeSet<_> = attributes::ALL.iter().map(|key| key.name).collect();
    failure.help(format!("the keys are {}", names.into_iter().collect::<Vec<_>>().join(", ")))
}

/// The pages of a key, one for each attribute that has it.
fn keys(name: &str) -> Vec<Explained> {
    let is_it = |key: &&attributes::Key| key.name == name || format!("{}.{}", key.attribute, key.name) == name;
    let of = |key: &attributes::Key| {
        let attributes::Key { attribute, name, .. } = *key;
        let (written, place) = match attribute {
            "pg_enum_variant" => ("pg_enum", " on a variant"),
            written => (written, ""),
        };
        let page = cleaned(&format!("# `{name}` in `#[{written}(..)]`{place}\n\n{}", key.page()));
        Explained { code: attribute, name, page }
    };
    attributes::ALL.iter().filter(is_it).map(of).collect()
}

/// The first rule, advice or finding with such a code and name.
fn find(is_it: impl Fn(&str, &str) -> bool) -> Option<Explained> {
    let rule = || {
        let rule = rules::ALL.iter().find(|rule| is_it(rule.code, rule.name))?;
        Some((rule.code, rule.name, cleaned(rule.page())))
    };
    let advice = || {
        let piece = advice::ALL.iter().find(|piece| is_it(piece.code, piece.name))?;
        Some((piece.code, piece.name, cleaned(piece.page())))
    };
    let finding = || {
        let kind = audit::ALL.iter().find(|kind| is_it(kind.code, kind.name))?;
        let page = format!("# {} {}\n\n{}", kind.code, kind.name, unindented(kind.page()));
        Some((kind.code, kind.name, cleaned(&page)))
    };
    let (code, name, page) = rule().or_else(advice).or_else(finding)?;
    Some(Explained { code, name, page })
}

/// Documentation comments begin with a space.
fn unindented(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

/// Without what only rustdoc reads: links to items, hidden lines of examples, comments.
fn cleaned(page: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            text.push_str(if in_code && line.contains("rust") {
                "```rust"
            } else if in_code {
                line
            } else {
                "```"
            });
        } else if in_code {
            if line == "#" || line.starts_with("# ") {
                continue;
            }
            text.push_str(line);
        } else if line.starts_with("<!--") {
            continue;
        } else {
            text.push_str(&without_links(line));
        }
        text.push('\n');
    }
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

/// `[text](target)` and `[text]` become the text.
fn without_links(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let Some((label, after)) = after.split_once(']') else {
            text.push('[');
            rest = after;
            continue;
        };
        match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, after)) => {
                text.push_str(label);
                rest = after;
            }
            None if label.starts_with('`') => {
                text.push_str(label);
                rest = after;
            }
            None => {
                text.push_str(&format!("[{label}]"));
                rest = after;
            }
        }
    }
    text + rest
}

/// Headings in bold, code set in.
fn styled_page(page: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        match line.trim_start_matches('#') {
            _ if in_code => text.push_str(&format!("    {line}")),
            heading if heading.len() < line.len() => text.push_str(&styled(TITLE, heading.trim())),
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        let codes = rules::ALL.iter().map(|rule| rule.code).chain(advice::ALL.iter().map(|piece| piece.code));
        for code in codes.chain(audit::ALL.iter().map(|kind| kind.code)) {
            let page = find(|one, _| one == code).unwrap_or_else(|| panic!("{code}")).page;
            assert!(page.starts_with(&format!("# {code} ")), "{page}");
            assert!(page.lines().count() > 2 && !page.contains("](") && !page.contains("<!--"), "{page}");
        }
    }

    #[test]
    fn every_key_has_a_page() {
        for key in attributes::ALL {
            let pages = keys(&format!("{}.{}", key.attribute, key.name));
            assert_eq!(pages.len(), 1, "{key:?}");
            let page = &pages[0].page;
            assert!(page.starts_with(&format!("# `{}` in `#[", key.name)) && !page.contains("]("), "{page}");
        }
        assert_eq!(keys("name").len(), 4);
        assert!(keys("names").is_empty());
    }

    #[test]
    fn a_link_becomes_its_text() {
        assert_eq!(
            without_links("as [`F07`](crate::rules::F07) and [`L10`], not a[1]"),
            "as `F07` and `L10`, not a[1]"
        );
    }
}
