//! An erasure deletes every row of a tenant and none of another one, and says what it did.

use peristyle_cli::tenant::erase::{Certificate, Erase};
use peristyle_cli::tenant::{Step, TenantError, TenantErrorKind};
use peristyle_test::server::Role;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::fixture::{Teams, id};
use crate::schema::{OTHER, TEAM};

fn told(error: &TenantError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

fn erased(certificate: &Certificate, table: &str) -> (i64, i64) {
    let found = certificate.tables.iter().find(|one| one.table == table).unwrap();
    (found.erased, found.unlinked)
}

/// Triggers, in each table and partition.
const TRIGGERS: &str = "SELECT string_agg(tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text, ', ') FROM (
    SELECT tgrelid, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal OR tgparentid <> 0 ORDER BY 1, 2) t";

#[tokio::test]
async fn every_row_is_erased_and_none_of_another_tenant() {
    let teams = Teams::with_rows().await;
    let (others, triggers) = (teams.rows_of(OTHER).await, teams.value(TRIGGERS).await);
    let before = teams.rows_of(TEAM).await.len();
    // The application role may count what would be erased.
    let erase = Erase::new(&teams.structs, id(TEAM));
    let plan = erase.plan(&mut teams.connect(Role::Application).await).await.unwrap();
    assert_eq!(erase.plan(&mut teams.connect(Role::Owner).await).await.unwrap(), plan);
    assert_eq!((teams.rows_of(TEAM).await.len(), plan.refused.len(), plan.held.len()), (before, 0, 0));

    let mut admin = teams.connect(Role::Admin).await;
    let erase = Erase::new(&teams.structs, id(TEAM)).batch(7).search_text();
    let certificate = erase.run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(certificate.complete, "{certificate:?}");
    assert_eq!(teams.rows_of(TEAM).await, [""; 0]);
    assert_eq!(teams.rows_of(OTHER).await, others);
    for table in &plan.tables {
        let done = erased(&certificate, &table.table);
        match table.table.ends_with("_history") {
            // The deletes wrote versions, which were erased at last.
            true => assert!(table.erase > 0 && done.0 > table.erase, "{table:?}"),
            false => assert_eq!(done, (table.erase, table.unlink), "{table:?}"),
        }
    }
    assert_eq!((erased(&certificate, "people"), erased(&certificate, "invitations")), ((0, 3), (2, 0)));
    assert_eq!((erased(&certificate, "team_charges"), erased(&certificate, "team_readings")), ((40, 20), (30, 0)));
    assert_eq!(erased(&certificate, "team_versions"), (5, 0));
    assert!(certificate.scan.tables > 12 && certificate.scan.columns > 30, "{certificate:?}");
    // Append-only tables refuse deletes as before.
    assert_eq!(teams.value(TRIGGERS).await, triggers);
    assert!(triggers.contains("team_readings_2026 peristyle_append_only_rows A"), "{triggers}");
    assert_eq!(teams.value("SELECT count(*) FROM peristyle_erasures").await, certificate.tables.len().to_string());
    erase.forget(&mut admin).await.unwrap();
    assert_eq!(teams.value("SELECT count(*) FROM peristyle_erasures").await, "0");
    // Nothing is left to do.
    let again = erase.run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(again.complete && again.tables.iter().all(|table| table.erased == 0));
}

#[tokio::test]
async fn the_owner_erases_and_is_told_what_it_does_not_see() {
    let teams = Teams::with_rows().await;
    let mut owner = teams.connect(Role::Owner).await;
    let certificate = Erase::new(&teams.structs, id(TEAM)).run(&mut owner, &mut |_| {}).await.unwrap();
    assert_eq!(teams.rows_of(TEAM).await, [""; 0]);
    assert!(!certificate.complete);
    let hidden = "public.team_orders: row security hides rows of other tenants from the role".to_owned();
    assert!(certificate.scan.not_searched.contains(&hidden), "{certificate:?}");
}

