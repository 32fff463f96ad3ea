//! The conditions of checks, evaluated on the texts of a row. What is not understood is left to the server.

use std::cmp::Ordering;

use peristyle::{SqlType, TableDef};

/// A condition over the columns of one table.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    /// The column is NULL, or is not.
    Null(usize, bool),
    Flag(usize),
    Compare(Term, Operator, Term),
}

/// An operand of a comparison.
#[derive(Debug, Clone)]
pub(crate) enum Term {
    Column(usize),
    /// Its number of characters, bytes or elements.
    Length(usize),
    Literal(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    StartsWith,
}

/// The texts of a row, in the order of the definition.
pub(crate) type Texts<'row> = &'row [Option<String>];

impl Condition {
    /// Reads the SQL of a condition, in which every column is quoted; `None` if it has anything else than comparisons.
    pub(crate) fn read(def: &TableDef, sql: &str) -> Option<Self> {
        let mut reader = Reader { def, tokens: tokens(sql)?, taken: 0 };
        let condition = reader.or()?;
        (reader.taken == reader.tokens.len()).then_some(condition)
    }

    /// Whether it is true, false or NULL. An error if only the server knows.
    pub(crate) fn is_true(&self, def: &TableDef, row: Texts<'_>) -> Result<Option<bool>, Unknown> {
        Ok(match self {
            Self::And(one, other) => match (one.is_true(def, row)?, other.is_true(def, row)?) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Or(one, other) => match (one.is_true(def, row)?, other.is_true(def, row)?) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Self::Not(inner) => inner.is_true(def, row)?.map(|is_true| !is_true),
            Self::Null(column, is_null) => Some(text(row, *column).is_none() == *is_null),
            Self::Flag(column) => text(row, *column).map(|text| text == "t" || text == "true"),
            Self::Compare(left, operator, right) => compare(def, row, left, *operator, right)?,
        })
    }

    /// Whether it is evaluated here for every row, and not only for some.
    pub(crate) fn is_certain(&self, def: &TableDef) -> bool {
        match self {
            Self::And(one, other) | Self::Or(one, other) => one.is_certain(def) && other.is_certain(def),
            Self::Not(inner) => inner.is_certain(def),
            Self::Null(..) | Self::Flag(_) => true,
            Self::Compare(_, Operator::StartsWith, _) => true,
            Self::Compare(left, operator, right) => match kind(def, left).or_else(|| kind(def, right)) {
                Some(Kind::Number | Kind::Label(_)) => true,
                // A literal may be written in another way than the values.
                Some(Kind::Moment) => matches!((left, right), (Term::Column(_), Term::Column(_))),
                Some(Kind::Text) => matches!(operator, Operator::Equal | Operator::NotEqual),
                None => false,
            },
        }
    }

    /// Literals and columns that each column is compared with, from which its values are chosen.
    pub(crate) fn hints(&self, hints: &mut Vec<(Term, Term)>) {
        match self {
            Self::And(one, other) | Self::Or(one, other) => {
                one.hints(hints);
                other.hints(hints);
            }
            Self::Not(inner) => inner.hints(hints),
            Self::Null(..) | Self::Flag(_) => {}
            Self::Compare(left, _, right) => {
                hints.push((left.clone(), right.clone()));
                hints.push((right.clone(), left.clone()));
            }
        }
    }
}

/// Only the server can evaluate the condition.
#[derive(Debug)]
pub(crate) struct Unknown;

fn text<'row>(row: Texts<'row>, column: usize) -> Option<&'row str> {
    row.get(column)?.as_deref()
}

fn compare(
    def: &TableDef,
    row: Texts<'_>,
    left: &Term,
    operator: Operator,
    right: &Term,
) -> Result<Option<bool>, Unknown> {
    let (Some(one), Some(other)) = (left.text(def, row)?, right.text(def, row)?) else { return Ok(None) };
    if operator == Operator::StartsWith {
        return Ok(Some(one.starts_with(&other)));
    }
    let ordering = match kind(def, left).or_else(|| kind(def, right)).ok_or(Unknown)? {
        Kind::Number => decimal(&one, &other).ok_or(Unknown)?,
        Kind::Moment => moment(&one, &other).ok_or(Unknown)?,
        Kind::Label(labels) => {
            let place = |text: &str| labels.iter().position(|label| *label == text);
            place(&one).ok_or(Unknown)?.cmp(&place(&other).ok_or(Unknown)?)
        }
        // Only equality is the same in every collation.
        Kind::Text if matches!(operator, Operator::Equal | Operator::NotEqual) => one.cmp(&other),
        Kind::Text => return Err(Unknown),
    };
    Ok(Some(match operator {
        Operator::Equal => ordering.is_eq(),
        Operator::NotEqual => ordering.is_ne(),
        Operator::Less => ordering.is_lt(),
        Operator::LessOrEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        Operator::GreaterOrEqual => ordering.is_ge(),
        Operator::StartsWith => return Err(Unknown),
    }))
}

enum Kind {
    Number,
    Moment,
    Label(&'static [&'static str]),
    Text,
}

