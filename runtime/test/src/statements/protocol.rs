//! What a client sends to a server of PostgreSQL, as far as it tells which statements run.

use std::collections::HashMap;

/// Requests before the start of a session: encryption, as TLS or by GSSAPI.
const REQUESTS: [u32; 2] = [80_877_103, 80_877_104];

/// The messages of one connection.
#[derive(Debug, Default)]
pub(crate) struct Frontend {
    unread: Vec<u8>,
    is_started: bool,
    prepared: HashMap<Vec<u8>, String>,
    bound: HashMap<Vec<u8>, String>,
}

impl Frontend {
    /// Reads what was sent; returns the SQL of what the server executes for it.
    pub(crate) fn read(&mut self, sent: &[u8]) -> Vec<String> {
        self.unread.extend_from_slice(sent);
        let mut executed = Vec::new();
        while let Some(message) = self.next() {
            executed.extend(self.understand(&message));
        }
        executed
    }

    /// The next complete message: its type, which the first ones do not have, and its content.
    fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        let head = usize::from(self.is_started);
        let length = self.unread.get(head..head + 4)?.try_into().map(u32::from_be_bytes).ok()?;
        let end = head + usize::try_from(length).ok()?.max(4);
        let content = self.unread.get(head + 4..end)?.to_vec();
        let kind = if self.is_started { self.unread[0] } else { 0 };
        self.unread.drain(..end);
        Some((kind, content))
    }

    fn understand(&mut self, (kind, content): &(u8, Vec<u8>)) -> Option<String> {
        match kind {
            0 => {
                let code = content.get(..4)?.try_into().map(u32::from_be_bytes).ok()?;
                self.is_started = !REQUESTS.contains(&code);
                None
            }
            b'Q' => Some(text(split(content)?.0)),
            b'P' => {
                let (name, rest) = split(content)?;
                self.prepared.insert(name.to_vec(), text(split(rest)?.0));
                None
            }
            b'B' => {
                let (portal, rest) = split(content)?;
                let sql = self.prepared.get(split(rest)?.0)?.clone();
                self.bound.insert(portal.to_vec(), sql);
                None
            }
            // A portal that is executed again goes on with the rows of the same statement.
            b'E' => self.bound.remove(split(content)?.0),
            _ => None,
        }
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
            sent.extend(message(b'B', b"\0s1\0\0\0\0\0\0\0"));
            sent.extend(message(b'E', b"\0\0\0\0\0"));
        }
        sent.extend(message(b'E', b"\0\0\0\0\0"));
        sent.extend(message(b'Q', b"SELECT 2\0"));
        let mut frontend = Frontend::default();
        let executed: Vec<_> = sent.iter().flat_map(|byte| frontend.read(&[*byte])).collect();
        assert_eq!(executed, ["SELECT 1", "SELECT 1", "SELECT 2"]);
        assert_eq!(Frontend::default().read(&sent), executed);
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
