//! The commands of a tenant, as a person runs them.

use serde_json::Value;

use crate::database::{ROWS, WithDatabase};

async fn with_rows() -> (WithDatabase, String) {
    let on = WithDatabase::new().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.execute(ROWS).await;
    let id = on.value("SELECT id FROM organizations WHERE name = 'shop 1'").await;
    (on, id)
}

#[tokio::test]
async fn a_tenant_moves_to_another_database() {
    let (on, id) = with_rows().await;
    let report = on.shop.ok(&["tenant", "export", &id, &on.owner(), "--output", "shop.jsonl"]);
    assert!(
        report.contains("50 rows of org_products") && report.ends_with("exported 51 rows to shop.jsonl\n"),
        "{report}"
    );
    assert!(!on.shop.path("shop.jsonl.part").exists());
    let to = on.server.empty_database().await.unwrap();
    let url = to.url(peristyle_test::server::Role::Owner);
    on.shop.ok(&["migrate", "apply", &url]);
    let dry = on.shop.run(&["tenant", "import", "shop.jsonl", &url, "--dry-run", "--json"]).json();
    assert_eq!((&dry["rows"], &dry["dry_run"]), (&Value::from(51), &Value::from(true)));
    let report = on.shop.ok(&["tenant", "import", "shop.jsonl", &url]);
    assert!(report.ends_with(&format!("imported 51 rows of the tenant {id}\n")), "{report}");
    // What is there now is refused, and another id is free but for the ids of its rows, which are per tenant.
    let again = on.shop.run(&["tenant", "import", "shop.jsonl", &url]);
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.stderr.contains(&format!("error: the tenant {id} has rows in `organizations`")), "{again:?}");
    assert!(again.stderr.contains("= help: import it under another id: `--as <ID>`"), "{again:?}");
    let other = "0190b0a0-0000-7000-8000-000000000001";
    on.shop.ok(&["tenant", "import", "shop.jsonl", &url, "--as", other]);
    // From a pipe, with the same lines but for the time and the version.
    let text = on.shop.ok(&["tenant", "export", other, &url, "--output", "-"]);
    assert_eq!(text.lines().filter(|line| line.starts_with("{\"row\":")).count(), 51);
    let cut: String = text.lines().take(20).map(|line| format!("{line}\n")).collect();
    std::fs::write(on.shop.path("cut.jsonl"), cut).unwrap();
    let refused = on.shop.run(&["tenant", "import", "cut.jsonl", &on.owner()]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.stderr.contains("line 21: the file ends behind line 20, without its last line"), "{refused:?}");
    assert_eq!(on.shop.run(&["tenant", "import", "nothing.jsonl", &on.owner()]).code, 3);
    assert_eq!(on.shop.run(&["tenant", "export", "shop 1", &on.owner(), "-o", "x"]).code, 64);
    let nobody = on.shop.run(&["tenant", "export", other, &on.owner(), "--output", "x"]);
    assert_eq!((nobody.code, on.shop.path("x").exists(), on.shop.path("x.part").exists()), (1, false, false));
}

#[tokio::test]
async fn a_tenant_is_erased_with_a_certificate() {
    let (on, id) = with_rows().await;
    let dry = on.shop.ok(&["tenant", "erase", &id, &on.owner(), "--dry-run"]);
    assert!(dry.contains("50 rows of org_products would be erased"), "{dry}");
    let held = on.shop.ok(&["tenant", "hold", &id, "org_products", &on.owner(), "--reason", "case 7"]);
    assert_eq!(held, "the rows of org_products are kept: case 7\n");
    let kept = on.shop.run(&["tenant", "erase", &id, &on.admin(), "--json"]);
    assert_eq!(kept.code, 1, "{kept:?}");
    assert_eq!(kept.json()["held"][0]["reason"], "case 7");
    // The certificate in place of the report.
    let to_stdout = on.shop.run(&["tenant", "erase", &id, &on.admin(), "--output", "-"]);
    assert_eq!((to_stdout.code, &to_stdout.json()["complete"]), (1, &Value::Bool(false)), "{to_stdout:?}");
    assert!(!on.shop.path("-").exists());
    assert_eq!(on.shop.run(&["tenant", "release", &id, "org_products", &on.owner()]).code, 0);
    assert_eq!(on.shop.run(&["tenant", "release", &id, "org_products", &on.owner()]).code, 64);
    let erased = on.shop.ok(&["tenant", "erase", &id, &on.admin(), "--output", "certificate.json"]);
    assert!(erased.contains("50 rows of org_products erased") && erased.contains("complete: "), "{erased}");
    let certificate: Value = serde_json::from_str(&crate::program::text(&on.shop.path("certificate.json"))).unwrap();
    assert_eq!(certificate["complete"], true, "{certificate}");
    assert_eq!(on.value("SELECT count(*) FROM organizations").await, "1");
    // The register of erasures is not a difference from the structs.
    let drift = on.shop.run(&["drift", &on.admin()]);
    assert_eq!(drift.code, 0, "{drift:?}");
    let doctor = on.shop.run(&["doctor", &on.admin()]);
    assert!(!doctor.stdout.contains("peristyle_erasures"), "{doctor:?}");
    let reason = on.shop.run(&["tenant", "erase", &id, &on.admin(), "--hold", "org_products"]);
    assert!(reason.code == 64 && reason.stderr.contains("a hold has a reason"), "{reason:?}");
}
