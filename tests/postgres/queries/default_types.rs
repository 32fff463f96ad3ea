//! Defaults of another type than their column: the value that is given is stored as it is, and the default is
//! converted as PostgreSQL converts one.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use peristyle::prelude::*;
use peristyle::{Error, Interval, Timestamp, ViolationKind};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use sqlx::{AssertSqlSafe, PgPool};

use super::Pool;
use super::driver;

/// A column of each type, beside a default of another one.
#[table(
    name = "defaulted",
    unique(name),
    waive(column_type = "an older table", time_zone = "of the shop", padded_char = "an older table"),
    waive(jsonb = "kept as it came", soft_delete = "a test"),
    derive_insert(PartialEq)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Defaulted {
    pub id: Id<Defaulted>,
    pub name: String,
    #[column(default_sql = "1.5::float8")]
    pub a_small: i16,
    #[column(default_sql = "1.5::numeric")]
    pub an_int: i32,
    #[column(default_sql = "1.5::float8")]
    pub a_big: i64,
    #[column(default_sql = "0.1::float8")]
    pub a_real: f32,
    #[column(default_sql = "0.1::real")]
    pub a_double: f64,
    #[column(numeric(24, 4), default_sql = "0.5::float8")]
    pub a_number: Decimal,
    #[column(default_sql = "'0198c0de-0000-7000-8000-000000000000'::uuid")]
    pub a_text: String,
    #[column(varchar(60), default_sql = "'2024-01-01'::date")]
    pub a_varchar: String,
    #[column(char(3), default_sql = "7")]
    pub a_char: String,
    #[column(default_sql = "'2024-01-01 23:30+00'::timestamptz")]
    pub a_date: NaiveDate,
    #[column(default_sql = "'2024-01-01 23:30+00'::timestamptz")]
    pub a_time: NaiveTime,
    #[column(default_sql = "'2024-01-01 23:30+00'::timestamptz")]
    pub a_timestamp: NaiveDateTime,
    #[column(default_sql = "'2024-01-01'::date")]
    pub an_instant: Timestamp,
    #[column(default_sql = "'12:00'::time")]
    pub a_span: Interval,
    #[column(default_sql = "'[\"a\"]'::json")]
    pub a_document: Json<Vec<String>>,
    #[column(json, default_sql = "'[\"a\"]'::jsonb")]
    pub an_older_document: Json<Vec<String>>,
    #[column(default_sql = "ARRAY[1, 2]")]
    pub texts: Vec<String>,
    #[column(default_sql = "ARRAY[1.5::float8]")]
    pub numbers: Vec<i64>,
    #[column(sql_type = "inet", default_sql = "'10.0.0.0/8'::cidr")]
    pub an_address: String,
    #[column(sql_type = "oid", default_sql = "7::bigint")]
    pub an_oid: i64,
    #[column(sql_type = "timetz", default_sql = "'12:00'::time")]
    pub an_odd_time: String,
    #[column(sql_type = "needed", default_sql = "7::bigint")]
    pub a_needed: String,
}

