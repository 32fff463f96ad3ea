//! Statements that would cost too much are found, with the index to add.

use serde_json::{Value, json};

use crate::fixture::{EXTENSIONS, Production};

/// Each recorded statement with the limit that it breaks, and what its help begins with.
const RECORDED: [(&str, &str, &str, &str); 7] = [
    // No index leads with the column, and the table is not a tenant's.
    (
        "src/countries.rs:1:1",
        "SELECT id FROM countries WHERE name = $1 ORDER BY id LIMIT $2",
        "sequential_scan",
        "write `#[table(.., index(name, id))]` on `Country`: `CREATE INDEX CONCURRENTLY ON \"public\".\"countries\" (\"name\", \"id\")`",
    ),
    // The index of the tenant finds the rows, and a filter takes most of them away again.
    (
        "src/lines.rs:1:1",
        "SELECT id FROM org_order_lines WHERE organization_id = $1 AND deleted_at IS NULL AND quantity = $2 AND product = $3",
        "rows",
        "write `#[table(.., index(quantity, product))]` on `OrderLine`: `CREATE INDEX CONCURRENTLY ON \"public\".\"org_order_lines\" (\"organization_id\", \"quantity\", \"product\") WHERE \"deleted_at\" IS NULL`",
    ),
    // The rows of the tenant are sorted for the first of them.
    (
        "src/lines.rs:2:1",
        "SELECT id FROM org_order_lines WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY product, id LIMIT $2",
        "sort",
        "write `#[table(.., index(product))]` on `OrderLine`: `CREATE INDEX CONCURRENTLY ON \"public\".\"org_order_lines\" (\"organization_id\", \"product\") WHERE \"deleted_at\" IS NULL`",
    ),
    // The struct of orders allows to read the rows of a tenant.
    ("src/orders.rs:1:1", "SELECT count(*) FROM org_orders WHERE organization_id = $1 AND deleted_at IS NULL", "", ""),
    // A sequential scan that stops at a limit reads few pages.
    ("src/countries.rs:2:1", "SELECT id FROM countries LIMIT $1", "", ""),
    (
        "src/orders.rs:2:1",
        "SELECT id FROM org_orders WHERE organization_id = $1 AND deleted_at IS NULL AND number = $2",
        "",
        "",
    ),
    (
        "src/lines.rs:3:1",
        "UPDATE org_order_lines SET product = $1 WHERE organization_id = $2 AND deleted_at IS NULL AND quantity < $3",
        "rows",
        "write `#[table(.., index(quantity))]` on `OrderLine`",
    ),
];

fn found<'a>(json: &'a Value, place: &str) -> Option<&'a Value> {
    let has = |finding: &&Value| {
        finding["statement"] == place || finding["others"].as_array().unwrap().contains(&json!(place))
    };
    json["findings"].as_array().unwrap().iter().find(has)
}

#[tokio::test]
async fn statements_over_their_budget_are_found() {
    let production = Production::new("planned").await;
    production.grow().await;
    production
        .sql(
            peristyle_test::server::Role::Admin,
            "UPDATE pg_class SET reltuples = 10000000, relpages = 90000 WHERE oid = 'countries'::regclass;
             UPDATE pg_class SET reltuples = 10000000, relpages = 30000 WHERE relname LIKE 'countries\\_%'",
        )
        .await;
    let path = production.dump();
    let clean = production.check(&path, &["--json"]);
    let json = clean.json();
    assert_eq!((clean.code, &json["findings"], &json["refused"]), (0, &json!([]), &json!([])), "{json:#}");

    let file = production.folder.join("statements");
    let lines: String = RECORDED.iter().map(|(place, sql, ..)| format!("{place}\t{sql}\n")).collect();
    std::fs::write(
        &file,
        lines + "src/other.rs:1:1\tSELECT * FROM only_in_a_test\nsrc/other.rs:2:1\tCREATE TABLE x ()\n",
    )
    .unwrap();
    let recorded = ["--statements", &file.display().to_string(), "--json"].map(str::to_owned);
    let recorded: Vec<&str> = recorded.iter().map(String::as_str).collect();
    let ran = production.check(&path, &recorded);
    let json = ran.json();
    assert_eq!(ran.code, 1, "{json:#}");
    for (place, sql, limit, help) in RECORDED {
        match found(&json, place) {
            None => assert_eq!(limit, "", "{sql}\n{json:#}"),
            Some(finding) => {
                assert_eq!(finding["limit"], limit, "{sql}\n{finding:#}");
                assert!(finding["help"][0].as_str().unwrap().starts_with(help), "{finding:#}");
                let budget = format!("write `budget({limit} = ");
                assert!(finding["help"][1].as_str().unwrap().contains(&budget), "{finding:#}");
                assert!(finding["estimate"].as_u64() > finding["budget"].as_u64(), "{finding:#}");
            }
        }
    }
    assert_eq!(json["not_planned"].as_array().unwrap().len(), 1, "{json:#}");
    assert_eq!(json["not_planned"][0]["statement"], "src/other.rs:1:1");

    // As text for a person.
    let text = production.check(&path, &recorded[..2]).stdout;
    let first = "`src/countries.rs:1:1` reads 90,000 pages of `countries` without an index, and the budget is 1,000\n  = statement: SELECT id FROM countries";
    assert!(text.contains(first), "{text}");
    assert!(text.contains("  = help: or, if it may cost that, write `budget(sequential_scan = 90_000, why = \"the reason\")` on `Country`"), "{text}");
    // Other limits are arguments.
    let wide = [&recorded[..], &["--rows", "100000", "--sort", "100000", "--sequential-scan", "100000"]].concat();
    let wide = production.check(&path, &wide);
    assert_eq!(wide.code, 0, "{wide:?}");
}

/// Every kind of table, column, index and reference: the server plans each generated statement.
#[tokio::test]
async fn every_generated_statement_has_a_plan() {
    let production = Production::new("options").await;
    let prelude = production.folder.join("prelude.sql");
    std::fs::write(&prelude, EXTENSIONS).unwrap();
    let ran = production.check(&production.dump(), &["--prelude", &prelude.display().to_string(), "--json"]);
    let json = ran.json();
    assert_eq!((&json["refused"], &json["findings"]), (&json!([]), &json!([])), "{json:#}");
    assert!(json["planned"].as_u64() > Some(100), "{json:#}");
}