#[tokio::test]
async fn a_hold_keeps_a_table_and_what_it_refers_to() {
    let teams = Teams::with_rows().await;
    let charges = "SELECT count(*) FROM team_charges";
    let before = teams.value(charges).await;
    let mut admin = teams.connect(Role::Admin).await;
    let held = Erase::new(&teams.structs, id(TEAM)).hold("team_charges", "case 17");
    let certificate = held.run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(!certificate.complete);
    let mut kept: Vec<_> = certificate.held.iter().map(|held| (held.table.as_str(), held.reason.as_str())).collect();
    kept.sort_unstable();
    assert_eq!(
        kept,
        [
            ("team_charges", "case 17"),
            ("team_customers", "`team_orders` refers to it"),
            ("team_order_lines", "`team_orders` refers to it"),
            ("team_orders", "`team_charges` refers to it"),
            ("team_orders_history", "it has the versions of `team_orders`"),
            ("teams", "`team_charges` refers to it"),
            ("teams_history", "it has the versions of `teams`"),
        ]
    );
    assert_eq!((teams.value(charges).await, erased(&certificate, "team_events").0), (before.clone(), 30));
    assert_eq!(teams.value("SELECT count(*) FROM people WHERE current_team_id IS NOT NULL").await, "6");
    held.forget(&mut admin).await.unwrap();
    // It holds for later runs, which do not name it.
    let erase = Erase::new(&teams.structs, id(TEAM));
    assert!(!erase.run(&mut admin, &mut |_| {}).await.unwrap().complete);
    assert_eq!(teams.value(charges).await, before);
    assert!(erase.release(&mut admin, "team_charges").await.unwrap());
    assert!(!erase.release(&mut admin, "team_charges").await.unwrap());
    let certificate = erase.run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(certificate.complete, "{certificate:?}");
    assert_eq!(teams.rows_of(TEAM).await, [""; 0]);
    let error =
        Erase::new(&teams.structs, id(TEAM)).hold("people", "x").run(&mut admin, &mut |_| {}).await.unwrap_err();
    assert_eq!(
        (error.kind(), told(&error)),
        (TenantErrorKind::Argument, "the tenant has no table `people`".to_owned())
    );
}

/// Runs something in another session at a step.
fn meanwhile(teams: &Teams, at: &'static str, sql: String) -> impl FnMut(Step<'_>) + Send + use<> {
    let options = teams.database.connect_options(Role::Admin);
    let mut is_done = false;
    move |step| {
        if is_done || format!("{} {}", step.doing, step.table) != at {
            return;
        }
        is_done = true;
        let (options, sql) = (options.clone(), sql.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut admin = PgConnection::connect_with(&options).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
            });
        })
        .join()
        .unwrap();
    }
}

#[tokio::test]
async fn a_hold_that_is_placed_meanwhile_stops_the_erasure() {
    let teams = Teams::with_rows().await;
    let mut admin = teams.connect(Role::Admin).await;
    let erase = Erase::new(&teams.structs, id(TEAM)).batch(10);
    let hold = format!(
        "UPDATE peristyle_erasures SET hold = 'case 18' WHERE tenant = '{TEAM}' AND table_name = 'team_orders'"
    );
    let error = erase.run(&mut admin, &mut meanwhile(&teams, "erasing team_followers", hold)).await.unwrap_err();
    assert_eq!(error.kind(), TenantErrorKind::Held, "{error}");
    assert!(
        told(&error)
            .starts_with("a hold was placed on `team_orders` (case 18) while the tenant was erased; erased so far: "),
        "{error}"
    );
    assert!(
        error.to_string().contains("rows of `team_events`") || error.to_string().contains("rows of `team_readings`"),
        "{error}"
    );
    assert_eq!(teams.value("SELECT count(*) FROM team_orders").await, "40");
    let certificate = erase.run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(
        !certificate.complete && certificate.held.iter().any(|held| held.table == "team_orders" && held.rows == 20)
    );
    assert_eq!(erased(&certificate, "team_followers").0, 20);
    assert_eq!(teams.value("SELECT count(*) FROM team_orders").await, "40");
    // Placed by the library, and seen by the next run.
    erase.place_hold(&mut admin, "team_customers", "case 19").await.unwrap();
    let certificate = erase.run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(certificate.held.iter().any(|held| held.reason == "case 19"), "{certificate:?}");
}

#[tokio::test]
async fn a_row_that_is_written_meanwhile_stops_the_erasure() {
    let teams = Teams::with_rows().await;
    let mut admin = teams.connect(Role::Admin).await;
    let erase = Erase::new(&teams.structs, id(TEAM));
    let insert = format!(
        "INSERT INTO team_charges (id, team_id, order_id) SELECT gen_random_uuid(), team_id, id FROM team_orders WHERE team_id = '{TEAM}' LIMIT 1"
    );
    let error = erase.run(&mut admin, &mut meanwhile(&teams, "erasing team_orders", insert)).await.unwrap_err();
    assert!(error.to_string().contains("stop the programs that write rows of this tenant"), "{error}");
    let certificate = erase.run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(certificate.complete, "{certificate:?}");
    assert_eq!((erased(&certificate, "team_charges").0, erased(&certificate, "team_orders").0), (41, 20));
}

