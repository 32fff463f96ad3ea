//! `not_enforced`: no row is held to it, and `import` and `drift` know it.

use std::path::Path;

use peristyle::Range;
use peristyle::prelude::*;
use peristyle_build::Database as Model;
use peristyle_build::ddl::{self, Options};
use peristyle_cli::import::Import;
use peristyle_test::server::Role;
use peristyle_tests::newer::eighteen;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::every_option::SCHEMA;
use super::mended;

#[tokio::test]
async fn no_row_is_held_to_it() {
    let Some(server) = eighteen().await else { return };
    let (database, scratch) = (server.empty_database().await.unwrap(), server.empty_database().await.unwrap());
    let mut live = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    let mut scratch = PgConnection::connect_with(&scratch.connect_options(Role::Admin)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application));
    sqlx::raw_sql(AssertSqlSafe(ddl::sql(&SCHEMA, &options).unwrap())).execute(&mut live).await.unwrap();
    let rows = "INSERT INTO organizations (id) VALUES (gen_random_uuid());
        INSERT INTO org_positions (id, organization_id, code, number, cents, pieces, currency_id)
            SELECT gen_random_uuid(), id, 'EUR', 978, -5, 2, gen_random_uuid() FROM organizations";
    sqlx::raw_sql(rows).execute(&mut live).await.unwrap();
    let total: i64 = sqlx::query_scalar("SELECT total FROM org_positions").fetch_one(&mut live).await.unwrap();
    assert_eq!(total, -10);
    // The reference to the tenant is enforced.
    let of_nobody = "INSERT INTO org_positions (id, organization_id, code, number, cents, pieces)
        VALUES (gen_random_uuid(), gen_random_uuid(), 'EUR', 978, 5, 2)";
    let error = sqlx::raw_sql(of_nobody).execute(&mut live).await.unwrap_err().to_string();
    assert!(error.contains("org_positions_organization_id_fkey"), "{error}");

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import/not_enforced");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    Import::new(&folder).unchecked().run(&mut live, &mut scratch, |_| ()).await.unwrap();
    let text = |file: &str| std::fs::read_to_string(folder.join("src").join(file)).unwrap();
    assert!(text("lib.rs").contains("    min = 18;\n"), "{}", text("lib.rs"));
    let structs = text("public.rs");
    // Two checks, and three foreign keys.
    assert_eq!(structs.matches("not_enforced").count(), 5, "{structs}");
    assert_eq!(structs.matches("not_valid").count(), 1, "{structs}");
    // As tenant tables they have row security, and what was not enforced is not.
    let folder = folder.with_file_name("not_enforced_of_tenants");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    let declared = Import::new(&folder).tenant("organization_id").unchecked();
    declared.run(&mut live, &mut scratch, |_| ()).await.unwrap();
    let structs = std::fs::read_to_string(folder.join("src/public.rs")).unwrap();
    assert!(structs.contains("tenant = Organization"), "{structs}");
    assert_eq!(structs.matches("not_enforced").count(), 5, "{structs}");

    let structs = Model::of(&SCHEMA).check(&options).unwrap();
    let by_hand =
        "DELETE FROM org_positions; ALTER TABLE org_positions ALTER CONSTRAINT org_positions_currency_id_fkey ENFORCED";
    let drift = mended(&structs, &mut live, &mut scratch, by_hand).await;
    assert_eq!(drift.differences.len(), 1, "{drift}");
    live.close().await.unwrap();
    scratch.close().await.unwrap();
}

/// A lesson in a room.
#[table(
    name = "lessons",
    unique(room, days, without_overlaps, including_deleted),
    waive(unique_live = "a room is cleaned in any case")
)]
pub struct Lesson {
    pub id: Id<Lesson>,
    pub room: i32,
    pub days: Range<chrono::NaiveDate>,
}

/// When a room is cleaned; another program knows of lessons that are not listed.
#[table(
    name = "cleanings",
    foreign_key(
        room, period(days), references = Lesson(room, days), not_enforced,
        why = "a room is cleaned while there are lessons"
    ),
    waive(validated = "another program lists lessons")
)]
pub struct Cleaning {
    pub id: Id<Cleaning>,
    pub room: i32,
    pub days: Range<chrono::NaiveDate>,
}

schema! { min = 18; pub CLEANED = [Lesson, Cleaning] }

#[tokio::test]
async fn a_period_is_not_enforced_either() {
    let Some(server) = eighteen().await else { return };
    let (database, scratch) = (server.empty_database().await.unwrap(), server.empty_database().await.unwrap());
    let mut live = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    let mut scratch = PgConnection::connect_with(&scratch.connect_options(Role::Admin)).await.unwrap();
    for connection in [&mut live, &mut scratch] {
        sqlx::raw_sql("CREATE EXTENSION btree_gist").execute(connection).await.unwrap();
    }
    let options = Options::new().application_role(server.role_name(Role::Application));
    sqlx::raw_sql(AssertSqlSafe(ddl::sql(&CLEANED, &options).unwrap())).execute(&mut live).await.unwrap();
    let row = "INSERT INTO cleanings (id, room, days) VALUES (gen_random_uuid(), 1, '[2026-05-01,2026-06-01)')";
    sqlx::raw_sql(row).execute(&mut live).await.unwrap();
    let structs = Model::of(&CLEANED).check(&options).unwrap();
    let by_hand = "DELETE FROM cleanings; ALTER TABLE cleanings ALTER CONSTRAINT cleanings_room_days_fkey ENFORCED";
    let drift = mended(&structs, &mut live, &mut scratch, by_hand).await;
    assert_eq!(drift.differences.len(), 1, "{drift}");
    sqlx::raw_sql(row).execute(&mut live).await.unwrap();
    live.close().await.unwrap();
    scratch.close().await.unwrap();
}
