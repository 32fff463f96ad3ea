//! Mutants of the statements: a guard is taken out of a statement on its way to the server, so nothing of the library is built anew, and the attacks that send
//! the statement have to fail. They run as a superuser, for whom no policy holds, so nothing but the guard itself is in the way.
//!
//! `statements::mutants` has the attacks of each driver. A mutant is one guard, left out of each statement of one form.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr};

use super::Courts;
use crate::kept::KEPT;
use crate::wire::Wire;

/// A test that attacks.
pub(crate) type Attack = (&'static str, fn());

/// The columns of the tenant in the tables that are attacked.
const TENANT_COLUMNS: [&str; 2] = ["organization_id", "account_id"];

/// The name of a statement's tenant that is not its own, in the text of a mutant.
const THEIRS: &str = "{theirs}";

/// Workers that try mutants.
const WORKERS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The condition on the tenant is left out.
    Tenant,
    /// A row is inserted for another tenant.
    Insert,
    /// The condition on deletion is left out.
    Deletion,
}

/// A guard in a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Guard {
    kind: Kind,
    range: Range<usize>,
    /// What stands in its place when it is broken.
    becomes: String,
}

/// A guard that is broken in each statement of one form, as a fault in what writes that form would do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mutant {
    pub(crate) kind: Kind,
    /// The form of the statement, and where the guard stands in it.
    pub(crate) form: String,
}

impl Mutant {
    fn of(sql: &str, guard: &Guard) -> Self {
        Self { kind: guard.kind, form: form(sql, guard.range.start) }
    }

    /// The statement without its guards, if it has them.
    fn broken(&self, sql: &str) -> Option<String> {
        let guards: Vec<_> = guards(sql).into_iter().filter(|guard| Self::of(sql, guard) == *self).collect();
        (!guards.is_empty()).then(|| without(sql, &guards))
    }
}

fn without(sql: &str, guards: &[Guard]) -> String {
    let mut guards: Vec<_> = guards.iter().collect();
    guards.sort_by_key(|guard| std::cmp::Reverse(guard.range.start));
    guards.into_iter().fold(sql.to_owned(), |mut sql, guard| {
        sql.replace_range(guard.range.clone(), &guard.becomes);
        sql
    })
}

/// What the attack of this thread sends, and what becomes of it on the way.
pub(crate) struct Run {
    role: Option<Role>,
    change: Box<dyn Fn(&str) -> Option<String> + Send + Sync>,
    sent: Mutex<BTreeSet<String>>,
    theirs: OnceLock<String>,
}

thread_local! {
    static RUN: RefCell<Option<Arc<Run>>> = const { RefCell::new(None) };
}

impl Run {
    fn new(role: Option<Role>, change: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { role, change: Box::new(change), sent: Mutex::default(), theirs: OnceLock::new() })
    }

    /// What is sent in place of the statement.
    fn rewritten(&self, sql: &str) -> String {
        self.sent.lock().unwrap().insert(sql.to_owned());
        let theirs = self.theirs.get().map_or("", String::as_str);
        (self.change)(sql).map_or_else(|| sql.to_owned(), |changed| changed.replace(THEIRS, theirs))
    }

    /// Whether the attack fails, and how long it takes.
    fn fails(self: &Arc<Self>, attack: fn()) -> (bool, Duration) {
        RUN.set(Some(Arc::clone(self)));
        let start = Instant::now();
        let failed = catch_unwind(AssertUnwindSafe(attack)).is_err();
        RUN.set(None);
        (failed, start.elapsed())
    }
}

/// The roles that an attack is tried as.
pub(crate) fn roles() -> Vec<Role> {
    RUN.with_borrow(|run| run.as_ref().and_then(|run| run.role))
        .map_or(vec![Role::Application, Role::Admin], |role| vec![role])
}

/// The role that is attacked as, of an attack that runs as the application otherwise.
pub(crate) fn application() -> Role {
    RUN.with_borrow(|run| run.as_ref().and_then(|run| run.role)).unwrap_or(Role::Application)
}

