use std::fmt::{Display, Formatter, Result};

use super::names::Names;

/// A statement that PostgreSQL cannot be told to leave out where its object is there: then it stands in a block that looks first.
pub(super) fn unless(f: &mut Formatter<'_>, names: Names<'_>, there: impl Display, statement: &str) -> Result {
    if !names.may_be_there() {
        return writeln!(f, "\n{statement}");
    }
    let quote = quote(statement);
    writeln!(f, "\nDO {quote}\nBEGIN\n    IF NOT ({there}) THEN\n        {statement}\n    END IF;\nEND\n{quote};")
}

/// A dollar quote around the body of a function.
pub(super) fn dollar(body: &str) -> String {
    if body.contains('$') { quote(body) } else { "$$".to_owned() }
}

/// A dollar quote that the text does not hold.
fn quote(text: &str) -> String {
    let tags = std::iter::successors(Some("$peristyle".to_owned()), |tag| Some(format!("{tag}_")));
    let quotes = tags.map(|tag| format!("{tag}$"));
    quotes.into_iter().find(|quote| !text.contains(quote.as_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_never_left() {
        assert_eq!(quote("$$"), "$peristyle$");
        assert_eq!(quote("a $peristyle$ b $peristyle_$"), "$peristyle__$");
    }
}
