//! What a client and a server of PostgreSQL send to each other, as far as it tells which statements run and which rows they return.

use std::collections::HashMap;
use std::sync::Arc;

/// Requests before the start of a session: encryption, as TLS or by GSSAPI.
const REQUESTS: [u32; 2] = [80_877_103, 80_877_104];

/// A value as it is sent; `None` is NULL.
pub(crate) type Bytes = Option<Vec<u8>>;

/// What a client asks of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// Encryption, which is answered by one byte.
    Encryption,
    /// A prepared statement is executed.
    Execute { sql: Arc<str>, values: Arc<[Bytes]> },
    /// It goes on with its rows.
    Continue,
    /// A text is executed.
    Text(String),
    /// The end of what the client sends before it waits.
    Sync,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Row(Vec<Bytes>),
    /// A statement is complete, or stops after some of its rows.
    Done,
    /// What was sent after it, up to the end, is not executed.
    Failed,
    /// All that was sent is answered.
    Ready,
}

/// The messages of one side of a connection that are not complete yet.
#[derive(Debug, Default)]
struct Unread {
    bytes: Vec<u8>,
    start: usize,
}

impl Unread {
    fn extend(&mut self, sent: &[u8]) {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend_from_slice(sent);
    }

    /// The next complete message: its type, unless it has none, and its content.
    fn next(&mut self, has_type: bool) -> Option<(u8, &[u8])> {
        let unread = &self.bytes[self.start..];
        let head = usize::from(has_type);
        let length = unread.get(head..head + 4)?.try_into().map(u32::from_be_bytes).ok()?;
        let end = head + usize::try_from(length).ok()?.max(4);
        let content = unread.get(head + 4..end)?;
        self.start += end;
        Some((if has_type { unread[0] } else { 0 }, content))
    }

    /// The next byte, outside of a message.
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.start)?;
        self.start += 1;
        Some(byte)
    }
}

/// The messages of the client of one connection.
#[derive(Debug, Default)]
pub(crate) struct Frontend {
    unread: Unread,
    is_started: bool,
    prepared: HashMap<Vec<u8>, Arc<str>>,
    bound: HashMap<Vec<u8>, Statement>,
}

impl Frontend {
    /// Reads what was sent.
    pub(crate) fn read(&mut self, sent: &[u8]) -> Vec<Request> {
        self.unread.extend(sent);
        let mut requests = Vec::new();
        loop {
            let Self { unread, is_started, prepared, bound } = self;
            let Some((kind, content)) = unread.next(*is_started) else { return requests };
            let request = match kind {
                0 => {
                    let code = content.get(..4).and_then(|code| Some(u32::from_be_bytes(code.try_into().ok()?)));
                    let is_request = code.is_some_and(|code| REQUESTS.contains(&code));
                    *is_started = !is_request;
                    is_request.then_some(Request::Encryption)
                }
                b'Q' => split(content).map(|(sql, _)| Request::Text(text(sql))),
                b'P' => {
                    parsed(content).map(|(name, sql)| prepared.insert(name.to_vec(), sql));
                    None
                }
                b'B' => {
                    bind(content, prepared).map(|(portal, statement)| bound.insert(portal.to_vec(), statement));
                    None
                }
                b'E' => split(content).map(|(portal, _)| match bound.remove(portal) {
                    Some((sql, values)) => Request::Execute { sql, values },
                    None => Request::Continue,
                }),
                b'S' => Some(Request::Sync),
                _ => None,
            };
            requests.extend(request);
        }
    }
}

/// The name of a prepared statement, and its SQL.
fn parsed(content: &[u8]) -> Option<(&[u8], Arc<str>)> {
    let (name, rest) = split(content)?;
    Some((name, text(split(rest)?.0).into()))
}

/// The SQL of a statement, and its values.
type Statement = (Arc<str>, Arc<[Bytes]>);

