//! What makes a live database unsafe or slow.
//!
//! Each check is one query of the catalog or of the statistics, in a file of its own; everything runs in a read-only transaction. A finding names the expected
//! gain, the SQL that mends it, and what to write in the struct so that the next release agrees.

mod statement;

#[cfg(feature = "plans")]
pub(crate) use statement::{Proposal, propose};

use std::collections::HashMap;
use std::fmt;

use peristyle_build::Checked;
use serde::Serialize;
use sqlx::{Connection, PgConnection, Row};

/// A check: its name, its query, and what it needs.
struct Check {
    name: &'static str,
    sql: &'static str,
    /// Whether the query has the limit of the [`Limits`] as its parameter.
    limit: Option<fn(&Limits) -> f64>,
}

macro_rules! check {
    ($name:literal $(, $limit:expr)?) => {
        Check { name: $name, sql: include_str!(concat!($name, ".sql")), limit: check!(@ $($limit)?) }
    };
    (@) => {
        None
    };
    (@ $limit:expr) => {
        Some($limit)
    };
}

const CHECKS: [Check; 7] = [
    check!("index_invalid"),
    check!("index_duplicate"),
    check!("index_missing", |limits| limits.rows),
    check!("index_unused", |limits| limits.index_bytes),
    check!("sequence_end"),
    check!("table_vacuum"),
    check!("statement_slow", |limits| limits.statement_ms),
];

/// From where on something is reported.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The rows of a table whose missing indexes are reported; 1,000 unless it is stated.
    pub rows: f64,
    /// The size of an unused index; 1 MiB unless it is stated.
    pub index_bytes: f64,
    /// The mean time of a statement in milliseconds; 10 unless it is stated.
    pub statement_ms: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 1000.0, index_bytes: 1_048_576.0, statement_ms: 10.0 }
    }
}

/// Something that makes a database unsafe or slow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The check, such as `index_unused`, or the code of an audit finding, such as `L10`.
    pub check: String,
    /// The table with its schema; empty where it is about none.
    pub table: String,
    /// The index, constraint, sequence or statement.
    pub name: String,
    /// What is wrong.
    pub what: String,
    /// What the mend gains.
    pub gain: String,
    /// The statement that mends it, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
    /// What to write in the struct.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write: Option<String>,
}

/// What was found, and what could not be looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The findings: isolation first.
    pub findings: Vec<Finding>,
    /// Checks that did not run, and why.
    pub skipped: Vec<String>,
}

impl Diagnosis {
    /// Runs all checks in one read-only transaction. The audit of isolation needs the name of the application role.
    ///
    /// Statistics of other roles' statements are only seen by members of `pg_read_all_stats`; a check that the role may not run, or whose extension is missing,
    /// is skipped and named.
    ///
    /// # Errors
    ///
    /// The connection is lost.
    pub async fn of(connection: &mut PgConnection, role: Option<&str>, limits: Limits) -> sqlx::Result<Self> {
        Self::with_structs(connection, None, role, limits).await
    }

