//! How many rows the steps of a plan or the files of a migration delete, counted in a database.

use std::fmt;

use peristyle_build::migrate::{Loss, Step};
use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::database::sentence;

/// So many rows are counted; of a larger table the statistics say how many there are.
const MOST: i64 = 1_000_000;

/// A query that waits or reads for long says nothing, and a policy would hide rows.
const SETTINGS: &str = "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '1s'; SET LOCAL row_security = off";

/// The rows of a table and its partitions by the statistics, without those where the column is NULL.
const ESTIMATE: &str = "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 * (1 - coalesce((
        SELECT max(null_frac) FROM pg_stats s JOIN pg_class t ON t.oid = to_regclass($1) JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE s.schemaname = n.nspname AND s.tablename = t.relname AND quote_ident(s.attname) = $2), 0))
    FROM pg_class c WHERE c.relkind = 'r' AND (c.oid = to_regclass($1) OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1))))";

/// How many rows a step deletes, or the values of how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct AtRisk {
    /// None where they cannot be counted.
    rows: Option<u64>,
    /// Whether they were counted; else the statistics say so.
    exact: bool,
    /// Why they were not counted.
    reason: Option<String>,
}

/// What a file deletes in a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Deleted {
    file: String,
    /// The table, as SQL names it.
    table: String,
    /// The column, where the rows stay.
    column: Option<String>,
    #[serde(flatten)]
    at_risk: AtRisk,
}

/// Counts what a file deletes, by the comments above its steps.
pub(crate) async fn of_file(connection: &mut PgConnection, name: &str, up: &str) -> Vec<Deleted> {
    let mut all = Vec::new();
    for loss in Loss::of_file(up) {
        let at_risk = of(connection, &loss).await;
        all.push(Deleted { file: name.to_owned(), table: loss.table, column: loss.column, at_risk });
    }
    all
}

impl fmt::Display for Deleted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file: _, table, column, at_risk } = self;
        let number = at_risk.number();
        match (column, at_risk.rows) {
            (Some(column), Some(1)) => write!(f, "deletes the value of {table}.{column} in {number} row"),
            (Some(column), Some(_)) => write!(f, "deletes the values of {table}.{column} in {number} rows"),
            (Some(column), None) => write!(f, "deletes the values of {table}.{column}, {number}"),
            (None, Some(1)) => write!(f, "deletes {number} row of {table}"),
            (None, Some(_)) => write!(f, "deletes {number} rows of {table}"),
            (None, None) => write!(f, "deletes the rows of {table}, {number}"),
        }
    }
}

/// What a file deletes, each on a line below its name.
pub(crate) fn lines(all: &[Deleted], file: &str) -> String {
    all.iter().filter(|one| one.file == file).map(|one| format!("    {one}\n")).collect()
}

/// Counts for each step what it deletes.
pub(crate) async fn count(connection: &mut PgConnection, steps: &[Step]) -> Vec<Option<AtRisk>> {
    let mut all = Vec::with_capacity(steps.len());
    for step in steps {
        all.push(match &step.loss {
            Some(loss) => Some(of(connection, loss).await),
            None => None,
        });
    }
    all
}

async fn of(connection: &mut PgConnection, loss: &Loss) -> AtRisk {
    match counted(connection, loss).await {
        Ok(Some((rows, exact))) => AtRisk { rows: Some(rows), exact, reason: None },
        Ok(None) => {
            AtRisk { rows: None, exact: false, reason: Some(format!("the database has no table {}", loss.table)) }
        }
        Err(error) => AtRisk { rows: None, exact: false, reason: Some(sentence(&error)) },
    }
}

async fn counted(connection: &mut PgConnection, loss: &Loss) -> sqlx::Result<Option<(u64, bool)>> {
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql(SETTINGS).execute(&mut *transaction).await?;
    let there = sqlx::query_scalar::<_, bool>("SELECT to_regclass($1) IS NOT NULL").bind(&loss.table);
    if !there.fetch_one(&mut *transaction).await? {
        return Ok(None);
    }
    let estimate = sqlx::query_scalar::<_, f64>(ESTIMATE).bind(&loss.table).bind(&loss.column);
    let estimate = estimate.fetch_one(&mut *transaction).await?.round() as u64;
    if estimate > MOST as u64 {
        return Ok(Some((estimate, false)));
    }
    let rows = format!("SELECT FROM {}{} LIMIT {}", loss.table, loss.condition(), MOST + 1);
    let query = AssertSqlSafe(format!("SELECT count(*) FROM ({rows}) AS peristyle_rows"));
    let rows: i64 = sqlx::query_scalar(query).fetch_one(&mut *transaction).await?;
    transaction.rollback().await?;
    Ok(Some((rows.unsigned_abs(), rows <= MOST)))
}

impl AtRisk {
    /// The note of a step, with the number in front of the query.
    pub(crate) fn told(&self, note: &str) -> String {
        note.replacen("rows at risk: ", &format!("rows at risk: {}, by ", self.number()), 1)
    }

    fn number(&self) -> String {
        match (self.rows, self.exact, &self.reason) {
            (Some(rows), true, _) => rows.to_string(),
            (Some(rows), false, _) => format!("about {rows}"),
            (None, _, reason) => format!("not counted ({})", reason.as_deref().unwrap_or_default()),
        }
    }
}
