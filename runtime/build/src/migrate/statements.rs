//! The statements of a script, and what each of them is about.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::ddl::script::marked_kind;
use crate::ddl::{extensions, roles, version};
use crate::model::Kind;

/// A part of the script, which is not copied.
pub(crate) type Text<'a> = Cow<'a, str>;

/// A statement of a script that is compared by its text: functions, triggers, policies, rights and comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    pub(crate) subject: Subject<'a>,
    pub(crate) sql: Text<'a>,
    /// Whether it stands before the first table.
    pub(super) is_early: bool,
    /// What it is of, where the script has marks.
    pub(crate) kind: Option<Kind>,
}

/// What a statement is about. Names are as the statement writes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Subject<'a> {
    /// The check of the server's version.
    Version,
    /// The check that the roles exist.
    Roles,
    /// The check that the extensions are there.
    Extensions,
    Schema(Text<'a>),
    /// With its arguments.
    Function(Text<'a>),
    Trigger {
        name: Text<'a>,
        table: Text<'a>,
    },
    Policy {
        name: Text<'a>,
        table: Text<'a>,
    },
    Statistics {
        name: Text<'a>,
        table: Text<'a>,
    },
    /// A view that has the old name of a table.
    View {
        name: Text<'a>,
        table: Text<'a>,
    },
    EnableSecurity(Text<'a>),
    ForceSecurity(Text<'a>),
    /// `COLUMN t.c`
    Comment(Text<'a>),
    /// `ON t TO role`
    Grant {
        on: Text<'a>,
        to: Text<'a>,
    },
    /// Anything else, with its text.
    Other(Text<'a>),
}

impl Subject<'_> {
    /// The table, where it is about one.
    pub(super) fn table(&self) -> Option<&str> {
        match self {
            Self::Trigger { table, .. }
            | Self::Policy { table, .. }
            | Self::Statistics { table, .. }
            | Self::EnableSecurity(table)
            | Self::ForceSecurity(table) => Some(&**table),
            Self::Grant { on, .. } => Some(&**on),
            _ => None,
        }
    }
}

impl<'a> Statement<'a> {
    /// After a rename the statement has the new names, and the database what a rename leaves as it is: the texts of comments and of PL/pgSQL functions, and the names
    /// of functions.
    pub(super) fn keep_text_of(&mut self, original: &Self) {
        const CALL: &str = "EXECUTE FUNCTION ";
        match (&self.subject, &original.subject) {
            (Subject::Comment(on) | Subject::Grant { on, .. }, _) if on.starts_with("FUNCTION ") => {
                self.clone_from(original);
            }
            (Subject::Comment(on), Subject::Comment(before)) => {
                let text = original.sql.strip_prefix(&format!("COMMENT ON {before}")).unwrap_or_default();
                self.sql = format!("COMMENT ON {on}{text}").into();
            }
            (Subject::Function(_), Subject::Function(_)) if original.sql.contains("LANGUAGE plpgsql") => {
                self.clone_from(original);
            }
            (Subject::Function(new), Subject::Function(old)) => {
                let parts = self.sql.split(";\n").zip(original.sql.split(";\n"));
                let kept = parts.map(|(renamed, original)| match original.starts_with("COMMENT ON ") {
                    true => original.to_owned(),
                    false => renamed.replace(&**new, old),
                });
                self.sql = kept.collect::<Vec<_>>().join(";\n").into();
                self.subject = original.subject.clone();
            }
            (Subject::View { .. }, Subject::View { .. }) => self.sql = original.sql.clone(),
            (Subject::Trigger { .. }, Subject::Trigger { .. }) => {
                let parts = self.sql.split(CALL).zip(original.sql.split(CALL));
                let called = parts.enumerate().map(|(at, (renamed, original))| match at {
                    0 => renamed.to_owned(),
                    // How it is enabled stands behind the call.
                    _ => {
                        let call = original.split_inclusive(')').next().unwrap_or_default();
                        let rest = renamed.split_once(')').map_or("", |(_, rest)| rest);
                        format!("{CALL}{call}{rest}")
                    }
                });
                let sql = called.collect::<String>();
                self.sql = sql.into();
            }
            _ => {}
        }
    }
}

/// The statements that are not of the tables, indexes, types and sequences themselves.
pub(crate) fn of(script: &str) -> Vec<Statement<'_>> {
    let mut statements: Vec<Statement<'_>> = Vec::new();
    let mut places: FxHashMap<Subject<'_>, usize> = FxHashMap::default();
    let (mut is_early, mut kind, mut end) = (true, None, 0);
    for sql in split(script) {
        let start = sql.as_ptr().addr() - script.as_ptr().addr();
        kind = marked_kind(&script[end..start]).unwrap_or(kind);
        end = start + sql.len();
        let mut words = Words(sql);
        match (words.next(), words.next(), words.next()) {
            (Some("CREATE"), Some("TABLE"), _) | (Some("CREATE"), Some("UNLOGGED"), _) => is_early = false,
            (Some("CREATE"), Some("TYPE" | "DOMAIN" | "INDEX" | "SEQUENCE"), _)
            | (Some("CREATE"), Some("UNIQUE"), Some("INDEX"))
            | (Some("ALTER"), Some("SEQUENCE"), _) => {}
            (Some("ALTER"), Some("TABLE"), _) if sql.contains(" ADD CONSTRAINT ") => {}
            _ => {
                let subject = subject(sql);
                // A trigger and how it is enabled are one.
                match places.get(&subject) {
                    Some(place) => {
                        let before = statements[*place].sql.to_mut();
                        before.push_str(";\n");
                        before.push_str(sql);
                    }
                    None => {
                        places.insert(subject.clone(), statements.len());
                        statements.push(Statement { subject, sql: sql.into(), is_early, kind });
                    }
                }
            }
        }
    }
    owned_by_others(&mut statements);
    statements
}

/// A function of another role: only until it is the owner's are its comment and its rights ours to write, so all of it is one statement. The owner needs CREATE
/// on the schema meanwhile.
fn owned_by_others(statements: &mut Vec<Statement<'_>>) {
    let owner = |one: &Statement<'_>| {
        let (signature, owner) = one.sql.strip_prefix("ALTER FUNCTION ")?.split_once(" OWNER TO ")?;
        Some((signature.to_owned(), owner.to_owned()))
    };
    let owned: Vec<_> = statements.iter().filter_map(owner).collect();
    for (signature, owner) in owned {
        let on = format!("FUNCTION {signature}");
        let is_of = |one: &Statement<'_>| match &one.subject {
            Subject::Function(own) => *own == signature,
            Subject::Comment(own) | Subject::Grant { on: own, .. } => *own == on,
            Subject::Other(text) => text.contains(&on),
            _ => false,
        };
        let Some(at) = statements.iter().position(is_of) else { continue };
        let parts: Vec<_> = statements.iter().filter(|one| is_of(one)).map(|one| one.sql.clone()).collect();
        let schema = signature
            .split_once('(')
            .map_or("", |(name, _)| name)
            .rsplit_once('.')
            .map_or("public", |(schema, _)| schema);
        let sql = format!(
            "GRANT CREATE ON SCHEMA {schema} TO {owner};\n{};\nREVOKE CREATE ON SCHEMA {schema} FROM {owner}",
            parts.join(";\n")
        );
        let Statement { is_early, kind, .. } = statements[at];
        let subject = Subject::Function(signature.clone().into());
        statements.insert(at, Statement { subject, sql: sql.into(), is_early, kind });
        let mut place = 0;
        statements.retain(|one| {
            place += 1;
            place == at + 1 || !is_of(one)
        });
        statements.retain(|one| !one.sql.starts_with("REVOKE CREATE ON SCHEMA "));
        for one in statements.iter_mut().filter(|one| one.sql.starts_with("GRANT USAGE, CREATE ON SCHEMA ")) {
            one.sql = one.sql.replacen("GRANT USAGE, CREATE", "GRANT USAGE", 1).into();
        }
    }
}

fn subject(sql: &str) -> Subject<'_> {
    let other = || Subject::Other(sql.into());
    let mut words = Words(sql);
    let mut first = [(); 2].map(|()| words.next().unwrap_or_default());
    if first == ["CREATE", "OR"] {
        words.next();
        first[1] = words.next().unwrap_or_default();
    }
    if first == ["CREATE", "CONSTRAINT"] {
        first[1] = words.next().unwrap_or_default();
    }
    match first {
        ["DO", _] if sql.contains(version::CHECK) => Subject::Version,
        ["DO", _] if sql.contains(roles::CHECK) => Subject::Roles,
        ["DO", _] if sql.contains(extensions::CHECK) => Subject::Extensions,
        ["CREATE", "SCHEMA"] => words.last().map_or_else(other, |name| Subject::Schema(name.into())),
        ["CREATE", "FUNCTION"] => {
            let start = words.0.trim_start();
            Subject::Function(start[..end_of_arguments(start)].into())
        }
        ["CREATE", "TRIGGER"] => match (words.next().map(Text::from), on(&mut words)) {
            (Some(name), Some(table)) => Subject::Trigger { name, table },
            _ => other(),
        },
        ["CREATE", "POLICY"] => match (words.next().map(Text::from), on(&mut words)) {
            (Some(name), Some(table)) => Subject::Policy { name, table },
            _ => other(),
        },
        ["CREATE", "STATISTICS"] => {
            let name = words.next().unwrap_or_default().into();
            let table = sql.rsplit_once(" FROM ").map_or("", |(_, table)| table).into();
            Subject::Statistics { name, table }
        }
        ["CREATE", "VIEW"] => {
            let name = words.next().unwrap_or_default().into();
            let table = sql.rsplit_once("\n    FROM ").map_or("", |(_, table)| table).into();
            Subject::View { name, table }
        }
        // Of a trigger function, and a part of it. One that is called has arguments, and its rights stand by themselves.
        ["REVOKE", "ALL"] => {
            let signature =
                sql.strip_prefix("REVOKE ALL ON FUNCTION ").and_then(|sql| sql.strip_suffix(" FROM PUBLIC"));
            let of_trigger = signature.filter(|signature| signature.ends_with("()"));
            of_trigger.map_or_else(other, |signature| Subject::Function(signature.into()))
        }
        ["COMMENT", "ON"] => {
            let target = words.0.trim_start().split_once(" IS ").map(|(target, _)| target.into());
            target.map_or_else(other, Subject::Comment)
        }
        ["GRANT", _] => grant(sql).map_or_else(other, |(_, on, to)| Subject::Grant { on, to }),
        ["ALTER", "TABLE"] => {
            let table = words.next().unwrap_or_default().into();
            match words.0.trim() {
                "ENABLE ROW LEVEL SECURITY" => Subject::EnableSecurity(table),
                "FORCE ROW LEVEL SECURITY" => Subject::ForceSecurity(table),
                rest => match rest.strip_prefix("ENABLE ALWAYS TRIGGER ") {
                    Some(name) => Subject::Trigger { name: name.into(), table },
                    None => other(),
                },
            }
        }
        _ => other(),
    }
}