fn kind(def: &TableDef, term: &Term) -> Option<Kind> {
    let column = match term {
        Term::Column(column) => def.columns.get(*column)?,
        Term::Length(_) => return Some(Kind::Number),
        Term::Literal(_) => return None,
    };
    Some(match column.sql_type {
        SqlType::SmallInt
        | SqlType::Integer
        | SqlType::BigInt
        | SqlType::Numeric
        | SqlType::NumericSized(..)
        | SqlType::Real
        | SqlType::DoublePrecision => Kind::Number,
        SqlType::Date
        | SqlType::Time
        | SqlType::TimeSized(_)
        | SqlType::Timestamp
        | SqlType::TimestampSized(_)
        | SqlType::TimestampTz
        | SqlType::TimestampTzSized(_) => Kind::Moment,
        SqlType::Enum(definition) => Kind::Label(definition.labels),
        SqlType::Text | SqlType::Varchar(_) | SqlType::Boolean | SqlType::Uuid => Kind::Text,
        _ => return None,
    })
}

impl Term {
    fn text(&self, def: &TableDef, row: Texts<'_>) -> Result<Option<String>, Unknown> {
        Ok(match self {
            Self::Literal(literal) => Some(literal.clone()),
            Self::Column(column) => text(row, *column).map(str::to_owned),
            Self::Length(column) => {
                let Some(text) = text(row, *column) else { return Ok(None) };
                Some(match def.columns.get(*column).map(|column| column.sql_type) {
                    Some(SqlType::Text | SqlType::Varchar(_)) => text.chars().count().to_string(),
                    Some(SqlType::Bytea) => (text.len().saturating_sub(2) / 2).to_string(),
                    _ => return Err(Unknown),
                })
            }
        })
    }
}

/// Compares two decimal numbers of any length.
fn decimal(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (Decimal::read(one)?, Decimal::read(other)?);
    Some(match (one.is_negative, other.is_negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => one.magnitude(&other),
        (true, true) => other.magnitude(&one),
    })
}

struct Decimal<'a> {
    is_negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (sign, digits) = text.trim().strip_prefix('-').map_or((false, text.trim()), |digits| (true, digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = !digits.is_empty() && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        is_number.then_some(Self { is_negative: sign && !is_zero, whole, fraction })
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        let by_length = self.whole.len().cmp(&other.whole.len());
        by_length.then_with(|| self.whole.cmp(other.whole)).then_with(|| self.fraction.cmp(other.fraction))
    }
}

/// Compares two moments that are written in the same way: their order is that of their texts.
fn moment(one: &str, other: &str) -> Option<Ordering> {
    let shape = |text: &str| {
        let text = text.strip_suffix("+00").unwrap_or(text);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let places: String = whole.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
        (places, whole.to_owned(), fraction.trim_end_matches('0').to_owned())
    };
    let ((places, whole, fraction), (other_places, other_whole, other_fraction)) = (shape(one), shape(other));
    (places == other_places).then(|| whole.cmp(&other_whole).then_with(|| fraction.cmp(&other_fraction)))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Column(String),
    Literal(String),
    Word(String),
    Sign(&'static str),
}

const SIGNS: [&str; 11] = ["::", ">=", "<=", "<>", "^@", "=", "<", ">", "(", ")", "."];

fn tokens(sql: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => {
                let (text, length) = quoted(rest, first)?;
                tokens.push(if first == '"' { Token::Column(text) } else { Token::Literal(text) });
                length
            }
            _ if first.is_ascii_digit() || first == '-' => {
                let is_part = |letter: char| letter.is_ascii_digit() || letter == '.';
                let length = 1 + rest[1..].find(|letter| !is_part(letter)).unwrap_or(rest.len() - 1);
                tokens.push(Token::Literal(rest[..length].to_owned()));
                length
            }
            _ if first.is_ascii_alphabetic() => {
                let length = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
                let length = length.unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..length].to_ascii_lowercase()));
                length
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                tokens.push(Token::Sign(sign));
                sign.len()
            }
        };
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

/// The text between two quotes, which are doubled inside, and its length with them.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != quote {
            content.push(letter);
        } else if letters.next_if(|(_, next)| *next == quote).is_some() {
            content.push(quote);
        } else {
            return Some((content, at + quote.len_utf8()));
        }
    }
    None
}

