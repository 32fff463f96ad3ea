//! Every type of column, to the server and back.

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use rust_decimal::Decimal;
use sqlx::PgPool;
use sqlx::types::chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Pool, driver};

/// A mood of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "mood")]
pub enum Mood {
    Sunny,
    Grey,
}

/// One column of each type.
#[table(name = "everything", derive_insert(PartialEq))]
#[derive(Debug, Clone, PartialEq)]
pub struct Everything {
    pub id: Id<Everything>,
    pub truth: bool,
    pub small: i16,
    pub whole: i32,
    pub big: i64,
    pub single: f32,
    pub double: f64,
    pub text: String,
    #[column(varchar(9))]
    pub short: String,
    #[column(char(3), waive(padded_char = "codes of three letters"))]
    pub padded: String,
    #[column(numeric(12, 4))]
    pub number: Decimal,
    pub bytes: Vec<u8>,
    pub day: NaiveDate,
    pub time: NaiveTime,
    pub instant: DateTime<Utc>,
    pub mood: Mood,
    pub document: Json<Vec<i32>>,
    #[column(json, waive(jsonb = "kept as it was written"))]
    pub raw: Json<Vec<i32>>,
    pub moods: Vec<Mood>,
    pub documents: Vec<Json<i32>>,
    pub flags: Vec<bool>,
    #[column(numeric(10, 2))]
    pub numbers: Vec<Decimal>,
    pub instants: Vec<DateTime<Utc>>,
    pub blobs: Vec<Vec<u8>>,
    pub others: Vec<Id<Everything>>,
    pub maybe_mood: Option<Mood>,
    pub maybe_document: Option<Json<i32>>,
    pub maybe_whole: Option<i32>,
    pub maybe_moods: Option<Vec<Mood>>,
    #[column(default = 7)]
    pub seven: i64,
    #[column(default_sql = "'a' || 'b'")]
    pub computed: String,
}

schema! { pub EVERYTHING = [Everything] }

fn draft() -> EverythingInsert {
    let instant = DateTime::from_timestamp_micros(1_750_000_000_123_456).unwrap();
    EverythingInsert::new(
        true,
        -1_i16,
        2_i32,
        -3_i64,
        1.5_f32,
        -2.25_f64,
        "quote ' and \" and \\",
        "größe",
        "abc",
        Decimal::new(12_345_678, 4),
        vec![0_u8, 255],
        NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        NaiveTime::from_hms_opt(23, 59, 58).unwrap(),
        instant,
        Mood::Grey,
        Json(vec![1, 2]),
        Json(vec![3]),
    )
    .moods(vec![Mood::Sunny, Mood::Grey])
    .documents(vec![Json(4)])
    .flags(vec![true, false])
    .numbers(vec![Decimal::new(15, 1)])
    .instants(vec![instant])
    .blobs(vec![vec![1], vec![]])
    .others(vec![Id::generate()])
}

