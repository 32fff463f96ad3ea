//! Reads the statistics of a database.

use std::collections::BTreeMap;

use peristyle_build::Checked;
use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Row};

use super::file::VERSION;
use super::{ColumnStatistics, Head, Relation, Statistics, TableStatistics};
use crate::database::failed;
use crate::exit::Exit;
use crate::failure::Failure;

/// One snapshot; every text in one form.
const BEGIN: &str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL search_path = pg_catalog; SET LOCAL lock_timeout = '3s';
    SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = 'hex';
    SET LOCAL extra_float_digits = 1";

/// What else decides on a plan.
const SETTINGS: &str = "SELECT name, current_setting(name) FROM pg_settings
    WHERE (category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier', 'max_parallel_workers_per_gather', 'max_parallel_workers'))
        AND setting IS DISTINCT FROM boot_val AND name NOT IN ('plan_cache_mode', 'geqo_seed')";

const TABLES: &str = include_str!("tables.sql");
const INDEXES: &str = include_str!("indexes.sql");
const COLUMNS: &str = include_str!("columns.sql");

/// The statistics of the tables of the structs that the database has.
pub(crate) async fn dump(
    connection: &mut PgConnection,
    structs: &Checked,
    values: bool,
) -> Result<Statistics, Failure> {
    let mut transaction = connection.begin().await.map_err(failed("begin a transaction"))?;
    let statistics = read(&mut transaction, structs, values).await?;
    transaction.rollback().await.map_err(failed("end a transaction"))?;
    Ok(statistics)
}

async fn read(connection: &mut PgConnection, structs: &Checked, values: bool) -> Result<Statistics, Failure> {
    let failed = failed("read the statistics");
    sqlx::raw_sql(BEGIN).execute(&mut *connection).await.map_err(&failed)?;
    let server: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int")
        .fetch_one(&mut *connection)
        .await
        .map_err(&failed)?;
    let settings: Vec<(String, String)> =
        sqlx::query_as(SETTINGS).fetch_all(&mut *connection).await.map_err(&failed)?;
    let default = structs.options().default_schema();
    let names = structs.tables().iter().map(|table| (table.schema.as_deref().unwrap_or(default), table.name.as_ref()));
    let (schemas, names): (Vec<&str>, Vec<&str>) = names.unzip();
    let tables = sqlx::query(TABLES).bind(&schemas).bind(&names).fetch_all(&mut *connection).await.map_err(&failed)?;
    let mut read = BTreeMap::new();
    for row in &tables {
        let (table, is_readable, is_hidden): (String, bool, bool) = get(row).map_err(&failed)?;
        refuse_hidden(connection, &table, is_readable, is_hidden).await?;
        let of = relation(row, table.clone(), 3).map_err(&failed)?;
        read.insert(table, TableStatistics { of, columns: Vec::new(), indexes: Vec::new() });
    }
    if read.is_empty() {
        return Err(Failure::new(Exit::Database, "the database has no table of the structs")
            .help("name the database of production, or state the schema of the tables: `Options::schema`"));
    }
    let columns = columns(connection, &schemas, &names, values).await.map_err(&failed)?;
    for (table, column) in columns {
        read.entry(table).and_modify(|table| table.columns.push(column));
    }
    let indexes =
        sqlx::query(INDEXES).bind(&schemas).bind(&names).fetch_all(&mut *connection).await.map_err(&failed)?;
    let (mut of_indexes, mut index_names) = (Vec::new(), Vec::new());
    for row in &indexes {
        let (_, schema, index): (String, String, String) = get(row).map_err(&failed)?;
        of_indexes.push(schema);
        index_names.push(index);
    }
    let (of_indexes, index_names): (Vec<_>, Vec<_>) =
        of_indexes.iter().map(String::as_str).zip(index_names.iter().map(String::as_str)).unzip();
    let expressions = self::columns(connection, &of_indexes, &index_names, false).await.map_err(&failed)?;
    for row in &indexes {
        let (table, schema, index): (String, String, String) = get(row).map_err(&failed)?;
        let qualified = format!("{schema}.{index}");
        let own = expressions.iter().filter(|(of, _)| *of == qualified).map(|(_, column)| column.clone()).collect();
        let index = relation(row, index, 3).map_err(&failed)?;
        read.entry(table).and_modify(|table| table.indexes.push((index, own)));
    }
    let head = Head {
        version: VERSION,
        server: u32::try_from(server).unwrap_or_default(),
        values,
        settings: settings.into_iter().collect(),
    };
    Ok(Statistics { head, tables: read.into_values().collect() })
}

fn get<'row, A, B, C>(row: &'row PgRow) -> sqlx::Result<(A, B, C)>
where
    A: sqlx::Decode<'row, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    B: sqlx::Decode<'row, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    C: sqlx::Decode<'row, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
}

fn relation(row: &PgRow, name: String, at: usize) -> sqlx::Result<Relation> {
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    let (rows, pages, all_visible): (Option<i64>, i64, i64) =
        (row.try_get(at)?, row.try_get(at + 1)?, row.try_get(at + 2)?);
    // `VACUUM` counts visible pages that it has truncated since.
    let all_visible = number(all_visible.min(pages));
    Ok(Relation { name, rows: rows.map(number), pages: number(pages), all_visible })
}

async fn columns(
    connection: &mut PgConnection,
    schemas: &[&str],
    names: &[&str],
    values: bool,
) -> sqlx::Result<Vec<(String, ColumnStatistics)>> {
    let rows = sqlx::query(COLUMNS).bind(schemas).bind(names).bind(values).fetch_all(connection).await?;
    let column = |row: &PgRow| {
        Ok((
            row.try_get(0)?,
            ColumnStatistics {
                name: row.try_get(1)?,
                sql_type: row.try_get(2)?,
                nulls: row.try_get(3)?,
                width: row.try_get(4)?,
                distinct: row.try_get(5)?,
                correlation: row.try_get(6)?,
                common: row.try_get(7)?,
                frequencies: row.try_get(8)?,
                bounds: row.try_get(9)?,
            },
        ))
    };
    rows.iter().map(column).collect()
}

/// The view of the statistics is empty for a table whose rows the role does not all see.
async fn refuse_hidden(
    connection: &mut PgConnection,
    table: &str,
    is_readable: bool,
    is_hidden: bool,
) -> Result<(), Failure> {
    let why = match (is_readable, is_hidden) {
        (false, _) => "may not read the table",
        (true, true) => "has row level security on it",
        (true, false) => return Ok(()),
    };
    let role = sqlx::query_scalar::<_, String>("SELECT current_user::text").fetch_one(connection).await;
    let role = role.map_err(failed("read the name of the role"))?;
    Err(Failure::new(Exit::Database, format!("the role `{role}` does not see the statistics of `{table}`: it {why}"))
        .help("use a superuser, or a role with BYPASSRLS that is a member of `pg_read_all_data`"))
}
