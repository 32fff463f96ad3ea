//! Names, code and the user's own words in Markdown.

use std::fmt::{self, Write};

/// A name or code in backticks, also in a cell of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code<'a>(pub(super) &'a str);

impl fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = if self.0.contains('`') { ["`` ", " ``"] } else { ["`", "`"] };
        f.write_str(quote[0])?;
        for part in self.0.split_inclusive(['|', '\n']) {
            match part.strip_suffix('|') {
                Some(part) => write!(f, "{part}\\|")?,
                None => f.write_str(part.trim_end_matches('\n'))?,
            }
            f.write_str(if part.ends_with('\n') { " " } else { "" })?;
        }
        f.write_str(quote[1])
    }
}

/// `` `name`, `sku` and `status` ``
pub(super) fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    sentence(names.into_iter().map(|name| Code(name).to_string()))
}

/// Phrases behind each other: `a, b and c`.
pub(super) fn sentence(phrases: impl IntoIterator<Item = String>) -> String {
    let phrases: Vec<_> = phrases.into_iter().collect();
    match phrases.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// The user's words in a cell of a table: one line, and no cell of its own.
pub(super) fn cell(text: &str) -> String {
    if !text.contains(['|', '\n', '\r', '\t']) && !text.contains("  ") {
        return text.trim().to_owned();
    }
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let paragraphs: Vec<_> = paragraphs.filter(|paragraph| !paragraph.is_empty()).collect();
    paragraphs.join("<br>").replace('|', "\\|")
}

/// The user's words as paragraphs: no heading among them, which would belong to the page.
pub(super) fn prose(text: &str) -> String {
    let heading = |line: &str| line.trim_start().starts_with('#');
    let lines = text
        .trim()
        .lines()
        .map(|line| if heading(line) { format!("\\{}", line.trim_start()) } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n")
}

/// The first paragraph, for a table of contents.
pub(super) fn summary(text: &str) -> String {
    cell(text.trim().split("\n\n").next().unwrap_or_default())
}

/// `1 table`, `2 tables`
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("{number} {noun}") } else { format!("{number} {noun}s") }
}

/// A heading within the section, which nothing links to.
pub(super) fn title(text: &mut String, title: &str) {
    writeln!(text, "#### {title}\n").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_within_its_backticks() {
        assert_eq!(Code("sku").to_string(), "`sku`");
        assert_eq!(Code("a || b").to_string(), "`a \\|\\| b`");
        assert_eq!(Code("a`b").to_string(), "`` a`b ``");
    }

    #[test]
    fn the_users_words_break_nothing() {
        assert_eq!(cell("One | two.\nMore.\n\n\n  Then. "), "One \\| two. More.<br>Then.");
        assert_eq!(prose("Text.\n\n# Examples\n  ## x\n"), "Text.\n\n\\# Examples\n\\## x");
        assert_eq!(summary("First\nline.\n\nSecond."), "First line.");
    }
}
