//! How many rows the steps of a plan delete, counted in a database.

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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct AtRisk {
    /// None where they cannot be counted.
    rows: Option<u64>,
    /// Whether they were counted; else the statistics say so.
    exact: bool,
    /// Why they were not counted.
    reason: Option<String>,
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
        let number = match (self.rows, self.exact, &self.reason) {
            (Some(rows), true, _) => rows.to_string(),
            (Some(rows), false, _) => format!("about {rows}"),
            (None, _, reason) => format!("not counted ({})", reason.as_deref().unwrap_or_default()),
        };
        note.replacen("rows at risk: ", &format!("rows at risk: {number}, by "), 1)
    }
}
