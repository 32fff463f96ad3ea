//! Which words of an expression are columns. A word is one by its place: where a value begins, and where it is none of the words that PostgreSQL's
//! grammar has there. The same word may be both: `EXTRACT(year FROM at)` and `year > 2000`.

use super::functions::{Beyond, VALUES, beyond};
use super::lexer::{Kind, Token};
use super::words::{
    BETWEEN_ARGUMENTS, CASE, CONSTANTS, INFIX, LEADING, LONG_TYPES, NEVER_A_COLUMN, OF_ARGUMENTS, POSTFIX, PREFIX,
    WITH_WORDS,
};

/// What is found in an expression.
#[derive(Default)]
pub struct Found {
    /// The bare names that are columns.
    pub columns: Vec<Token>,
    /// Columns with quotes or a table in front of them.
    pub others: Vec<String>,
    /// The values that are bound: `?`.
    pub placeholders: Vec<Token>,
    /// It is NULL, whichever its type.
    pub is_null: bool,
    /// The functions that it calls, in lower case, with their schema, and values without parentheses such as `current_date`.
    pub calls: Vec<String>,
}

/// Reads the tokens of an expression, or says why they are none.
pub fn read(text: &str, tokens: &[Token]) -> Result<Found, String> {
    read_with(text, tokens, false)
}

/// The same, with `?` for each value that is bound.
pub fn read_bound(text: &str, tokens: &[Token]) -> Result<Found, String> {
    read_with(text, tokens, true)
}

fn read_with(text: &str, tokens: &[Token], is_bound: bool) -> Result<Found, String> {
    let mut reader = Reader { text, tokens, at: 0, value: true, is_bound, open: Vec::new(), found: Found::default() };
    while let Some(token) = reader.peek(0) {
        reader.token(token)?;
    }
    if reader.value {
        return Err("a value is missing at the end".to_owned());
    }
    if reader.is_in_case() {
        return Err("`CASE` has no `END`".to_owned());
    }
    Ok(Found { is_null: is_null(text, tokens), ..reader.found })
}

/// `NULL`, `(NULL)::text`, `CAST(NULL AS text)`
fn is_null(text: &str, tokens: &[Token]) -> bool {
    let inner = tokens.iter().filter(|token| !matches!(token.kind, Kind::Open('(') | Kind::Close(')')));
    let words: Vec<String> = inner.filter_map(|token| Some(text.get(token.start..token.end)?.to_lowercase())).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["null"] | ["cast", "null", "as", ..] => true,
        ["null", "::", ref rest @ ..] => {
            rest.iter().all(|word| word.chars().all(|letter| !"+-*/<>=|".contains(letter)))
        }
        _ => false,
    }
}

/// What a bracket encloses.
#[derive(Clone)]
enum Open {
    /// A value, or several: `(a, b)`.
    Group,
    /// The arguments of a function.
    Arguments(String),
    /// `[1]`
    Subscript,
    /// `CASE`, up to its `END`
    Case,
}

pub(super) struct Reader<'text> {
    text: &'text str,
    tokens: &'text [Token],
    pub(super) at: usize,
    /// Whether a value begins here, and not an operator.
    pub(super) value: bool,
    /// Whether `?` is a value.
    is_bound: bool,
    open: Vec<(Open, usize)>,
    found: Found,
}

