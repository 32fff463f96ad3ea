//! Statistics that are not those of the structs, or not what was written.

use peristyle_test::server::Role;
use sha2::{Digest, Sha256};

use crate::fixture::Production;

/// The text with a checksum of its own.
fn summed(body: &str) -> String {
    let sum: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{body}{{\"sha256\":\"{sum}\"}}\n")
}

#[tokio::test]
async fn other_statistics_are_refused_with_the_reason() {
    let production = Production::new("planned").await;
    production.grow().await;
    let path = production.dump();
    let text = std::fs::read_to_string(&path).unwrap();
    let (body, _) = text.trim_end().rsplit_once('\n').unwrap();
    let body = format!("{body}\n");
    assert_eq!(summed(&body), text);
    let refused = |text: &str, code: i32, expected: &[&str]| {
        let path = production.folder.join("other.jsonl");
        std::fs::write(&path, text).unwrap();
        let ran = production.check(&path, &[]);
        assert_eq!(ran.code, code, "{ran:?}");
        for expected in expected {
            assert!(ran.stderr.contains(expected), "{expected}: {ran:?}");
        }
        assert_eq!(ran.stdout, "", "{ran:?}");
    };
    refused(&text.replacen("6000000", "6000", 1), 3, &["`", "was edited", "write it again by `statistics dump`"]);
    refused(&text[..text.len() / 2], 3, &["was cut: the checksum at its end is missing"]);
    refused("", 3, &["is no file of `statistics dump`"]);
    refused("CREATE TABLE x ();\n", 3, &["is no file of `statistics dump`"]);
    refused(&text.replace("\"version\":1", "\"version\":7"), 3, &["is of version 7, and this program reads version 1"]);
    let renamed = summed(&body.replace("public.org_order_lines", "public.org_parcels"));
    refused(
        &renamed,
        3,
        &[
            "is of another schema: no struct declares its table `public.org_parcels`",
            "add `--ignore public.org_parcels`",
        ],
    );
    let retyped = summed(&body.replace(r#""name":"quantity","type":"integer""#, r#""name":"quantity","type":"text""#));
    refused(&retyped, 3, &["`public.org_order_lines.quantity` is `text` there and `integer` in the structs"]);
    let number = production.number("SELECT current_setting('server_version_num')::int8").await;
    let newer = summed(&body.replace(&format!("\"server\":{number}"), "\"server\":990001"));
    refused(&newer, 4, &["is of PostgreSQL 99.1, and the statements would be planned by PostgreSQL", "in `PG_BIN`"]);

    let missing = production.check(&production.folder.join("nothing.jsonl"), &[]);
    assert!(missing.code == 3 && missing.stderr.contains("write it: `statistics dump --output"), "{missing:?}");
    // What the structs do not have any more is left out where a person says so.
    let other = production.folder.join("other.jsonl");
    std::fs::write(&other, renamed).unwrap();
    let ran = production.check(&other, &["--ignore", "org_parcels"]);
    assert!(ran.code == 0 && ran.stdout.contains("without statistics: `public.org_order_lines`"), "{ran:?}");
}

#[tokio::test]
async fn statistics_of_a_database_without_the_tables_are_refused() {
    let production = Production::new("planned").await;
    let ran = production.run_as("hundred", &["statistics", "dump", &production.url(Role::Admin)]);
    // It has the table of organizations only.
    assert_eq!(ran.code, 0, "{ran:?}");
    production.sql(Role::Owner, "CREATE SCHEMA elsewhere; ALTER TABLE organizations SET SCHEMA elsewhere").await;
    let ran = production.run_as("hundred", &["statistics", "dump", &production.url(Role::Admin)]);
    assert!(ran.code == 4 && ran.stderr.contains("the database has no table of the structs"), "{ran:?}");
}