    /// Runs all checks, and matches slow statements to these structs: which index or attribute each of them lacks.
    ///
    /// # Errors
    ///
    /// The connection is lost.
    pub async fn with_structs(
        connection: &mut PgConnection,
        structs: Option<&Checked>,
        role: Option<&str>,
        limits: Limits,
    ) -> sqlx::Result<Self> {
        let mut diagnosis = Self::default();
        let min = structs.map_or(0, |structs| structs.database().min.number());
        let needed = peristyle::Schema::new(&[], &[]).with_min(min);
        if role.is_none() {
            diagnosis.skipped.push("isolation: no application role is stated".to_owned());
        }
        // The version of the server is that of every role.
        let is_asked =
            |finding: &peristyle::audit::Finding| finding.waiver.is_none() && (role.is_some() || finding.code == "L58");
        match peristyle::audit_schema(&mut *connection, role.unwrap_or_default(), &needed).await {
            Ok(findings) => diagnosis.findings.extend(findings.into_iter().filter(is_asked).map(Finding::of_audit)),
            Err(error) => diagnosis.skipped.push(format!("isolation: {error}")),
        }
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql("SET TRANSACTION READ ONLY; SET LOCAL search_path = pg_catalog, public; SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '60s'")
            .execute(&mut *transaction)
            .await?;
        let has_statements: bool = sqlx::query_scalar("SELECT to_regclass('pg_stat_statements') IS NOT NULL")
            .fetch_one(&mut *transaction)
            .await?;
        for check in &CHECKS {
            if check.name == STATEMENTS && !has_statements {
                diagnosis.skipped.push(format!("{STATEMENTS}: {NOT_INSTALLED}"));
                continue;
            }
            let mut savepoint = transaction.begin().await?;
            match check.run(&mut savepoint, limits).await {
                Ok(findings) => {
                    savepoint.commit().await?;
                    diagnosis.findings.extend(findings);
                }
                Err(sqlx::Error::Database(error)) => {
                    savepoint.rollback().await?;
                    diagnosis.skipped.push(format!("{}: {error}", check.name));
                }
                Err(error) => return Err(error),
            }
        }
        let rows: Vec<(String, f64)> = sqlx::query_as(ROWS).fetch_all(&mut *transaction).await?;
        let rows: HashMap<_, _> = rows.into_iter().collect();
        for finding in diagnosis.findings.iter_mut().filter(|one| one.check == STATEMENTS) {
            let text = std::mem::take(&mut finding.name);
            if let Some(structs) = structs {
                statement::explain(finding, &text, structs, &rows);
            }
            finding.name = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
        }
        transaction.rollback().await?;
        Ok(diagnosis)
    }
}

/// The check of slow statements.
const STATEMENTS: &str = "statement_slow";

const NOT_INSTALLED: &str = "the extension `pg_stat_statements` is not installed in this database: add it to `shared_preload_libraries`, restart the \
    server, and run `CREATE EXTENSION pg_stat_statements`";

/// The rows of each table.
const ROWS: &str = "SELECT format('%s.%s', n.nspname, c.relname), greatest(c.reltuples, 0)::float8
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')";

impl Check {
    async fn run(&self, connection: &mut PgConnection, limits: Limits) -> sqlx::Result<Vec<Finding>> {
        let query = match self.limit {
            Some(limit) => sqlx::query(self.sql).bind(limit(&limits)),
            None => sqlx::query(self.sql),
        };
        let finding = |row: &sqlx::postgres::PgRow| {
            Ok(Finding {
                check: self.name.to_owned(),
                table: row.try_get(0)?,
                name: row.try_get(1)?,
                what: row.try_get(2)?,
                gain: row.try_get(3)?,
                mend: row.try_get(4)?,
                write: row.try_get(5)?,
            })
        };
        query.fetch_all(connection).await?.iter().map(finding).collect()
    }
}

impl Finding {
    fn of_audit(finding: peristyle::audit::Finding) -> Self {
        let peristyle::audit::Finding { code, harm, schema, object, text, mend, .. } = finding;
        let gain = match harm {
            peristyle::audit::Harm::Leak => "no tenant reaches the rows of another",
            _ => "the statements of a tenant are what the structs say",
        };
        let table = schema.map(|schema| format!("{schema}.{object}")).unwrap_or_default();
        Self { check: code.to_owned(), table, name: object, what: text, gain: gain.to_owned(), mend, write: None }
    }
}

/// As a diagnostic of a compiler.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { check, table, name, what, gain, mend, write } = self;
        let is_other = !table.ends_with(&format!(".{name}"));
        match (table.as_str(), is_other) {
            ("", _) => writeln!(f, "[{check}] {name}: {what}")?,
            (table, true) => writeln!(f, "[{check}] `{name}` of `{table}`: {what}")?,
            (table, false) => writeln!(f, "[{check}] `{table}`: {what}")?,
        }
        writeln!(f, "  = gain: {gain}")?;
        if let Some(mend) = mend {
            writeln!(f, "  = help: {}", mend.replace('\n', "\n          "))?;
        }
        if let Some(write) = write {
            writeln!(f, "  = struct: {write}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        for skipped in &self.skipped {
            writeln!(f, "not checked: {skipped}")?;
        }
        match self.findings.len() {
            0 => writeln!(f, "nothing was found"),
            1 => writeln!(f, "1 finding"),
            count => writeln!(f, "{count} findings"),
        }
    }
}
