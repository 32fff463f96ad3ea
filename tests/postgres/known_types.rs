//! What rules I08 and I09 know of types, held against the catalog of a server.

use std::collections::BTreeSet;

use peristyle::__v0::rules::NAMED_TYPES;
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, PgPool};

/// Types of which a rule has no line of its own but a variant: whether a b-tree orders them, and whether it may leak.
const PLAIN: &[(&str, bool, bool)] = &[
    ("boolean", true, true),
    ("smallint", true, true),
    ("integer", true, true),
    ("bigint", true, true),
    ("real", true, true),
    ("double precision", true, true),
    ("numeric", true, false),
    ("text", true, true),
    ("bpchar", true, true),
    ("bytea", true, true),
    ("uuid", true, true),
    ("date", true, true),
    ("time", true, true),
    ("timestamp", true, true),
    ("timestamptz", true, true),
    ("interval", true, true),
    ("json", false, false),
    ("jsonb", true, false),
    ("text[]", true, false),
    ("an_enum", true, false),
];

/// The class that a method takes for a type unless one is written: of the type itself, or of one that its bytes are, or of any of its kind.
const CLASSES: &str = "
    CREATE TYPE an_enum AS ENUM ('a');
    CREATE FUNCTION class_of(type regtype, method text) RETURNS oid LANGUAGE sql AS $$
        SELECT pg_opclass.oid FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod, pg_type
        WHERE amname = method AND opcdefault AND pg_type.oid = type AND (opcintype = type
            OR EXISTS (SELECT FROM pg_cast WHERE castsource = type AND casttarget = opcintype AND castmethod = 'b' AND castcontext = 'i')
            OR opcintype = CASE WHEN typcategory = 'A' THEN 'anyarray'::regtype WHEN typtype = 'e' THEN 'anyenum'::regtype
                WHEN typtype = 'r' THEN 'anyrange'::regtype WHEN typtype = 'm' THEN 'anymultirange'::regtype END)
        ORDER BY opcintype = type DESC LIMIT 1 $$;
    CREATE FUNCTION leakproof(class oid) RETURNS boolean LANGUAGE sql AS $$
        SELECT coalesce(bool_and(proleakproof), false) FROM pg_opclass
        JOIN pg_amop ON amopfamily = opcfamily AND amoplefttype = opcintype AND amoprighttype = opcintype
        JOIN pg_operator ON pg_operator.oid = amopopr JOIN pg_proc ON pg_proc.oid = oprcode
        WHERE pg_opclass.oid = class $$;";

async fn classes() -> (peristyle_test::server::Database, PgPool) {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql(CLASSES).execute(&owner).await.unwrap();
    (database, owner)
}

/// Creates the extensions, and says which are there: the bundled server may be without contrib.
async fn created(owner: &PgPool) -> BTreeSet<String> {
    let asked: BTreeSet<&str> = NAMED_TYPES.iter().map(|known| known.extension).chain(["btree_gist"]).collect();
    let asked: Vec<&str> = asked.into_iter().filter(|name| !name.is_empty()).collect();
    let query = sqlx::query_scalar("SELECT name::text FROM pg_available_extensions WHERE name = ANY($1)");
    let there: BTreeSet<String> = query.bind(&asked).fetch_all(owner).await.unwrap().into_iter().collect();
    for name in &there {
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE EXTENSION {name}"))).execute(owner).await.unwrap();
    }
    if there.len() < asked.len() {
        eprintln!("this server has of the extensions {there:?} alone: types of others are not tried");
    }
    there
}

