//! The tokens of an SQL expression, as PostgreSQL's scanner cuts them. What no expression contains is a problem.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word without quotes.
    Word,
    /// `"name"`
    Quoted,
    /// `'text'`, with its prefix.
    Text,
    Number,
    /// `(` or `[`
    Open(char),
    /// `)` or `]`
    Close(char),
    Comma,
    Dot,
    /// `::`
    Cast,
    Operator,
}

/// A token and where it is.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// Cuts a text into tokens, or says why it is not one expression.
pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut lexer = Lexer { text, at: 0, open: Vec::new() };
    let mut tokens = Vec::new();
    while let Some(first) = lexer.rest().chars().next() {
        let start = lexer.at;
        if first.is_whitespace() {
            lexer.at += first.len_utf8();
        } else {
            let kind = lexer.token(first)?;
            tokens.push(Token { kind, start, end: lexer.at });
        }
    }
    lexer.open.last().map_or(Ok(tokens), |open| Err(format!("`{open}` is not closed")))
}

/// The signs that operators are made of.
const OPERATOR: &str = "+-*/<>=~!@#%^&|`?:";

struct Lexer<'text> {
    text: &'text str,
    at: usize,
    open: Vec<char>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn token(&mut self, first: char) -> Result<Kind, String> {
        match first {
            '\0' => Err("a text in PostgreSQL cannot contain NUL".to_owned()),
            '$' => Err("`$` starts a parameter or a dollar quote".to_owned()),
            ';' => Err("`;` ends the expression".to_owned()),
            '\'' | '"' => self.quoted(first, false),
            '(' | '[' => {
                self.open.push(first);
                Ok(self.take(1, Kind::Open(first)))
            }
            ')' | ']' => self.closes(first),
            ',' => Ok(self.take(1, Kind::Comma)),
            '.' if !self.rest()[1..].starts_with(|next: char| next.is_ascii_digit()) => Ok(self.take(1, Kind::Dot)),
            digit if digit.is_ascii_digit() || digit == '.' => Ok(self.number()),
            letter if is_letter(letter) => self.word(),
            sign if OPERATOR.contains(sign) => self.operator(),
            other => Err(format!("`{other}` is no sign of SQL")),
        }
    }

    fn take(&mut self, length: usize, kind: Kind) -> Kind {
        self.at += length;
        kind
    }

    fn closes(&mut self, bracket: char) -> Result<Kind, String> {
        let opening = if bracket == ')' { '(' } else { '[' };
        if self.open.pop() != Some(opening) {
            return Err(format!("`{bracket}` has no opening bracket"));
        }
        Ok(self.take(1, Kind::Close(bracket)))
    }

    /// A doubled quote is one of the text; so is an escaped one in `E'..'`.
    fn quoted(&mut self, quote: char, escapes: bool) -> Result<Kind, String> {
        let mut letters = self.rest().char_indices().skip(1).peekable();
        while let Some((at, letter)) = letters.next() {
            if letter == '\0' {
                return Err("a text of PostgreSQL holds no NUL".to_owned());
            } else if escapes && letter == '\\' {
                letters.next();
            } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
                return Ok(self.take(at + 1, if quote == '"' { Kind::Quoted } else { Kind::Text }));
            }
        }
        Err(format!("`{quote}` is not closed"))
    }

    /// `1_000`, `0xFF`, `1.5e-3`
    fn number(&mut self) -> Kind {
        let (mut length, mut before) = (0, ' ');
        for letter in self.rest().chars() {
            let is_sign = matches!(letter, '+' | '-') && matches!(before, 'e' | 'E');
            if !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_') || is_sign) {
                break;
            }
            (length, before) = (length + 1, letter);
        }
        self.take(length, Kind::Number)
    }

    /// A word, or the prefix of a text: `E'..'`, `U&'..'`.
    fn word(&mut self) -> Result<Kind, String> {
        let length =
            self.rest().find(|letter| !(is_letter(letter) || letter.is_numeric())).unwrap_or(self.rest().len());
        let (word, rest) = self.rest().split_at(length);
        let prefix = word.to_ascii_lowercase();
        let is_unicode = prefix == "u" && (rest.starts_with("&'") || rest.starts_with("&\""));
        let is_text = matches!(prefix.as_str(), "e" | "b" | "x" | "n") && rest.starts_with('\'');
        self.at += length + usize::from(is_unicode);
        match self.rest().chars().next() {
            Some(quote) if is_unicode || is_text => self.quoted(quote, prefix == "e"),
            _ => Ok(Kind::Word),
        }
    }

    fn operator(&mut self) -> Result<Kind, String> {
        let length = self.rest().find(|letter| !OPERATOR.contains(letter)).unwrap_or(self.rest().len());
        let operator = self.rest().split_at(length).0;
        if operator.contains("--") || operator.contains("/*") {
            return Err("a comment hides the rest".to_owned());
        }
        // `a::int` ends with a word, `1::-2` does not occur.
        match operator.find("::") {
            Some(0) => Ok(self.take(2, Kind::Cast)),
            Some(before) => Ok(self.take(before, Kind::Operator)),
            None => Ok(self.take(length, Kind::Operator)),
        }
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}