/// The end of `name(arguments)`. A type may have arguments too: `f(varchar(40))`.
fn end_of_arguments(signature: &str) -> usize {
    let (mut depth, mut in_quotes) = (0, false);
    let ends = |(_, letter): &(usize, char)| {
        match letter {
            '"' => in_quotes = !in_quotes,
            '(' if !in_quotes => depth += 1,
            ')' if !in_quotes => depth -= 1,
            _ => return false,
        }
        *letter == ')' && depth == 0
    };
    signature.char_indices().find(ends).map_or(signature.len(), |(at, _)| at + 1)
}

/// What the statement is on.
fn on<'a>(words: &mut Words<'a>) -> Option<Text<'a>> {
    words.find(|word| *word == "ON").and_then(|_| words.next()).map(Text::from)
}

/// The rights, what they are on, and who has them.
fn grant(sql: &str) -> Option<(&str, Text<'_>, Text<'_>)> {
    let rest = sql.strip_prefix("GRANT ")?;
    let (rights, rest) = rest.split_once(" ON ").or_else(|| rest.split_once("\n    ON "))?;
    let (on, to) = rest.rsplit_once(" TO ")?;
    Some((rights.trim_end(), on.into(), to.into()))
}

/// The rights that a GRANT gives, one for each column.
pub(super) fn rights(sql: &str) -> BTreeSet<String> {
    let mut rights = BTreeSet::new();
    let Some((text, ..)) = grant(sql) else { return rights };
    for part in split_at(text, ',') {
        match part.split_once(" (") {
            Some((right, columns)) => {
                let columns = columns.strip_suffix(')').unwrap_or(columns);
                rights.extend(split_at(columns, ',').into_iter().map(|column| format!("{right} {}", column.trim())));
            }
            None => {
                rights.insert(part.trim().to_owned());
            }
        }
    }
    rights
}

