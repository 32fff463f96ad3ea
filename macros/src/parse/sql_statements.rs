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

/// Words at the start of a statement that would end the transaction of a script, or begin another.
const TRANSACTION: [&str; 5] = ["abort", "begin", "commit", "rollback", "start"];

/// A quotation or comment that is not closed.
struct Unclosed {
    open: String,
    /// What it contains, for a quotation.
    token: Option<Token>,
}

type Next<'text> = Result<Option<(Token, &'text str)>, Unclosed>;

/// Returns the statements of a text, each without its `;`. What is not closed ends with the text.
pub fn statements(text: &str) -> Vec<Vec<Token>> {
    let mut all = vec![Vec::new()];
    let mut rest = text;
    loop {
        let (token, behind) = match next(rest) {
            Ok(Some(found)) => found,
            Ok(None) | Err(Unclosed { token: None, .. }) => break,
            Err(Unclosed { token: Some(token), .. }) => (token, ""),
        };
        rest = behind;
        match (token, all.last_mut()) {
            (Token::Symbol(';'), _) | (_, None) => all.push(Vec::new()),
            (token, Some(statement)) => statement.push(token),
        }
    }
    all.retain(|statement| !statement.is_empty());
    all
}

/// Returns why a text is not complete statements: a bracket or quotation is not closed, a statement ends the transaction,
/// or a command is psql's own.
pub fn problem(text: &str) -> Option<String> {
    let (mut rest, mut open) = (text, Vec::new());
    let (mut begins, mut is_empty) = (true, true);
    loop {
        let (token, behind) = match next(rest) {
            Ok(Some(found)) => found,
            Ok(None) => break,
            Err(Unclosed { open, .. }) => return Some(format!("`{open}` is not closed")),
        };
        rest = behind;
        if token == Token::Symbol(';') && open.is_empty() {
            begins = true;
            continue;
        }
        is_empty = false;
        match (token, std::mem::take(&mut begins)) {
            (Token::Symbol('\\'), _) => return Some("psql commands are not SQL".to_owned()),
            (Token::Symbol(bracket @ ('(' | '[')), _) => open.push(bracket),
            (Token::Symbol(bracket @ (')' | ']')), _) if open.pop() != Some(if bracket == ')' { '(' } else { '[' }) => {
                return Some(format!("`{bracket}` has no opening bracket"));
            }
            (Token::Word(word), true) if TRANSACTION.contains(&word.as_str()) => {
                return Some(format!("`{word}` would change the transaction of the script"));
            }
            _ => {}
        }
    }
    let unclosed = open.last().map(|open| format!("`{open}` is not closed"));
    unclosed.or_else(|| is_empty.then(|| "it contains no statement".to_owned()))
}

/// Returns the first token, and what is behind it.
fn next(text: &str) -> Next<'_> {
    let text = behind_space(text)?;
    let Some(first) = text.chars().next() else { return Ok(None) };
    match first {
        '\'' => quoted(text, first, false, Token::Text),
        '"' => quoted(text, first, false, Token::Name),
        '$' => dollars(text, first),
        _ if first.is_alphabetic() || first == '_' => word(text),
        _ => symbol(text, first),
    }
}

fn symbol(text: &str, first: char) -> Next<'_> {
    Ok(Some((Token::Symbol(first), &text[first.len_utf8()..])))
}

fn behind_space(mut text: &str) -> Result<&str, Unclosed> {
    loop {
        let trimmed = text.trim_start();
        text = if let Some(comment) = trimmed.strip_prefix("--") {
            comment.find(['\n', '\r']).map_or("", |end| &comment[end..])
        } else if trimmed.starts_with("/*") {
            behind_comment(trimmed).ok_or_else(|| Unclosed { open: "/*".to_owned(), token: None })?
        } else {
            return Ok(trimmed);
        };
    }
}

/// Such a comment may contain others.
fn behind_comment(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        if let Some(behind) = rest.strip_prefix("/*") {
            (depth, rest) = (depth + 1, behind);
        } else if let Some(behind) = rest.strip_prefix("*/") {
            (depth, rest) = (depth.saturating_sub(1), behind);
            if depth == 0 {
                return Some(rest);
            }
        } else {
            let mut letters = rest.chars();
            letters.next()?;
            rest = letters.as_str();
        }
    }
}

fn word(text: &str) -> Next<'_> {
    let is_end = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$');
    let (word, rest) = text.split_at(text.find(is_end).unwrap_or(text.len()));
    match rest.chars().next() {
        Some(quote @ '\'') if word.eq_ignore_ascii_case("e") => quoted(rest, quote, true, Token::Text),
        _ => Ok(Some((Token::Word(word.to_lowercase()), rest))),
    }
}

fn quoted(text: &str, quote: char, escapes: bool, token: fn(String) -> Token) -> Next<'_> {
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if escapes && letter == '\\' {
            value.extend(letters.next().map(|(_, escaped)| escaped));
        } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return Ok(Some((token(value), &text[at + letter.len_utf8()..])));
        } else {
            value.push(letter);
        }
    }
    Err(Unclosed { open: quote.to_string(), token: Some(token(value)) })
}

/// `$$ .. $$`, `$body$ .. $body$`; a `$1` is a parameter of a function.
fn dollars(text: &str, first: char) -> Next<'_> {
    let Some(end) = text[1..].find('$') else { return symbol(text, first) };
    let (tag, body) = text.split_at(end + 2);
    let name = &tag[1..=end];
    let is_word = !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    match body.split_once(tag) {
        _ if !is_word => symbol(text, first),
        Some((value, rest)) => Ok(Some((Token::Text(value.to_owned()), rest))),
        None => Err(Unclosed { open: tag.to_owned(), token: Some(Token::Text(body.to_owned())) }),
    }
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

    #[test]
    fn complete_statements_are_accepted() {
        for text in [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE DOMAIN year AS integer CHECK (VALUE > 1900); COMMENT ON DOMAIN year IS 'it''s; fine'; -- done",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;",
            "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS $body$ SELECT $1 + '$$'::int $body$",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;",
            "/* a /* b */ ; ' */ SELECT E'\\'' , \"a;b\", $1",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not() {
        for text in [
            "",
            " ; -- nothing",
            "SELECT 'open",
            "SELECT \"open",
            "SELECT $$ open $ $",
            "SELECT $a$ open $b$",
            "SELECT (1",
            "SELECT 1)",
            "SELECT (1]",
            "/* open",
            "SELECT 1; COMMIT",
            "begin; SELECT 1",
            "\\connect other",
            "SELECT E'open\\'",
        ] {
            assert!(problem(text).is_some(), "{text}");
        }
    }
}
