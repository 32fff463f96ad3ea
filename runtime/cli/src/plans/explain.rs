//! The plan of a statement for any values, as the application role.

use std::collections::BTreeMap;

use peristyle::__build_v0::physical;
use peristyle::TableDef;
use peristyle::definition::Tenancy;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::Statement;
use super::catalog::Catalog;
use super::plan::{Reads, Scan};
use crate::database::{failed, is_lost, quoted, sentence};
use crate::failure::Failure;

/// The rows of a list and of a page, where the statement has a parameter for it.
const ROWS: u32 = 100;

/// The first version with `EXPLAIN (GENERIC_PLAN)`.
const GENERIC: u32 = 16;

/// The sessions that plan.
pub(super) struct Session {
    application: PgConnection,
    /// Row level security does not apply to it, as it does not to the look-ups of the server.
    admin: PgConnection,
    major: u32,
    /// The rows of conditions of indexes.
    counted: BTreeMap<String, Option<f64>>,
}

impl Session {
    /// Sets what production has set, and a tenant of each root.
    pub(super) async fn open(
        [application, admin]: [PgConnection; 2],
        major: u32,
        schema: &str,
        settings: &BTreeMap<String, String>,
        tables: &[&'static TableDef],
    ) -> Result<Self, Failure> {
        let mut session = Self { application, admin, major, counted: BTreeMap::new() };
        let roots = tables.iter().filter(|def| matches!(def.tenancy, Tenancy::Root { .. }));
        let tenants = roots.map(|root| (physical::setting(root.rust_name), Uuid::now_v7().to_string()));
        let path = ("search_path".to_owned(), format!("{}, public", quoted(schema)));
        let (names, values): (Vec<_>, Vec<_>) =
            tenants.chain(settings.iter().map(|(name, value)| (name.clone(), value.clone()))).chain([path]).unzip();
        for connection in [&mut session.application, &mut session.admin] {
            // Another version may lack a setting.
            sqlx::query(
                "SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS i (name, value)
                    WHERE name LIKE '%.%' OR EXISTS (SELECT FROM pg_settings s WHERE s.name = i.name)",
            )
            .bind(&names)
            .bind(&values)
            .execute(&mut *connection)
            .await
            .map_err(failed("set what production has set"))?;
            if major < GENERIC {
                sqlx::raw_sql("SET plan_cache_mode = force_generic_plan")
                    .execute(connection)
                    .await
                    .map_err(failed("set up the session"))?;
            }
        }
        Ok(session)
    }

    /// What the plan reads, or why the server does not plan the statement.
    pub(super) async fn explain(
        &mut self,
        statement: &Statement,
        catalog: &Catalog,
    ) -> Result<Result<Reads, String>, Failure> {
        let mut sql = limited(&statement.sql);
        let mut planned = self.plan(&sql, statement.by_server, Pruning::Off).await?;
        if planned.is_err() && sql != statement.sql {
            // A parameter that is gone may have been the only one to have its type.
            sql.clone_from(&statement.sql);
            planned = self.plan(&sql, statement.by_server, Pruning::Off).await?;
        }
        let plan = match planned {
            Ok(plan) => plan,
            Err(reason) => return Ok(Err(reason)),
        };
        let plan = match self.of_one_partition(&plan, &sql, statement.by_server, catalog).await? {
            Some(pruned) => pruned,
            None => plan,
        };
        self.reads(&plan, catalog).await.map(Ok)
    }

    /// The plan for one tenant of a table that is partitioned by it. The plan for any tenant has all partitions, so the server prefers this one.
    async fn of_one_partition(
        &mut self,
        plan: &Value,
        sql: &str,
        by_server: bool,
        catalog: &Catalog,
    ) -> Result<Option<Value>, Failure> {
        let parameter = Reads::of(plan, catalog).scans.iter().find_map(|scan| {
            let table = catalog.tables.get(&scan.table)?;
            let keys = table.partitioned_by.iter();
            keys.flat_map(|key| scan.conditions.iter().filter_map(move |text| compared(text, key))).next()
        });
        let Some(parameter) = parameter else { return Ok(None) };
        let sql = with_value(sql, parameter, &format!("'{}'::uuid", Uuid::now_v7()));
        let pruned = self.plan(&sql, by_server, Pruning::On).await?.ok();
        // `EXECUTE` leaves out all partitions whose key is compared with another parameter.
        Ok(pruned.filter(|plan| !plan.to_string().contains("\"Subplans Removed\"")))
    }

    async fn plan(&mut self, sql: &str, by_server: bool, pruning: Pruning) -> Result<Result<Value, String>, Failure> {
        let text = match self.major < GENERIC {
            true => prepared(sql, pruning),
            false => format!("EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) {sql}"),
        };
        let connection = if by_server { &mut self.admin } else { &mut self.application };
        let rows = sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(connection).await;
        match rows {
            Ok(rows) => {
                let text: Option<String> = rows.last().and_then(|row| row.try_get_unchecked(0).ok());
                let plan: Value = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
                match plan[0]["Plan"].is_object() {
                    true => Ok(Ok(plan[0]["Plan"].clone())),
                    false => Ok(Err("the server has no plan for it".to_owned())),
                }
            }
            Err(error) if is_lost(&error) => Err(failed("plan the statements")(error)),
            Err(error) => Ok(Err(sentence(&error))),
        }
    }

    /// What a plan reads. Where an index is read and its rows are filtered, the rows of the index are asked for: the plan has only those behind the filter.
    async fn reads(&mut self, plan: &Value, catalog: &Catalog) -> Result<Reads, Failure> {
        let mut reads = Reads::of(plan, catalog);
        let mut more = Vec::new();
        for scan in reads.scans.iter().filter(|scan| scan.is_filtered) {
            more.push(self.of_index(scan, catalog).await?);
        }
        let filtered = reads.scans.iter_mut().filter(|scan| scan.is_filtered);
        for (scan, rows) in filtered.zip(more) {
            // The estimate of a part is never below that of the rest.
            scan.rows = rows.map_or(scan.rows, |rows| (rows * scan.share).max(scan.rows));
        }
        Ok(reads)
    }

    /// The rows that an index finds. `None` where its condition has values of another table.
    async fn of_index(&mut self, scan: &Scan, catalog: &Catalog) -> Result<Option<f64>, Failure> {
        let predicate = catalog.predicates.get(&scan.index).map(|predicate| format!(" AND ({predicate})"));
        let condition = if scan.condition.is_empty() { "TRUE" } else { scan.condition.as_str() };
        let sql = format!(
            "SELECT 1 FROM {} AS {} WHERE {condition}{}",
            scan.relation,
            quoted(&scan.alias),
            predicate.unwrap_or_default()
        );
        if let Some(known) = self.counted.get(&sql) {
            return Ok(*known);
        }
        let rows = self.plan(&sql, true, Pruning::Off).await?.ok().and_then(|plan| plan["Plan Rows"].as_f64());
        self.counted.insert(sql, rows);
        Ok(rows)
    }
}

/// A generic plan takes a tenth of the rows for a limit that it does not know. The server prefers the plan for the number while it is the cheaper one.
fn limited(sql: &str) -> String {
    let limited = replaced(sql, " LIMIT $", &format!(" LIMIT {ROWS}"));
    replaced(&limited, " OFFSET $", " OFFSET 0")
}

fn replaced(sql: &str, keyword: &str, with: &str) -> String {
    let mut parts = sql.split(keyword);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text += with;
        text += part.trim_start_matches(|letter: char| letter.is_ascii_digit());
    }
    text
}

