//! `migrate revert` on a real server.

use peristyle_cli::catalog::Catalog;
use peristyle_cli::verify::Goal;
use peristyle_test::server::Role;
use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;

use crate::database::WithDatabase;
use crate::program::text;

async fn catalog(on: &WithDatabase) -> Catalog {
    Goal::read(&mut on.connect().await, &["public"]).await.unwrap().catalog().clone()
}

const COUNT: &str = "SELECT count(*) FROM _sqlx_migrations";
const ROWS: &str = "SELECT string_agg(concat(id, sku, note), ' ' ORDER BY id) FROM org_products";

#[tokio::test]
async fn the_last_migration_is_undone_and_runs_again() {
    let on = WithDatabase::between_releases().await;
    let (url, before, rows) = (on.owner(), catalog(&on).await, on.value(ROWS).await);
    on.shop.ok(&["migrate", "apply", &url]);
    let dry = on.shop.ok(&["migrate", "revert", &url, "--dry-run"]);
    assert!(dry.starts_with("would revert ") && dry.ends_with(" files to revert\n"), "{dry}");
    on.is_complete().await;

    let reverted = on.shop.run(&["migrate", "revert", &url, "--json"]).json();
    assert!(reverted["reverted"].as_array().unwrap().len() > 2, "{reverted}");
    assert_eq!((on.value(COUNT).await.as_str(), on.value(ROWS).await), ("1", rows));
    assert_eq!(before.difference(&catalog(&on).await), "");
    // The runner of sqlx agrees.
    let mut owner = on.database.connect_options(Role::Owner).connect().await.unwrap();
    let migrator = Migrator::new(on.shop.path("migrations").as_path()).await.unwrap();
    migrator.run(&mut owner).await.unwrap();
    on.is_complete().await;

    // All of them, and no more than there are.
    let all = on.shop.ok(&["migrate", "revert", &url, "--count", "9"]);
    assert!(all.contains("reverted"), "{all}");
    assert_eq!(on.value(COUNT).await, "0");
    assert!(on.shop.ok(&["migrate", "revert", &url]).starts_with("nothing to revert"));
    on.shop.ok(&["migrate", "apply", &url]);
}

#[tokio::test]
async fn nothing_is_undone_where_a_part_cannot_be() {
    let on = WithDatabase::between_releases().await;
    let url = on.owner();
    on.shop.ok(&["migrate", "apply", &url]);
    let all = on.value(COUNT).await;
    let names = on.shop.migrations();
    let downs: Vec<_> = names.iter().filter(|name| name.ends_with(".down.sql")).collect();
    let (first, last) = (downs[1], downs[downs.len() - 1]);
    let (first_text, last_text) = {
        let text = |name: &str| text(&on.shop.path("migrations").join(name));
        (text(first), text(last))
    };
    // Without the chain each file is a migration of its own.
    let count = (downs.len() - 1).to_string();
    let revert = ["migrate", "revert", &url, "--count", &count];

    let raises = "DO $$ BEGIN RAISE EXCEPTION 'this migration cannot be undone: it''s the 100%% test'; END $$;";
    on.write(first, raises);
    let refused = on.shop.run(&revert);
    assert!(refused.code == 1 && refused.stderr.contains("cannot be undone: it's the 100% test"), "{refused:?}");
    assert_eq!(on.value(COUNT).await, all);

    std::fs::remove_file(on.shop.path("migrations").join(first)).unwrap();
    let missing = on.shop.run(&revert);
    assert!(missing.code == 3 && missing.stderr.contains("has no down file"), "{missing:?}");
    assert_eq!(on.value(COUNT).await, all);

    // What only the server knows is told with what was done before.
    let function = "CREATE FUNCTION refuses() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'this migration cannot be undone: late'; END $$";
    on.execute(function).await;
    on.write(first, "SELECT refuses();");
    let late = on.shop.run(&revert);
    assert!(late.code == 1 && late.stderr.contains("cannot be undone: late"), "{late:?}");
    assert!(late.stderr.contains("= done: this run reverted `"), "{late:?}");
    on.write(first, &first_text);

    // A down file that fails names itself, and the next run goes on.
    on.shop.ok(&["migrate", "apply", &url]);
    on.write(last, "SELECT nothing;");
    let broken = on.shop.run(&["migrate", "revert", &url]);
    let told = broken.stderr.contains("the down file of `") && broken.stderr.contains("this run reverted nothing");
    assert!(broken.code == 4 && told, "{broken:?}");
    on.write(last, &last_text);
    on.shop.ok(&revert);
    assert_eq!(on.value(COUNT).await, "1");
}

/// As a kill leaves it: the row says that the file is being undone.
#[tokio::test]
async fn an_index_that_was_being_dropped_is_dropped_by_the_next_run() {
    let on = WithDatabase::between_releases().await;
    let url = on.owner();
    on.shop.ok(&["migrate", "apply", &url]);
    let build = on.value("SELECT version FROM _sqlx_migrations WHERE description LIKE '%build index%'").await;
    let index =
        on.value("SELECT indexrelid::regclass FROM pg_index WHERE indexrelid::regclass::text LIKE '%title%'").await;
    on.execute(&format!("UPDATE _sqlx_migrations SET success = false WHERE version = {build}")).await;
    // The statement had not run: apply and revert both go on.
    on.shop.ok(&["migrate", "apply", &url]);
    on.is_complete().await;
    on.execute(&format!("UPDATE _sqlx_migrations SET success = false WHERE version = {build}; DROP INDEX {index}"))
        .await;
    let reverted = on.shop.ok(&["migrate", "revert", &url]);
    assert!(reverted.contains("an earlier run had dropped the index"), "{reverted}");
    assert_eq!(on.value(COUNT).await, "1");
    on.shop.ok(&["migrate", "apply", &url]);
    on.is_complete().await;
}