impl<'text> Reader<'text> {
    fn peek(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn text(&self, token: Token) -> &'text str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// The word that stands so many tokens ahead, in lower case.
    fn word(&self, ahead: usize) -> Option<String> {
        self.peek(ahead).filter(|token| token.kind == Kind::Word).map(|token| self.text(token).to_lowercase())
    }

    pub(super) fn is_word(&self, ahead: usize, words: &[&str]) -> bool {
        self.word(ahead).is_some_and(|word| words.contains(&word.as_str()))
    }

    pub(super) fn kind(&self, ahead: usize) -> Option<Kind> {
        self.peek(ahead).map(|token| token.kind)
    }

    /// The function whose arguments these are, where it has a grammar of its own.
    fn function(&self) -> &str {
        match self.open.last() {
            Some((Open::Arguments(name), _)) => name,
            _ => "",
        }
    }

    fn is_in_case(&self) -> bool {
        matches!(self.open.last(), Some((Open::Case, _)))
    }

    fn has_words(&self) -> bool {
        let function = self.function();
        WITH_WORDS.contains(&function) || beyond(function) == Some(Beyond::Aggregate)
    }

    /// Takes so many tokens, behind which a value begins or an operator.
    pub(super) fn take(&mut self, count: usize, value: bool) -> Result<(), String> {
        (self.at, self.value) = (self.at + count, value);
        Ok(())
    }

    fn misplaced(&self, token: Token) -> String {
        let wanted = if self.value { "a value" } else { "an operator" };
        format!("expected {wanted}, found `{}`", self.text(token))
    }

    fn token(&mut self, token: Token) -> Result<(), String> {
        match token.kind {
            Kind::Word if self.value => self.value_word(token),
            Kind::Word => self.operator_word(token),
            Kind::Quoted if self.value => self.name(token),
            Kind::Text | Kind::Number if self.value => self.take(1, false),
            // A text behind a type or another text.
            Kind::Text if self.follows_type_or_text() => self.literal_end(1),
            Kind::Quoted | Kind::Text | Kind::Number if self.has_words() => self.take(1, false),
            Kind::Open(bracket) => self.opens(bracket, token),
            Kind::Close(_) => self.closes(token),
            Kind::Comma if self.open.is_empty() => Err("`,` separates two expressions".to_owned()),
            Kind::Comma if self.value => Err(self.misplaced(token)),
            Kind::Comma => self.take(1, true),
            Kind::Dot if !self.value && matches!(self.kind(1), Some(Kind::Word | Kind::Quoted | Kind::Operator)) => {
                self.take(2, false)
            }
            Kind::Cast if !self.value => {
                self.at += 1;
                self.type_name()
            }
            Kind::Operator if self.value && self.is_bound && self.text(token) == "?" => {
                self.found.placeholders.push(token);
                self.take(1, false)
            }
            Kind::Operator => self.operator(token),
            _ => Err(self.misplaced(token)),
        }
    }

    fn follows_type_or_text(&self) -> bool {
        matches!(self.before().map(|token| token.kind), Some(Kind::Text | Kind::Close(')')))
    }

    fn before(&self) -> Option<Token> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).copied()
    }

    /// `count(*)` has a value that looks like an operator.
    fn operator(&mut self, token: Token) -> Result<(), String> {
        let is_star = self.value && self.text(token) == "*";
        self.take(1, !is_star)
    }

    fn opens(&mut self, bracket: char, token: Token) -> Result<(), String> {
        let in_subscript = matches!(self.open.last(), Some((Open::Subscript, _)));
        match bracket {
            '(' if self.value && self.is_word(1, &["select", "values", "with", "table"]) => Err(SUB_SELECT.to_owned()),
            '(' if self.value => self.open(Open::Group, 1),
            '[' if !self.value || in_subscript => self.open(Open::Subscript, 1),
            _ => Err(self.misplaced(token)),
        }
    }

    fn open(&mut self, open: Open, count: usize) -> Result<(), String> {
        self.open.push((open, self.at + count));
        self.take(count, true)
    }

    fn closes(&mut self, token: Token) -> Result<(), String> {
        let (open, inside) = self.open.pop().unwrap_or((Open::Group, self.at));
        let is_empty = inside == self.at;
        let may_lack = match &open {
            Open::Case => return Err("`CASE` has no `END`".to_owned()),
            Open::Group => false,
            Open::Arguments(name) => is_empty || WITH_WORDS.contains(&name.as_str()),
            Open::Subscript => true,
        };
        if self.value && !may_lack {
            return Err(self.misplaced(token));
        }
        self.take(1, false)
    }

    /// A name with quotes, with a schema or a table in front of it, or before parentheses.
    fn name(&mut self, first: Token) -> Result<(), String> {
        let mut count = 1;
        while self.kind(count) == Some(Kind::Dot) && self.kind(count + 1).is_some() {
            count += 2;
        }
        let last = self.peek(count - 1).unwrap_or(first);
        let name = self.text.get(first.start..last.end).unwrap_or_default().to_owned();
        match self.kind(count) {
            Some(Kind::Open('(')) => self.call(name.to_lowercase(), count),
            Some(Kind::Text) => self.take(count + 1, false),
            _ => {
                self.found.others.push(name);
                self.take(count, false)
            }
        }
    }

    pub(super) fn call(&mut self, name: String, count: usize) -> Result<(), String> {
        self.found.calls.push(name.clone());
        self.open(Open::Arguments(name), count + 1)
    }

    /// A word where a value begins.
    fn value_word(&mut self, token: Token) -> Result<(), String> {
        let word = self.text(token).to_lowercase();
        let word = word.as_str();
        let is_when = word == "when" && self.is_in_case() && self.follows("case");
        if word == "select" || (word == "exists" || word == "array") && self.kind(1) == Some(Kind::Open('(')) {
            return Err(SUB_SELECT.to_owned());
        }
        if self.is_of_arguments(word) {
            let leads = LEADING.contains(&word) || word == "value" && self.function() == "xmlexists";
            return self.take(if word == "name" { 2 } else { 1 }, leads);
        }
        if word == "returning" && self.has_words() {
            self.at += 1;
            return self.type_name();
        }
        let is_argument = matches!(self.open.last(), Some((Open::Arguments(_), _)));
        let next = self.peek(1).map(|next| (next.kind, self.text(next)));
        match next {
            _ if is_when => self.take(1, true),
            Some((kind, text)) if PREFIX.contains(&word) && is_value(kind, text) => self.take(1, true),
            Some(_) if word == "case" => self.open(Open::Case, 1),
            Some((Kind::Open('['), _)) if word == "array" => self.open(Open::Subscript, 2),
            Some((Kind::Operator, "=>" | ":=")) if is_argument => self.take(2, true),
            Some((Kind::Open('('), _)) if LONG_TYPES.contains(&word) || word == "interval" => self.sized_literal(word),
            Some((Kind::Open('('), _)) => self.call(word.to_owned(), 1),
            Some((Kind::Dot, _)) => self.name(token),
            Some((Kind::Text, _)) => self.literal_end(2),
            _ if CONSTANTS.contains(&word) => self.take(1, false),
            _ if VALUES.contains(&word) => {
                self.found.calls.push(word.to_owned());
                self.take(1, false)
            }
            _ if NEVER_A_COLUMN.contains(&word) => Err(self.misplaced(token)),
            _ if LONG_TYPES.contains(&word) && self.long_literal() => Ok(()),
            _ if word == "collation" && self.is_word(1, &["for"]) => self.call("collation for".to_owned(), 2),
            _ => {
                self.found.columns.push(token);
                self.take(1, false)
            }
        }
    }

    fn follows(&self, word: &str) -> bool {
        self.before().is_some_and(|token| self.text(token).eq_ignore_ascii_case(word))
    }

    fn is_of_arguments(&self, word: &str) -> bool {
        let function = self.function();
        let is_listed = OF_ARGUMENTS.iter().any(|(name, words)| *name == function && words.contains(&word));
        let is_field = function == "extract" && self.is_word(1, &["from"]);
        let is_label = function.starts_with("xml") && word == "name" && self.kind(1) == Some(Kind::Word);
        is_listed || is_field || is_label
    }

    /// A word where an operator is expected.
    fn operator_word(&mut self, token: Token) -> Result<(), String> {
        let word = self.text(token).to_lowercase();
        let word = word.as_str();
        let in_arguments = matches!(self.open.last(), Some((Open::Arguments(_), _)));
        match word {
            "not" => self.take(1, false),
            "is" => self.is(),
            "similar" if self.is_word(1, &["to"]) => self.take(2, true),
            "at" if self.is_word(1, &["local"]) => self.take(2, false),
            "at" if self.is_word(1, &["time"]) && self.is_word(2, &["zone"]) => self.take(3, true),
            "escape" | "uescape" => self.take(1, true),
            "collate" => self.collation(),
            "as" | "returning" if in_arguments => {
                self.at += 1;
                self.type_name()
            }
            _ if self.is_of_arguments(word) => self.take(1, word == "from"),
            "operator" if self.kind(1) == Some(Kind::Open('(')) => self.skip_brackets(1, true),
            "over" | "filter" | "within" => self.over(word),
            "end" if self.is_in_case() => {
                self.open.pop();
                self.take(1, false)
            }
            _ if INFIX.contains(&word) || CASE.contains(&word) && self.is_in_case() => self.take(1, true),
            _ if POSTFIX.contains(&word) => self.take(1, false),
            _ if in_arguments && BETWEEN_ARGUMENTS.contains(&word) => self.take(1, true),
            _ if self.has_words() => self.take(1, word == "by"),
            _ => Err(self.misplaced(token)),
        }
    }

    /// `IS NOT NULL`, `IS DISTINCT FROM x`, `IS JSON OBJECT WITH UNIQUE KEYS`
    fn is(&mut self) -> Result<(), String> {
        let mut count = 1 + usize::from(self.is_word(1, &["not"]));
        if self.is_word(count, &["distinct"]) {
            return self.take(count + 2, true);
        }
        let first = count;
        while self.is_word(count, &PREDICATES) {
            count += 1;
        }
        match self.peek(count) {
            Some(wrong) if count == first => Err(format!("`{}` cannot follow `IS`", self.text(wrong))),
            None if count == first => Err("a value is missing at the end".to_owned()),
            _ => self.take(count, false),
        }
    }

    fn collation(&mut self) -> Result<(), String> {
        let is_qualified = self.kind(2) == Some(Kind::Dot);
        match self.kind(1) {
            Some(Kind::Word | Kind::Quoted) => self.take(if is_qualified { 4 } else { 2 }, false),
            _ => Err("`COLLATE` needs a name".to_owned()),
        }
    }

    /// Of an aggregate or a window: the function is reported.
    fn over(&mut self, word: &str) -> Result<(), String> {
        self.found.calls.push(word.to_owned());
        let open = (1..3).find(|ahead| self.kind(*ahead) == Some(Kind::Open('(')));
        match open {
            Some(ahead) => self.skip_brackets(ahead, false),
            None => self.take(2, false),
        }
    }

    /// Skips the brackets that open so many tokens ahead.
    pub(super) fn skip_brackets(&mut self, ahead: usize, value: bool) -> Result<(), String> {
        let (mut count, mut depth) = (ahead, 0_usize);
        while let Some(kind) = self.kind(count) {
            count += 1;
            match kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        self.take(count, value)
    }
}

const SUB_SELECT: &str = "a subselect is not allowed, because it reads other rows";

/// What may follow `IS`.
const PREDICATES: [&str; 19] = [
    "array",
    "document",
    "false",
    "json",
    "keys",
    "nfc",
    "nfd",
    "nfkc",
    "nfkd",
    "normalized",
    "null",
    "object",
    "scalar",
    "true",
    "unique",
    "unknown",
    "value",
    "with",
    "without",
];

/// Whether a token begins a value.
fn is_value(kind: Kind, text: &str) -> bool {
    let is_sign = matches!(text, "-" | "+" | "~" | "@" | "!!" | "|/" | "||/");
    matches!(kind, Kind::Word | Kind::Quoted | Kind::Text | Kind::Number | Kind::Open('('))
        || kind == Kind::Operator && is_sign
}