/// The name of a portal, and its statement with values.
fn bind<'message>(
    content: &'message [u8],
    prepared: &HashMap<Vec<u8>, Arc<str>>,
) -> Option<(&'message [u8], Statement)> {
    let (portal, rest) = split(content)?;
    let (name, rest) = split(rest)?;
    let sql = Arc::clone(prepared.get(name)?);
    let formats = usize::from(u16::from_be_bytes(rest.get(..2)?.try_into().ok()?));
    let values = fields(rest.get(2 + 2 * formats..)?).unwrap_or_default();
    Some((portal, (sql, values.into())))
}

/// Values with their number before them and their length before each.
fn fields(content: &[u8]) -> Option<Vec<Bytes>> {
    let count = u16::from_be_bytes(content.get(..2)?.try_into().ok()?);
    let mut rest = &content[2..];
    let mut fields = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let length = i32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        rest = &rest[4..];
        fields.push(match usize::try_from(length) {
            Ok(length) => {
                let value = rest.get(..length)?.to_vec();
                rest = &rest[length..];
                Some(value)
            }
            Err(_) => None,
        });
    }
    Some(fields)
}

/// The messages of the server of one connection.
#[derive(Debug, Default)]
pub(crate) struct Backend {
    unread: Unread,
    /// The answers of one byte that are to come.
    lone: usize,
}

impl Backend {
    /// The client asked for encryption.
    pub(crate) fn expect_byte(&mut self) {
        self.lone += 1;
    }

    /// Reads what was sent; the rows only if they are asked for.
    pub(crate) fn read(&mut self, sent: &[u8], with_rows: bool) -> Vec<Answer> {
        self.unread.extend(sent);
        let mut answers = Vec::new();
        while self.lone > 0 {
            if self.unread.byte().is_none() {
                return answers;
            }
            self.lone -= 1;
        }
        while let Some((kind, content)) = self.unread.next(true) {
            answers.extend(match kind {
                b'D' if with_rows => fields(content).map(Answer::Row),
                b'C' | b's' | b'I' => Some(Answer::Done),
                b'E' => Some(Answer::Failed),
                b'Z' => Some(Answer::Ready),
                _ => None,
            });
        }
        answers
    }
}

/// A text that ends with a zero, and what follows.
fn split(content: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = content.iter().position(|byte| *byte == 0)?;
    Some((&content[..end], &content[end + 1..]))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The statements of a text that count: not those of transactions, cursors that go on, and settings, and not what drivers
/// and this crate ask about types and roles.
pub(crate) fn counted(sql: &str) -> Vec<String> {
    let statements = statements(sql).into_iter().map(str::trim);
    statements.filter(|statement| !statement.is_empty() && !is_passed_over(statement)).map(str::to_owned).collect()
}

fn is_passed_over(statement: &str) -> bool {
    const FIRST_WORDS: [&str; 15] = [
        "BEGIN",
        "START",
        "COMMIT",
        "END",
        "ROLLBACK",
        "ABORT",
        "SAVEPOINT",
        "RELEASE",
        "SET",
        "RESET",
        "DISCARD",
        "DEALLOCATE",
        "FETCH",
        "CLOSE",
        "MOVE",
    ];
    const INTERNAL: [&str; 3] = ["pg_catalog.pg_", "FROM pg_roles", "row_security_active("];
    let first = statement.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    FIRST_WORDS.iter().any(|word| first.eq_ignore_ascii_case(word))
        || INTERNAL.iter().any(|text| statement.contains(text))
}

/// Splits at the semicolons outside of quotes and comments.
fn statements(sql: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(';') {
            found.push(&sql[start..at]);
            start = at + 1;
        }
        at += token(rest);
    }
    found.push(&sql[start..]);
    found
}

