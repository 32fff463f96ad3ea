//! How many rows a drop deletes, counted by `migrate new --database`, `migrate apply --dry-run` and `migrate verify`.

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

/// The files say what they delete, and a run that runs nothing and a proof count it.
#[tokio::test]
async fn the_rows_at_risk_of_files_are_counted() {
    let mut on = WithDatabase::between_releases().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.shop.release(1);
    let back: Vec<_> = BACK.iter().copied().filter(|word| *word != "--dry-run").collect();
    on.shop.ok(&back);
    let told = "    deletes the values of org_products.title in 100 rows\n";
    let dry = on.shop.ok(&["migrate", "apply", "--dry-run", &on.admin()]);
    let (before, _) = dry.split_once(told).unwrap_or_else(|| panic!("{dry}"));
    assert!(before.lines().last().is_some_and(|line| line.starts_with("would apply ")), "{dry}");
    let json = on.shop.run(&["migrate", "apply", "--dry-run", "--json", &on.admin()]).json();
    let of_file = &json["rows_at_risk"][0];
    assert_eq!((of_file["column"].as_str(), of_file["rows"].as_u64()), (Some("title"), Some(100)), "{json}");
    assert!(json["pending"].as_array().unwrap().contains(&of_file["file"]), "{json}");
    let by_owner = on.shop.ok(&["migrate", "apply", "--dry-run", &on.owner()]);
    assert!(by_owner.contains("deletes the values of org_products.title, not counted (query would be"), "{by_owner}");

    let proof = on.shop.ok(&["migrate", "verify", &on.admin()]);
    assert!(proof.contains(told) && proof.contains("all up; not all can be undone"), "{proof}");
    let json = on.shop.run(&["migrate", "verify", "--json", &on.admin()]).json();
    assert_eq!(json["rows_at_risk"][0]["rows"], 100, "{json}");
    // Nothing was changed, and nothing is left to count afterwards.
    assert_eq!(on.value("SELECT count(title) FROM org_products").await, "100");
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    let json = on.shop.run(&["migrate", "apply", "--dry-run", "--json", &on.admin()]).json();
    assert_eq!(json["rows_at_risk"], serde_json::json!([]), "{json}");
}

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
