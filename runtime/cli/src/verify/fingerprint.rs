//! The rows of a database as numbers that do not depend on their order.

use std::collections::{BTreeMap, BTreeSet};

use peristyle::__build_v0::physical::history::{VERSION_CHANGED_BY, VERSION_FROM, VERSION_UNTIL};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Transaction};

use super::{Goal, VerifyError};
use crate::catalog::OF_RUNNERS;
use crate::database::quoted;

/// One form of every value, and no row is filtered silently.
const PLAIN: &str = "SET LOCAL row_security = off; SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL search_path = pg_catalog";

/// Columns that can be compared, whether their trigger sets them in every update, and the partitions of a table. What is the same for all columns of a table is
/// read once.
const COLUMNS: &str = "
    WITH one AS MATERIALIZED (
        SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, (
                SELECT p.prosrc FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
                WHERE t.tgrelid = c.oid AND t.tgname = 'peristyle_updated_at') AS moves,
            (SELECT coalesce(array_agg(inhrelid::regclass::text ORDER BY 1), '{}') FROM pg_catalog.pg_inherits WHERE inhparent = c.oid) AS partitions
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1) AND c.relname <> ALL ($2)
    )
    SELECT name, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '',
        a.attname = 'updated_at' OR coalesce(pg_catalog.strpos(moves, format('NEW.%I := greatest(now(), OLD.%I +', a.attname, a.attname)) > 0, false),
        partitions
    FROM one JOIN pg_catalog.pg_attribute a ON a.attrelid = one.oid AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY 1, a.attnum";

/// The tables of some schemas.
pub(super) type Tables = BTreeMap<String, Table>;

#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// The columns that are neither generated nor set in every update, with their types, and whether they are NOT NULL.
    columns: BTreeMap<String, (String, bool)>,
    /// The columns that a trigger sets in every update: other values of them are no loss.
    moved: BTreeSet<String>,
    partitions: BTreeSet<String>,
}

impl Table {
    /// Whether it has the versions of another table (`history`), to which each change of a row adds one.
    fn has_versions(&self) -> bool {
        let columns = [VERSION_FROM, VERSION_UNTIL, VERSION_CHANGED_BY];
        columns.into_iter().all(|column| self.columns.contains_key(column))
    }
}

/// The number of rows and two sums of their hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sum {
    rows: i64,
    hashes: Option<String>,
}

/// The rows of all tables, before a migration.
#[derive(Debug)]
pub(super) struct Fingerprints {
    /// For each table that stays the columns that stay, and their values.
    kept: Vec<(String, Vec<String>, Sum)>,
    /// The columns and tables that do not stay.
    others: Vec<(String, Vec<String>, Sum)>,
    /// The tables of versions: a backfill adds some, and those before it stay.
    versions: BTreeSet<String>,
    /// When the rows were read.
    read: String,
}

impl Fingerprints {
    /// Reads the rows. What stays is known from a new database.
    pub(super) async fn of(connection: &mut PgConnection, goal: &Goal, schemas: &[&str]) -> Result<Self, sqlx::Error> {
        let (before, after) = (tables(connection, schemas).await?, &goal.tables);
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        let versions: BTreeSet<String> =
            before.iter().filter(|(_, table)| table.has_versions()).map(|(name, _)| name.clone()).collect();
        let read: String = sqlx::query_scalar("SELECT clock_timestamp()::text").fetch_one(&mut *connection).await?;
        let mut reading = plainly(connection).await?;
        for (name, mut table) in before {
            let rows = until(&name, &versions, &read);
            table.columns.retain(|column, _| after.get(&name).is_none_or(|after| !after.moved.contains(column)));
            let now = after.get(&name).filter(|now| {
                // The rows of a partition that is dropped are gone.
                now.partitions.len() >= table.partitions.len() || table.partitions.is_subset(&now.partitions)
            });
            // A column that becomes NOT NULL is filled where it is NULL.
            let stays = |column: &str, (sql_type, not_null): &(String, bool)| {
                let now = now.and_then(|now| now.columns.get(column));
                now.is_some_and(|(now, required)| now == sql_type && (*not_null || !required))
            };
            let (same, different): (Vec<_>, Vec<_>) =
                table.columns.into_iter().partition(|(column, before)| stays(column, before));
            if now.is_some() {
                let columns: Vec<_> = same.into_iter().map(|(column, _)| column).collect();
                let sum = sum(&mut reading, &rows, &columns).await?;
                kept.push((name.clone(), columns, sum));
            }
            for (column, _) in different {
                let columns = vec![column];
                let sum = sum(&mut reading, &rows, &columns).await?;
                others.push((name.clone(), columns, sum));
            }
        }
        reading.rollback().await?;
        Ok(Self { kept, others, versions, read })
    }