/// The wire that the statements of an attack go by, if a mutant is tried.
pub(crate) fn wire(database: &Database, role: Role, theirs: &str) -> Option<Wire> {
    let run = RUN.with_borrow(Clone::clone)?;
    let _ = run.theirs.set(theirs.to_owned());
    Some(Wire::rewriting(&database.connect_options(role), move |sql| run.rewritten(sql)))
}

/// The attack of one mutant of the message that opens a transaction, as the application.
pub(crate) fn fails_when_opened_by(
    attack: fn(),
    change: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> bool {
    Run::new(None, change).fails(attack).0
}

fn checks(part: &str) -> bool {
    part.contains("row_security_active(")
}

/// Without the check of the role, which would refuse the superuser where a statement opens its own transaction.
fn unchecked(sql: &str) -> Option<String> {
    let parts: Vec<_> = sql.split("; ").collect();
    let is_opening = sql.starts_with("BEGIN") && parts.iter().any(|part| checks(part));
    is_opening.then(|| parts.into_iter().filter(|part| !checks(part)).collect::<Vec<_>>().join("; "))
}

/// What became of the mutants.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) killed: Vec<Mutant>,
    pub(crate) survived: Vec<Mutant>,
}

/// Tries each mutant of these kinds by the attacks that send a statement of its form. `share` says which mutants are tried.
pub(crate) fn outcome(attacks: &[Attack], kinds: &[Kind], share: impl Fn(usize) -> bool) -> Outcome {
    let recorded = Mutex::new(BTreeMap::<Mutant, Vec<(Duration, &'static str, fn())>>::new());
    let statements = Mutex::new(BTreeSet::new());
    each(attacks.to_vec(), |(name, attack)| {
        let run = Run::new(Some(Role::Admin), unchecked);
        let (failed, time) = run.fails(attack);
        assert!(!failed, "{name} fails without a mutant");
        let sent = std::mem::take(&mut *run.sent.lock().unwrap());
        let of = |sql: &String| guards(sql).iter().map(|guard| Mutant::of(sql, guard)).collect::<Vec<_>>();
        let mutants: BTreeSet<_> = sent.iter().flat_map(of).filter(|mutant| kinds.contains(&mutant.kind)).collect();
        for mutant in mutants {
            recorded.lock().unwrap().entry(mutant).or_default().push((time, name, attack));
        }
        statements.lock().unwrap().extend(sent);
    });
    understood(&statements.into_inner().unwrap());
    let recorded = recorded.into_inner().unwrap().into_iter().enumerate();
    let tried: Vec<_> = recorded.filter(|(at, _)| share(*at)).map(|(_, one)| one).collect();
    let outcome = Mutex::new(Outcome::default());
    each(tried, |(mutant, mut attacks)| {
        attacks.sort_by_key(|(time, name, _)| (*time, *name));
        let broken = mutant.clone();
        let run = Run::new(Some(Role::Admin), move |sql| broken.broken(sql).or_else(|| unchecked(sql)));
        let is_killed = attacks.into_iter().any(|(_, _, attack)| run.fails(attack).0);
        let mut outcome = outcome.lock().unwrap();
        if is_killed { &mut outcome.killed } else { &mut outcome.survived }.push(mutant);
    });
    outcome.into_inner().unwrap()
}

/// The server understands each statement without its guards, so that an attack fails by what it finds.
fn understood(statements: &BTreeSet<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let courts = Courts::open().await;
        let theirs = courts.theirs.tenant.id().to_string();
        let kept = Server::shared().await.unwrap().empty_database().await.unwrap();
        let mut admins = Vec::new();
        for database in [&courts.database, &kept] {
            admins.push(PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap());
        }
        let tables = ddl::sql(&KEPT, &Options::new()).unwrap();
        sqlx::raw_sql(AssertSqlSafe(tables)).execute(&mut admins[1]).await.unwrap();
        for sql in statements {
            let text = |text: &str| AssertSqlSafe(text.replace(THEIRS, &theirs)).into_sql_str();
            for admin in &mut admins {
                if (&mut *admin).prepare(text(sql)).await.is_ok() {
                    let broken = without(sql, &guards(sql));
                    let prepared = (&mut *admin).prepare(text(&broken)).await;
                    assert!(prepared.is_ok(), "{broken}\n{:?}", prepared.err());
                }
            }
        }
    });
}

