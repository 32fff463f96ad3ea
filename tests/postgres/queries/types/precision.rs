//! Digits of a second that a column does not store are cut off, wherever a value is sent; PostgreSQL would round them.

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use jiff::civil;
use peristyle::Interval;
use peristyle::prelude::*;
use peristyle_test::server::Role;
use sqlx::PgPool;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

use super::{as_owner, database};

/// Moments of every type and of every precision.
#[table(
    name = "fine_moments",
    unique(label),
    unique(clock, at),
    check(sql = "whole_clock < '24:00'", message = "a time is one of the day"),
    waive(time_zone = "local times of a timetable", column_type = "types with digits of their own"),
    derive_insert(PartialEq)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Fine {
    pub id: Id<Fine>,
    pub label: i32,
    pub whole_at: DateTime<Utc>,
    pub whole_local: NaiveDateTime,
    pub whole_clock: NaiveTime,
    pub whole_ats: Vec<DateTime<Utc>>,
    #[column(precision(3))]
    pub at: DateTime<Utc>,
    #[column(precision(0))]
    pub local: NaiveDateTime,
    #[column(precision(2))]
    pub clock: NaiveTime,
    #[column(sql_type = "timestamptz(3)[]")]
    pub ats: Vec<DateTime<Utc>>,
    #[column(sql_type = "time(2)[]")]
    pub clocks: Vec<NaiveTime>,
    #[column(sql_type = "interval(2)")]
    pub span: Interval,
    #[column(sql_type = "interval(2)[]")]
    pub spans: Vec<Interval>,
    #[column(precision(1))]
    pub maybe: Option<NaiveTime>,
    pub closing: Closing,
    pub time_whole_at: OffsetDateTime,
    #[column(precision(3))]
    pub time_at: OffsetDateTime,
    #[column(precision(0))]
    pub time_utc: UtcDateTime,
    #[column(precision(5))]
    pub time_local: PrimitiveDateTime,
    #[column(precision(4))]
    pub time_clock: Time,
    pub time_ats: Vec<UtcDateTime>,
    pub jiff_whole_at: jiff::Timestamp,
    #[column(precision(3))]
    pub jiff_at: jiff::Timestamp,
    #[column(precision(0))]
    pub jiff_local: civil::DateTime,
    #[column(precision(6))]
    pub jiff_clock: civil::Time,
    pub jiff_ats: Vec<jiff::Timestamp>,
    #[column(sql_type = "timestamptz(3)[]")]
    pub jiff_cut_ats: Vec<jiff::Timestamp>,
}

/// A time whose type states its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
#[column_type(sql_type = "time(1)")]
pub struct Closing(NaiveTime);

schema! { pub FINE = [Fine] }

/// The last nanosecond of a year, which every column rounds up to the next.
const YEARS: [i16; 5] = [-4711, 1969, 1999, 2024, 9998];

fn moment(year: i16, nanosecond: u32) -> FineInsert {
    let jiff_local = civil::datetime(year, 12, 31, 23, 59, 59, nanosecond.cast_signed());
    let time_day = Date::from_calendar_date(year.into(), time::Month::December, 31).unwrap();
    let time_local = PrimitiveDateTime::new(time_day, Time::from_hms_nano(23, 59, 59, nanosecond).unwrap());
    let local = chrono::NaiveDate::from_ymd_opt(year.into(), 12, 31).unwrap();
    let local = local.and_hms_nano_opt(23, 59, 59, nanosecond).unwrap();
    let since = i128::from(local.and_utc().timestamp()) * 1_000_000_000 + i128::from(nanosecond);
    let jiff_at = jiff::Timestamp::from_nanosecond(since).unwrap();
    let span = Interval { months: 0, days: 0, microseconds: i64::from(nanosecond / 1000) };
    FineInsert::new(
        i32::from(year),
        local.and_utc(),
        local,
        local.time(),
        local.and_utc(),
        local,
        local.time(),
        span,
        Closing(local.time()),
        time_local.assume_utc(),
        // What is cut does not depend on the offset.
        time_local.assume_utc().to_offset(time::UtcOffset::from_hms(5, 30, 0).unwrap()),
        time_local.as_utc(),
        time_local,
        time_local.time(),
        jiff_at,
        jiff_at,
        jiff_local,
        jiff_local.time(),
    )
    .whole_ats(vec![local.and_utc(); 2])
    .ats(vec![local.and_utc(); 2])
    .clocks(vec![local.time(); 2])
    .spans(vec![span; 2])
    .maybe(local.time())
    .time_ats(vec![time_local.as_utc(); 2])
    .jiff_ats(vec![jiff_at; 2])
    .jiff_cut_ats(vec![jiff_at; 2])
}

