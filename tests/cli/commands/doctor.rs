//! A database that was changed by hand is diagnosed, and each statement that is shown mends its finding.

use peristyle_test::server::{Role, Server};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::program::{Ran, Shop};

/// What people do to a database, one statement each: an index concurrently is no part of a transaction.
const CHANGES: [&str; 11] = [
    "ALTER TABLE org_products DISABLE ROW LEVEL SECURITY",
    "CREATE TABLE notes (id serial PRIMARY KEY, kind int, text text)",
    "CREATE TABLE lines (id int PRIMARY KEY, note_id int CONSTRAINT of_note REFERENCES notes)",
    "INSERT INTO notes (kind, text) SELECT 1, 'x' FROM generate_series(1, 2000)",
    "INSERT INTO lines SELECT number, number FROM generate_series(1, 2000) number",
    "CREATE INDEX notes_kind ON notes (kind)",
    "CREATE INDEX notes_kind_text ON notes (kind, text)",
    "CREATE INDEX notes_kind_text_again ON notes (kind, text)",
    "SELECT setval('notes_id_seq', 2000000000)",
    "ANALYZE notes",
    "ANALYZE lines",
];

async fn run(connection: &mut PgConnection, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await;
    done.unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

/// The check, the table and the name of each finding.
fn found(report: &Value) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let mut found: Vec<_> = findings.map(|one| (text(one, "check"), text(one, "name"))).collect();
    found.sort();
    found
}

#[tokio::test]
async fn a_database_is_diagnosed_and_mended() {
    let server = Server::shared().await.unwrap();
    let live = server.empty_database().await.unwrap();
    let role = server.role_name(Role::Application);
    let shop = Shop::new();
    let ran = |arguments: &[&str]| Ran::of(shop.command(arguments).env("SHOP_ROLE", role).output().unwrap());
    let mut owner = PgConnection::connect_with(&live.connect_options(Role::Owner)).await.unwrap();
    run(&mut owner, &ran(&["ddl"]).stdout).await;
    let url = live.url(Role::Owner);
    let doctor = |more: &[&str]| ran(&[&["doctor", &url], more].concat());
    let healthy = doctor(&[]);
    assert!(healthy.code == 0 && healthy.stdout.contains("nothing was found"), "{healthy:?}");
    // The extension is not in this database.
    let told = "not checked: statement_slow: the extension `pg_stat_statements` is not installed";
    assert!(healthy.stdout.contains(told), "{healthy:?}");

    for change in CHANGES {
        run(&mut owner, change).await;
    }
    let invalid =
        sqlx::raw_sql("CREATE UNIQUE INDEX CONCURRENTLY notes_text ON notes (text)").execute(&mut owner).await;
    assert!(invalid.is_err());
    run(&mut owner, "UPDATE notes SET text = id::text").await;

    let report = doctor(&["--json"]);
    let json = report.json();
    let expected = [
        ("L10", "org_products"),
        ("index_duplicate", "notes_kind"),
        ("index_duplicate", "notes_kind_text_again"),
        ("index_invalid", "notes_text"),
        ("index_missing", "of_note"),
        ("sequence_end", "notes_id_seq"),
    ];
    let expected: Vec<_> = expected.iter().map(|(check, name)| ((*check).to_owned(), (*name).to_owned())).collect();
    assert_eq!((report.code, found(&json)), (1, expected), "{json:#}");
    let unused = doctor(&["--json", "--index-bytes", "1"]).json();
    assert!(found(&unused).contains(&("index_unused".to_owned(), "notes_kind_text".to_owned())), "{unused:#}");

    for finding in json["findings"].as_array().unwrap() {
        let mend = finding["mend"].as_str().unwrap();
        assert!(!finding["gain"].as_str().unwrap().is_empty());
        // Two statements of a type change are one transaction.
        run(&mut owner, mend).await;
    }
    let mended = doctor(&[]);
    assert_eq!(mended.code, 0, "{mended:?}");
}

/// The statements as `pg_stat_statements` has them, in a table of its columns: the extension itself needs a setting at the start of the server.
#[tokio::test]
async fn slow_statements_are_matched_to_the_structs() {
    let server = Server::shared().await.unwrap();
    let live = server.empty_database().await.unwrap();
    let role = server.role_name(Role::Application);
    let shop = Shop::new();
    let ran = |arguments: &[&str]| Ran::of(shop.command(arguments).env("SHOP_ROLE", role).output().unwrap());
    let mut owner = PgConnection::connect_with(&live.connect_options(Role::Owner)).await.unwrap();
    run(&mut owner, &ran(&["ddl"]).stdout).await;
    run(&mut owner, "CREATE TABLE pg_stat_statements (dbid oid, query text, calls bigint DEFAULT 10, mean_exec_time float8 DEFAULT 50, total_exec_time float8 DEFAULT 500, rows bigint DEFAULT 200)").await;
    let statements = [
        // No index has the order.
        r#"SELECT "id", "sku" FROM "org_products" WHERE "organization_id" = $1 AND "deleted_at" IS NULL AND ("note" = $2) ORDER BY "created_at" DESC, "id" DESC LIMIT $3"#,
        // The unique index finds it.
        "SELECT id FROM public.org_products p WHERE p.organization_id = $1 AND p.sku = $2",
        "UPDATE org_products SET note = $1 WHERE organization_id = $2 AND created_at < $3",
        "INSERT INTO org_products (id, note) VALUES ($1, $2)",
        "SELECT count(*) FROM other WHERE note = $1",
    ];
    for query in statements {
        let insert = sqlx::query(
            "INSERT INTO pg_stat_statements SELECT oid, $1 FROM pg_database WHERE datname = current_database()",
        );
        insert.bind(query).execute(&mut owner).await.unwrap();
    }
    let json = ran(&["doctor", &live.url(Role::Owner), "--json"]).json();
    let of = |query: &str| {
        let findings = json["findings"].as_array().unwrap().iter();
        let found = findings.filter(|one| one["check"] == "statement_slow").find(|one| one["name"] == query);
        found.unwrap_or_else(|| panic!("{query}: {json:#}")).clone()
    };
    let [ordered, unique, update, insert, other] = statements.map(of);
    assert_eq!(ordered["table"], "public.org_products", "{ordered:#}");
    assert_eq!(ordered["write"], "`#[table(.., index(note, created_at(desc)))]` on `Product`");
    let mend = ordered["mend"].as_str().unwrap();
    assert!(mend.ends_with(r#"("organization_id", "note", "created_at" DESC) WHERE "deleted_at" IS NULL"#), "{mend}");
    assert!(ordered["what"].as_str().unwrap().starts_with("`Product::select`: 10 calls, 50.0 ms each"), "{ordered:#}");
    assert!(
        ordered["gain"].as_str().unwrap().contains("by the index it reads the rows that it returns"),
        "{ordered:#}"
    );
    run(&mut owner, mend).await;
    assert!(
        unique["mend"].is_null() && unique["write"].as_str().unwrap().contains("_sku_key` serves its condition"),
        "{unique:#}"
    );
    assert_eq!(update["write"], "`#[table(.., index(created_at))]` on `Product`", "{update:#}");
    assert!(
        insert["mend"].is_null() && insert["what"].as_str().unwrap().starts_with("`Product::insert`"),
        "{insert:#}"
    );
    assert!(other["mend"].is_null() && other["table"] == "", "{other:#}");
}