/// Some at a time.
fn each<T: Send>(all: Vec<T>, act: impl Fn(T) + Sync) {
    let left = Mutex::new(all);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let next = left.lock().unwrap().pop();
                        let Some(next) = next else { break };
                        act(next);
                    }
                })
            })
            .collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

/// The guards of a statement.
fn guards(sql: &str) -> Vec<Guard> {
    let mut all: Vec<_> = TENANT_COLUMNS.iter().flat_map(|column| equalities(sql, column)).collect();
    all.extend(of_the_root(sql));
    all.extend(deletions(sql));
    all.extend(inserted(sql));
    all.into_iter().map(|(kind, range, becomes)| Guard { kind, range, becomes }).collect()
}

/// The form of a statement, and where in it the guard stands: in which select, and after which word.
fn form(sql: &str, guard: usize) -> String {
    let text = sql.strip_prefix("DECLARE peristyle_rows NO SCROLL CURSOR FOR ");
    let stream = if text.is_some() { "stream of " } else { "" };
    let text = text.unwrap_or(sql);
    // A list in the order of an index is limited twice.
    let text =
        text.strip_prefix("SELECT * FROM (").filter(|text| text.contains(") AS \"0 list\" LIMIT ")).unwrap_or(text);
    let list = text.split(" FROM ").next().unwrap_or_default();
    let is = |part: &str| text.contains(part);
    let number = |many: bool| if many { "many" } else { "one" };
    let verb = match text.split(' ').next().unwrap_or_default() {
        "INSERT" => {
            let conflict = match text.split_once(" ON CONFLICT ") {
                None => "",
                Some((_, rest)) if rest.contains("DO NOTHING") => " or nothing",
                Some(_) => " or update",
            };
            format!("insert {}{conflict}", number(is(" AS given")))
        }
        "UPDATE" => {
            let what = match text {
                _ if is("\"deleted_at\" = now()") => "delete",
                _ if is("\"deleted_at\" = NULL") => "restore",
                _ => "update",
            };
            format!("{what} {}", number(is("WHERE \"org_")))
        }
        "DELETE" if is(" USING (SELECT ") => "purge of old rows".to_owned(),
        "DELETE" => format!("purge {}", number(is("WHERE \"org_"))),
        "WITH" => "update of a version".to_owned(),
        _ if list.contains("ARRAY[coalesce(") && is("AS \"groups\"") => "page of groups".to_owned(),
        _ if list.contains("ARRAY[coalesce(") => "page".to_owned(),
        _ if is("\"0 parent\"") => "children".to_owned(),
        _ if is("= ANY(") && is("::uuid[]") => "parents".to_owned(),
        _ if is(" AS \"counted\"") => "count of groups".to_owned(),
        _ if is(" GROUP BY ") && !is("(SELECT") => "groups".to_owned(),
        _ if list.starts_with("SELECT count(*)") && !list.contains("FILTER") && !list.contains(',') => {
            "count".to_owned()
        }
        _ if list.starts_with("SELECT EXISTS(") => "exists".to_owned(),
        _ if ["count(", "sum(", "max("].iter().any(|call| list.contains(call)) => "aggregate".to_owned(),
        _ if is(" FOR ") && is("SKIP LOCKED") => "queue".to_owned(),
        _ if is(" LIMIT ") => "list".to_owned(),
        _ => "find".to_owned(),
    };
    let joins = if is(" LEFT JOIN \"") {
        " with a left join"
    } else if is(" INNER JOIN \"") {
        " with a join"
    } else {
        ""
    };
    // The rows of a time are those of two selects, and the statement limits them to the tenant once more.
    let time = match text {
        _ if is("\"version_changed_by\"") => " of versions",
        _ if is("\"version_until\" >") => " of a time",
        _ => "",
    };
    let before = &sql[..guard];
    let inside = match within(before) {
        Some(outer) if outer.ends_with("EXISTS(") && !outer.ends_with("SELECT EXISTS(") => " in exists",
        Some(outer) if outer.ends_with(" IN (") => " in a select within",
        Some(outer) if outer.ends_with("WITH \"updated row\" AS (") => " in the update",
        _ => "",
    };
    let word =
        match before.rsplit(" ON ").next().is_some_and(|after| !after.contains(" WHERE ")) && before.contains(" ON ") {
            true => "on",
            false => "where",
        };
    let of_root =
        if before.ends_with('.') || sql[guard..].contains("organizations\".\"id\" =") { " of the root" } else { "" };
    format!("{stream}{verb}{time}{joins}: {word}{inside}{of_root}")
}

