//! What a dump has, and has not.

use peristyle_test::server::Role;

use crate::fixture::Production;

#[tokio::test]
async fn a_dump_is_the_same_each_time_and_has_no_values() {
    let production = Production::new("planned").await;
    production.grow().await;
    let first = std::fs::read_to_string(production.dump()).unwrap();
    assert_eq!(std::fs::read_to_string(production.dump()).unwrap(), first);
    for value in ["customer 1", "product 1", "country 1", "no 1", "open", "8000-"] {
        assert!(!first.contains(value), "{value}\n{first}");
    }
    // A table is partitioned: the sum of its partitions, and what is known of all its rows.
    let orders =
        production.number("SELECT sum(reltuples)::int8 FROM pg_class WHERE oid IN (SELECT relid FROM pg_partition_tree('org_orders') WHERE isleaf)").await;
    assert_eq!(orders, 6_000_000);
    assert!(first.contains(r#"{"table":{"name":"public.org_orders","rows":6000000,"pages":"#), "{first}");
    let customer = r#"{"column":{"name":"customer","type":"text","nulls":0.0,"width":"#;
    assert!(first.contains(customer), "{first}");
    assert!(first.len() < 10_000, "{}\n{first}", first.len());

    let with_values = production.run(&["statistics", "dump", &production.url(Role::Admin), "--values"]);
    assert_eq!(with_values.code, 0, "{with_values:?}");
    for value in ["customer 1", "product 1", "country 1", "open"] {
        assert!(with_values.stdout.contains(value), "{value}: {}", with_values.stdout);
    }
    // They are restored: the planner takes the most common one for what it is.
    let path = production.folder.join("values.jsonl");
    std::fs::write(&path, &with_values.stdout).unwrap();
    let (state, rare) =
        ("SELECT id FROM org_orders WHERE state = 'sent'", "SELECT id FROM org_orders WHERE state = 'open'");
    let recorded = production.folder.join("statements");
    std::fs::write(&recorded, format!("src/a.rs:1:1\t{state}\nsrc/b.rs:1:1\t{rare}\n")).unwrap();
    let recorded = recorded.display().to_string();
    let estimates = |path: &std::path::Path| {
        let ran =
            production.check(path, &["--statements", &recorded, "--rows", "1", "--sequential-scan", "1", "--json"]);
        let json = ran.json();
        assert_eq!(json["not_planned"], serde_json::json!([]), "{json:#}");
        ran.code
    };
    assert_eq!((estimates(&path), estimates(&production.dump())), (1, 1));
}

#[tokio::test]
async fn a_role_that_does_not_see_all_rows_is_refused() {
    let production = Production::new("planned").await;
    for role in [Role::Owner, Role::Application] {
        let ran = production.run(&["statistics", "dump", &production.url(role)]);
        assert_eq!(ran.code, 4, "{ran:?}");
        assert!(
            ran.stderr
                .contains("does not see the statistics of `public.org_order_lines`: it has row level security on it"),
            "{ran:?}"
        );
        assert!(ran.stderr.contains("  = help: use a superuser, or a role with BYPASSRLS"), "{ran:?}");
        assert_eq!(ran.stdout, "");
    }
}

/// A table that was never analyzed has no numbers, and is told.
#[tokio::test]
async fn a_table_that_was_never_analyzed_has_no_statistics() {
    let production = Production::new("planned").await;
    let ran = production.check(&production.dump(), &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("without statistics: `public.org_orders`\n"), "{ran:?}");
}
