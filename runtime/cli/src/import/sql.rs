//! SQL of the database, with the names of fields in place of those of columns.

use std::iter::Peekable;
use std::str::CharIndices;

/// A name of a column in the SQL of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// A column, by its field.
    Field(&'a str),
    /// Not a column: it stays.
    Other,
    /// A column that no field states, or the field of another column.
    Unclear,
}

/// Writes the fields of columns; None where a name is not clear. Names of types and functions, and literals, stay.
pub(super) fn in_fields<'a>(sql: &str, of: impl Fn(&str) -> Name<'a>) -> Option<String> {
    let mut text = String::with_capacity(sql.len());
    let mut letters = sql.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let name = match letter {
            '\'' => {
                text.push_str(&sql[start..quoted(sql, &mut letters, '\'')]);
                continue;
            }
            '"' => {
                let end = quoted(sql, &mut letters, '"');
                sql[start + 1..end].trim_end_matches('"').replace("\"\"", "\"")
            }
            letter if is_word(letter) => {
                while letters.next_if(|(_, letter)| is_word(*letter)).is_some() {}
                sql[start..end_of(sql, &mut letters)].to_owned()
            }
            letter => {
                text.push(letter);
                continue;
            }
        };
        let end = end_of(sql, &mut letters);
        let is_of_other = text.ends_with([':', '.']) || sql[end..].starts_with(['(', '.']);
        match of(&name) {
            _ if is_of_other => text.push_str(&sql[start..end]),
            Name::Other => text.push_str(&sql[start..end]),
            Name::Field(field) if field == name => text.push_str(&sql[start..end]),
            Name::Field(field) => text.push_str(field),
            Name::Unclear => return None,
        }
    }
    Some(text)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

fn end_of(sql: &str, letters: &mut Peekable<CharIndices<'_>>) -> usize {
    letters.peek().map_or(sql.len(), |(place, _)| *place)
}

/// The end of a quotation, in which the quote is doubled.
fn quoted(sql: &str, letters: &mut Peekable<CharIndices<'_>>, quote: char) -> usize {
    while let Some((_, letter)) = letters.next() {
        if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            break;
        }
    }
    end_of(sql, letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(sql: &str) -> Option<String> {
        in_fields(sql, |name| match name {
            "createdAt" => Name::Field("created_at"),
            "type" => Name::Field("type"),
            "date" => Name::Field("day"),
            "gone" | "day" => Name::Unclear,
            _ => Name::Other,
        })
    }

    #[test]
    fn columns_are_named_by_their_fields() {
        for (sql, fields) in [
            (r#"("createdAt" IS NULL)"#, "(created_at IS NULL)"),
            (r#"lower("type") = 'createdAt'::text"#, r#"lower("type") = 'createdAt'::text"#),
            ("(date > '2020-01-01'::date)", "(day > '2020-01-01'::date)"),
            ("(x = 'it''s date')", "(x = 'it''s date')"),
            ("date(x)", "date(x)"),
            ("\u{df} = '\u{df}'", "\u{df} = '\u{df}'"),
        ] {
            assert_eq!(written(sql).as_deref(), Some(fields));
        }
    }

    #[test]
    fn what_is_not_clear_is_not_written() {
        assert_eq!(written("(gone IS NULL)"), None);
        assert_eq!(written("(day > 1)"), None);
        assert_eq!(written("('gone' = x)").as_deref(), Some("('gone' = x)"));
    }
}