/// The same, of which each may be NULL.
#[table(
    name = "maybe_defaulted",
    unique(name),
    waive(column_type = "an older table", time_zone = "of the shop", padded_char = "an older table"),
    waive(jsonb = "kept as it came", soft_delete = "a test"),
    derive_insert(PartialEq)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct MaybeDefaulted {
    pub id: Id<MaybeDefaulted>,
    pub name: String,
    #[column(default_sql = "1.5::float8")]
    pub a_small: Option<i16>,
    #[column(default_sql = "1.5::numeric")]
    pub an_int: Option<i32>,
    #[column(default_sql = "1.5::float8")]
    pub a_big: Option<i64>,
    #[column(default_sql = "0.1::float8")]
    pub a_real: Option<f32>,
    #[column(default_sql = "0.1::real")]
    pub a_double: Option<f64>,
    #[column(numeric(24, 4), default_sql = "0.5::float8")]
    pub a_number: Option<Decimal>,
    #[column(default_sql = "'0198c0de-0000-7000-8000-000000000000'::uuid")]
    pub a_text: Option<String>,
    #[column(varchar(60), default_sql = "'2024-01-01'::date")]
    pub a_varchar: Option<String>,
    #[column(char(3), default_sql = "7")]
    pub a_char: Option<String>,
    #[column(default_sql = "'2024-01-01 23:30+00'::timestamptz")]
    pub a_date: Option<NaiveDate>,
    #[column(default_sql = "'2024-01-01 23:30+00'::timestamptz")]
    pub a_time: Option<NaiveTime>,
    #[column(default_sql = "'2024-01-01 23:30+00'::timestamptz")]
    pub a_timestamp: Option<NaiveDateTime>,
    #[column(default_sql = "'2024-01-01'::date")]
    pub an_instant: Option<Timestamp>,
    #[column(default_sql = "'12:00'::time")]
    pub a_span: Option<Interval>,
    #[column(default_sql = "'[\"a\"]'::json")]
    pub a_document: Option<Json<Vec<String>>>,
    #[column(json, default_sql = "'[\"a\"]'::jsonb")]
    pub an_older_document: Option<Json<Vec<String>>>,
    #[column(default_sql = "ARRAY[1, 2]")]
    pub texts: Option<Vec<String>>,
    #[column(default_sql = "ARRAY[1.5::float8]")]
    pub numbers: Option<Vec<i64>>,
    #[column(sql_type = "inet", default_sql = "'10.0.0.0/8'::cidr")]
    pub an_address: Option<String>,
    #[column(sql_type = "oid", default_sql = "7::bigint")]
    pub an_oid: Option<i64>,
    #[column(sql_type = "timetz", default_sql = "'12:00'::time")]
    pub an_odd_time: Option<String>,
    #[column(sql_type = "lower_text", default_sql = "'a'::varchar")]
    pub a_needed: Option<String>,
}

/// Defaults that their columns do not hold.
#[table(name = "cut_defaults")]
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    pub id: Id<Cut>,
    #[column(varchar(3), default_sql = "'abcdef'::text")]
    pub short: String,
    #[column(varchar(3), default_sql = "'{abcdef}'::text[]")]
    pub shorts: Vec<String>,
}

schema! { DEFAULTED = [Defaulted, MaybeDefaulted, Cut] }