/// Whether partitions without rows for the values are left out. `EXECUTE` has no other value than NULL, for which no partition has rows.
#[derive(Debug, Clone, Copy)]
enum Pruning {
    On,
    Off,
}

fn prepared(sql: &str, pruning: Pruning) -> String {
    let mut greatest = 0;
    with_parameters(sql, |number| {
        greatest = greatest.max(number);
        None
    });
    let nulls = vec!["NULL"; greatest].join(", ");
    let nulls = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    let pruning = match pruning {
        Pruning::On => "on",
        Pruning::Off => "off",
    };
    format!(
        "DEALLOCATE ALL; SET enable_partition_pruning = {pruning}; PREPARE planned AS {sql}; EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE planned{nulls}"
    )
}

/// The number of the parameter that the condition, as a plan prints it, compares a column with: `(t.organization_id = $1)`.
fn compared(condition: &str, column: &str) -> Option<usize> {
    let (_, rest) = condition.split_once(&format!("{column} = $"))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The statement with a value in place of a parameter. The numbers of the parameters have no gap.
fn with_value(sql: &str, parameter: usize, value: &str) -> String {
    with_parameters(sql, |number| {
        (number >= parameter).then(|| if number == parameter { value.to_owned() } else { format!("${}", number - 1) })
    })
}

/// The statement with other texts in place of parameters. Texts and names have none.
fn with_parameters(sql: &str, mut other: impl FnMut(usize) -> Option<String>) -> String {
    let (mut text, mut rest, mut before) = (String::with_capacity(sql.len()), sql, ' ');
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            '$' => 1 + rest[1..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len() - 1),
            _ => first.len_utf8(),
        };
        let (taken, behind) = rest.split_at(length);
        let number = taken.strip_prefix('$').filter(|_| !before.is_alphanumeric() && before != '_');
        match number.and_then(|number| number.parse().ok()).and_then(&mut other) {
            Some(other) => text += &other,
            None => text += taken,
        }
        (before, rest) = (first, behind);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_those_outside_of_texts() {
        let sql = "SELECT '$9', \"$8\", a$7, 'é' FROM t WHERE x = $2 AND y = $10 AND z = $2";
        assert_eq!(
            with_value(sql, 2, "'v'"),
            "SELECT '$9', \"$8\", a$7, 'é' FROM t WHERE x = 'v' AND y = $9 AND z = 'v'"
        );
        assert_eq!(with_parameters("SELECT 'é' || \"ö$3", |_| Some(String::new())), "SELECT 'é' || \"ö$3");
        assert!(prepared("SELECT $1, $3", Pruning::Off).ends_with(
            "= off; PREPARE planned AS SELECT $1, $3; EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE planned(NULL, NULL, NULL)"
        ));
        assert_eq!(compared("((t.organization_id = $12) AND (t.id = $3))", "organization_id"), Some(12));
        assert_eq!(compared("(t.organization_id = t.other)", "organization_id"), None);
    }

    #[test]
    fn a_limit_is_a_number() {
        assert_eq!(limited("SELECT x LIMIT $12 OFFSET $3"), "SELECT x LIMIT 100 OFFSET 0");
        assert_eq!(limited("SELECT (SELECT x LIMIT $2) LIMIT 5"), "SELECT (SELECT x LIMIT 100) LIMIT 5");
    }
}
