//! The placeholders of the user's own SQL.

/// Returns the SQL with the text that `rewrite` returns in place of each `$n`, and the greatest n.
pub(super) fn rewrite(sql: &str, mut rewrite: impl FnMut(usize) -> String) -> (String, usize) {
    let (mut text, mut greatest, mut rest) = (String::with_capacity(sql.len() + 16), 0, sql);
    let mut after_word = false;
    while let Some(first) = rest.chars().next() {
        let placeholder = if first == '$' && !after_word { number(rest) } else { None };
        let (taken, written) = match placeholder {
            Some((length, number)) => {
                greatest = greatest.max(number);
                (length, rewrite(number))
            }
            None => {
                let length = token(rest, first, after_word);
                let (token, _) = rest.split_at(length);
                (length, token.to_owned())
            }
        };
        text.push_str(&written);
        rest = rest.split_at(taken).1;
        after_word = placeholder.is_none() && (first.is_alphanumeric() || matches!(first, '_' | '$') && taken == 1);
    }
    (text, greatest)
}

/// `$12`: its length and its number. No statement has so many values that the number overflows.
fn number(text: &str) -> Option<(usize, usize)> {
    let digits = text.get(1..)?;
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let number = digits.split_at(end).0.parse().ok().filter(|number| *number > 0)?;
    Some((end + 1, number))
}

/// The length of a quoted text, a comment or a letter. What is not closed ends with the text.
fn token(text: &str, first: char, after_word: bool) -> usize {
    let is_escaped =
        !after_word && matches!(first, 'e' | 'E') && text.get(1..).is_some_and(|next| next.starts_with('\''));
    match first {
        '\'' | '"' => quoted(text, first, false),
        _ if is_escaped => 1 + quoted(text.split_at(1).1, '\'', true),
        '-' if text.starts_with("--") => text.find('\n').unwrap_or(text.len()),
        '/' if text.starts_with("/*") => comment(text),
        '$' if !after_word => dollars(text).unwrap_or(1),
        _ => first.len_utf8(),
    }
}

/// Two quotes inside are one of the text, because the next text begins at once.
fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if escapes && letter == '\\' {
            letters.next();
        } else if letter == quote {
            // In `E'a''b'` the second text has escapes too.
            let behind = at + 1;
            let is_doubled = escapes && text.split_at(behind).1.starts_with(quote);
            return if is_doubled { behind + quoted(text.split_at(behind).1, quote, escapes) } else { behind };
        }
    }
    text.len()
}

/// Such a comment may contain others.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.split_at(at).1;
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth.saturating_sub(1), at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += letter.len_utf8();
        }
    }
    text.len()
}

/// `$$ .. $$`, `$body$ .. $body$`
fn dollars(text: &str) -> Option<usize> {
    let end = text.get(1..)?.find('$')? + 2;
    let (tag, rest) = text.split_at(end);
    let name = tag.get(1..end - 1)?;
    let is_name = !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    is_name.then(|| rest.find(tag).map_or(text.len(), |at| end + at + tag.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(sql: &str) -> (String, usize) {
        rewrite(sql, |number| format!("<{number}>"))
    }

    #[test]
    fn placeholders_are_rewritten() {
        for (sql, expected, greatest) in [
            ("a = $1 AND b = $2 OR c=$1", "a = <1> AND b = <2> OR c=<1>", 2),
            ("($12)", "(<12>)", 12),
            ("größe = $1", "größe = <1>", 1),
            ("$1", "<1>", 1),
            ("$1$2", "<1><2>", 2),
            ("", "", 0),
        ] {
            assert_eq!(rewritten(sql), (expected.to_owned(), greatest), "{sql}");
        }
    }

    #[test]
    fn texts_names_and_comments_have_none() {
        for sql in [
            "'$1'",
            "'it''s $1'",
            "E'\\'$1'",
            "e'a''\\'$1'",
            "\"$1\"",
            "\"a\"\"$1\"",
            "$$ $1 $$",
            "$b$ $1 $$ $b$",
            "a$1",
            "_$1",
            "-- $1",
            "/* $1 /* */ $1 */",
            "'$1",
            "\"$1",
            "$$ $1",
            "/* $1",
            "$0",
            "$",
            "E'",
            "date'$1'",
            "$99999999999999999999",
        ] {
            assert_eq!(rewritten(sql), (sql.to_owned(), 0), "{sql}");
        }
        assert_eq!(rewritten("-- $1\n$2"), ("-- $1\n<2>".to_owned(), 2));
        assert_eq!(rewritten("'a'$1"), ("'a'<1>".to_owned(), 1));
        assert_eq!(rewritten("date'$1' = $2"), ("date'$1' = <2>".to_owned(), 2));
    }
}
