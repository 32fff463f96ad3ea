//! The tokens of SQL statements, without comments.

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A bare word, in lower case as PostgreSQL reads it.
    Word(String),
    /// A name in double quotes.
    Name(String),
    /// What a literal says, in quotes or between dollars.
    Text(String),
    /// Anything else, letter by letter.
    Symbol(char),
}

impl Token {
    /// The name that it is, bare or in quotes.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Word(name) | Self::Name(name) => Some(name),
            Self::Text(_) | Self::Symbol(_) => None,
        }
    }

    /// Whether it is this bare word.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }
}

/// The statements of a text, each without its `;`.
pub fn statements(text: &str) -> Vec<Vec<Token>> {
    let mut all = vec![Vec::new()];
    let mut rest = text;
    while let Some((token, behind)) = next(rest) {
        rest = behind;
        match (token, all.last_mut()) {
            (Token::Symbol(';'), _) | (_, None) => all.push(Vec::new()),
            (token, Some(statement)) => statement.push(token),
        }
    }
    all.retain(|statement| !statement.is_empty());
    all
}

/// The first token, and what stands behind it. What is not closed ends with the text.
fn next(text: &str) -> Option<(Token, &str)> {
    let text = behind_space(text);
    let first = text.chars().next()?;
    Some(match first {
        '\'' => quoted(text, first, false, Token::Text),
        '"' => quoted(text, first, false, Token::Name),
        '$' => dollars(text).unwrap_or_else(|| symbol(text, first)),
        _ if first.is_alphabetic() || first == '_' => word(text),
        _ => symbol(text, first),
    })
}

fn symbol(text: &str, first: char) -> (Token, &str) {
    (Token::Symbol(first), &text[first.len_utf8()..])
}

fn behind_space(mut text: &str) -> &str {
    loop {
        let trimmed = text.trim_start();
        text = if let Some(comment) = trimmed.strip_prefix("--") {
            comment.find(['\n', '\r']).map_or("", |end| &comment[end..])
        } else if trimmed.starts_with("/*") {
            behind_comment(trimmed)
        } else {
            return trimmed;
        };
    }
}

/// Such a comment may hold others.
fn behind_comment(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        if let Some(behind) = rest.strip_prefix("/*") {
            (depth, rest) = (depth + 1, behind);
        } else if let Some(behind) = rest.strip_prefix("*/") {
            (depth, rest) = (depth.saturating_sub(1), behind);
            if depth == 0 {
                return rest;
            }
        } else {
            let mut letters = rest.chars();
            if letters.next().is_none() {
                return "";
            }
            rest = letters.as_str();
        }
    }
}

fn word(text: &str) -> (Token, &str) {
    let is_end = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$');
    let (word, rest) = text.split_at(text.find(is_end).unwrap_or(text.len()));
    match rest.chars().next() {
        Some(quote @ '\'') if word.eq_ignore_ascii_case("e") => quoted(rest, quote, true, Token::Text),
        _ => (Token::Word(word.to_lowercase()), rest),
    }
}

fn quoted(text: &str, quote: char, escapes: bool, make: fn(String) -> Token) -> (Token, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if escapes && letter == '\\' {
            value.extend(letters.next().map(|(_, escaped)| escaped));
        } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return (make(value), &text[at + letter.len_utf8()..]);
        } else {
            value.push(letter);
        }
    }
    (make(value), "")
}

/// `$$ .. $$`, `$body$ .. $body$`
fn dollars(text: &str) -> Option<(Token, &str)> {
    let end = text[1..].find('$')?;
    let tag = &text[..end + 2];
    let name = &tag[1..=end];
    let is_word = !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let body = text.strip_prefix(tag).filter(|_| is_word)?;
    let (value, rest) = body.split_once(tag).unwrap_or((body, ""));
    Some((Token::Text(value.to_owned()), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |token: &Token| match token {
            Token::Word(word) => word.clone(),
            Token::Name(name) => format!("\"{name}\""),
            Token::Text(text) => format!("'{text}'"),
            Token::Symbol(symbol) => symbol.to_string(),
        };
        let joined = |tokens: &Vec<Token>| tokens.iter().map(show).collect::<Vec<_>>().join(" ");
        statements(text).iter().map(joined).collect()
    }

    #[test]
    fn statements_are_told_apart() {
        assert_eq!(
            shown("SELECT 1; ;-- DROP\nDROP /* a /* b */ ; */ TABLE \"A;\"\"b\""),
            ["select 1", "drop table \"A;\"b\""]
        );
    }

    #[test]
    fn literals_are_read() {
        assert_eq!(
            shown(r"SELECT 'it''s; ', E'it\'s; ', $1, $$ a; $b$ $$, $b$ $$; $b$"),
            ["select 'it's; ' , 'it's; ' , $ 1 , ' a; $b$ ' , ' $$; '"]
        );
    }

    #[test]
    fn what_is_not_closed_ends_with_the_text() {
        for text in ["'a", "\"a", "$$a", "/* a", "/* a *", "-- a", "$", "$a", "E'\\", "é", "'é"] {
            statements(text);
        }
    }
}