/// Every column has the digits that its type stores, none of them another.
fn is_cut(row: &Fine, year: i16) {
    let stored = |nanosecond| moment(year, nanosecond);
    let (micro, milli, second) = (stored(999_999_000), stored(999_000_000), stored(0));
    assert_eq!((row.whole_at, row.whole_local, row.whole_clock), (micro.at, micro.local, micro.clock), "{year}");
    assert_eq!((Some(&row.whole_ats), Some(&row.ats)), (micro.ats.as_ref(), milli.ats.as_ref()), "{year}");
    assert_eq!((row.at, row.local, row.clock), (milli.at, second.local, stored(990_000_000).clock), "{year}");
    assert_eq!(Some(&row.clocks), stored(990_000_000).clocks.as_ref(), "{year}");
    assert_eq!((row.span, Some(&row.spans)), (stored(990_000_000).span, stored(990_000_000).spans.as_ref()));
    assert_eq!((row.maybe, row.closing.0), (Some(stored(900_000_000).clock), stored(900_000_000).clock), "{year}");
    assert_eq!((row.time_whole_at, row.time_at), (micro.time_at, milli.time_at), "{year}");
    assert_eq!((row.time_utc, row.time_local), (second.time_utc, stored(999_990_000).time_local), "{year}");
    assert_eq!(row.time_clock, stored(999_900_000).time_clock, "{year}");
    assert_eq!(Some(&row.time_ats), micro.time_ats.as_ref(), "{year}");
    assert_eq!((row.jiff_whole_at, row.jiff_at), (micro.jiff_at, milli.jiff_at), "{year}");
    assert_eq!((row.jiff_local, row.jiff_clock), (second.jiff_local, micro.jiff_clock), "{year}");
    assert_eq!(Some(&row.jiff_ats), micro.jiff_ats.as_ref(), "{year}");
    assert_eq!(Some(&row.jiff_cut_ats), milli.jiff_cut_ats.as_ref(), "{year}");
}

#[tokio::test]
async fn every_write_cuts_alike() {
    let (_database, pool) = database(&FINE, "").await;
    for year in YEARS {
        let draft = moment(year, 999_999_999);
        let one = Fine::insert(draft.clone()).fetch_one(&pool).await.unwrap();
        is_cut(&one, year);
        Fine::delete(one.id).execute(&pool).await.unwrap();
        let many = Fine::insert_many([draft.clone().with_id(Id::generate())]).fetch_all(&pool).await.unwrap();
        is_cut(&many[0], year);
        let again = moment(year, 999_999_999).with_id(Id::generate());
        let upsert = Fine::insert(again).on_conflict(Fine::BY_LABEL).do_update().fetch_one(&pool).await.unwrap();
        is_cut(&upsert, year);
        let changed = Fine::update(many[0].id, changes(draft)).fetch_one(&pool).await.unwrap();
        is_cut(&changed, year);
        let this_year = Fine::LABEL.eq(i32::from(year));
        let changed = Fine::update_many(this_year, changes(moment(year, 999_999_999))).fetch_all(&pool).await.unwrap();
        is_cut(&changed[0], year);
    }
}

fn changes(from: FineInsert) -> FineUpdate {
    FineUpdate::new()
        .whole_at(from.whole_at)
        .whole_local(from.whole_local)
        .whole_clock(from.whole_clock)
        .whole_ats(from.whole_ats.unwrap())
        .at(from.at)
        .local(from.local)
        .clock(from.clock)
        .ats(from.ats.unwrap())
        .clocks(from.clocks.unwrap())
        .span(from.span)
        .spans(from.spans.unwrap())
        .maybe(from.maybe)
        .closing(from.closing)
        .time_whole_at(from.time_whole_at)
        .time_at(from.time_at)
        .time_utc(from.time_utc)
        .time_local(from.time_local)
        .time_clock(from.time_clock)
        .time_ats(from.time_ats.unwrap())
        .jiff_whole_at(from.jiff_whole_at)
        .jiff_at(from.jiff_at)
        .jiff_local(from.jiff_local)
        .jiff_clock(from.jiff_clock)
        .jiff_ats(from.jiff_ats.unwrap())
        .jiff_cut_ats(from.jiff_cut_ats.unwrap())
}

