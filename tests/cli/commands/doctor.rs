//! A database that was changed by hand is diagnosed, and each statement that is shown mends its finding.

use peristyle_test_server::{Role, Server};
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
    assert!(healthy.stdout.contains("not checked: statement_slow: "), "{healthy:?}");

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
