//! Which statements of a user's own SQL override what is emitted: row level security, policies, triggers, privileges, owners (rule P06).
//!
//! Bodies of DO and of functions run, and so does what EXECUTE is given in them; other literals and comments do not. What the SQL itself creates is its
//! own to grant and to alter.

use crate::parse::sql_statements::{Token, statements};

/// What a statement does to what is emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Behind `the SQL of ..`: `disables row level security`.
    pub what: String,
    /// What to write in its place, where something keeps the guard.
    pub instead: Option<String>,
}

impl Override {
    fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), instead: None }
    }
}

/// What is created by SQL that is read, and what is emitted beside it.
pub struct Guard {
    /// Each name, and whether it is safe to grant.
    created: Vec<(String, bool)>,
    /// The functions that read the tenant.
    functions: Vec<String>,
}

/// Attributes of a role for which no policy is in force, or that lead to one.
const ATTRIBUTES: [&str; 4] = ["bypassrls", "superuser", "replication", "createrole"];

/// How deep a body in a body is read.
const DEPTH: usize = 8;

impl Guard {
    /// Over SQL beside tables whose tenants these functions read.
    pub fn new(functions: Vec<String>) -> Self {
        Self { created: Vec::new(), functions }
    }

    /// What a text overrides, each thing once.
    pub fn overrides(&mut self, text: &str) -> Vec<Override> {
        let mut found = Vec::new();
        self.read(text, 0, &mut found);
        found
    }

    /// `depth` is 0 for the text itself, and more for a body in it.
    fn read(&mut self, text: &str, depth: usize, found: &mut Vec<Override>) {
        for statement in statements(text) {
            let tokens = if depth > 0 { executed(statement) } else { statement };
            for start in starts(&tokens, depth > 0) {
                let command = Command(&tokens[start..]);
                let new = self.command(&command);
                found.extend(new.filter(|new| !found.contains(new)));
                self.bodies(&command, depth, found);
            }
        }
    }

    /// The literals of DO and of the definition of a function.
    fn bodies(&mut self, command: &Command<'_>, depth: usize, found: &mut Vec<Override>) {
        let runs = command.starts("do") || command.creates_routine();
        for token in command.0.iter().filter(|_| runs && depth < DEPTH) {
            if let Token::Text(body) = token {
                self.read(body, depth + 1, found);
            }
        }
    }

    fn command(&mut self, command: &Command<'_>) -> Option<Override> {
        let found = match command.word(0)? {
            "create" | "alter" | "drop" => self.definition(command),
            "grant" | "revoke" => self.privilege(command),
            "reassign" => Some(Override::of("changes owners")),
            _ => None,
        };
        let parameter = || command.sets_replication_role().then(|| Override::of("sets `session_replication_role`"));
        found.or_else(parameter)
    }

    fn definition(&mut self, command: &Command<'_>) -> Option<Override> {
        let (kind, name) = command.object()?;
        match kind {
            "policy" => self.policy(command),
            "trigger" if name.starts_with("peristyle_") => {
                Some(Override::of(format!("{} the trigger `{name}`", command.verb())))
            }
            "function" | "procedure" | "routine" => self.routine(command, name),
            "rule" if command.starts("create") && !self.is_own(command, "to") => {
                Some(Override::of("creates a rule, which runs with the privileges of the owner of the table"))
            }
            "role" | "user" | "group" | "database" => role(command).or_else(|| owner(command, name)),
            "view" | "materialized" | "table" if command.starts("create") => {
                let is_safe = kind == "table" || kind == "view" && command.has_security_invoker();
                self.created.push((name.to_owned(), is_safe));
                None
            }
            "view" if command.drops_security_invoker() => {
                Some(Override::of(format!("removes `security_invoker` from the view `{name}`")))
            }
            _ if command.starts("create") => {
                self.created.push((name.to_owned(), true));
                None
            }
            _ if self.is_safe(name).is_some() => None,
            "table" => table(command).or_else(|| owner(command, name)),
            _ => owner(command, name),
        }
    }

    /// Whether what was created last under that name is safe to grant; none if nothing was.
    fn is_safe(&self, name: &str) -> Option<bool> {
        self.created.iter().rev().find(|(created, _)| created == name).map(|(_, is_safe)| *is_safe)
    }

    /// Whether the table behind that word is created here.
    fn is_own(&self, command: &Command<'_>, word: &str) -> bool {
        command.behind(&[word]).is_some_and(|table| self.is_safe(table).is_some())
    }

    fn policy(&self, command: &Command<'_>) -> Option<Override> {
        let narrows = command.starts("create") && command.has(&["as", "restrictive"]);
        (!self.is_own(command, "on") && !narrows).then(|| Override::of(format!("{} a policy", command.verb())))
    }