async fn pool() -> (peristyle_test::server::Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("everything", &ddl::sql(&EVERYTHING, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

#[tokio::test]
async fn every_type_comes_back_as_it_went() {
    let (_database, pool) = pool().await;
    let row = Everything::insert(draft()).fetch_one(&pool).await.unwrap();
    assert_eq!((row.text.as_str(), row.short.as_str(), row.padded.as_str()), ("quote ' and \" and \\", "größe", "abc"));
    assert_eq!((row.small, row.whole, row.big, row.truth), (-1, 2, -3, true));
    assert_eq!((row.number, row.mood, &row.bytes), (Decimal::new(12_345_678, 4), Mood::Grey, &vec![0, 255]));
    assert_eq!((&row.document.0, &row.raw.0), (&vec![1, 2], &vec![3]));
    assert_eq!((row.moods.as_slice(), row.documents.len()), ([Mood::Sunny, Mood::Grey].as_slice(), 1));
    assert_eq!((row.seven, row.computed.as_str()), (7, "ab"));
    assert_eq!((row.maybe_mood, row.maybe_whole, &row.maybe_moods), (None, None, &None));
    assert_eq!(Everything::find(row.id).fetch_one(&pool).await.unwrap(), row);
    assert_eq!(driver::rows::<Everything>(&pool, "SELECT * FROM everything").await.unwrap(), [row]);
}

#[tokio::test]
async fn own_sql_that_lacks_a_column_or_has_another_type_names_the_column() {
    let (_database, pool) = pool().await;
    Everything::insert(draft()).execute(&pool).await.unwrap();
    for (sql, column, cause) in [
        ("SELECT id, truth, small FROM everything", "whole", "the result has no such column"),
        ("SELECT 'x'::text AS truth, id FROM everything", "truth", "bool"),
        ("SELECT NULL::bool AS truth, id FROM everything", "truth", ""),
        (
            "SELECT e.*, 1 AS text FROM (SELECT id, truth, small, whole, big, single, double FROM everything) e",
            "text",
            "cast it, as in `column::text`",
        ),
    ] {
        match driver::rows::<Everything>(&pool, sql).await {
            Err(Error::Decode { column: found, source }) => {
                assert_eq!(found, column);
                assert!(source.to_string().contains(cause), "{source}");
            }
            other => panic!("{sql}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn every_type_is_inserted_the_same_in_a_batch() {
    let (_database, pool) = pool().await;
    let far = DateTime::from_timestamp(-62_198_755_200, 0).unwrap();
    let drafts = [
        draft(),
        draft()
            .maybe_mood(Mood::Sunny)
            .maybe_document(Json(5))
            .maybe_whole(6)
            .maybe_moods(vec![Mood::Grey])
            .seven(8_i64),
        draft().instants(vec![far]).blobs(vec![]).documents(vec![Json(-1), Json(2)]),
    ];
    let many = Everything::insert_many(drafts.clone()).fetch_all(&pool).await.unwrap();
    for (row, draft) in many.into_iter().zip(drafts) {
        let alone = Everything::insert(draft.with_id(Id::generate())).fetch_one(&pool).await.unwrap();
        assert_eq!(row, Everything { id: row.id, created_at: row.created_at, updated_at: row.updated_at, ..alone });
    }
}

#[tokio::test]
async fn days_begin_where_postgresql_begins() {
    let (_database, pool) = pool().await;
    let first = NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap();
    let with_day = |day: NaiveDate| EverythingInsert { day, ..draft() };
    for day in [first, NaiveDate::MAX] {
        let alone = Everything::insert(with_day(day)).fetch_one(&pool).await.unwrap();
        let many = Everything::insert_many([with_day(day)]).fetch_all(&pool).await.unwrap();
        assert_eq!((alone.day, many[0].day), (day, day));
    }
    let before = with_day(first.pred_opt().unwrap());
    let found = before.validate().unwrap_err().to_string();
    assert_eq!(found, "the day must not be before 4714-11-24 BC");
    let alone = Everything::insert(before.clone()).execute(&pool).await.unwrap_err();
    let many = Everything::insert_many([before]).execute(&pool).await.unwrap_err();
    let told = format!("everything: {found}");
    assert_eq!([alone.to_string(), many.to_string()], [told.clone(), told]);
    let instants = draft().instants(vec![DateTime::<Utc>::MIN_UTC]);
    assert!(matches!(Everything::insert(instants).execute(&pool).await, Err(Error::Violation(_))));
    let asked = Everything::select().filter(Everything::DAY.eq(NaiveDate::MIN)).limit(1).fetch_all(&pool).await;
    assert!(matches!(asked, Err(Error::Violation(_))), "{asked:?}");
}

#[tokio::test]
async fn nan_is_a_value_of_a_float() {
    let (_database, pool) = pool().await;
    let rows = [f64::NAN, f64::INFINITY, f64::MIN].map(|double| EverythingInsert { double, ..draft() });
    let rows = Everything::insert_many(rows).fetch_all(&pool).await.unwrap();
    assert!(rows[0].double.is_nan());
    assert_eq!([rows[1].double, rows[2].double], [f64::INFINITY, f64::MIN]);
}

#[tokio::test]
async fn a_text_with_nul_is_refused_before_it_is_sent() {
    let (_database, pool) = pool().await;
    Everything::insert(draft()).execute(&pool).await.unwrap();
    let nul = EverythingInsert { text: "\0".to_owned(), ..draft() };
    let refused = Everything::insert_many([draft(), nul]).execute(&pool).await.unwrap_err();
    assert_eq!(refused.to_string(), "everything: the text must not contain the character NUL");
    assert_eq!(Everything::select().limit(9).fetch_all(&pool).await.unwrap().len(), 1);
}

#[tokio::test]
async fn every_type_is_compared_and_changed() {
    let (_database, pool) = pool().await;
    let row = Everything::insert(draft()).fetch_one(&pool).await.unwrap();
    let conditions = [
        Everything::TRUTH.eq(true),
        Everything::SMALL.eq(-1_i16),
        Everything::WHOLE.is_in([1, 2]),
        Everything::BIG.lt(0_i64),
        Everything::SINGLE.eq(1.5_f32),
        Everything::DOUBLE.eq(-2.25),
        Everything::SHORT.eq("größe"),
        Everything::PADDED.eq("abc"),
        Everything::PADDED.is_in(["abc"]),
        Everything::NUMBER.eq(row.number),
        Everything::NUMBER.is_in([row.number]),
        Everything::BYTES.eq(vec![0_u8, 255]),
        Everything::DAY.is_in([row.day]),
        Everything::TIME.eq(row.time),
        Everything::INSTANT.is_in([row.instant]),
        Everything::MOOD.ge(Mood::Grey),
        Everything::DOCUMENT.eq(Json(vec![1, 2])),
        Everything::RAW.eq(Json(vec![3])),
        Everything::RAW.is_in([Json(vec![3])]),
        Everything::MOODS.eq(vec![Mood::Sunny, Mood::Grey]),
        Everything::DOCUMENTS.eq(vec![Json(4)]),
        Everything::FLAGS.eq(vec![true, false]),
        Everything::OTHERS.eq(row.others.clone()),
        Everything::ID.is_in([row.id]),
        Everything::MAYBE_MOOD.is_null(),
    ];
    for condition in conditions {
        let told = format!("{condition:?}");
        let found = Everything::select().filter(condition).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")).len(), 1, "{told}");
    }
    let changes = EverythingUpdate::new()
        .mood(Mood::Sunny)
        .document(Json(vec![]))
        .raw(Json(vec![9]))
        .moods(vec![])
        .maybe_mood(Mood::Grey)
        .maybe_document(Json(5))
        .maybe_moods(vec![Mood::Grey])
        .padded("xyz");
    let changed = Everything::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.mood, changed.maybe_mood), (Mood::Sunny, Some(Mood::Grey)));
    assert_eq!((changed.raw.0.as_slice(), changed.maybe_document), ([9].as_slice(), Some(Json(5))));
    assert_eq!(changed.maybe_moods, Some(vec![Mood::Grey]));
}

#[tokio::test]
async fn a_label_that_rust_does_not_know_names_its_column() {
    let (database, pool) = pool().await;
    let row = Everything::insert(draft()).fetch_one(&pool).await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql("ALTER TYPE mood ADD VALUE 'foggy'").execute(&owner).await.unwrap();
    sqlx::raw_sql("UPDATE everything SET mood = 'foggy'").execute(&owner).await.unwrap();
    let error = Everything::find(row.id).fetch_one(&pool).await.unwrap_err();
    assert!(matches!(&error, Error::Decode { column, .. } if column == "mood"), "{error:?}");
    assert_eq!(error.to_string(), "the value in `mood` does not fit its Rust type: the enum mood has no label `foggy`");
}