/// The text before the innermost select that is not closed.
fn within(before: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, letter) in before.char_indices().rev() {
        match letter {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '(' if before[at..].starts_with("(SELECT") || before[at..].starts_with("(UPDATE") => {
                // Those in place of a table are no level of their own.
                let is_source = [" FROM ", " UNION ALL "].iter().any(|word| before[..at].ends_with(word));
                return if is_source { within(&before[..at]) } else { Some(&before[..=at]) };
            }
            _ => {}
        }
    }
    None
}

/// Where a column stands in a condition of the library: those of the user are in parentheses.
fn columns<'sql>(sql: &'sql str, column: &'sql str) -> impl Iterator<Item = Range<usize>> + 'sql {
    sql.match_indices(column).filter_map(move |(at, _)| {
        let end = at + column.len();
        let quoted = sql[..at].ends_with('"') && sql[end..].starts_with('"');
        let (mut start, end) = if quoted { (at - 1, end + 1) } else { (at, end) };
        if let Some(table) = sql[..start].strip_suffix('.') {
            start = match table.strip_suffix('"') {
                Some(table) => table.rfind('"')?,
                None => table.rfind(|letter: char| !letter.is_alphanumeric() && letter != '_')? + 1,
            };
        }
        let before = &sql[..start];
        let is_of_index = before
            .strip_suffix(") WHERE ")
            .is_some_and(|before| before.rfind("ON CONFLICT (").is_some_and(|at| !before[at..].contains(')')));
        let is_guard = [" WHERE ", " AND ", " ON "].iter().any(|word| before.ends_with(word)) && !is_of_index;
        is_guard.then_some(start..end)
    })
}

/// The length of a value that a column is compared with: a placeholder or another column.
fn operand(sql: &str) -> usize {
    let mut quoted = false;
    let ends = |letter: char| {
        quoted ^= letter == '"';
        !quoted && (letter == ' ' || letter == ')')
    };
    sql.find(ends).unwrap_or(sql.len())
}

fn equality(sql: &str, column: Range<usize>) -> Option<(Kind, Range<usize>, String)> {
    let other = sql[column.end..].strip_prefix(" = ")?;
    let other = &other[..operand(other)];
    // A row that conflicts on a key of each tenant is one of the tenant: the condition says it again.
    let target = sql.split_once(" ON CONFLICT (").and_then(|(_, rest)| rest.split(')').next());
    if other.starts_with("excluded") && target.is_some_and(|target| target.contains("organization_id")) {
        return None;
    }
    // The type of a placeholder stays known.
    let becomes = if other.starts_with('$') { format!("{other}::uuid IS NOT NULL") } else { "true".to_owned() };
    Some((Kind::Tenant, column.start..column.end + " = ".len() + other.len(), becomes))
}

fn equalities<'sql>(sql: &'sql str, column: &'sql str) -> impl Iterator<Item = (Kind, Range<usize>, String)> + 'sql {
    columns(sql, column).filter_map(|column| equality(sql, column))
}

/// The tenant column of the root is its key. A statement on the root by key has it twice, with the same value.
fn of_the_root(sql: &str) -> Vec<(Kind, Range<usize>, String)> {
    let is_root =
        |name: &str| ["organization_id\".\"id\"", "organizations\".\"id\""].iter().any(|end| name.ends_with(end));
    let guards = columns(sql, "id").filter(|column| is_root(&sql[column.clone()]));
    let guards = guards.filter_map(|column| equality(sql, column));
    guards.filter(|(_, range, _)| sql[range.clone()].contains(" = $")).collect()
}

