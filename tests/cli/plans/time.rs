//! A hundred tables are planned within the budget of ten seconds.

use peristyle_test::server::Role;

use crate::fixture::Production;

/// 6,000,000 rows in each table.
const SIZES: &str = "ANALYZE;
    UPDATE pg_class SET reltuples = 6000000, relpages = 120000, relallvisible = 110000 WHERE relkind = 'r' AND relname LIKE 'org\\_t%';
    UPDATE pg_class SET reltuples = 6000000, relpages = 40000 WHERE relkind = 'i' AND relname LIKE 'org\\_t%'";

/// The seconds of the last line of `times`, such as `0m2.356s 0m0.580s`: those of the command and its server, however busy the machine is.
fn seconds(stdout: &str) -> f64 {
    let seconds = |word: &str| {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    stdout.lines().last().unwrap().split_whitespace().map(seconds).sum()
}

#[tokio::test]
async fn a_hundred_tables_take_less_than_ten_seconds() {
    let production = Production::new("hundred").await;
    production.sql(Role::Admin, SIZES).await;
    let path = production.dump();
    let size = std::fs::metadata(&path).unwrap().len();
    let ran = production.timed(&["plans", "check", &path.display().to_string(), "--json"]);
    let took = seconds(&ran.stdout);
    let json: serde_json::Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    let planned = json["planned"].as_u64().unwrap();
    println!("{planned} statements of 102 tables in {took:.1} s of CPU time, from a file of {size} bytes");
    // Each has a finder, pages of three orders, and look-ups of two references.
    assert!(planned > 2_000, "{planned}");
    assert_eq!((&json["refused"], &json["findings"]), (&serde_json::json!([]), &serde_json::json!([])), "{json:#}");
    assert!(took > 0.1 && took < 10.0, "{took}");
}
