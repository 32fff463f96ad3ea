//! Statements are counted, on both drivers, and only those of the application.

use std::panic::{AssertUnwindSafe, catch_unwind};

use peristyle::prelude::*;
use peristyle_test::TestDatabase;
use shop_schema::{Category, CategoryInsert, Organization, SCHEMA};

fn panic_of(dropped: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(dropped)).unwrap_err();
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[peristyle_test::test]
async fn statements_of_the_pool_count_and_what_surrounds_them_does_not(db: TestDatabase) {
    let [ours, _] = db.tenants::<Organization>().await.unwrap();
    let limit = db.max_statements(3);
    let mut tx = db.pool().begin_tenant(ours).await.unwrap();
    Category::insert(ours, CategoryInsert::new("lamps")).execute(&mut tx).await.unwrap();
    let mut savepoint = tx.savepoint().await.unwrap();
    Category::select(ours).limit(5).fetch_all(&mut savepoint).await.unwrap();
    savepoint.commit().await.unwrap();
    tx.commit().await.unwrap();
    Category::select(ours).limit(5).fetch_all(&db.pool()).await.unwrap();
    sqlx::query("SELECT 1").execute(&db.admin()).await.unwrap();
    let statements = limit.statements();
    assert_eq!(statements.len(), 3, "{statements:#?}");
    assert!(statements[0].starts_with("INSERT INTO \"org_categories\""), "{statements:#?}");
}

#[peristyle_test::test]
async fn too_many_statements_are_listed(db: TestDatabase) {
    let [ours, _] = db.tenants::<Organization>().await.unwrap();
    let limit = db.max_statements(2);
    for name in ["a", "b", "c"] {
        Category::insert(ours, CategoryInsert::new(name)).execute(&db.pool()).await.unwrap();
    }
    let message = panic_of(|| drop(limit));
    assert!(message.starts_with("3 statements were sent, at most 2 are allowed\n  3 times: INSERT INTO"), "{message}");
    assert!(!message.contains("\"a\""), "values are bound: {message}");
}

#[peristyle_test::test]
async fn a_failed_test_panics_once(db: TestDatabase) {
    let limit = db.max_statements(0);
    sqlx::query("SELECT 1").execute(&db.pool()).await.unwrap();
    let message = panic_of(|| {
        let _limit = limit;
        std::panic::resume_unwind(Box::new("the test failed before".to_owned()));
    });
    assert_eq!(message, "the test failed before");
}

#[cfg(feature = "deadpool-postgres")]
#[peristyle_test::test]
async fn the_other_driver_is_counted_too(db: TestDatabase) {
    let [ours, _] = db.tenants::<Organization>().await.unwrap();
    let limit = db.max_statements(2);
    let pool = db.deadpool().unwrap();
    Category::insert(ours, CategoryInsert::new("lamps")).execute(&pool).await.unwrap();
    assert_eq!(Category::select(ours).limit(5).fetch_all(&pool).await.unwrap().len(), 1);
    let statements = limit.statements();
    assert_eq!(statements.len(), 2, "{statements:#?}");
}

/// Two databases of one process do not count for each other.
#[peristyle_test::test]
async fn each_database_has_its_count(db: TestDatabase) {
    let other = TestDatabase::new(&SCHEMA).await.unwrap();
    let (limit, none) = (db.max_statements(1), other.max_statements(0));
    sqlx::raw_sql("BEGIN; SELECT 1; COMMIT").execute(&db.pool()).await.unwrap();
    assert_eq!((limit.statements(), none.statements()), (vec!["SELECT 1".to_owned()], Vec::new()));
}

/// This binary runs one of its tests again, with a file for its statements.
#[test]
fn statements_are_recorded_in_the_file_of_the_environment() {
    let path = std::env::temp_dir().join(format!("peristyle-statements-{}", std::process::id()));
    let ran = |path: &std::path::Path| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "statements::statements_of_the_pool_count_and_what_surrounds_them_does_not"]);
        command.env("PERISTYLE_STATEMENTS", path).output().unwrap()
    };
    // Another run appends.
    for _ in 0..2 {
        let output = ran(&path);
        assert!(output.status.success(), "{output:?}");
    }
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let lines: Vec<_> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(lines.len(), 6, "{text}");
    for (place, sql) in &lines {
        assert!(place.contains("tests/database/statements.rs:"), "{text}");
        assert!(sql.contains("org_categories"), "{text}");
    }
    let refused = ran(std::path::Path::new("statements"));
    let said = String::from_utf8_lossy(&refused.stdout);
    assert!(
        !refused.status.success() && said.contains("cannot write `statements` (PERISTYLE_STATEMENTS)"),
        "{refused:?}"
    );
}
