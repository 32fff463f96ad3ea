//! `generated(.., virtual)`: statements, versions, `import` and `drift`.

use std::path::Path;

use peristyle::prelude::*;
use peristyle_build::Database as Model;
use peristyle_build::ddl::{self, Options};
use peristyle_cli::import::Import;
use peristyle_test::server::{Database, Role, Server};
use peristyle_tests::newer::eighteen;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

use super::mended;

/// A position of an order, with its versions.
#[table(name = "positions", history, index(sql("cents * pieces")), check(total >= 0))]
#[derive(Debug)]
pub struct Position {
    pub id: Id<Position>,
    pub cents: i64,
    pub pieces: i64,
    pub note: Option<String>,
    /// What the position costs.
    #[column(generated(sql = "cents * pieces", virtual))]
    pub total: i64,
    #[column(generated(sql = "lower(note)", virtual))]
    pub plain_note: Option<String>,
}

schema! { min = 18; pub SCHEMA = [Position] }

async fn loaded(server: &Server) -> Database {
    let database = server.empty_database().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application));
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(ddl::sql(&SCHEMA, &options).unwrap())).execute(&mut owner).await.unwrap();
    owner.close().await.unwrap();
    database
}

/// The insert has no such field; rows, filters, orders, pages and versions have its value.
#[tokio::test]
async fn statements_read_it() {
    let Some(server) = eighteen().await else { return };
    let database = loaded(server).await;
    let pool = PgPool::connect(&database.url(Role::Application)).await.unwrap();
    let first = Position::insert(PositionInsert::new(250, 3).note("Fragile")).fetch_one(&pool).await.unwrap();
    assert_eq!((first.total, first.plain_note.as_deref()), (750, Some("fragile")));
    let many = [PositionInsert::new(100, 1), PositionInsert::new(7, 7)];
    Position::insert_many(many).execute(&pool).await.unwrap();
    let changed = Position::update(first.id, PositionUpdate::new().pieces(4)).fetch_one(&pool).await.unwrap();
    assert_eq!(changed.total, 1000);
    let large = Position::select().filter(Position::TOTAL.gt(49)).order_by(Position::TOTAL.desc());
    let totals: Vec<_> = large.limit(9).fetch_all(&pool).await.unwrap().iter().map(|one| one.total).collect();
    assert_eq!(totals, [1000, 100]);
    let versions = Position::versions(first.id).limit(9).fetch_all(&pool).await.unwrap();
    assert_eq!(versions.iter().map(|version| version.row.total).collect::<Vec<_>>(), [1000, 750]);
    let refused = Position::insert(PositionInsert::new(-1, 1)).execute(&pool).await.unwrap_err().to_string();
    assert!(refused.contains("positions_total_check"), "{refused}");
    pool.close().await;
}

/// A plan of a tenant's statement uses the index of the expression.
#[tokio::test]
async fn an_index_of_its_expression_is_used() {
    let Some(server) = eighteen().await else { return };
    let database = loaded(server).await;
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql("SET enable_seqscan = off").execute(&mut owner).await.unwrap();
    let plan = "EXPLAIN SELECT id FROM positions WHERE total = 750 AND deleted_at IS NULL";
    let plan: Vec<String> = sqlx::query_scalar(plan).fetch_all(&mut owner).await.unwrap();
    assert!(plan.iter().any(|line| line.contains("Index Cond: ((cents * pieces) = 750)")), "{plan:#?}");
    owner.close().await.unwrap();
}

#[tokio::test]
async fn import_states_it_and_drift_mends_it() {
    let Some(server) = eighteen().await else { return };
    let (database, scratch) = (loaded(server).await, server.empty_database().await.unwrap());
    let mut live = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let mut scratch = PgConnection::connect_with(&scratch.connect_options(Role::Owner)).await.unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import/virtual_columns");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    let import = Import::new(&folder).unchecked().run(&mut live, &mut scratch, |_| ()).await.unwrap();
    assert_eq!(import.tables, 1);
    let text = |file: &str| std::fs::read_to_string(folder.join("src").join(file)).unwrap();
    assert!(text("lib.rs").contains("schema! {\n    min = 18;\n    pub SCHEMA = ["), "{}", text("lib.rs"));
    let structs = text("public.rs");
    assert!(structs.contains("generated(sql = \"(cents * pieces)\", virtual)"), "{structs}");

    let options = Options::new().application_role(server.role_name(Role::Application));
    let structs = Model::of(&SCHEMA).check(&options).unwrap();
    let by_hand = "ALTER TABLE positions DROP COLUMN plain_note, ADD COLUMN plain_note text GENERATED ALWAYS AS (lower(note)) STORED";
    let drift = mended(&structs, &mut live, &mut scratch, by_hand).await;
    assert!(drift.to_string().contains("virtual"), "{drift}");
    live.close().await.unwrap();
    scratch.close().await.unwrap();
}