/// Splits outside of quotes and parentheses.
pub(super) fn split_at(text: &str, at: char) -> Vec<&str> {
    let (mut depth, mut quote, mut start, mut parts) = (0_i32, None, 0, Vec::new());
    for (place, letter) in text.char_indices() {
        match letter {
            '"' | '\'' if quote == Some(letter) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            _ if quote.is_some() => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if letter == at && depth == 0 => {
                parts.push(text[start..place].trim());
                start = place + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// The statements of a text, without their semicolons and without comments between them.
pub(super) fn split(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut at, mut start, mut statements) = (0, 0, Vec::new());
    let past = |from: usize, end: &str| text[from..].find(end).map_or(text.len(), |found| from + found + end.len());
    while at < bytes.len() {
        at = match bytes[at] {
            quote @ (b'\'' | b'"') => past(at + 1, if quote == b'"' { "\"" } else { "'" }),
            b'-' if bytes[at..].starts_with(b"--") => {
                let end = past(at, "\n");
                if text[start..at].trim().is_empty() {
                    start = end;
                }
                end
            }
            b'$' => match tag(&text[at..]) {
                Some(tag) => past(at + tag.len(), tag),
                None => at + 1,
            },
            b'B' if bytes[at..].starts_with(b"BEGIN ATOMIC") => past(at, "\nEND"),
            b';' => {
                statements.push(text[start..at].trim());
                start = at + 1;
                start
            }
            _ => at + 1,
        };
    }
    statements.push(text[start..].trim());
    statements.retain(|statement| !statement.is_empty());
    statements
}

/// `$$` or `$name$` at the beginning.
fn tag(text: &str) -> Option<&str> {
    let end = text[1..].find('$')? + 2;
    text[1..end - 1].chars().all(|letter| letter.is_alphanumeric() || letter == '_').then(|| &text[..end])
}

/// Words, with quoted names as one and what stands in parentheses with the word before it left to the rest.
#[derive(Clone)]
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start();
        let mut in_quotes = false;
        let ends = |letter: char| {
            in_quotes ^= letter == '"';
            !in_quotes && letter.is_whitespace()
        };
        let end = text.find(ends).unwrap_or(text.len());
        self.0 = &text[end..];
        Some(&text[..end]).filter(|word| !word.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_outside_of_quotes() {
        let text = "-- a;\nSELECT ';';\n\nCREATE FUNCTION f() AS $$a; b$$;\nDO $x$ ; $$ ; $x$; -- c;\nSELECT \"a;\"\n";
        assert_eq!(
            split(text),
            ["SELECT ';'", "CREATE FUNCTION f() AS $$a; b$$", "DO $x$ ; $$ ; $x$", "SELECT \"a;\""]
        );
    }

    #[test]
    fn a_statement_is_about_its_object() {
        let trigger = Subject::Trigger { name: "a".into(), table: "\"my t\"".into() };
        assert_eq!(subject("CREATE TRIGGER a\n    BEFORE UPDATE OF b ON \"my t\"\n    FOR EACH ROW"), trigger);
        assert_eq!(subject("ALTER TABLE \"my t\" ENABLE ALWAYS TRIGGER a"), trigger);
        let grant = Subject::Grant { on: "t".into(), to: "app".into() };
        assert_eq!(subject("GRANT SELECT, INSERT (a, b)\n    ON t TO app"), grant);
        assert_eq!(subject("COMMENT ON COLUMN t.c IS 'x IS y'"), Subject::Comment("COLUMN t.c".into()));
        assert_eq!(subject("CREATE FUNCTION s.f(a text) RETURNS"), Subject::Function("s.f(a text)".into()));
        let function = "CREATE FUNCTION f(varchar(40), numeric(10,2)) RETURNS SETOF uuid";
        assert_eq!(subject(function), Subject::Function("f(varchar(40), numeric(10,2))".into()));
        assert_eq!(subject("CREATE SCHEMA IF NOT EXISTS s"), Subject::Schema("s".into()));
        let check = format!("DO $$\nBEGIN\n    RAISE EXCEPTION '{}';\nEND\n$$", roles::CHECK);
        assert_eq!(subject(&check), Subject::Roles);
        let check = format!("DO $$\nBEGIN\n    RAISE EXCEPTION '{}';\nEND\n$$", extensions::CHECK);
        assert_eq!(subject(&check), Subject::Extensions);
        let check = format!("DO $$\nBEGIN\n    RAISE EXCEPTION '{}18';\nEND\n$$", version::CHECK);
        assert_eq!(subject(&check), Subject::Version);
    }

    #[test]
    fn a_function_of_another_role_is_one_statement() {
        let script = "GRANT USAGE, CREATE ON SCHEMA s TO r;\nCREATE FUNCTION s.f(text) RETURNS SETOF uuid\nBEGIN ATOMIC\n    SELECT 1;\nEND;\n\
                      COMMENT ON FUNCTION s.f(text) IS 'x';\nREVOKE ALL ON FUNCTION s.f(text) FROM PUBLIC;\n\
                      ALTER FUNCTION s.f(text) OWNER TO r;\nREVOKE CREATE ON SCHEMA s FROM r;";
        let statements = of(script);
        assert_eq!(statements.len(), 2, "{statements:#?}");
        assert_eq!(statements[0].sql, "GRANT USAGE ON SCHEMA s TO r");
        assert_eq!(statements[1].subject, Subject::Function("s.f(text)".into()));
        assert!(statements[1].sql.starts_with("GRANT CREATE ON SCHEMA s TO r;\nCREATE FUNCTION s.f(text)"));
        assert!(statements[1].sql.ends_with("OWNER TO r;\nREVOKE CREATE ON SCHEMA s FROM r"));
    }

    #[test]
    fn rights_are_listed_by_column() {
        let rights = rights("GRANT SELECT, INSERT (a, \"b, c\"), DELETE\n    ON t TO app");
        assert_eq!(rights.into_iter().collect::<Vec<_>>(), ["DELETE", "INSERT \"b, c\"", "INSERT a", "SELECT"]);
    }
}
