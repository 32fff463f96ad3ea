//! How many rows a drop deletes, counted by `migrate new --database`.

use crate::database::WithDatabase;

const BACK: &[&str] = &[
    "migrate",
    "new",
    "back",
    "--dry-run",
    "--allow",
    "deletes_data=titles were a mistake",
    "--allow",
    "breaks_running_version=the service is stopped",
];

/// The values of a column are counted as whoever sees all rows; another role is told why they are not.
#[tokio::test]
async fn the_rows_at_risk_are_counted_in_a_database() {
    let mut on = WithDatabase::between_releases().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.shop.release(1);
    let with = |url: &str| [BACK, &["--database", url]].concat().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let run = |arguments: Vec<String>| on.shop.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let files = on.shop.migrations();

    let plan = run(with(&on.admin()));
    let told = "rows at risk: 100, by SELECT count(*) FROM org_products WHERE title IS NOT NULL;";
    assert!(plan.code == 0 && plan.stdout.contains(told), "{plan:?}");
    let json = run([with(&on.admin()), vec!["--json".to_owned()]].concat()).json();
    let counted: Vec<_> =
        json["steps"].as_array().unwrap().iter().filter_map(|step| step.get("rows_at_risk")).collect();
    assert_eq!(counted, [&serde_json::json!({ "rows": 100, "exact": true, "reason": null })], "{json}");

    // Row security would hide rows of the owner.
    let plan = run(with(&on.owner()));
    assert!(
        plan.code == 0 && plan.stdout.contains("rows at risk: not counted (query would be affected by row-level"),
        "{plan:?}"
    );
    let unreachable = run(with("postgres://nobody@127.0.0.1:1/nothing"));
    assert!(unreachable.code == 4 && unreachable.stderr.contains("cannot connect"), "{unreachable:?}");

    // The statistics of a large table say how many there are.
    on.execute("UPDATE pg_class SET reltuples = 5e6 WHERE relname = 'org_products'; ").await;
    let plan = run(with(&on.admin()));
    assert!(plan.code == 0 && plan.stdout.contains("rows at risk: about 5000000, by SELECT"), "{plan:?}");
    let without = run(BACK.iter().map(|word| (*word).to_owned()).collect());
    assert!(without.stdout.contains("rows at risk: SELECT count(*)"), "{without:?}");
    assert_eq!(on.shop.migrations(), files);
}