#[tokio::test]
async fn tables_that_the_structs_do_not_have_are_found_and_erased() {
    let teams = Teams::with_rows().await;
    teams
        .run(&format!(
            "CREATE SCHEMA aside; CREATE DOMAIN aside.team_ref AS uuid;
            CREATE TABLE aside.history (team aside.team_ref, what text); INSERT INTO aside.history SELECT id, 'x' FROM teams, generate_series(1, 12);
            CREATE TABLE aside.lists (teams uuid[]); INSERT INTO aside.lists SELECT array_agg(id) FROM teams;
            CREATE TABLE aside.jobs (job jsonb); INSERT INTO aside.jobs SELECT jsonb_build_object('team', id) FROM teams;
            CREATE MATERIALIZED VIEW aside.kept AS SELECT team::uuid FROM aside.history WHERE team = '{TEAM}' LIMIT 1"
        ))
        .await;
    let mut admin = teams.connect(Role::Admin).await;
    let found = |certificate: &Certificate| -> Vec<String> {
        let found = certificate.scan.found.iter();
        found
            .map(|found| format!("{} {} {}", found.table, found.column.as_deref().unwrap_or("*"), found.rows))
            .collect()
    };
    let certificate = Erase::new(&teams.structs, id(TEAM)).run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(!certificate.complete);
    assert_eq!(found(&certificate), ["aside.history team 12", "aside.kept team 1", "aside.lists teams 1"]);
    let also = Erase::new(&teams.structs, id(TEAM)).also("aside.history", "team").batch(5).search_text();
    let certificate = also.run(&mut admin, &mut |_| {}).await.unwrap();
    assert_eq!(erased(&certificate, "aside.history"), (12, 0));
    assert_eq!(
        found(&certificate),
        ["aside.jobs * 1", "aside.kept team 1", "aside.kept * 1", "aside.lists teams 1", "aside.lists * 1"]
    );
    assert_eq!(teams.value("SELECT count(*) FROM aside.history").await, "12");
    let wrong = Erase::new(&teams.structs, id(TEAM))
        .also("aside.nothing", "team")
        .run(&mut admin, &mut |_| {})
        .await
        .unwrap_err();
    assert!(told(&wrong).contains("relation \"aside.nothing\" does not exist"), "{wrong}");
}

#[tokio::test]
async fn a_global_row_that_must_refer_to_the_tenant_refuses() {
    let teams = Teams::with_rows().await;
    teams.run("INSERT INTO licences (id, team_id) SELECT gen_random_uuid(), id FROM teams").await;
    let before = teams.rows_of(TEAM).await;
    let mut admin = teams.connect(Role::Admin).await;
    let erase = Erase::new(&teams.structs, id(TEAM));
    let message = "rows of the global table `licences` refer to the tenant by `team_id`: 1";
    assert_eq!(erase.plan(&mut admin).await.unwrap().refused, [message]);
    let error = erase.run(&mut admin, &mut |_| {}).await.unwrap_err();
    assert_eq!((error.kind(), told(&error)), (TenantErrorKind::Rows, message.to_owned()));
    assert_eq!(teams.rows_of(TEAM).await, before);
}

#[tokio::test]
async fn a_condition_that_refuses_null_does_not_keep_rows() {
    let teams = Teams::with_rows().await;
    teams.run("ALTER TABLE team_customers ADD CHECK (sent_by_id IS NOT NULL) NOT VALID").await;
    let mut admin = teams.connect(Role::Admin).await;
    let certificate = Erase::new(&teams.structs, id(TEAM)).run(&mut admin, &mut |_| {}).await.unwrap();
    assert!(certificate.complete, "{certificate:?}");
    assert_eq!(erased(&certificate, "team_customers"), (20, 0));
    assert_eq!((erased(&certificate, "team_orders").0, erased(&certificate, "team_order_lines").0), (20, 60));
    assert_eq!(teams.rows_of(TEAM).await, [""; 0]);
}

#[tokio::test]
async fn a_role_that_may_not_erase_erases_nothing() {
    let teams = Teams::with_rows().await;
    let before = teams.rows_of(TEAM).await;
    let mut application = teams.connect(Role::Application).await;
    let error = Erase::new(&teams.structs, id(TEAM)).run(&mut application, &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), TenantErrorKind::Role, "{error}");
    assert_eq!(teams.rows_of(TEAM).await, before);
}