#[tokio::test]
async fn the_rules_know_the_types_of_the_catalog() {
    let (_database, owner) = classes().await;
    let there = created(&owner).await;
    let query = "SELECT class_of($1::regtype, 'btree') IS NOT NULL, leakproof(class_of($1::regtype, 'btree')),
        class_of($1::regtype, 'gin') IS NOT NULL, class_of($1::regtype, 'gist') IS NOT NULL,
        (SELECT typtype IN ('r', 'm') FROM pg_type WHERE oid = $1::regtype)";
    let mut tried = 0;
    for known in NAMED_TYPES {
        if !(known.extension.is_empty() || there.contains(known.extension)) {
            continue;
        }
        let (btree, leakproof, gin, gist, range): (bool, bool, bool, bool, bool) =
            sqlx::query_as(query).bind(known.name).fetch_one(&owner).await.unwrap();
        let found = (btree, leakproof, gin, range);
        assert_eq!((known.btree, known.leakproof, known.gin, known.range), found, "{}", known.name);
        assert!(!there.contains("btree_gist") || known.gist == gist, "{}", known.name);
        tried += 1;
    }
    assert!(tried >= 40, "{tried} types");
}

#[tokio::test]
async fn the_types_of_rust_are_as_leakproof_as_the_rules_say() {
    let (_database, owner) = classes().await;
    let query = "SELECT class_of($1::regtype, 'btree') IS NOT NULL, leakproof(class_of($1::regtype, 'btree'))";
    for (name, ordered, leakproof) in PLAIN {
        let found: (bool, bool) = sqlx::query_as(query).bind(*name).fetch_one(&owner).await.unwrap();
        assert_eq!(found, (*ordered, *leakproof), "{name}");
    }
}

/// PostgreSQL 18 refuses the other types when the constraint is added, but for citext, which it compares as text.
#[tokio::test]
async fn a_constraint_without_overlaps_compares_the_types_that_the_rule_accepts() {
    let (_database, owner) = classes().await;
    let there = created(&owner).await;
    let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int / 10000")
        .fetch_one(&owner)
        .await
        .unwrap();
    if version < 18 || !there.contains("btree_gist") {
        println!("skipped: PostgreSQL {version} has no constraints without overlaps, or no btree_gist");
        return;
    }
    for known in NAMED_TYPES.iter().filter(|one| one.extension.is_empty() || there.contains(one.extension)) {
        let sql = format!(
            "DROP TABLE IF EXISTS periods; CREATE TABLE periods (one {}, period int4range, UNIQUE (one, period WITHOUT OVERLAPS))",
            known.name
        );
        let accepted = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.is_ok();
        assert_eq!(accepted, known.beside_period || known.name == "citext", "{}", known.name);
    }
    if there.contains("citext") {
        let sql = "CREATE TABLE names (name citext, period int4range, UNIQUE (name, period WITHOUT OVERLAPS));
            INSERT INTO names VALUES ('a', '[1,5)'), ('A', '[1,5)')";
        sqlx::raw_sql(sql).execute(&owner).await.expect("a citext is compared as text");
    }
    for (name, _, _) in PLAIN {
        let sql = format!(
            "DROP TABLE IF EXISTS periods; CREATE TABLE periods (one {name}, period int4range, UNIQUE (one, period WITHOUT OVERLAPS))"
        );
        let accepted = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.is_ok();
        assert_eq!(accepted, !matches!(*name, "json" | "jsonb" | "text[]"), "{name}");
    }
}

/// What else searches: by these no index of a tenant is read.
#[tokio::test]
async fn no_search_of_gin_or_gist_is_leakproof() {
    let (_database, owner) = classes().await;
    for (name, method) in [
        ("tsvector", "gin"),
        ("tsvector", "gist"),
        ("jsonb", "gin"),
        ("text[]", "gin"),
        ("int4range", "gist"),
        ("int4multirange", "gist"),
        ("point", "gist"),
        ("box", "gist"),
        ("polygon", "gist"),
        ("circle", "gist"),
        ("inet", "spgist"),
    ] {
        let query = sqlx::query_scalar("SELECT leakproof(class_of($1::regtype, $2))").bind(name).bind(method);
        assert!(!query.fetch_one::<_>(&owner).await.map(|found: bool| found).unwrap(), "{name} {method}");
    }
}