    fn routine(&mut self, command: &Command<'_>, name: &str) -> Option<Override> {
        if name.starts_with("peristyle_") || self.functions.iter().any(|function| function == name) {
            let verb = if command.starts("create") { "replaces" } else { command.verb() };
            return Some(Override::of(format!("{verb} the function `{name}`")));
        }
        if command.has(&["security", "definer"]) {
            let what = format!("makes `{name}` SECURITY DEFINER, which runs with the privileges of its owner");
            return Some(Override { what, instead: Some("write `SECURITY INVOKER`".to_owned()) });
        }
        if command.has(&["leakproof"]) && !command.has(&["not", "leakproof"]) {
            return Some(Override::of(format!("makes `{name}` LEAKPROOF, which runs before a policy")));
        }
        if command.starts("create") {
            self.created.push((name.to_owned(), true));
            return None;
        }
        owner(command, name).filter(|_| self.is_safe(name).is_none())
    }

    /// GRANT and REVOKE of what is not created here. USAGE and CONNECT reach no row, and what PUBLIC loses opens nothing.
    fn privilege(&self, command: &Command<'_>) -> Option<Override> {
        let revokes = command.starts("revoke");
        let verb = if revokes { "revokes" } else { "grants" };
        let Some(on) = command.position(&["on"]) else {
            return Some(Override::of(format!("{verb} a role")));
        };
        let harmless = |token: &Token| token.is("usage") || token.is("connect") || *token == Token::Symbol(',');
        let from_public = revokes && command.has(&["from", "public"]);
        if from_public || command.0[1..on].iter().all(harmless) {
            return None;
        }
        let other = command.granted(on).into_iter().find(|name| self.is_safe(name) != Some(true))?;
        let (what, instead) = match self.is_safe(&other) {
            Some(_) if revokes => return None,
            Some(_) => (
                format!("grants `{other}`, which reads rows with the privileges of its owner"),
                Some(format!("write `CREATE VIEW {other} WITH (security_invoker = true) AS ..`")),
            ),
            None => (format!("{verb} privileges on `{other}`"), None),
        };
        Some(Override { what, instead })
    }
}

/// Where commands begin: a statement, what stands behind THEN and the like, and whatever a literal of EXECUTE can begin with.
fn starts(tokens: &[Token], is_body: bool) -> Vec<usize> {
    const OPENING: [&str; 4] = ["begin", "then", "else", "loop"];
    const VERBS: [&str; 7] = ["do", "create", "alter", "drop", "revoke", "set", "reassign"];
    let is_one = |token: &Token, words: &[&str]| words.iter().any(|word| token.is(word));
    let executes = is_body && tokens.iter().any(|token| token.is("execute"));
    let grants = |at: usize| {
        tokens[at].is("grant")
            && !tokens[at - 1].is("with")
            && !tokens.get(at + 1).is_some_and(|next| next.is("option"))
    };
    let begins = |at: &usize| {
        *at == 0
            || grants(*at)
            || is_body && is_one(&tokens[at - 1], &OPENING)
            || executes && is_one(&tokens[*at], &VERBS)
    };
    (0..tokens.len()).filter(begins).collect()
}

/// The tokens of a statement of a body, with EXECUTE those of its literals among them.
fn executed(statement: Vec<Token>) -> Vec<Token> {
    if !statement.iter().any(|token| token.is("execute")) {
        return statement;
    }
    let flatten = |token| match token {
        Token::Text(text) => statements(&text).concat(),
        other => vec![other],
    };
    statement.into_iter().flat_map(flatten).collect()
}

/// A command by its tokens.
struct Command<'tokens>(&'tokens [Token]);

