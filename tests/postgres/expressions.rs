//! What rule C09 knows of expressions, compared with a server: their grammar, and the functions that they cannot call.

use std::collections::BTreeMap;

use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, PgPool};

/// Expressions over a column `x`, behind the version of PostgreSQL that first reads them.
const FORMS: &str = include_str!("../../macros/src/parse/sql/forms.txt");
const NO_FORMS: &str = include_str!("../../macros/src/parse/sql/no_forms.txt");
const FUNCTIONS: &str = include_str!("../../macros/src/parse/sql/functions.rs");

async fn owner() -> (peristyle_test::server::Database, PgPool) {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    (database, owner)
}

/// The code of the error that a check of that expression gives.
async fn refused(owner: &PgPool, expression: &str) -> Option<String> {
    let sql = format!("BEGIN; CREATE TABLE t (x text, CHECK ({expression})); ROLLBACK");
    let error = sqlx::raw_sql(AssertSqlSafe(sql)).execute(owner).await.err();
    sqlx::raw_sql("ROLLBACK").execute(owner).await.unwrap();
    error.map(|error| error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned())
}

/// A syntax error, and what is not supported.
fn is_of_the_grammar(code: &str) -> bool {
    matches!(code, "42601" | "0A000")
}

#[tokio::test]
async fn the_server_reads_every_form() {
    let (_database, owner) = owner().await;
    let owner = one_connection(&owner).await;
    let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int / 10000")
        .fetch_one(&owner)
        .await
        .unwrap();
    let mut tried = 0;
    for (since, expression) in FORMS.lines().filter_map(|line| line.split_once(' ')) {
        if since.parse::<i32>().unwrap() <= version {
            let code = refused(&owner, expression).await;
            assert!(!code.as_deref().is_some_and(is_of_the_grammar), "{expression}: {code:?}");
            tried += 1;
        }
    }
    assert!(tried >= 50, "{tried} forms");
}

#[tokio::test]
async fn the_server_reads_nothing_that_is_no_form() {
    let (_database, owner) = owner().await;
    let owner = one_connection(&owner).await;
    for expression in NO_FORMS.lines() {
        let code = refused(&owner, expression).await;
        assert!(code.as_deref().is_some_and(is_of_the_grammar), "{expression}: {code:?}");
    }
}

/// `BEGIN` and `ROLLBACK` meet the same session.
async fn one_connection(owner: &PgPool) -> PgPool {
    let options = owner.connect_options().as_ref().clone();
    sqlx::postgres::PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
}

/// `const AGGREGATES: &str = "array_agg avg ..";`
fn listed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lists = FUNCTIONS.split("const ").skip(1).filter_map(|item| {
        let (name, rest) = item.split_once(": &str =")?;
        let names = rest.split('"').nth(1)?.split(|letter: char| letter.is_whitespace() || letter == '\\');
        Some((name, names.filter(|name| !name.is_empty()).collect()))
    });
    lists.collect()
}

/// A function of that name is what its list says, in each of its forms; one that this version does not have is not tried.
async fn hold(list: &str, condition: &str, least: usize) {
    let (_database, owner) = owner().await;
    let (names, mut tried) = (&listed()[list], 0);
    let query = format!(
        "SELECT bool_and({condition}) FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = $1"
    );
    for name in names {
        let found: Option<bool> =
            sqlx::query_scalar(AssertSqlSafe(query.clone())).bind(*name).fetch_one(&owner).await.unwrap();
        assert_ne!(found, Some(false), "{list}: {name}");
        tried += usize::from(found.is_some());
    }
    assert!(tried >= least, "{list}: {tried} of {}", names.len());
}

#[tokio::test]
async fn the_catalog_says_which_functions_need_more_than_one_row() {
    hold("AGGREGATES", "prokind = 'a'", 35).await;
    hold("WINDOW", "prokind IN ('w', 'a')", 11).await;
    hold("SETS", "proretset", 25).await;
    hold("NOT_IMMUTABLE", "provolatile <> 'i'", 50).await;
}

/// The other way: no aggregate and no set of the catalog is missing, but those of the catalog's own views.
#[tokio::test]
async fn the_lists_of_aggregates_and_sets_are_whole() {
    let (_database, owner) = owner().await;
    for (condition, lists) in [("prokind IN ('a', 'w')", ["AGGREGATES", "WINDOW"]), ("proretset", ["SETS", "SETS"])] {
        let query = format!(
            "SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND {condition}
                AND proname NOT LIKE 'pg\\_%' AND proname NOT LIKE 'txid\\_%'"
        );
        let found: Vec<String> = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&owner).await.unwrap();
        let known = lists.map(|list| listed()[list].clone()).concat();
        let missing: Vec<&String> = found.iter().filter(|name| !known.contains(&name.as_str())).collect();
        assert!(!found.is_empty() && missing.is_empty(), "{condition}: {missing:?}");
    }
}
