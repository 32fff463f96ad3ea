//! What is exported and imported is the same, row by row and byte by byte.

use peristyle_test::server::Role;

use crate::fixture::Teams;
use crate::schema::{COUNTRY, OTHER, TEAM};

const NEW: &str = "0190b0a0-0000-7000-8000-00000000000f";

/// The lines of the rows.
pub fn rows(text: &str) -> Vec<String> {
    let row = |line: &str| line.split(",\"check\":").next().map(str::to_owned);
    text.lines().filter(|line| line.starts_with("{\"row\":")).filter_map(row).collect()
}

#[tokio::test]
async fn an_export_is_imported_and_exported_the_same() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    to.run(COUNTRY).await;
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    assert!(exported.tables.iter().all(|table| table.rows > 0), "{exported:?}");
    assert_eq!(exported.tables.len(), 12);
    let imported = to.import(&text, None).await.unwrap();
    assert_eq!(imported.tables, exported.tables);
    let (again, exported_again) = to.export(Role::Owner, TEAM).await.unwrap();
    assert_eq!(rows(&again), rows(&text));
    assert_eq!((&exported_again.tables, &exported_again.schema), (&exported.tables, &exported.schema));
    // What the database computes is there too, and so are timestamps of updates.
    let without_global = |rows: Vec<String>| -> Vec<String> {
        rows.into_iter()
            .filter(|row| !row.starts_with("public.people") && !row.starts_with("public.invitations"))
            .collect()
    };
    assert_eq!(to.rows_of(TEAM).await, without_global(from.rows_of(TEAM).await));
    assert_eq!(to.value("SELECT count(*) FROM teams").await, "1");
    // A superuser, whom no policy restricts, exports the same.
    assert_eq!(rows(&from.export(Role::Admin, TEAM).await.unwrap().0), rows(&text));
    assert!(!text.contains(OTHER));
}

#[tokio::test]
async fn every_reference_to_the_tenant_has_its_new_id() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    to.run(COUNTRY).await;
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    let imported = to.import(&text, Some(NEW)).await.unwrap();
    assert_eq!((imported.rows, imported.tenant.to_string().as_str()), (exported.rows, NEW));
    assert_eq!(to.value("SELECT parent_id FROM teams").await, NEW);
    // One id of a version is that of the team, and is kept, as every other id is.
    let (again, _) = to.export(Role::Application, NEW).await.unwrap();
    let mut expected: Vec<_> = rows(&text.replace(TEAM, NEW));
    let mut found: Vec<_> = rows(&again.replace(TEAM, NEW));
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn sequences_go_on_behind_what_was_imported() {
    let (from, to) = (Teams::with_rows().await, Teams::empty().await);
    to.run(COUNTRY).await;
    let (text, _) = from.export(Role::Application, TEAM).await.unwrap();
    to.import(&text, None).await.unwrap();
    let most = to.value("SELECT max(number) FROM team_customers").await;
    let next = to
        .value("SELECT nextval(pg_get_serial_sequence('team_customers', 'number')) > max(number) FROM team_customers")
        .await;
    assert_eq!((next.as_str(), most.is_empty()), ("true", false));
}

#[tokio::test]
async fn the_export_is_one_snapshot() {
    let teams = Teams::with_rows().await;
    let (text, _) = teams.export(Role::Application, TEAM).await.unwrap();
    let mut owner = teams.connect(Role::Owner).await;
    // Another session writes while the first table is exported.
    let mut out = Vec::new();
    let other = std::sync::Mutex::new(Some(()));
    let export = peristyle_cli::tenant::Export::new(&teams.structs, crate::fixture::id(TEAM));
    let options = teams.database.connect_options(Role::Admin);
    let mut show = |_: peristyle_cli::tenant::Step<'_>| {
        if other.lock().unwrap().take().is_some() {
            let options = options.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let mut admin = <sqlx::PgConnection as sqlx::Connection>::connect_with(&options).await.unwrap();
                    sqlx::raw_sql("DELETE FROM team_followers; UPDATE team_events SET what = 'changed'")
                        .execute(&mut admin)
                        .await
                        .unwrap();
                });
            })
            .join()
            .unwrap();
        }
    };
    export.run(&mut owner, &mut out, &mut show).await.unwrap();
    assert_eq!(rows(&String::from_utf8(out).unwrap()), rows(&text));
    assert_eq!(teams.value("SELECT count(*) FROM team_followers").await, "0");
}
