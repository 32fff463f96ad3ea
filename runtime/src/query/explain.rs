//! The plan of a statement.

use std::fmt;

use crate::DecodeError;
use crate::query::executor::run;
use crate::query::{Executor, FromRow, Row, Statement, StatementFuture};

impl Statement {
    /// Returns the plan of the statement: `EXPLAIN`, which reads and writes no row.
    ///
    /// With it, a test can assert that a statement uses the intended index:
    ///
    /// ```ignore
    /// let plan = Product::find_by_sku(tenant, "L-1").into_statement()?.explain(&mut tx).await?;
    /// assert_eq!(plan.indexes().collect::<Vec<_>>(), ["org_products_organization_id_sku_key"]);
    /// ```
    ///
    /// PostgreSQL plans with statistics: load as many rows as in production, then run `ANALYZE`.
    ///
    /// # Errors
    ///
    /// The errors of the statement before it reads a row: [`Error::OtherTenant`](crate::Error::OtherTenant), and a
    /// statement that the server cannot plan.
    pub fn explain<'executor>(self, executor: impl Executor + 'executor) -> StatementFuture<'executor, Plan> {
        self.planned("EXPLAIN ", executor)
    }

    /// Runs the statement and returns its plan with times and buffers: `EXPLAIN (ANALYZE, BUFFERS)`. Its writes take
    /// effect.
    ///
    /// # Errors
    ///
    /// The errors of the statement.
    pub fn analyze<'executor>(self, executor: impl Executor + 'executor) -> StatementFuture<'executor, Plan> {
        self.planned("EXPLAIN (ANALYZE, BUFFERS) ", executor)
    }

    fn planned<'executor>(self, how: &str, executor: impl Executor + 'executor) -> StatementFuture<'executor, Plan> {
        let statement = Self { sql: format!("{how}{}", self.sql).into(), ..self };
        let lines = run::fetch_all::<Line>(Ok(statement), executor);
        Box::pin(async move { Ok(Plan { lines: lines.await?.into_iter().map(|Line(line)| line).collect() }) })
    }
}

/// The plan of a statement, line by line as in psql.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    lines: Vec<String>,
}

impl Plan {
    /// Returns the indexes that the plan reads, once for each node.
    pub fn indexes(&self) -> impl Iterator<Item = &str> {
        self.nodes().filter_map(|node| {
            let (scan, rest) = node.split_once(" using ").or_else(|| node.split_once("Bitmap Index Scan on "))?;
            (scan.is_empty() || scan.starts_with("Index ")).then(|| identifier(rest))
        })
    }

    /// Returns the tables that the plan reads with a sequential scan.
    pub fn sequential_scans(&self) -> impl Iterator<Item = &str> {
        self.nodes()
            .filter_map(|node| node.trim_start_matches("Parallel ").strip_prefix("Seq Scan on ").map(identifier))
    }

    /// Returns the number of buffers (8 KiB) that were read, from memory or disk. Only an
    /// [analyzed](Statement::analyze) plan has it.
    #[must_use]
    pub fn buffers(&self) -> Option<u64> {
        // The topmost node includes all others; the buffers of planning follow after it.
        let line = self.lines.iter().find_map(|line| line.trim_start().strip_prefix("Buffers: "))?;
        let count = |word: &str| word.strip_prefix("hit=").or_else(|| word.strip_prefix("read="))?.parse::<u64>().ok();
        let shared = line.split(',').next().unwrap_or_default();
        Some(shared.split(' ').filter_map(count).sum())
    }

    /// Returns the lines.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Returns the description of each node, without arrow and costs.
    fn nodes(&self) -> impl Iterator<Item = &str> {
        let bare = |line: &'_ String| line.contains("(cost=");
        self.lines
            .iter()
            .filter(move |line| bare(line))
            .map(|line| line.trim_start().trim_start_matches("->").trim_start())
    }
}

/// Returns the name at the start of the text, without quotes.
fn identifier(text: &str) -> &str {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => text.split(' ').next().unwrap_or_default(),
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

/// One line of a plan.
struct Line(String);

impl FromRow for Line {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.next().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Plan {
        Plan { lines: text.lines().map(str::to_owned).collect() }
    }

    #[test]
    fn scans_are_distinguished() {
        let plan = plan(
            "Limit  (cost=0.42..8.44 rows=1 width=90) (actual time=0.02..0.02 rows=1 loops=1)
  Buffers: shared hit=19 read=2, temp written=4
  ->  Index Scan Backward using \"Odd name\" on org_items  (cost=0.42..8.44 rows=1 width=90)
        Buffers: shared hit=4
        InitPlan 1 (returns $0)
  ->  Bitmap Heap Scan on org_items i  (cost=4.42..8.44 rows=1 width=90)
        ->  Bitmap Index Scan on org_items_pkey  (cost=4.42..8.44 rows=1 width=90)
  ->  Parallel Seq Scan on org_products  (cost=0.42..8.44 rows=1 width=90)
Planning:
  Buffers: shared hit=300",
        );
        assert_eq!(plan.indexes().collect::<Vec<_>>(), ["Odd name", "org_items_pkey"]);
        assert_eq!(plan.sequential_scans().collect::<Vec<_>>(), ["org_products"]);
        assert_eq!(plan.buffers(), Some(21));
    }

    #[test]
    fn a_plan_that_was_not_run_has_no_buffers() {
        assert_eq!(plan("Seq Scan on a  (cost=0.00..1.00 rows=1 width=4)").buffers(), None);
    }
}
