//! The batches of an erasure: each is a transaction of its own, which also counts what it did.

use std::collections::BTreeMap;
use std::time::Duration;

use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::super::error::{TenantError, TenantErrorKind, failed};
use super::super::progress::{Show, Step};
use super::super::scope::{Member, Scope};
use super::Erase;
use super::register::{Entry, Register};
use crate::database::{code, quoted};

/// How often a batch is tried again that could not lock its rows.
const RETRIES: u32 = 10;

/// One thing to do with the rows of a table.
pub(super) struct Task {
    pub(super) what: What,
    /// The place of the group in [`Scope::groups`].
    pub(super) group: Option<usize>,
    /// The tables; more than one only for [`What::DeleteTogether`].
    pub(super) tables: Vec<Rows>,
}

pub(super) enum What {
    Delete,
    /// This column becomes NULL.
    Unlink(String),
    /// All rows of the tables by one statement.
    DeleteTogether,
}

/// Rows of a table.
#[derive(Clone)]
pub(super) struct Rows {
    pub(super) table: String,
    pub(super) sql: String,
    /// Which rows, over `$1`.
    pub(super) condition: String,
    /// How rows are named where the table is partitioned.
    pub(super) key: Vec<String>,
    pub(super) is_partitioned: bool,
    /// The triggers that refuse deletes.
    pub(super) kept_by: Vec<String>,
}
impl Erase<'_> {
    /// Runs the batches of a task.
    pub(super) async fn complete(
        &self,
        connection: &mut PgConnection,
        scope: &Scope,
        (register, holds): (&Register, &BTreeMap<String, String>),
        task: &Task,
        (show, number): (Show<'_>, usize),
    ) -> Result<(), TenantError> {
        let Some(table) = task.tables.first().map(|rows| rows.table.as_str()) else { return Ok(()) };
        let doing = if matches!(task.what, What::Unlink(_)) { "unlinking" } else { "erasing" };
        let tables = scope.tables.len() + scope.outside.len() + self.also.len();
        let mut done = 0;
        loop {
            show(Step { doing, table, number: number.min(tables), tables, rows: done });
            let mut tries = 0;
            let rows = loop {
                match self.batch_of(connection, scope, (register, holds), task).await {
                    Err(Stopped::Again(_)) if tries < RETRIES => {
                        tries += 1;
                        tokio::time::sleep(Duration::from_millis(200) * tries).await;
                    }
                    Err(Stopped::Again(error) | Stopped::For(error)) => return Err(error),
                    Ok(rows) => break rows,
                }
            };
            if rows == 0 {
                return Ok(());
            }
            done += rows;
        }
    }

    /// One batch in a transaction of its own. Returns the number of rows.
    async fn batch_of(
        &self,
        connection: &mut PgConnection,
        scope: &Scope,
        (register, holds): (&Register, &BTreeMap<String, String>),
        task: &Task,
    ) -> Result<u64, Stopped> {
        let begin = format!("BEGIN; {}; SET LOCAL lock_timeout = '5s'", scope.settings(self.tenant));
        sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut *connection).await.map_err(failed("begin a batch"))?;
        let batch = async {
            let entries = register.read(connection, self.tenant, true).await?;
            if let Some(hold) = entries.iter().find(|entry| entry.hold.is_some() && !holds.contains_key(&entry.table)) {
                return Err(held_meanwhile(hold, &entries).into());
            }
            self.erase(connection, register, task).await
        };
        let batch = batch.await;
        let end = if batch.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = sqlx::raw_sql(end).execute(connection).await;
        let rows = batch?;
        ended.map_err(failed("commit a batch"))?;
        Ok(rows)
    }

    async fn erase(&self, connection: &mut PgConnection, register: &Register, task: &Task) -> Result<u64, Stopped> {
        let mut unforced = Vec::new();
        for rows in &task.tables {
            keep(connection, rows, "DISABLE").await?;
            if is_narrowed(connection, rows).await? {
                force(connection, rows, "NO FORCE").await?;
                unforced.push(rows);
            }
        }
        let what = || {
            format!(
                "erase rows of {}",
                task.tables.iter().map(|rows| format!("`{}`", rows.table)).collect::<Vec<_>>().join(" and ")
            )
        };
        let deleted =
            sqlx::query(AssertSqlSafe(task.statement(self.batch))).bind(self.tenant).fetch_one(&mut *connection).await;
        let deleted = deleted.map_err(|error| stopped(what(), error))?;
        let mut total = 0;
        for (place, rows) in task.tables.iter().enumerate() {
            let count: i64 = deleted.try_get(place).map_err(failed(what()))?;
            let counts = if matches!(task.what, What::Unlink(_)) { (0, count) } else { (count, 0) };
            register.count(connection, self.tenant, &rows.table, counts).await?;
            total += count;
        }
        // A trigger cannot be enabled while one that is deferred waits.
        sqlx::raw_sql("SET CONSTRAINTS ALL IMMEDIATE")
            .execute(&mut *connection)
            .await
            .map_err(|error| stopped(what(), error))?;
        for rows in &task.tables {
            keep(connection, rows, "ENABLE ALWAYS").await?;
        }
        for rows in unforced {
            force(connection, rows, "FORCE").await?;
        }
        Ok(total.unsigned_abs())
    }
}

/// Why a batch did not commit.
enum Stopped {
    /// Another session stood in the way.
    Again(TenantError),
    For(TenantError),
}