/// A session that is not in UTC: there a timestamp is converted by hours.
const BEFORE: &str = "
    CREATE DOMAIN needed AS text NOT NULL;
    CREATE DOMAIN lower_text AS text CHECK (VALUE = lower(VALUE));
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Pacific/Kiritimati''', current_database()); END $$;";

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = format!("{BEFORE}\n{}", ddl::sql(&DEFAULTED, &options).unwrap());
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

fn time() -> NaiveTime {
    NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap()
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1999, 12, 31).unwrap()
}

macro_rules! given {
    ($insert:ident) => {
        $insert::new("given")
            .a_small(i16::MIN)
            .an_int(i32::MAX)
            .a_big(9_007_199_254_740_993_i64)
            .a_real(0.1_f32)
            .a_double(0.1_f64 + 0.2)
            .a_number(Decimal::from_i128_with_scale(123_456_789_012_345_678_901_234, 4))
            .a_text("not a uuid".to_owned())
            .a_varchar("not a date".to_owned())
            .a_char("abc".to_owned())
            .a_date(day())
            .a_time(time())
            .a_timestamp(day().and_time(time()))
            .an_instant(day().and_time(time()).and_utc())
            .a_span(Interval { months: 1, days: -2, microseconds: 3 })
            .a_document(Json(vec!["b".to_owned()]))
            .an_older_document(Json(vec!["b".to_owned()]))
            .texts(vec!["a, \"b\"".to_owned()])
            .numbers(vec![9_007_199_254_740_993_i64])
            .an_address("10.0.0.1/32".to_owned())
            .an_oid(4_294_967_295_i64)
            .an_odd_time("23:59:59.999999+03".to_owned())
            .a_needed("given".to_owned())
    };
}

/// What the insert gives, column by column, is in the row.
macro_rules! is_as_given {
    ($row:expr, $given:expr) => {
        is_as_given!(@ $row, $given; a_small an_int a_big a_real a_double a_number a_text a_varchar a_char a_date
            a_time a_timestamp an_instant a_span a_document an_older_document texts numbers an_address an_oid
            an_odd_time a_needed)
    };
    (@ $row:expr, $given:expr; $($column:ident)*) => {
        $(assert_eq!(Some($row.$column.clone()), $given.$column.clone(), stringify!($column));)*
    };
}

/// One row, a batch and both as upserts; then the same with the default, which is what PostgreSQL itself fills in.
macro_rules! tried {
    ($pool:expr, $table:ident, $insert:ident, $name:literal) => {
        let given = given!($insert);
        let draft = |id, name: &str| $insert { id, name: name.to_owned(), ..given.clone() };
        let unset = |id, name: &str| $insert::new(name).with_id(id);
        let sql = format!("INSERT INTO {} (id, name) VALUES ('{}', 'by hand')", $name, uuid::Uuid::now_v7());
        driver::query($pool, &sql).await.unwrap();
        let by_hand = $table::find_by_name("by hand").fetch_one($pool).await.unwrap();
        let id = Id::generate;

        let one = $table::insert(draft(id(), "one")).fetch_one($pool).await.unwrap();
        let many = $table::insert_many([unset(id(), "a"), draft(id(), "b")]).fetch_all($pool).await.unwrap();
        is_as_given!(one, given);
        is_as_given!(many[1], given);
        let defaulted = $table::insert(unset(id(), "two")).fetch_one($pool).await.unwrap();
        for row in [defaulted, many[0].clone()] {
            let $table { id, name, created_at, updated_at, .. } = row.clone();
            assert_eq!(row, $table { id, name, created_at, updated_at, ..by_hand.clone() });
        }
        let upsert = $table::insert(draft(id(), "a")).on_conflict($table::BY_NAME).do_update();
        let changed = upsert.fetch_one($pool).await.unwrap();
        is_as_given!(changed, given);
        let rows = [draft(id(), "two"), unset(id(), "b")];
        let rows = $table::insert_many(rows).on_conflict($table::BY_NAME).do_update().fetch_all($pool).await.unwrap();
        is_as_given!(rows[0], given);
        let $table { id, name, created_at, updated_at, .. } = rows[1].clone();
        assert_eq!(rows[1], $table { id, name, created_at, updated_at, ..by_hand });
    };
}

#[tokio::test]
async fn the_given_value_is_stored_and_the_default_is_as_postgresql_has_it() {
    let (_database, pool) = open().await;
    tried!(&pool, Defaulted, DefaultedInsert, "defaulted");
    tried!(&pool, MaybeDefaulted, MaybeDefaultedInsert, "maybe_defaulted");
}

#[tokio::test]
async fn a_default_that_is_too_long_is_refused_and_not_cut() {
    let (_database, pool) = open().await;
    let refused = Cut::insert(CutInsert::new()).execute(&pool).await.unwrap_err();
    assert!(matches!(&refused, Error::Violation(violation) if violation.kind == ViolationKind::TooLong), "{refused:?}");
    let refused = Cut::insert_many([CutInsert::new()]).execute(&pool).await.unwrap_err();
    assert!(matches!(&refused, Error::Violation(violation) if violation.kind == ViolationKind::TooLong), "{refused:?}");
    let given = CutInsert::new().short("abc").shorts(vec!["abc".to_owned()]);
    let row = Cut::insert(given).fetch_one(&pool).await.unwrap();
    assert_eq!((row.short.as_str(), row.shorts), ("abc", vec!["abc".to_owned()]));
}
