//! The connection is lost at every step of an export, an import and an erasure.

use std::io::Cursor;

use peristyle_cli::tenant::erase::Erase;
use peristyle_cli::tenant::{Export, Import, Step, TenantErrorKind};
use peristyle_test::server::Role;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use crate::fixture::{Teams, id};
use crate::schema::{COUNTRY, TEAM};

/// Ends the session of a program at the step of that number.
pub struct Killer {
    options: PgConnectOptions,
    program: &'static str,
    at: usize,
    steps: usize,
}

impl Killer {
    pub fn new(teams: &Teams, program: &'static str, at: usize) -> Self {
        Self { options: teams.database.connect_options(Role::Admin), program, at, steps: 0 }
    }

    pub fn step(&mut self, _: Step<'_>) {
        self.steps += 1;
        if self.steps != self.at {
            return;
        }
        let (options, program) = (self.options.clone(), self.program);
        let kill = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut admin = PgConnection::connect_with(&options).await.unwrap();
                let kill = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()";
                sqlx::query_scalar::<_, i64>(kill).bind(program).fetch_one(&mut admin).await.unwrap()
            })
        });
        assert_eq!(kill.join().unwrap(), 1);
    }
}

#[tokio::test]
async fn an_export_that_is_killed_has_no_last_line() {
    let teams = Teams::with_rows().await;
    for at in [1, 5, 10] {
        let mut killer = Killer::new(&teams, "an export", at);
        let mut connection = teams.connect_as(Role::Owner, "an export").await;
        let mut out = Vec::new();
        let export = Export::new(&teams.structs, id(TEAM));
        let error = export.run(&mut connection, &mut out, &mut |step| killer.step(step)).await.unwrap_err();
        assert_eq!(error.kind(), TenantErrorKind::Database, "{error}");
        assert!(error.to_string().contains("run the command again"), "{error}");
        let empty = Teams::empty().await;
        empty.run(COUNTRY).await;
        let refused = empty.import(std::str::from_utf8(&out).unwrap(), None).await.unwrap_err();
        assert!(matches!(refused.kind(), TenantErrorKind::File { .. }), "{refused}");
    }
}

#[tokio::test]
async fn nothing_stays_of_an_import_that_is_killed() {
    let from = Teams::with_rows().await;
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    let to = Teams::empty().await;
    to.run(COUNTRY).await;
    let mut at = 1;
    loop {
        let mut killer = Killer::new(&to, "an import", at);
        let mut connection = to.connect_as(Role::Owner, "an import").await;
        let import = Import::new(&to.structs);
        match import.run(&mut connection, Cursor::new(&text), &mut |step| killer.step(step)).await {
            Ok(imported) => {
                assert_eq!(imported.rows, exported.rows);
                break;
            }
            Err(error) => assert_eq!(error.kind(), TenantErrorKind::Database, "{error}"),
        }
        assert!(to.is_empty().await, "{at}");
        at += 4;
    }
    assert!(at > 8, "{at}");
}

#[tokio::test]
async fn an_erasure_that_is_killed_goes_on_and_counts_each_row_once() {
    let teams = Teams::with_rows().await;
    let plan = Erase::new(&teams.structs, id(TEAM)).plan(&mut teams.connect(Role::Admin).await).await.unwrap();
    // The deletes write versions, which are erased at last.
    let is_of_rows = |table: &str| !table.ends_with("_history");
    let expected: i64 = plan.tables.iter().filter(|one| is_of_rows(&one.table)).map(|one| one.erase).sum();
    let mut runs = 0;
    let certificate = loop {
        runs += 1;
        // Each run gets a little further than the one before it.
        let mut killer = Killer::new(&teams, "an erasure", 6 * runs);
        let mut connection = teams.connect_as(Role::Admin, "an erasure").await;
        let erase = Erase::new(&teams.structs, id(TEAM)).batch(17);
        match erase.run(&mut connection, &mut |step| killer.step(step)).await {
            Ok(certificate) => break certificate,
            Err(error) => assert_eq!(error.kind(), TenantErrorKind::Database, "{error}"),
        }
    };
    assert!(runs > 3);
    let erased = certificate.tables.iter().filter(|one| is_of_rows(&one.table));
    assert_eq!(erased.map(|one| one.erased).sum::<i64>(), expected);
    assert!(certificate.complete, "{certificate:?}");
    assert_eq!(teams.rows_of(TEAM).await, [""; 0]);
}