/// The length of a quoted text, a comment, or one character.
fn token(rest: &str) -> usize {
    let until = |end: &str, from: usize| {
        rest.get(from..).and_then(|rest| rest.find(end)).map_or(rest.len(), |at| from + at + end.len())
    };
    match rest.as_bytes() {
        [b'\'', ..] => until("'", 1),
        [b'"', ..] => until("\"", 1),
        [b'-', b'-', ..] => until("\n", 2),
        [b'/', b'*', ..] => until("*/", 2),
        [b'$', ..] => match rest[1..].find('$').map(|end| &rest[..end + 2]) {
            Some(tag) if tag[1..tag.len() - 1].chars().all(|letter| letter.is_alphanumeric() || letter == '_') => {
                until(tag, tag.len())
            }
            _ => 1,
        },
        _ => rest.chars().next().map_or(1, char::len_utf8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 4).unwrap().to_be_bytes();
        [&[kind], length.as_slice(), content].concat()
    }

    #[test]
    fn a_statement_counts_when_it_is_executed_however_its_bytes_arrive() {
        let mut sent = [8, 80_877_103, 13, 196_608].map(u32::to_be_bytes).concat();
        sent.extend(b"user\0");
        sent.extend(message(b'P', b"s1\0SELECT 1\0\0\0"));
        for _ in 0..2 {
            sent.extend(message(b'B', b"\0s1\0\0\x01\0\x01\0\x02\xff\xff\xff\xff\0\0\0\x02ab\0\0"));
            sent.extend(message(b'E', b"\0\0\0\0\0"));
        }
        sent.extend(message(b'E', b"\0\0\0\0\0"));
        sent.extend(message(b'S', b""));
        sent.extend(message(b'Q', b"SELECT 2\0"));
        let mut frontend = Frontend::default();
        let requests: Vec<_> = sent.iter().flat_map(|byte| frontend.read(&[*byte])).collect();
        let one = || Request::Execute { sql: "SELECT 1".into(), values: [None, Some(b"ab".to_vec())].into() };
        let text = Request::Text("SELECT 2".to_owned());
        assert_eq!(requests, [Request::Encryption, one(), one(), Request::Continue, Request::Sync, text]);
        assert_eq!(Frontend::default().read(&sent), requests);
    }

    #[test]
    fn rows_are_read_however_their_bytes_arrive() {
        let mut sent = b"N".to_vec();
        sent.extend(message(b'R', b"\0\0\0\0"));
        sent.extend(message(b'D', b"\0\x02\0\0\0\x02ab\xff\xff\xff\xff"));
        sent.extend(message(b'C', b"SELECT 1\0"));
        sent.extend(message(b'E', b"CXX000\0\0"));
        sent.extend(message(b'Z', b"I"));
        let mut backend = Backend::default();
        backend.expect_byte();
        let answers: Vec<_> = sent.iter().flat_map(|byte| backend.read(&[*byte], true)).collect();
        let row = Answer::Row(vec![Some(b"ab".to_vec()), None]);
        assert_eq!(answers, [row, Answer::Done, Answer::Failed, Answer::Ready]);
        let mut backend = Backend::default();
        backend.expect_byte();
        assert_eq!(backend.read(&sent, false), answers[1..]);
    }

    /// What is no message of PostgreSQL is passed over.
    #[test]
    fn any_bytes_are_read() {
        let mut seed = 7_u32;
        let mut byte = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed.to_be_bytes()[0]
        };
        for _ in 0..2_000 {
            let kind = [b'P', b'B', b'E', b'D', b'Q'][usize::from(byte()) % 5];
            let content: Vec<u8> = (0..byte() % 40).map(|_| byte() % 4).collect();
            let sent = [[8, 196_608].map(u32::to_be_bytes).concat(), message(kind, &content)].concat();
            Frontend::default().read(&sent);
            Backend::default().read(&sent[8..], true);
        }
    }

    #[test]
    fn only_statements_of_the_test_count() {
        let opening = "BEGIN; SET LOCAL a.b = 'x;y'; SELECT 1 / row_security_active('t')::int";
        assert_eq!(counted(opening), [""; 0]);
        assert_eq!(
            counted("INSERT INTO a VALUES (';', $$;$$); -- ;\n select \";\";COMMIT"),
            ["INSERT INTO a VALUES (';', $$;$$)", "-- ;\n select \";\""]
        );
    }
}