impl Command<'_> {
    fn word(&self, at: usize) -> Option<&str> {
        match self.0.get(at)? {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    fn starts(&self, word: &str) -> bool {
        self.word(0) == Some(word)
    }

    /// `creates`, `alters`, `drops`
    fn verb(&self) -> &'static str {
        match self.word(0) {
            Some("create") => "creates",
            Some("drop") => "drops",
            _ => "alters",
        }
    }

    /// Where these words stand behind each other.
    fn position(&self, words: &[&str]) -> Option<usize> {
        let fits = |window: &[Token]| window.iter().zip(words).all(|(token, word)| token.is(word));
        self.0.windows(words.len()).position(fits)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.position(words).is_some()
    }

    /// The name behind these words, without its schema and `IF EXISTS`.
    fn behind(&self, words: &[&str]) -> Option<&str> {
        self.position(words).and_then(|at| self.name_at(at + words.len()))
    }

    fn name_at(&self, mut at: usize) -> Option<&str> {
        const SKIPPED: [&str; 4] = ["if", "not", "exists", "only"];
        while self.word(at).is_some_and(|word| SKIPPED.contains(&word)) {
            at += 1;
        }
        while self.0.get(at + 1) == Some(&Token::Symbol('.')) {
            at += 2;
        }
        self.0.get(at)?.name()
    }

    /// What is created, altered or dropped: its kind and its name, which is empty where EXECUTE computes it.
    fn object(&self) -> Option<(&str, &str)> {
        const BEFORE: [&str; 14] = [
            "or",
            "replace",
            "temp",
            "temporary",
            "unlogged",
            "foreign",
            "recursive",
            "constraint",
            "global",
            "local",
            "event",
            "trusted",
            "unique",
            "procedural",
        ];
        let at = (1..self.0.len()).find(|at| self.word(*at).is_none_or(|word| !BEFORE.contains(&word)))?;
        let kind = self.word(at)?;
        let behind = if kind == "materialized" { at + 2 } else { at + 1 };
        Some((kind, self.name_at(behind).unwrap_or_default()))
    }

    fn creates_routine(&self) -> bool {
        self.starts("create") && matches!(self.object(), Some(("function" | "procedure", _)))
    }

    /// `WITH (security_invoker)`, `WITH (security_invoker = true)`
    fn has_security_invoker(&self) -> bool {
        let head = self.position(&["as"]).unwrap_or(self.0.len());
        let at = self.0[..head].iter().position(|token| token.is("security_invoker"));
        at.is_some_and(|at| !self.is_off(at))
    }

    fn drops_security_invoker(&self) -> bool {
        let at = self.0.iter().position(|token| token.is("security_invoker"));
        at.is_some_and(|at| self.has(&["reset"]) || self.is_off(at))
    }

    /// `.. = false`
    fn is_off(&self, at: usize) -> bool {
        let value = self.0.get(at + 2).filter(|_| self.0.get(at + 1) == Some(&Token::Symbol('=')));
        match value {
            Some(Token::Word(word) | Token::Text(word)) => matches!(word.as_str(), "false" | "off" | "no" | "0"),
            Some(Token::Symbol(symbol)) => *symbol == '0',
            _ => false,
        }
    }

    /// `SET session_replication_role ..`, `ALTER ROLE .. SET ..`, `set_config('session_replication_role', ..)`
    fn sets_replication_role(&self) -> bool {
        const NAME: &str = "session_replication_role";
        let config = |window: &[Token]| match window {
            [function, Token::Symbol('('), Token::Text(name)] => function.is("set_config") && name == NAME,
            _ => false,
        };
        let set = (self.starts("set") || self.starts("alter") || self.starts("reset"))
            && self.0.iter().any(|token| token.name() == Some(NAME));
        set || self.0.windows(3).any(config)
    }

    /// The names behind ON, up to TO or FROM, without their schemas and arguments.
    fn granted(&self, on: usize) -> Vec<String> {
        let end =
            self.0[on..].iter().position(|token| token.is("to") || token.is("from")).map_or(self.0.len(), |at| on + at);
        let list = &self.0[on + 1..end];
        let mut depth = 0_usize;
        let mut names: Vec<String> = vec![String::new()];
        for token in list {
            match (token, names.last_mut()) {
                (Token::Symbol('('), _) => depth += 1,
                (Token::Symbol(')'), _) => depth = depth.saturating_sub(1),
                (Token::Symbol(','), _) if depth == 0 => names.push(String::new()),
                // The last name counts: `TABLE shop.a`, `ALL TABLES IN SCHEMA shop`.
                (token, Some(last)) if depth == 0 => token.name().unwrap_or_default().clone_into(last),
                _ => {}
            }
        }
        names
    }
}

/// What ALTER TABLE and DROP TABLE do to a table that is emitted.
fn table(command: &Command<'_>) -> Option<Override> {
    const SECURITY: [&str; 3] = ["row", "level", "security"];
    if command.has(&["disable", SECURITY[0], SECURITY[1], SECURITY[2]]) {
        return Some(Override::of("disables row level security"));
    }
    if command.has(&["no", "force", SECURITY[0], SECURITY[1], SECURITY[2]]) {
        return Some(Override::of("stops forcing row level security"));
    }
    let disabled =
        command.behind(&["disable", "trigger"]).or_else(|| command.behind(&["enable", "replica", "trigger"]));
    if let Some(trigger) =
        disabled.filter(|trigger| trigger.starts_with("peristyle_") || ["all", "user"].contains(trigger))
    {
        return Some(Override::of(format!("disables the trigger `{trigger}`")));
    }
    let constraint = command.behind(&["drop", "constraint"]);
    if let Some(name) = constraint.filter(|name| name.ends_with("_fkey") || name.ends_with("_pkey")) {
        return Some(Override::of(format!("drops the constraint `{name}`")));
    }
    if command.has(&["not", "enforced"]) {
        return Some(Override::of("has a constraint that is NOT ENFORCED"));
    }
    command.has(&["drop", "not", "null"]).then(|| Override::of("drops a NOT NULL"))
}

fn owner(command: &Command<'_>, name: &str) -> Option<Override> {
    command.has(&["owner", "to"]).then(|| Override::of(format!("changes the owner of `{name}`")))
}

fn role(command: &Command<'_>) -> Option<Override> {
    let attribute = ATTRIBUTES.iter().find(|attribute| command.has(&[attribute]));
    let tenant =
        || command.has(&["set", "peristyle"]).then(|| Override::of("sets a tenant for all sessions of a role"));
    attribute.map(|attribute| Override::of(format!("gives a role {}", attribute.to_uppercase()))).or_else(tenant)
}

#[cfg(test)]
mod tests;