    pub(super) fn rows(&self) -> u64 {
        let rows: i64 = self.kept.iter().map(|(.., sum)| sum.rows).sum();
        rows.unsigned_abs()
    }

    /// The first table that has other rows in the columns that stay.
    pub(super) async fn check_kept(&self, connection: &mut PgConnection) -> Result<Option<String>, VerifyError> {
        self.changed(connection).await.map_err(VerifyError::Read)
    }

    async fn changed(&self, connection: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
        let mut reading = plainly(connection).await?;
        let mut changed = None;
        for (table, columns, before) in &self.kept {
            let rows = until(table, &self.versions, &self.read);
            if sum(&mut reading, &rows, columns).await? != *before {
                changed = Some(table.clone());
                break;
            }
        }
        reading.rollback().await?;
        Ok(changed)
    }

    /// The columns that have other values although the migration was undone.
    pub(super) async fn lost(&self, connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
        let mut reading = plainly(connection).await?;
        let mut lost = Vec::new();
        for (table, columns, before) in &self.others {
            let rows = until(table, &self.versions, &self.read);
            if sum(&mut reading, &rows, columns).await? != *before {
                lost.push(format!("{table}.{}", columns.join(", ")));
            }
        }
        reading.rollback().await?;
        Ok(lost)
    }
}

/// The rows of a table that were there at a time, where it has versions; else all of them.
fn until(table: &str, versions: &BTreeSet<String>, time: &str) -> String {
    match versions.contains(table) {
        true => format!("{table} WHERE {VERSION_UNTIL} <= '{time}'"),
        false => table.to_owned(),
    }
}

/// Returns the rows of every table as a line that does not depend on their order, without `updated_at`.
///
/// # Errors
///
/// The connection is lost, or row security filters rows.
pub async fn fingerprints(connection: &mut PgConnection, schemas: &[&str]) -> Result<Vec<String>, sqlx::Error> {
    let tables = tables(connection, schemas).await?;
    let mut reading = plainly(connection).await?;
    let mut lines = Vec::new();
    for (name, table) in tables {
        let columns: Vec<_> = table.columns.into_keys().collect();
        let Sum { rows, hashes } = sum(&mut reading, &name, &columns).await?;
        lines.push(format!("{name} {rows} {}", hashes.unwrap_or_default()));
    }
    reading.rollback().await?;
    Ok(lines)
}

pub(super) async fn tables(connection: &mut PgConnection, schemas: &[&str]) -> Result<Tables, sqlx::Error> {
    type Row = (String, String, String, bool, bool, bool, Vec<String>);
    let rows: Vec<Row> =
        sqlx::query_as(COLUMNS).bind(schemas).bind(OF_RUNNERS.as_slice()).fetch_all(connection).await?;
    let mut tables = BTreeMap::<_, Table>::new();
    for (name, column, sql_type, not_null, generated, is_moved, partitions) in rows {
        let table = tables.entry(name).or_default();
        table.partitions.extend(partitions);
        // The trigger sets `updated_at` when a row is filled.
        if is_moved {
            table.moved.insert(column);
        } else if !generated {
            table.columns.insert(column, (sql_type, not_null));
        }
    }
    Ok(tables)
}

/// Begins a transaction in which each value has one form.
async fn plainly(connection: &mut PgConnection) -> Result<Transaction<'_, Postgres>, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql(PLAIN).execute(&mut *transaction).await?;
    Ok(transaction)
}

/// Reads in a transaction that was begun [`plainly`].
async fn sum(reading: &mut PgConnection, table: &str, columns: &[String]) -> Result<Sum, sqlx::Error> {
    let columns: Vec<_> = columns.iter().map(|column| quoted(column)).collect();
    let hash = |seed: u8| format!("sum(hashtextextended(r::text, {seed})::numeric)");
    let query = format!(
        "SELECT count(*), {}::text || ' ' || {}::text FROM (SELECT {} FROM {table}) r",
        hash(0),
        hash(1),
        columns.join(", ")
    );
    let (rows, hashes) = sqlx::query_as(AssertSqlSafe(query)).fetch_one(reading).await?;
    Ok(Sum { rows, hashes })
}
