//! SQL of the user's own: it is where it says, and runs.

use peristyle::prelude::*;
use peristyle_build::ddl;
use peristyle_build::{Checked, Database, Options};

use super::{database, run, texts};

/// A film, with a year that PostgreSQL checks.
#[table(
    name = "films",
    sql_before(
        name = "the domain year",
        sql = "CREATE DOMAIN year AS integer CHECK (VALUE BETWEEN 1901 AND 2155); COMMENT ON DOMAIN year IS 'It''s a year; of ours'",
        again = "DO $$ BEGIN IF to_regtype('year') IS NULL THEN CREATE DOMAIN year AS integer; END IF; END $$"
    ),
    sql_after(
        name = "titles in capitals",
        sql = "CREATE OR REPLACE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN NEW.title := upper(NEW.title); RETURN NEW; END $body$;
            CREATE OR REPLACE TRIGGER shout BEFORE INSERT ON films FOR EACH ROW EXECUTE FUNCTION shout() -- of every film"
    )
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Film {
    pub id: Id<Film>,
    #[column(collate = "C")]
    pub title: String,
    #[column(sql_type = "year", waive(column_type = "a domain of ours"))]
    pub released: i32,
}

schema! {
    pub SCHEMA = [Film];
    sql_before(name = "likeness", sql = "CREATE EXTENSION IF NOT EXISTS pg_trgm");
    sql_after(
        name = "new films",
        sql = "CREATE OR REPLACE VIEW new_films WITH (security_invoker) AS SELECT title FROM films WHERE released > 2000",
    );
}

#[tokio::test]
async fn it_runs_in_its_place() {
    let (_database, pool, owner) = database(&SCHEMA, ddl::Options::new()).await;
    Film::insert(FilmInsert::new("Metropolis", 1927)).execute(&pool).await.unwrap();
    let film = Film::insert(FilmInsert::new("Arrival", 2016)).fetch_one(&pool).await.unwrap();
    assert_eq!(film.title, "ARRIVAL");
    assert_eq!(texts(&owner, "SELECT title FROM new_films").await, ["ARRIVAL"]);
    assert!(Film::insert(FilmInsert::new("Later", 3000)).execute(&pool).await.is_err());
    assert_eq!(texts(&owner, "SELECT collname::text FROM pg_attribute JOIN pg_collation c ON c.oid = attcollation WHERE attrelid = 'films'::regclass AND attname = 'title'").await, ["C"]);
}

#[tokio::test]
async fn what_says_so_runs_again() {
    let options = ddl::Options::new().idempotent();
    let (_database, _pool, owner) = database(&SCHEMA, options.clone()).await;
    let text = ddl::sql(&SCHEMA, &options).unwrap();
    assert!(!text.contains("BETWEEN 1901"), "{text}");
    run(&owner, &text).await;
}

/// A role for reports that reads the rows of all tenants, with its reason.
#[table(
    name = "reviews",
    sql_after(name = "open", sql = "GRANT SELECT ON reviews TO PUBLIC"),
    waive(sql_keeps_guards = "reviews are public")
)]
pub struct Review {
    pub id: Id<Review>,
}

schema! {
    pub WAIVED = [Review];
    sql_before(name = "a note", sql = "SELECT 'GRANT ALL ON reviews TO PUBLIC'");
    sql_after(name = "open", sql = "GRANT SELECT ON reviews TO PUBLIC");
    waive(sql_keeps_guards = "reviews\r\nDROP TABLE reviews; are public");
}

#[tokio::test]
async fn the_reason_of_a_waiver_is_emitted() {
    let (_database, _pool, owner) = database(&WAIVED, Options::new()).await;
    let comment = "SELECT obj_description('reviews'::regclass)";
    assert!(texts(&owner, comment).await[0].ends_with("Waived sql_keeps_guards (P06): reviews are public"));
    let text = ddl::sql(&WAIVED, &Options::new()).unwrap();
    let waived = "-- open\n-- Waived sql_keeps_guards (P06): reviews  DROP TABLE reviews; are public\nGRANT SELECT ON reviews TO PUBLIC\n;";
    assert_eq!(text.matches("-- Waived").count(), 1);
    assert!(text.contains(waived), "{text}");
    let taken = Database::of(&WAIVED);
    assert_eq!(Database::from_json(&taken.to_json()).unwrap(), taken);
    let page = peristyle_build::schema_md::markdown(&Checked::of(&WAIVED).unwrap(), &[]);
    assert!(page.contains("Waived `sql_keeps_guards` (P06): reviews"), "{page}");
}

#[test]
fn it_is_in_the_snapshot_and_on_the_page() {
    let taken = Database::of(&SCHEMA);
    assert_eq!(Database::from_json(&taken.to_json()).unwrap(), taken);
    let mut other = taken.clone();
    other.sql[0].sql = "CREATE EXTENSION citext".into();
    other.tables[0].sql.pop();
    let checked = |database: &Database| database.clone().check(&Options::new()).unwrap();
    let changes: Vec<_> = checked(&taken).changes_to(&checked(&other)).iter().map(ToString::to_string).collect();
    let expected = [
        "the piece of SQL `likeness` changed: statements",
        "`films` no longer has the piece of SQL `titles in capitals`",
    ];
    assert_eq!(changes, expected);
    let page = peristyle_build::schema_md::markdown(&Checked::of(&SCHEMA).unwrap(), &[]);
    assert!(
        page.contains("#### SQL of its own\n\nBefore it, the domain year:\n\n```sql\nCREATE DOMAIN year"),
        "{page}"
    );
    assert!(page.contains("## SQL of its own\n\nBefore it, likeness:\n"), "{page}");
}
