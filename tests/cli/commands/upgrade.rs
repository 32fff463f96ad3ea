//! A project whose migrations an earlier version of peristyle wrote.

use peristyle_test::server::Role;
use sha2::{Digest, Sha256};

use crate::database::{ROWS, WithDatabase};
use crate::program::{Shop, text};

/// The function of `updated_at` as it was, and as it is.
const BEFORE: &str = "greatest(now(), OLD.updated_at);";
const NOW: &str = "greatest(now(), OLD.updated_at + interval '1 microsecond');";

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The chain of the files as they are.
fn chain_again(shop: &Shop) {
    let path = shop.path("migrations/peristyle.sum");
    let mut last = String::new();
    let before = text(&path);
    let lines = before.lines().map(|line| match line.splitn(3, ' ').collect::<Vec<_>>()[..] {
        [first, _, name] if !first.starts_with('#') => {
            let file = if name == "(snapshot)" { shop.path("schema.json") } else { shop.path("migrations").join(name) };
            let own = hash(&[&text(&file)]);
            last = hash(&[&last, &own, name]);
            format!("{last} {own} {name}\n")
        }
        _ => format!("{line}\n"),
    });
    let lines: String = lines.collect();
    std::fs::write(path, lines).unwrap();
}

/// The first migration and its snapshot as they were before there were revisions.
async fn of_before() -> WithDatabase {
    let on = WithDatabase::new().await;
    let file = on.shop.path("migrations").join(&on.shop.migrations()[1]);
    let sql = text(&file);
    assert!(sql.contains(NOW), "{sql}");
    std::fs::write(&file, sql.replace(NOW, BEFORE)).unwrap();
    let path = on.shop.path("schema.json");
    let is_other = |line: &&str| !line.starts_with("  \"revisions\": ");
    let snapshot: String = text(&path).lines().filter(is_other).map(|line| format!("{line}\n")).collect();
    std::fs::write(path, snapshot).unwrap();
    chain_again(&on.shop);
    on
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_found_and_brought_along() {
    let on = of_before().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.execute(ROWS).await;

    // What the commands say before.
    let check = on.shop.run(&["migrate", "check"]);
    let change = "this version of peristyle emits another text for the triggers of updated_at, revision 2 in place of 1: each update moves the time forward";
    assert!(
        check.code == 1 && check.stderr.contains(change) && check.stderr.contains("`migrate new <NAME>`"),
        "{check:?}"
    );
    let verify = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(
        verify.code == 1 && verify.stderr.contains(change) && verify.stderr.contains("`migrate new <NAME>`"),
        "{verify:?}"
    );
    let drift = on.shop.run(&["drift", &on.admin()]);
    let function = "the function `public.peristyle_set_updated_at()` differs";
    let earlier = "note: an earlier version of peristyle wrote it, and the migrations have it so: `migrate new <NAME>` plans the migration";
    for said in [function, earlier, change] {
        assert!(drift.code == 1 && drift.stdout.contains(said), "{drift:?}");
    }
    let json = on.shop.run(&["drift", &on.admin(), "--json"]).json();
    assert_eq!(json["differences"][0]["origin"], "earlier_version", "{json}");
    assert_eq!(json["outdated"].as_array().unwrap().len(), 2, "{json}");

    on.shop.ok(&["migrate", "new", "upgrade"]);
    on.shop.ok(&["migrate", "check"]);
    let proven = on.shop.ok(&["migrate", "verify", &on.admin()]);
    assert!(proven.contains("files with 102 rows: all up, all down and all up again"), "{proven}");
    // The database does not have it yet.
    let drift = on.shop.run(&["drift", &on.admin(), "--json"]).json();
    assert_eq!(drift["differences"][0]["origin"], "earlier_migration", "{drift}");
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    assert_eq!(on.shop.run(&["drift", &on.admin()]).code, 0);
    let body = "SELECT prosrc FROM pg_proc WHERE proname = 'peristyle_set_updated_at'";
    assert!(on.value(body).await.contains(NOW));
    on.shop.ok(&["migrate", "revert", &on.owner()]);
    assert!(on.value(body).await.contains(BEFORE));
    on.shop.ok(&["migrate", "apply", &on.owner()]);

    // A function that somebody changed.
    let edited = "CREATE OR REPLACE FUNCTION peristyle_set_updated_at() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
        AS $$ BEGIN RETURN NEW; END $$";
    on.execute(edited).await;
    let drift = on.shop.run(&["drift", &on.admin()]);
    assert!(drift.code == 1 && drift.stdout.contains("somebody changed the function by hand"), "{drift:?}");
    let json = on.shop.run(&["drift", &on.admin(), "--json"]).json();
    assert_eq!(json["differences"][0]["origin"], "by_hand", "{json}");
    assert!(json["outdated"].is_null(), "{json}");
}

/// A snapshot without migrations says what is older; who wrote the function is not known.
#[tokio::test]
async fn without_files_the_snapshot_says_what_is_older() {
    let on = of_before().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    std::fs::remove_file(on.shop.path("migrations/peristyle.sum")).unwrap();
    let json = on.shop.run(&["drift", &on.admin(), "--json"]).json();
    assert!(json["outdated"].as_array().unwrap().len() == 2 && json["differences"][0]["origin"].is_null(), "{json}");
}

#[tokio::test]
async fn what_a_newer_version_wrote_is_not_overwritten() {
    let on = WithDatabase::new().await;
    let path = on.shop.path("schema.json");
    let snapshot = text(&path).replace("\"updated_at\": 2}", "\"updated_at\": 700}");
    assert!(snapshot.contains("700"), "{snapshot}");
    std::fs::write(&path, &snapshot).unwrap();
    chain_again(&on.shop);
    let database = on.database.url(Role::Admin);
    for arguments in [&["migrate", "new", "back"][..], &["migrate", "check"], &["migrate", "verify", &database]] {
        let ran = on.shop.run(arguments);
        let said = "`revisions.updated_at`: a newer peristyle-build wrote the snapshot: it has revision 700 of the triggers of updated_at";
        assert!(ran.code == 3 && ran.stderr.contains(said) && ran.stderr.contains("3:"), "{ran:?}");
    }
    assert_eq!(text(&path), snapshot);
    assert_eq!(on.shop.migrations().len(), 3);
}
