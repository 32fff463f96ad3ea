//! Enum types: labels of every case, and any that PostgreSQL takes.

use peristyle::prelude::*;
use peristyle_test::server::Role;
use sqlx::PgPool;

use super::{database, driver};
use crate::accepted::enums_of_every_case::{
    Camel, Film, FilmInsert, FilmUpdate, Kebab, Lower, Odd, Pascal, SCHEMA, ScreamingKebab, ScreamingSnake, Snake,
    Upper,
};

fn draft(odd: Odd) -> FilmInsert {
    FilmInsert::new(
        Lower::VeryTasty,
        Upper::VeryTasty,
        Pascal::VeryTasty,
        Camel::Pg13,
        Snake::Type,
        ScreamingSnake::Type,
        Kebab::VeryTasty,
        odd,
    )
}

const ODDS: [Odd; 5] = [Odd::Empty, Odd::Quoted, Odd::Wide, Odd::Null, Odd::Longest];

/// sqlx 0.9.0 cannot look up an enum with the label `NULL`, so its columns are cast.
const OWN_SQL: &str = "SELECT id, lower, upper, pascal, camel, snake, screaming_snake, kebab, screaming_kebab, odd_kebab, \
    odd::text, odds::text[], maybe::text, quoted::text, created_at, updated_at, deleted_at \
    FROM films WHERE deleted_at IS NULL";

#[tokio::test]
async fn any_label_comes_back_as_it_went() {
    let (_database, pool) = database(&SCHEMA, "").await;
    for odd in ODDS {
        let draft = draft(odd).odds(ODDS.to_vec()).maybe(odd);
        let row = Film::insert(draft.clone()).fetch_one(&pool).await.unwrap();
        assert_eq!((row.lower, row.upper, row.pascal), (Lower::VeryTasty, Upper::VeryTasty, Pascal::VeryTasty));
        assert_eq!((row.camel, row.snake, row.screaming_snake), (Camel::Pg13, Snake::Type, ScreamingSnake::Type));
        assert_eq!(
            (row.kebab, row.screaming_kebab, row.odd_kebab),
            (Kebab::VeryTasty, ScreamingKebab::VeryTasty, Kebab::Pg13)
        );
        assert_eq!((row.odd, row.maybe, row.quoted), (odd, Some(odd), Odd::Quoted));
        assert_eq!(row.odds, ODDS);
        let own_sql = driver::rows::<Film>(&pool, OWN_SQL).await.unwrap();
        assert_eq!(own_sql, std::slice::from_ref(&row));
        assert_eq!((odd.to_string().as_str(), odd.label().parse()), (odd.label(), Ok(odd)));
        let json = serde_json::to_value(odd).unwrap();
        assert_eq!((&json, serde_json::from_value::<Odd>(json.clone()).unwrap()), (&odd.label().into(), odd));
        let many = Film::insert_many([draft.with_id(Id::generate())]).fetch_all(&pool).await.unwrap();
        let same = Film { id: many[0].id, created_at: many[0].created_at, updated_at: many[0].updated_at, ..row };
        assert_eq!(many, [same]);
        for condition in
            [Film::ODD.eq(odd), Film::ODD.is_in([odd]), Film::MAYBE.eq(odd), Film::ODD.le(odd).and(Film::ODD.ge(odd))]
        {
            let found = Film::select().filter(condition).limit(9).fetch_all(&pool).await.unwrap();
            assert_eq!(found.len(), 2, "{odd:?}");
        }
        let changes = FilmUpdate::new().quoted(odd).odds(vec![odd]);
        let changed = Film::update(many[0].id, changes).fetch_one(&pool).await.unwrap();
        assert_eq!((changed.quoted, changed.odds), (odd, vec![odd]));
        for id in [own_sql[0].id, changed.id] {
            Film::delete(id).execute(&pool).await.unwrap();
        }
    }
}

#[test]
fn a_text_that_is_no_label_is_refused() {
    let error = "other".parse::<Snake>().unwrap_err();
    assert_eq!(error.to_string(), "the enum snake has no label `other`");
    let error = serde_json::from_str::<Odd>("\"other\"").unwrap_err();
    assert!(error.to_string().starts_with("unknown variant `other`, expected one of"), "{error}");
    assert!(serde_json::from_str::<Odd>("1").unwrap_err().to_string().contains("a label of Odd"));
    assert_eq!(format!("[{:>9}]", Lower::VeryTasty), "[verytasty]");
    assert_eq!(format!("[{:10}]", Lower::VeryTasty), "[verytasty ]");
}

#[tokio::test]
async fn distinct_labels_are_ordered_as_they_are_declared() {
    let (_database, pool) = database(&SCHEMA, "").await;
    for odd in ODDS.into_iter().rev().chain(ODDS) {
        Film::insert(draft(odd)).execute(&pool).await.unwrap();
    }
    let odds = || Film::select().column(Film::ODD).distinct();
    assert_eq!(odds().order_by(Film::ODD.asc()).limit(9).fetch_all(&pool).await.unwrap(), ODDS);
    assert_eq!(odds().count(&pool).await.unwrap(), 5);
}

#[tokio::test]
async fn the_catalog_has_the_declared_labels() {
    let (database, _pool) = database(&SCHEMA, "").await;
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let labels = "SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = $1::regtype";
    for (name, expected) in [
        ("lower", "verytasty,PG-13,type"),
        ("upper", "VERYTASTY,PG-13,TYPE"),
        ("pascal", "VeryTasty,PG-13,Type"),
        ("camel", "veryTasty,PG-13,type"),
        ("snake", "very_tasty,PG-13,type"),
        ("screaming_snake", "VERY_TASTY,PG-13,TYPE"),
        ("kebab", "very-tasty,PG-13,type"),
        ("screaming_kebab", "VERY-TASTY,PG-13,TYPE"),
    ] {
        let found: String = sqlx::query_scalar(labels).bind(name).fetch_one(&owner).await.unwrap();
        assert_eq!(found, expected);
    }
    let comment = r#"SELECT obj_description('"Odd ""Labels"""'::regtype, 'pg_type')"#;
    let comment: String = sqlx::query_scalar(comment).fetch_one(&owner).await.unwrap();
    let expected = "Labels as no rule asks for them.\n\nWaived snake_case (N01): the type is older than the rule";
    assert_eq!(comment, expected);
}
