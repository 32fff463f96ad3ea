//! Whether a text is whole statements by its tokens: brackets and quotations are closed, no statement ends the transaction, none is psql's own.

/// Words that a statement begins with which would end the transaction of the script, or begin another.
const TRANSACTION: [&str; 5] = ["abort", "begin", "commit", "rollback", "start"];

/// Why it is not.
pub fn problem(text: &str) -> Option<String> {
    let mut reader = Reader { rest: text, open: Vec::new(), begins: true, holds: false };
    reader.read().err().or_else(|| (!reader.holds).then(|| "it contains no statement".to_owned()))
}

struct Reader<'text> {
    rest: &'text str,
    open: Vec<char>,
    /// Whether the next word begins a statement.
    begins: bool,
    /// Whether there was any statement.
    holds: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        while let Some(first) = self.rest.chars().next() {
            match first {
                _ if self.rest.starts_with("--") => self.skip(self.rest.find('\n').unwrap_or(self.rest.len())),
                _ if self.rest.starts_with("/*") => self.comment()?,
                ';' if self.open.is_empty() => {
                    self.begins = true;
                    self.skip(1);
                }
                _ if first.is_whitespace() => self.skip(first.len_utf8()),
                _ => self.token(first)?,
            }
        }
        self.open.last().map_or(Ok(()), |open| Err(format!("`{open}` is not closed")))
    }

    fn token(&mut self, first: char) -> Result<(), String> {
        let begins = std::mem::take(&mut self.begins);
        self.holds = true;
        match first {
            '\'' | '"' => self.quoted(first, false),
            '$' => self.dollars(),
            '\\' => Err("psql commands are not SQL".to_owned()),
            '(' | '[' => {
                self.open.push(first);
                self.skip(1);
                Ok(())
            }
            ')' | ']' => self.closes(first),
            letter if letter.is_alphabetic() || letter == '_' => self.word(begins),
            other => {
                self.skip(other.len_utf8());
                Ok(())
            }
        }
    }

    fn skip(&mut self, length: usize) {
        self.rest = &self.rest[length..];
    }

    fn closes(&mut self, bracket: char) -> Result<(), String> {
        let opening = if bracket == ')' { '(' } else { '[' };
        if self.open.pop() != Some(opening) {
            return Err(format!("`{bracket}` has no opening bracket"));
        }
        self.skip(1);
        Ok(())
    }

    /// Such a comment may hold others.
    fn comment(&mut self) -> Result<(), String> {
        let mut depth = 0_usize;
        loop {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.skip(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.skip(2);
            } else if let Some(letter) = self.rest.chars().next() {
                self.skip(letter.len_utf8());
            } else {
                return Err("`/*` is not closed".to_owned());
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn quoted(&mut self, quote: char, escapes: bool) -> Result<(), String> {
        let mut letters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, letter)) = letters.next() {
            if escapes && letter == '\\' {
                letters.next();
            } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
                self.skip(at + 1);
                return Ok(());
            }
        }
        Err(format!("`{quote}` is not closed"))
    }

    /// `$$ .. $$`, `$body$ .. $body$`; a `$1` is a parameter of a function.
    fn dollars(&mut self) -> Result<(), String> {
        let tag = self.rest[1..].find('$').map(|end| &self.rest[..end + 2]);
        let is_word = |tag: &str| {
            let name = &tag[1..tag.len() - 1];
            !name.starts_with(|first: char| first.is_ascii_digit())
                && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        };
        let Some(tag) = tag.filter(|tag| is_word(tag)) else {
            self.skip(1);
            return Ok(());
        };
        let end = self.rest[tag.len()..].find(tag).ok_or_else(|| format!("`{tag}` is not closed"))?;
        self.skip(2 * tag.len() + end);
        Ok(())
    }

    fn word(&mut self, begins: bool) -> Result<(), String> {
        let is_end = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$');
        let length = self.rest.find(is_end).unwrap_or(self.rest.len());
        let word = self.rest[..length].to_lowercase();
        self.skip(length);
        if begins && TRANSACTION.contains(&word.as_str()) {
            return Err(format!("`{word}` would change the transaction of the script"));
        }
        if word == "e" && self.rest.starts_with('\'') { self.quoted('\'', true) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::problem;

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