struct Reader<'def> {
    def: &'def TableDef,
    tokens: Vec<Token>,
    taken: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.taken)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(next)) if next == word);
        self.taken += usize::from(found);
        found
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.taken += usize::from(found);
        found
    }

    fn or(&mut self) -> Option<Condition> {
        let mut condition = self.and()?;
        while self.word("or") {
            condition = Condition::Or(Box::new(condition), Box::new(self.and()?));
        }
        Some(condition)
    }

    fn and(&mut self) -> Option<Condition> {
        let mut condition = self.not()?;
        while self.word("and") {
            condition = Condition::And(Box::new(condition), Box::new(self.not()?));
        }
        Some(condition)
    }

    fn not(&mut self) -> Option<Condition> {
        if self.word("not") {
            return Some(Condition::Not(Box::new(self.not()?)));
        }
        if self.sign("(") {
            let inner = self.or()?;
            return self.sign(")").then_some(inner);
        }
        let left = self.term()?;
        if let Term::Column(column) = left
            && self.word("is")
        {
            let is_null = !self.word("not");
            return self.word("null").then_some(Condition::Null(column, is_null));
        }
        const OPERATORS: [(&str, Operator); 7] = [
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            ("<>", Operator::NotEqual),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
            ("^@", Operator::StartsWith),
        ];
        for (sign, operator) in OPERATORS {
            if self.sign(sign) {
                return Some(Condition::Compare(left, operator, self.term()?));
            }
        }
        match left {
            Term::Column(column) => Some(Condition::Flag(column)),
            _ => None,
        }
    }

    fn term(&mut self) -> Option<Term> {
        let token = self.peek()?.clone();
        self.taken += 1;
        Some(match token {
            Token::Column(name) => Term::Column(self.column(&name)?),
            Token::Literal(text) => {
                self.skip_cast()?;
                Term::Literal(text)
            }
            Token::Word(word) if word == "true" => Term::Literal("t".to_owned()),
            Token::Word(word) if word == "false" => Term::Literal("f".to_owned()),
            Token::Word(word) if matches!(word.as_str(), "char_length" | "octet_length" | "length") => {
                let inner = self.sign("(").then(|| self.term())??;
                let Term::Column(column) = inner else { return None };
                self.sign(")").then_some(Term::Length(column))?
            }
            _ => return None,
        })
    }

    /// The type of a literal, which its column has too.
    fn skip_cast(&mut self) -> Option<()> {
        while self.sign("::") || self.sign(".") {
            matches!(self.peek()?, Token::Word(_) | Token::Column(_)).then(|| self.taken += 1)?;
        }
        Some(())
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.def.columns.iter().position(|column| column.name == name)
    }
}

#[cfg(test)]
mod tests {
    use peristyle::__v0::column;
    use peristyle::ColumnDef;

    use super::*;

    const COLUMNS: &[ColumnDef] = &[
        column::<i64>("amount", ""),
        column::<String>("name", ""),
        column::<Option<peristyle::Timestamp>>("ends", ""),
        column::<bool>("is_open", ""),
        column::<Vec<u8>>("hash", ""),
    ];
    const TABLE: TableDef = TableDef { columns: COLUMNS, ..TableDef::PLAIN };

    fn evaluated(sql: &str) -> Option<bool> {
        let row = ["12", "it's", "", "t", "\\x0102"].map(|text| (!text.is_empty()).then(|| text.to_owned()));
        Condition::read(&TABLE, sql).unwrap().is_true(&TABLE, &row).unwrap()
    }

    #[test]
    fn conditions_are_what_the_server_says() {
        for (sql, expected) in [
            (r#""amount" >= 0 AND "amount" < 13"#, Some(true)),
            (r#""amount" < 2"#, Some(false)),
            (r#""amount" > -3 AND "amount" <> 12.00"#, Some(false)),
            (r#""name" = 'it''s' OR "amount" = 0"#, Some(true)),
            (r#"NOT ("name" ^@ 'it')"#, Some(false)),
            (r#"char_length("name") = 4 AND octet_length("hash") = 2"#, Some(true)),
            (r#""is_open""#, Some(true)),
            (r#""ends" > '2026-01-01 00:00:00+00'"#, None),
            (r#""ends" > '2026-01-01 00:00:00+00' AND NOT "is_open""#, Some(false)),
            (r#""ends" IS NULL"#, Some(true)),
            (r#"("ends" IS NOT NULL) OR "name" = 'x'::text"#, Some(false)),
        ] {
            assert_eq!(evaluated(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_is_not_understood_is_left_to_the_server() {
        for sql in [r#""name" = btrim("name")"#, r#""amount" + 1 > 0"#, "other > 0", r#""amount" >"#, r#""name"#] {
            assert!(Condition::read(&TABLE, sql).is_none(), "{sql}");
        }
        // The order of texts is that of a collation.
        let by_collation = Condition::read(&TABLE, r#""name" < 'z'"#).unwrap();
        assert!(by_collation.is_true(&TABLE, &[None, Some("a".to_owned())]).is_err());
        let is_certain = |sql| Condition::read(&TABLE, sql).unwrap().is_certain(&TABLE);
        assert!(!by_collation.is_certain(&TABLE) && !is_certain(r#""is_open" AND "ends" > '2026-01-01'"#));
        assert!(is_certain(r#"NOT ("amount" < 3 OR "name" = 'a')"#));
    }

    #[test]
    fn numbers_of_any_length_and_moments_are_compared() {
        assert_eq!(decimal("-10", "-9.99"), Some(Ordering::Less));
        assert_eq!(decimal("0010.50", "10.5"), Some(Ordering::Equal));
        assert_eq!(decimal("99999999999999999999.1", "99999999999999999999.09"), Some(Ordering::Greater));
        assert_eq!(moment("2026-01-02 03:04:05.5+00", "2026-01-02 03:04:05.50+00"), Some(Ordering::Equal));
        assert_eq!(moment("2026-01-02", "01/02/2026"), None);
    }
}
