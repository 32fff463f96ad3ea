use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The extensions of a database, each with the statement that makes it.
pub(crate) async fn extensions(live: &mut PgConnection) -> sqlx::Result<Vec<(String, String)>> {
    const EXTENSIONS: &str = "SELECT extname::text, CASE nspname WHEN 'public' THEN '' ELSE format('CREATE SCHEMA IF NOT EXISTS %I; ', nspname) END
            || format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', extname, nspname)
        FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE nspname <> 'pg_catalog' ORDER BY pg_extension.oid";
    sqlx::query_as(EXTENSIONS).fetch_all(live).await
}

/// Makes the extensions of the live database, and runs the prelude.
pub(super) async fn prepare(
    scratch: &mut PgConnection,
    live: &mut PgConnection,
    prelude: &str,
    schema: &str,
) -> sqlx::Result<()> {
    for (_, create) in extensions(live).await? {
        // One that may not be made here and is needed makes the DDL fail, which says more.
        let mut savepoint = scratch.begin().await?;
        match sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut *savepoint).await {
            Ok(_) => savepoint.commit().await?,
            Err(_) => savepoint.rollback().await?,
        }
    }
    let schema = schema.replace('"', "\"\"");
    run(scratch, &format!("SET LOCAL search_path = \"{schema}\", public; SET LOCAL timezone = 'UTC'")).await?;
    run(scratch, prelude).await
}

/// Runs a script.
pub(super) async fn run(scratch: &mut PgConnection, script: &str) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(scratch).await.map(drop)
}