/// A row is found by the value that it was inserted with, and lies on the same side of it in every condition.
#[tokio::test]
async fn conditions_cut_as_inserts_do() {
    let (_database, pool) = database(&FINE, "").await;
    for year in YEARS {
        let given = moment(year, 999_999_999);
        let row = Fine::insert(given.clone()).fetch_one(&pool).await.unwrap();
        let found = Fine::find_by_clock_and_at(given.clock, given.at).fetch_one(&pool).await.unwrap();
        assert_eq!(found, row);
        macro_rules! compared {
            ($($column:ident $value:expr;)*) => {
                [$(
                    Fine::$column.eq($value),
                    Fine::$column.le($value).and(Fine::$column.ge($value)),
                    !Fine::$column.lt($value) & !Fine::$column.gt($value) & !Fine::$column.ne($value),
                    Fine::$column.between($value, $value),
                )*]
            };
        }
        let scalars = compared! {
            WHOLE_AT given.whole_at;
            WHOLE_LOCAL given.whole_local;
            WHOLE_CLOCK given.whole_clock;
            WHOLE_ATS given.whole_ats.clone().unwrap();
            AT given.at;
            LOCAL given.local;
            CLOCK given.clock;
            ATS given.ats.clone().unwrap();
            CLOCKS given.clocks.clone().unwrap();
            SPAN given.span;
            SPANS given.spans.clone().unwrap();
            MAYBE given.clock;
            CLOSING given.closing;
            TIME_WHOLE_AT given.time_whole_at;
            TIME_AT given.time_at;
            TIME_UTC given.time_utc;
            TIME_LOCAL given.time_local;
            TIME_CLOCK given.time_clock;
            TIME_ATS given.time_ats.clone().unwrap();
            JIFF_WHOLE_AT given.jiff_whole_at;
            JIFF_AT given.jiff_at;
            JIFF_LOCAL given.jiff_local;
            JIFF_CLOCK given.jiff_clock;
            JIFF_ATS given.jiff_ats.clone().unwrap();
            JIFF_CUT_ATS given.jiff_cut_ats.clone().unwrap();
        };
        let lists = [
            Fine::WHOLE_AT.is_in([given.whole_at]),
            Fine::AT.is_in([given.at]),
            Fine::LOCAL.is_in([given.local]),
            Fine::CLOCK.is_in([given.clock]),
            Fine::SPAN.is_in([given.span]),
            Fine::MAYBE.is_in([given.clock]),
            Fine::TIME_AT.is_in([given.time_at]),
            Fine::JIFF_WHOLE_AT.is_in([given.jiff_whole_at]),
            Fine::JIFF_AT.is_in([given.jiff_at]),
        ];
        for condition in scalars.into_iter().chain(lists) {
            let told = format!("{year}: {condition:?}");
            let select = Fine::select().filter(condition.and(Fine::LABEL.eq(i32::from(year))));
            let found = select.limit(2).fetch_all(&pool).await.unwrap_or_else(|error| panic!("{told}: {error}"));
            assert_eq!(found, std::slice::from_ref(&row), "{told}");
        }
    }
}

/// Why it is not left to the server, which also reads what rounds to 24:00:00.
#[tokio::test]
async fn the_server_would_round() {
    let (database, pool) = database(&FINE, "").await;
    let row = Fine::insert(moment(2024, 0)).fetch_one(&pool).await.unwrap();
    as_owner(&database, "UPDATE fine_moments SET at = '2024-12-31 23:59:59.9999Z', clock = '23:59:59.999'").await;
    let error = Fine::find(row.id).fetch_one(&pool).await.unwrap_err();
    let told = "the value in `clock` does not fit its Rust type: 24:00:00 is not a time of day in Rust";
    assert_eq!(error.to_string(), told);
    let at = Fine::select().columns(Fine::AT).limit(1).fetch_all(&pool).await.unwrap();
    assert_eq!(at[0].to_string(), "2025-01-01 00:00:00 UTC");
    let readable = Fine::select().filter(Fine::CLOCK.le(moment(2024, 999_999_999).clock)).limit(9);
    assert_eq!(readable.fetch_all(&pool).await.unwrap(), []);
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let checked = sqlx::query("UPDATE fine_moments SET whole_clock = '24:00'").execute(&owner).await.unwrap_err();
    assert_eq!(checked.as_database_error().and_then(|error| error.code()).as_deref(), Some("23514"));
}