impl From<TenantError> for Stopped {
    fn from(error: TenantError) -> Self {
        Self::For(error)
    }
}

fn stopped(what: String, error: sqlx::Error) -> Stopped {
    let code = code(&error);
    let failed = failed(what)(error);
    match code.as_deref() {
        Some("55P03" | "40P01" | "40001") => Stopped::Again(failed.help("run the command again when there is less traffic")),
        Some("23503" | "23001") => Stopped::For(
            failed.help("stop the programs that write rows of this tenant, and run the command again; if another table refers to these rows, erase those first: `--also <TABLE.COLUMN>`"),
        ),
        _ => Stopped::For(failed),
    }
}

/// The triggers that refuse deletes. The lock of their table ends with the transaction.
async fn keep(connection: &mut PgConnection, rows: &Rows, verb: &str) -> Result<(), Stopped> {
    for trigger in &rows.kept_by {
        let alter = format!("ALTER TABLE {} {verb} TRIGGER {}", rows.sql, quoted(trigger));
        let altered = sqlx::raw_sql(AssertSqlSafe(alter)).execute(&mut *connection).await;
        altered.map_err(|error| stopped(format!("let rows of `{}` be erased, which are kept", rows.table), error))?;
    }
    Ok(())
}

/// A policy of the user that keeps a role from deleting or changing rows of the tenant. One that hides rows is refused before the first batch.
const NARROWING: &str = "SELECT EXISTS (SELECT FROM pg_policy WHERE polrelid = $1::regclass AND NOT polpermissive AND polcmd IN ('d', 'w')
    AND row_security_active(polrelid) AND (polroles = '{0}' OR EXISTS (SELECT FROM unnest(polroles) AS r WHERE pg_has_role(r, 'USAGE'))))";

async fn is_narrowed(connection: &mut PgConnection, rows: &Rows) -> Result<bool, Stopped> {
    let narrowed = sqlx::query_scalar(NARROWING).bind(&rows.sql).fetch_one(&mut *connection).await;
    narrowed.map_err(|error| stopped(format!("read the policies of `{}`", rows.table), error))
}

/// The policies of a table hold for its owner, or not. The lock of the table ends with the transaction, so nobody else sees them not forced.
async fn force(connection: &mut PgConnection, rows: &Rows, verb: &str) -> Result<(), Stopped> {
    let alter = format!("ALTER TABLE {} {verb} ROW LEVEL SECURITY", rows.sql);
    let altered = sqlx::raw_sql(AssertSqlSafe(alter)).execute(&mut *connection).await;
    let what = || format!("let rows of `{}` be erased, which a policy keeps", rows.table);
    altered.map(drop).map_err(|error| stopped(what(), error))
}

impl Task {
    /// Counts the rows that it deletes or changes, table by table.
    fn statement(&self, batch: u32) -> String {
        let part = |(number, rows): (usize, &Rows)| {
            let Rows { sql, condition, .. } = rows;
            let chosen = match self.what {
                What::DeleteTogether => condition.clone(),
                _ => rows.chosen(batch),
            };
            let change = match &self.what {
                What::Unlink(column) => format!("UPDATE {sql} SET {} = NULL", quoted(column)),
                _ => format!("DELETE FROM {sql}"),
            };
            format!("part_{number} AS ({change} WHERE {chosen} RETURNING 1)")
        };
        let parts: Vec<_> = self.tables.iter().enumerate().map(part).collect();
        let counts: Vec<_> = (0..parts.len()).map(|number| format!("(SELECT count(*) FROM part_{number})")).collect();
        format!("WITH {} SELECT {}", parts.join(", "), counts.join(", "))
    }
}

impl Rows {
    /// The rows of a batch.
    fn chosen(&self, batch: u32) -> String {
        let Self { sql, condition, .. } = self;
        let rows = |columns: &str| format!("(SELECT {columns} FROM {sql} WHERE {condition} LIMIT {batch})");
        match (self.is_partitioned, self.key.as_slice()) {
            // A row that another session changes meanwhile has another place, and belongs to the next batch.
            (false, _) => format!("ctid = ANY (ARRAY{}) AND {condition}", rows("ctid")),
            (true, []) => format!("(tableoid, ctid) IN {} AND {condition}", rows("tableoid, ctid")),
            (true, key) => {
                let key = key.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
                format!("({key}) IN {} AND {condition}", rows(&key))
            }
        }
    }
}

pub(super) fn rows_of_member(member: &Member, more: &str) -> Rows {
    Rows {
        table: member.name.clone(),
        sql: member.sql.clone(),
        condition: format!("{} = $1{more}", quoted(&member.tenant)),
        key: member.key.clone(),
        is_partitioned: member.is_partitioned,
        kept_by: member.kept_by.clone(),
    }
}

/// What was done before a hold was placed.
fn held_meanwhile(hold: &Entry, entries: &[Entry]) -> TenantError {
    let done: Vec<_> = entries
        .iter()
        .filter(|entry| entry.erased > 0)
        .map(|entry| format!("{} rows of `{}`", entry.erased, entry.table))
        .collect();
    let done = if done.is_empty() { "nothing".to_owned() } else { done.join(", ") };
    let reason = hold.hold.as_deref().unwrap_or_default();
    let message =
        format!("a hold was placed on `{}` ({reason}) while the tenant was erased; erased so far: {done}", hold.table);
    TenantError::new(TenantErrorKind::Held, message)
        .help("run the command again: it keeps the rows of this table, and erases the others")
}