fn deletions(sql: &str) -> Vec<(Kind, Range<usize>, String)> {
    let guards = columns(sql, "deleted_at").filter_map(|column| {
        let after = &sql[column.end..];
        let length =
            [" IS NULL", " IS NOT NULL"].iter().find_map(|text| after.starts_with(text).then_some(text.len()))?;
        Some((Kind::Deletion, column.start..column.end + length, "true".to_owned()))
    });
    guards.collect()
}

fn inserted(sql: &str) -> Option<(Kind, Range<usize>, String)> {
    let values = sql.strip_prefix("INSERT INTO ")?;
    let first = values.split_once(" (")?.1;
    TENANT_COLUMNS.iter().find(|column| first.starts_with(&format!("\"{column}\"")))?;
    let start = ["VALUES ($1", "SELECT $1::uuid"].iter().find_map(|text| Some(sql.find(text)? + text.find('$')?))?;
    let end = start + operand(&sql[start..].replace(',', " "));
    Some((Kind::Insert, start..end, format!("coalesce('{THEIRS}'::uuid, $1::uuid)")))
}

#[test]
fn the_guards_of_a_statement_are_found() {
    let found = |sql: &str| {
        let one = |guard: &Guard| (form(sql, guard.range.start), without(sql, std::slice::from_ref(guard)));
        guards(sql).iter().map(one).collect::<Vec<_>>()
    };
    let join = r#"SELECT 1 FROM "a" LEFT JOIN "b" AS "0.1 b" ON "0.1 b"."id" = a."b" AND "0.1 b"."organization_id" = $1 AND "0.1 b"."deleted_at" IS NULL WHERE ("a"."organization_id" = $3) LIMIT $4"#;
    let on = || "list with a left join: on".to_owned();
    assert_eq!(
        found(join),
        [
            (on(), join.replace(r#""0.1 b"."organization_id" = $1"#, "$1::uuid IS NOT NULL")),
            (on(), join.replace(r#""0.1 b"."deleted_at" IS NULL"#, "true")),
        ]
    );
    let within = r#"SELECT count(*) FROM "a" WHERE "a"."organization_id" = $1 AND ("a"."b" IN (SELECT "b"."id" FROM "b" WHERE "b"."organization_id" = $2 AND ("b"."name" = $3)))"#;
    assert_eq!(
        found(within),
        [
            ("count: where".to_owned(), within.replace(r#""a"."organization_id" = $1"#, "$1::uuid IS NOT NULL")),
            (
                "count: where in a select within".to_owned(),
                within.replace(r#""b"."organization_id" = $2"#, "$2::uuid IS NOT NULL")
            ),
        ]
    );
    let page = r#"SELECT * FROM (SELECT ARRAY[coalesce("a"."b", '')], "a"."id" FROM "a" WHERE "a"."deleted_at" IS NULL LIMIT 11) AS "0 list" LIMIT $2"#;
    let broken = page.replace(r#""a"."deleted_at" IS NULL"#, "true");
    assert_eq!(found(page), [("page: where".to_owned(), broken)]);
    assert_eq!(found(r#"SELECT "id" FROM "organizations" WHERE "id" = $1 AND "id" = $2"#), []);
    let upsert = r#"INSERT INTO "a" ("organization_id", "b") VALUES ($1, $2) ON CONFLICT ("b") WHERE "deleted_at" IS NULL DO UPDATE SET b = 1 WHERE "a"."organization_id" = excluded."organization_id" AND "a".deleted_at IS NULL"#;
    let texts: Vec<_> = found(upsert).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        texts,
        [
            upsert.replace(r#""a"."organization_id" = excluded."organization_id""#, "true"),
            upsert.replace(r#""a".deleted_at IS NULL"#, "true"),
            upsert.replace("($1,", "(coalesce('{theirs}'::uuid, $1::uuid),"),
        ]
    );
}
