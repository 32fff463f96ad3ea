//! Which statements of a user's own SQL override what is emitted: row level security, policies, triggers, privileges, owners (rule P06).
//!
//! Bodies of DO and of functions run, and so does what EXECUTE is given in them; other literals and comments do not. What the SQL itself creates is its
//! own to grant and to alter.

use std::collections::HashMap;

use super::sql_lexer::{Token, statements};

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
    /// Whether it is safe to grant, by name.
    created: HashMap<String, bool>,
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
        Self { created: HashMap::new(), functions }
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
                Some(Override::of("creates a rule, which runs with the rights of the table's owner"))
            }
            "role" | "user" | "group" | "database" => role(command).or_else(|| owner(command, name)),
            "view" | "materialized" | "table" if command.starts("create") => {
                let is_safe = kind == "table" || kind == "view" && command.has_security_invoker();
                self.created.insert(name.to_owned(), is_safe);
                None
            }
            "view" if command.drops_security_invoker() => {
                Some(Override::of(format!("takes `security_invoker` off the view `{name}`")))
            }
            _ if command.starts("create") => {
                self.created.insert(name.to_owned(), true);
                None
            }
            _ if self.created.contains_key(name) => None,
            "table" => table(command).or_else(|| owner(command, name)),
            _ => owner(command, name),
        }
    }

    /// Whether the table behind that word is created here.
    fn is_own(&self, command: &Command<'_>, word: &str) -> bool {
        command.behind(&[word]).is_some_and(|table| self.created.contains_key(table))
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
            let what = format!("makes `{name}` SECURITY DEFINER, which runs with the rights of its owner");
            return Some(Override { what, instead: Some("write `SECURITY INVOKER`".to_owned()) });
        }
        if command.has(&["leakproof"]) && !command.has(&["not", "leakproof"]) {
            return Some(Override::of(format!("makes `{name}` LEAKPROOF, which runs before a policy")));
        }
        if command.starts("create") {
            self.created.insert(name.to_owned(), true);
            return None;
        }
        owner(command, name).filter(|_| !self.created.contains_key(name))
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
        let other = command.granted(on).into_iter().find(|name| self.created.get(name) != Some(&true))?;
        let (what, instead) = match self.created.get(&other) {
            Some(_) if revokes => return None,
            Some(_) => (
                format!("grants `{other}`, which reads rows with the rights of its owner"),
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
mod tests {
    use super::*;

    fn overrides(text: &str) -> Vec<String> {
        let found = Guard::new(vec!["current_organization_id".to_owned()]).overrides(text);
        found.into_iter().map(|found| found.what).collect()
    }

    #[test]
    fn what_overrides_a_guard() {
        for (text, what) in [
            ("ALTER TABLE a DISABLE ROW LEVEL SECURITY", "disables row level security"),
            (
                "alter table only shop.a no force /* */ row\nlevel security, add b int",
                "stops forcing row level security",
            ),
            ("CREATE POLICY p ON a USING (true)", "creates a policy"),
            ("CREATE POLICY p ON a TO reports USING (true)", "creates a policy"),
            ("ALTER POLICY p ON a USING (true)", "alters a policy"),
            ("SELECT 1; DROP POLICY IF EXISTS p ON a", "drops a policy"),
            ("DROP TRIGGER IF EXISTS peristyle_updated_at ON a", "drops the trigger `peristyle_updated_at`"),
            (
                "CREATE OR REPLACE TRIGGER peristyle_updated_at BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()",
                "creates the trigger `peristyle_updated_at`",
            ),
            ("ALTER TABLE a DISABLE TRIGGER \"peristyle_append_only\"", "disables the trigger `peristyle_append_only`"),
            ("ALTER TABLE a DISABLE TRIGGER ALL", "disables the trigger `all`"),
            (
                "ALTER TABLE a ENABLE REPLICA TRIGGER peristyle_append_only",
                "disables the trigger `peristyle_append_only`",
            ),
            ("ALTER TABLE a DROP CONSTRAINT a_b_id_fkey", "drops the constraint `a_b_id_fkey`"),
            ("ALTER TABLE a ALTER b DROP NOT NULL", "drops a NOT NULL"),
            ("ALTER TABLE a ALTER CONSTRAINT b NOT ENFORCED", "has a constraint that is NOT ENFORCED"),
            ("ALTER TABLE a OWNER TO app", "changes the owner of `a`"),
            ("ALTER SCHEMA public OWNER TO app", "changes the owner of `public`"),
            ("REASSIGN OWNED BY a TO b", "changes owners"),
            ("GRANT ALL ON shop.a TO app", "grants privileges on `a`"),
            ("GRANT SELECT, UPDATE (b) ON TABLE a, shop.b TO PUBLIC", "grants privileges on `a`"),
            ("GRANT ALL ON ALL TABLES IN SCHEMA public TO app", "grants privileges on `public`"),
            (
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app",
                "grants privileges on `tables`",
            ),
            ("GRANT owner TO app", "grants a role"),
            ("REVOKE INSERT ON a FROM app", "revokes privileges on `a`"),
            ("SET session_replication_role = replica", "sets `session_replication_role`"),
            ("SET LOCAL session_replication_role TO 'replica'", "sets `session_replication_role`"),
            ("ALTER ROLE app SET session_replication_role = replica", "sets `session_replication_role`"),
            ("SELECT set_config('session_replication_role', 'replica', true)", "sets `session_replication_role`"),
            (
                "ALTER ROLE app IN DATABASE d SET peristyle.organization_id = 'x'",
                "sets a tenant for all sessions of a role",
            ),
            ("ALTER DATABASE d SET peristyle.organization_id = 'x'", "sets a tenant for all sessions of a role"),
            ("ALTER ROLE app WITH BYPASSRLS", "gives a role BYPASSRLS"),
            ("CREATE USER app SUPERUSER", "gives a role SUPERUSER"),
            (
                "CREATE RULE r AS ON UPDATE TO a DO ALSO NOTIFY b",
                "creates a rule, which runs with the rights of the table's owner",
            ),
            (
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
                "makes `f` SECURITY DEFINER, which runs with the rights of its owner",
            ),
            (
                "ALTER FUNCTION f() EXTERNAL SECURITY DEFINER",
                "makes `f` SECURITY DEFINER, which runs with the rights of its owner",
            ),
            ("ALTER FUNCTION ts_match_vq LEAKPROOF", "makes `ts_match_vq` LEAKPROOF, which runs before a policy"),
            (
                "CREATE OR REPLACE FUNCTION public.current_organization_id() RETURNS uuid RETURN NULL",
                "replaces the function `current_organization_id`",
            ),
            ("DROP FUNCTION peristyle_refuse_change CASCADE", "drops the function `peristyle_refuse_change`"),
            (
                "CREATE VIEW v AS SELECT 1; GRANT SELECT ON v TO app",
                "grants `v`, which reads rows with the rights of its owner",
            ),
            (
                "CREATE VIEW v WITH (security_invoker = off) AS SELECT 1; GRANT SELECT ON v TO app",
                "grants `v`, which reads rows with the rights of its owner",
            ),
            (
                "CREATE MATERIALIZED VIEW v AS SELECT 1; GRANT SELECT ON v TO app",
                "grants `v`, which reads rows with the rights of its owner",
            ),
            ("ALTER VIEW v RESET (security_invoker)", "takes `security_invoker` off the view `v`"),
            ("ALTER VIEW v SET (security_invoker = false)", "takes `security_invoker` off the view `v`"),
        ] {
            assert_eq!(overrides(text), [what], "{text}");
        }
    }

    #[test]
    fn bodies_run() {
        for text in [
            "DO $$ BEGIN ALTER TABLE a DISABLE ROW LEVEL SECURITY; END $$",
            "DO 'BEGIN IF true THEN ALTER TABLE a DISABLE ROW LEVEL SECURITY; END IF; END'",
            "DO $$ BEGIN EXECUTE 'ALTER TABLE a DISABLE ROW LEVEL SECURITY'; END $$",
            "DO $$ BEGIN EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', t); END $$",
            "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || t || ' DISABLE ROW LEVEL SECURITY'; END $$",
            "DO $a$ BEGIN EXECUTE $b$ DO $c$ BEGIN ALTER TABLE a DISABLE ROW LEVEL SECURITY; END $c$ $b$; END $a$",
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN LOOP ALTER TABLE a DISABLE ROW LEVEL SECURITY; END LOOP; END $$",
            "CREATE PROCEDURE f() LANGUAGE sql AS 'ALTER TABLE a DISABLE ROW LEVEL SECURITY'",
        ] {
            assert_eq!(overrides(text), ["disables row level security"], "{text}");
        }
        let config = "DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', true); END $$";
        assert_eq!(overrides(config), ["sets `session_replication_role`"]);
        let deep = "DO $a".to_owned() + &"$ DO $a".repeat(10_000);
        assert!(overrides(&deep).is_empty());
    }

    #[test]
    fn what_overrides_nothing() {
        for text in [
            "SELECT 'ALTER TABLE a DISABLE ROW LEVEL SECURITY'",
            "COMMENT ON TABLE a IS 'GRANT ALL ON a TO app'; -- DROP POLICY p ON a",
            "/* DROP POLICY p ON a */ INSERT INTO notes (text) VALUES ($$ DROP POLICY p ON a $$)",
            "DO $$ BEGIN RAISE NOTICE 'DROP POLICY p ON a'; END $$",
            "SELECT \"grant\", owner, policy, role, trigger FROM a",
            "SELECT current_setting('session_replication_role')",
            "SHOW session_replication_role",
            "ALTER TABLE a ENABLE ROW LEVEL SECURITY; ALTER TABLE a FORCE ROW LEVEL SECURITY",
            "CREATE POLICY narrow ON a AS RESTRICTIVE USING (price >= 0)",
            "DROP TRIGGER IF EXISTS shout ON a; CREATE TRIGGER shout BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION shout()",
            "ALTER TABLE a DISABLE TRIGGER shout",
            "ALTER TABLE a DROP CONSTRAINT IF EXISTS a_price_is_paid, ADD CONSTRAINT a_price_is_paid CHECK (price > 0)",
            "CREATE VIEW v WITH (security_barrier, security_invoker = true) AS SELECT 1; GRANT SELECT ON v TO app",
            "CREATE VIEW v WITH (security_invoker) AS SELECT 1; ALTER VIEW v OWNER TO app",
            "CREATE TABLE IF NOT EXISTS shop.own (a int); GRANT ALL ON shop.own TO app; CREATE POLICY p ON own USING (true); ALTER TABLE own OWNER TO b, DISABLE ROW LEVEL SECURITY",
            "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f(int) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f(int) TO app",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql NOT LEAKPROOF SECURITY INVOKER AS 'SELECT 1'",
            "GRANT USAGE ON SCHEMA extensions TO app; GRANT CONNECT ON DATABASE d TO app; GRANT USAGE ON TYPE year TO app",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "CREATE ROLE reports NOLOGIN NOBYPASSRLS NOSUPERUSER",
            "CREATE EXTENSION IF NOT EXISTS citext; CREATE DOMAIN d AS text; CREATE UNIQUE INDEX i ON a (b)",
            "CREATE FUNCTION current_user_id() RETURNS uuid RETURN NULL",
            "ALTER TYPE t ADD VALUE 'owner to'",
        ] {
            assert_eq!(overrides(text), [""; 0], "{text}");
        }
    }
}
