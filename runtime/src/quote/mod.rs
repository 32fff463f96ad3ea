//! Quoted names and literals.

mod keywords;

use std::fmt::{self, Write};

use keywords::COLUMN_NAMES;

/// A name, quoted only if PostgreSQL requires it: it is a keyword, or differs from its lower case.
#[derive(Debug, Clone, Copy)]
pub struct Identifier<'a>(pub &'a str);

impl fmt::Display for Identifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) { f.write_str(self.0) } else { write_quoted(f, self.0, '"') }
    }
}

fn is_plain(name: &str) -> bool {
    let begins_plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    begins_plain && name.bytes().all(plain) && !keywords::is_keyword(name)
}

/// Whether a column or table of this name always needs quotes, because PostgreSQL reserves it.
pub fn is_reserved(name: &str) -> bool {
    keywords::is_keyword(name) && COLUMN_NAMES.binary_search(&name).is_err()
}

/// A name with an optional schema.
#[derive(Debug, Clone, Copy)]
pub struct Qualified<'a> {
    pub schema: Option<&'a str>,
    pub name: &'a str,
}

impl fmt::Display for Qualified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = self.schema {
            write!(f, "{}.", Identifier(schema))?;
        }
        Identifier(self.name).fmt(f)
    }
}

/// A text as a literal with the same meaning for every value of `standard_conforming_strings`.
#[derive(Debug, Clone, Copy)]
pub struct Literal<'a>(pub &'a str);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.contains('\\') {
            return write_quoted(f, self.0, '\'');
        }
        f.write_str("E")?;
        write_quoted(f, &self.0.replace('\\', "\\\\"), '\'')
    }
}

/// Writes a name with quotes, as statements have all names.
pub(crate) fn write_name(text: &mut String, name: &str) {
    if name.as_bytes().contains(&b'"') {
        // Writing to a string never fails.
        let _ = write_quoted(text, name, '"');
    } else {
        text.push('"');
        text.push_str(name);
        text.push('"');
    }
}

fn write_quoted(f: &mut impl Write, text: &str, quote: char) -> fmt::Result {
    f.write_char(quote)?;
    for (at, part) in text.split(quote).enumerate() {
        if at > 0 {
            f.write_char(quote)?;
            f.write_char(quote)?;
        }
        f.write_str(part)?;
    }
    f.write_char(quote)
}

/// A name with an optional schema: an operator class, an option such as `toast.autovacuum_enabled`.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a>(pub &'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.split('.').enumerate() {
            let separator = if at > 0 { "." } else { "" };
            write!(f, "{separator}{}", Identifier(part))?;
        }
        Ok(())
    }
}

/// A collation, always quoted: one name, which may contain a dot, as in `"en_US.utf8"`.
#[derive(Debug, Clone, Copy)]
pub struct Collation<'a>(pub &'a str);

impl fmt::Display for Collation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(f, self.0, '"')
    }
}

/// A list of names: `organization_id, id`.
#[derive(Debug, Clone, Copy)]
pub struct Identifiers<'a, T>(pub &'a [T]);

impl<T: AsRef<str>> fmt::Display for Identifiers<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            let separator = if at > 0 { ", " } else { "" };
            write!(f, "{separator}{}", Identifier(name.as_ref()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::const_str::ConstString;

    #[test]
    fn a_name_is_quoted_only_where_it_must_be() {
        for (name, sql) in [
            ("org_products", "org_products"),
            ("_x1", "_x1"),
            ("status", "status"),
            ("order", "\"order\""),
            ("user", "\"user\""),
            ("position", "\"position\""),
            ("Product", "\"Product\""),
            ("1st", "\"1st\""),
            ("größe", "\"größe\""),
            ("a b", "\"a b\""),
            ("say\"so", "\"say\"\"so\""),
            ("", "\"\""),
        ] {
            assert_eq!(Identifier(name).to_string(), sql);
        }
    }

    #[test]
    fn a_literal_is_never_left() {
        for (text, sql) in [
            ("plain", "'plain'"),
            ("", "''"),
            ("a customer's", "'a customer''s'"),
            ("'; DROP TABLE x; --", "'''; DROP TABLE x; --'"),
            ("two\nlines", "'two\nlines'"),
            (r"C:\temp\'", r"E'C:\\temp\\'''"),
            ("$$", "'$$'"),
        ] {
            assert_eq!(Literal(text).to_string(), sql);
        }
    }

    #[test]
    fn constant_statements_are_quoted_in_the_same_way() {
        for text in ["sku", "", "say\"so", "it's", r"C:\temp\'", "größe", "\"\"", "''", "\\"] {
            let (mut name, mut constant, mut literal) =
                (String::new(), ConstString::<64>::new(), ConstString::<64>::new());
            write_name(&mut name, text);
            constant.write_identifier(text);
            literal.write_literal(text);
            assert_eq!((constant.as_str(), literal.as_str()), (name.as_str(), Literal(text).to_string().as_str()));
        }
    }

    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(keywords::KEYWORDS.is_sorted() && COLUMN_NAMES.is_sorted());
        assert!(keywords::KEYWORDS.iter().all(|word| keywords::is_keyword(word)));
        for name in ["", "_", "{", "alle", "zebra", "xmltables", "a", "kind", "äll"] {
            assert!(!keywords::is_keyword(name));
        }
    }

    #[test]
    fn some_keywords_are_names_of_columns() {
        assert!(is_reserved("order") && is_reserved("left") && is_reserved("user"));
        assert!(!is_reserved("position") && !is_reserved("time") && !is_reserved("status"));
    }
}
