//! Dates and times of chrono, time and jiff: to the server and back, and what only one of the two sides has.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use jiff::civil;
use peristyle::prelude::*;
use peristyle::{Error, Timestamp};
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

use super::{as_owner, database, driver};

/// When somebody came, by each of the three.
#[table(
    name = "moments",
    unique(at),
    check(at <= until, name = "moments_span_check"),
    check(jiff_day <= jiff_last_day, name = "moments_days_check"),
    waive(time_zone = "local times of a timetable"),
    derive_insert(PartialEq),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub id: Id<Moment>,
    pub at: OffsetDateTime,
    #[column(precision(3))]
    pub until: OffsetDateTime,
    pub utc: UtcDateTime,
    pub local: PrimitiveDateTime,
    pub day: Date,
    #[column(precision(0))]
    pub clock: Time,
    pub days: Vec<Date>,
    pub ats: Vec<OffsetDateTime>,
    pub maybe: Option<PrimitiveDateTime>,
    pub jiff_at: jiff::Timestamp,
    pub jiff_local: civil::DateTime,
    pub jiff_day: civil::Date,
    pub jiff_last_day: civil::Date,
    #[column(precision(3))]
    pub jiff_clock: civil::Time,
    pub jiff_clocks: Vec<civil::Time>,
    pub jiff_ats: Vec<jiff::Timestamp>,
    pub jiff_maybe: Option<civil::Date>,
    pub visit: Option<Visit>,
    pub chrono_at: Timestamp,
    pub chrono_local: NaiveDateTime,
    pub chrono_day: NaiveDate,
    pub chrono_clock: NaiveTime,
    #[column(default = "2024-02-29")]
    pub since: Date,
    #[column(default = "2024-02-29T12:00Z")]
    pub started: jiff::Timestamp,
    #[column(default_sql = "now()")]
    pub seen: OffsetDateTime,
}

/// When somebody looked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
pub struct Visit(jiff::Timestamp);

schema! { pub MOMENTS = [Moment] }

const SECOND: i64 = 1_750_000_000;

fn at() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(SECOND) * 1_000_000_000 + 123_456_000).unwrap()
}

fn local(it: OffsetDateTime) -> PrimitiveDateTime {
    PrimitiveDateTime::new(it.date(), it.time())
}

fn jiff_at() -> jiff::Timestamp {
    jiff::Timestamp::new(SECOND, 123_456_000).unwrap()
}

fn draft() -> MomentInsert {
    let chrono = Timestamp::from_timestamp(SECOND, 123_456_000).unwrap();
    let (day, last) = (civil::date(2024, 2, 29), civil::date(2024, 3, 1));
    MomentInsert::new(
        at(),
        at().replace_millisecond(500).unwrap(),
        UtcDateTime::from(at()),
        local(at()),
        at().date(),
        Time::from_hms(23, 59, 59).unwrap(),
        jiff_at(),
        civil::datetime(1969, 12, 31, 23, 59, 59, 999_999_000),
        day,
        last,
        civil::time(1, 2, 3, 4_000_000),
        chrono,
        chrono.naive_utc(),
        chrono.date_naive(),
        chrono.time(),
    )
    .days(vec![at().date(), Date::MAX])
    .ats(vec![at(), OffsetDateTime::UNIX_EPOCH])
    .jiff_clocks(vec![civil::time(23, 59, 59, 999_999_000), civil::Time::midnight()])
    .jiff_ats(vec![jiff_at(), jiff::Timestamp::UNIX_EPOCH])
    .visit(Visit(jiff_at()))
}

#[tokio::test]
async fn dates_and_times_come_back_as_they_went() {
    let (_database, pool) = database(&MOMENTS, "").await;
    let draft = draft();
    draft.validate().unwrap();
    let row = Moment::insert(draft.clone()).fetch_one(&pool).await.unwrap();
    assert_eq!(driver::rows::<Moment>(&pool, "SELECT * FROM moments").await.unwrap(), std::slice::from_ref(&row));
    assert_eq!((row.at, row.until, row.utc), (draft.at, draft.until, draft.utc));
    assert_eq!((row.local, row.day, row.clock, row.maybe), (draft.local, draft.day, draft.clock, None));
    assert_eq!((Some(&row.days), Some(&row.ats)), (draft.days.as_ref(), draft.ats.as_ref()));
    assert_eq!((row.jiff_at, row.jiff_local, row.jiff_day), (draft.jiff_at, draft.jiff_local, draft.jiff_day));
    assert_eq!((row.jiff_clock, Some(&row.jiff_clocks)), (draft.jiff_clock, draft.jiff_clocks.as_ref()));
    assert_eq!(
        (Some(&row.jiff_ats), row.jiff_maybe, row.visit),
        (draft.jiff_ats.as_ref(), None, Some(Visit(jiff_at())))
    );
    assert_eq!((row.chrono_at, row.chrono_local), (draft.chrono_at, draft.chrono_local));
    assert_eq!((row.chrono_day, row.chrono_clock), (draft.chrono_day, draft.chrono_clock));
    assert_eq!(row.since.to_string(), "2024-02-29");
    assert_eq!(row.started.to_string(), "2024-02-29T12:00:00Z");
    assert_eq!(row.seen.unix_timestamp_nanos() / 1000, i128::from(row.created_at.timestamp_micros()));
    assert_eq!(Moment::find_by_at(at()).fetch_one(&pool).await.unwrap(), row);
    Moment::delete(row.id).execute(&pool).await.unwrap();
    let maybe = draft.with_id(Id::generate()).maybe(local(at())).jiff_maybe(civil::date(1, 1, 1));
    let alone = Moment::insert(maybe.clone()).fetch_one(&pool).await.unwrap();
    assert_eq!((alone.maybe, alone.jiff_maybe), (Some(local(at())), Some(civil::date(1, 1, 1))));
    Moment::delete(alone.id).execute(&pool).await.unwrap();
    let many = Moment::insert_many([maybe.with_id(Id::generate())]).fetch_all(&pool).await.unwrap();
    let times = Moment {
        id: many[0].id,
        created_at: many[0].created_at,
        updated_at: many[0].updated_at,
        seen: many[0].seen,
        ..alone
    };
    assert_eq!(many[0], times);
}

#[tokio::test]
async fn they_are_compared_ordered_and_changed() {
    let (_database, pool) = database(&MOMENTS, "").await;
    let row = Moment::insert(draft()).fetch_one(&pool).await.unwrap();
    let second = time::Duration::SECOND;
    for condition in [
        Moment::AT.eq(row.at),
        Moment::AT.lt(row.at + second),
        Moment::AT.is_in([row.at, row.at + second]),
        Moment::UNTIL.ge(row.at),
        Moment::UTC.eq(row.utc),
        Moment::LOCAL.is_in([row.local]),
        Moment::DAY.eq(row.day),
        Moment::CLOCK.eq(row.clock),
        Moment::DAYS.eq(row.days.clone()),
        Moment::ATS.eq(row.ats.clone()),
        Moment::MAYBE.is_null(),
        Moment::JIFF_AT.is_in([row.jiff_at]),
        Moment::JIFF_LOCAL.lt(civil::datetime(1970, 1, 1, 0, 0, 0, 0)),
        Moment::JIFF_DAY.eq(row.jiff_day),
        Moment::JIFF_CLOCK.le(row.jiff_clock),
        Moment::JIFF_CLOCKS.eq(row.jiff_clocks.clone()),
        Moment::JIFF_ATS.eq(row.jiff_ats.clone()),
        Moment::VISIT.eq(Visit(jiff_at())),
        Moment::CHRONO_LOCAL.eq(row.chrono_local),
    ] {
        let told = format!("{condition:?}");
        let found = Moment::select().filter(condition).order_by(Moment::JIFF_AT.desc()).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")), std::slice::from_ref(&row), "{told}");
    }
    let changes = MomentUpdate::new().maybe(row.local).clock(Time::MIDNIGHT).jiff_ats(vec![]).visit(None);
    let changed = Moment::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.maybe, changed.clock, changed.visit), (Some(row.local), Time::MIDNIGHT, None));
    assert_eq!(changed.jiff_ats, []);
}

#[tokio::test]
async fn pages_go_through_them() {
    let (_database, pool) = database(&MOMENTS, "").await;
    let drafts = (0..5).map(|second| MomentInsert { at: at() + time::Duration::milliseconds(second), ..draft() });
    let drafts = drafts.map(|draft| draft.with_id(Id::generate()));
    Moment::insert_many(drafts).execute(&pool).await.unwrap();
    let (mut cursor, mut seen) = (None, Vec::new());
    for _ in 0..3 {
        let ordered = Moment::select().order_by(Moment::AT.desc());
        let page = ordered.page(peristyle::query::PageSize::new(2).unwrap(), cursor).fetch_all(&pool).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.at));
        cursor = page.next;
    }
    assert_eq!((seen.len(), seen.is_sorted_by(|one, next| one > next)), (5, true));
}

/// Finer than a microsecond is cut towards the past, on the server and in checks alike.
#[tokio::test]
async fn precision_below_a_microsecond_is_cut() {
    let (_database, pool) = database(&MOMENTS, "").await;
    let fine = |nanosecond| at().replace_nanosecond(nanosecond).unwrap();
    let cut = MomentInsert { at: fine(500_000_999), until: fine(500_000_000), ..draft() };
    cut.validate().unwrap();
    let row = Moment::insert(cut).fetch_one(&pool).await.unwrap();
    assert_eq!((row.at, row.until), (fine(500_000_000), fine(500_000_000)));
    // A column of milliseconds is compared as it is stored.
    let same = MomentInsert { at: fine(500_000_000), until: fine(500_999_999), ..draft() }.with_id(Id::generate());
    let earlier = MomentInsert { at: fine(500_900_000), until: fine(500_999_999), ..draft() };
    same.validate().unwrap();
    Moment::delete(row.id).execute(&pool).await.unwrap();
    Moment::insert(same).execute(&pool).await.unwrap();
    assert_eq!(earlier.validate().unwrap_err().violations.len(), 1);
    let turned = MomentInsert { at: fine(500_001_000), until: fine(500_000_000), ..draft() };
    assert_eq!(turned.validate().unwrap_err().violations.len(), 1);
    let days = MomentInsert { jiff_last_day: civil::date(2024, 2, 28), ..draft() };
    assert_eq!(days.validate().unwrap_err().violations[0].column, "jiff_day");
}

#[tokio::test]
async fn years_before_christ_and_far_ahead() {
    let (_database, pool) = database(&MOMENTS, "").await;
    let first = MomentInsert {
        day: Date::from_calendar_date(-4713, time::Month::November, 24).unwrap(),
        at: OffsetDateTime::new_utc(Date::from_calendar_date(-4712, time::Month::January, 1).unwrap(), Time::MIDNIGHT),
        jiff_day: civil::date(-4713, 11, 24),
        jiff_at: "-004712-01-01T00:00:00.000001Z".parse().unwrap(),
        jiff_local: civil::datetime(-1, 2, 3, 4, 5, 6, 7000),
        ..draft()
    };
    let last = MomentInsert {
        day: Date::MAX,
        at: OffsetDateTime::new_utc(Date::MAX, Time::from_hms_milli(23, 59, 59, 999).unwrap()),
        until: OffsetDateTime::new_utc(Date::MAX, Time::from_hms_milli(23, 59, 59, 999).unwrap()),
        jiff_day: civil::Date::MAX,
        jiff_last_day: civil::Date::MAX,
        jiff_at: jiff::Timestamp::from_second(jiff::Timestamp::MAX.as_second()).unwrap(),
        jiff_local: civil::datetime(9999, 12, 31, 23, 59, 59, 999_999_000),
        ..draft()
    };
    for draft in [first, last] {
        let draft = draft.with_id(Id::generate());
        let row = Moment::insert(draft.clone()).fetch_one(&pool).await.unwrap();
        assert_eq!((row.day, row.at, row.jiff_day), (draft.day, draft.at, draft.jiff_day));
        assert_eq!((row.jiff_at, row.jiff_local), (draft.jiff_at, draft.jiff_local));
    }
    for before in [
        MomentInsert { day: Date::MIN, ..draft() },
        MomentInsert { jiff_day: civil::Date::MIN, ..draft() },
        MomentInsert { jiff_at: jiff::Timestamp::MIN, ..draft() },
        draft().days(vec![Date::MIN]),
    ] {
        let refused = before.validate().unwrap_err();
        assert!(refused.to_string().ends_with("must not be before 4714-11-24 BC"), "{refused}");
        assert!(matches!(Moment::insert(before).execute(&pool).await, Err(Error::Violation(_))));
    }
}

/// Of these sqlx panics by itself, and both drivers read 24:00 as midnight.
#[tokio::test]
async fn values_outside_the_rust_type_are_an_error() {
    let (database, pool) = database(&MOMENTS, "").await;
    let row = Moment::insert(draft()).fetch_one(&pool).await.unwrap();
    for (column, value, problem) in [
        ("utc", "infinity", "infinity"),
        ("local", "-infinity", "-infinity"),
        ("day", "infinity", "infinity"),
        ("day", "10000-01-01", "the year is out of range"),
        ("utc", "294276-12-31", "the year is out of range"),
        ("clock", "24:00", "24:00:00 is not a time of day in Rust"),
        ("days", "{5874897-12-31}", "the year is out of range"),
        ("jiff_at", "infinity", "infinity"),
        ("jiff_at", "10000-01-01", "the year is out of range"),
        ("jiff_at", "294276-12-31", "the year is out of range"),
        ("jiff_local", "10000-01-01", "the year is out of range"),
        ("jiff_clock", "24:00", "24:00:00 is not a time of day in Rust"),
        ("jiff_clocks", "{24:00}", "24:00:00 is not a time of day in Rust"),
        ("jiff_maybe", "5874897-12-31", "the year is out of range"),
        ("chrono_at", "infinity", "infinity"),
        ("chrono_at", "294276-12-31", "the year is out of range"),
        ("chrono_local", "-infinity", "-infinity"),
        ("chrono_day", "5874897-12-31", "the year is out of range"),
        ("chrono_day", "-infinity", "-infinity"),
        ("chrono_clock", "24:00", "24:00:00 is not a time of day in Rust"),
    ] {
        as_owner(
            &database,
            &format!("ALTER TABLE moments DISABLE TRIGGER ALL; UPDATE moments SET {column} = '{value}'"),
        )
        .await;
        let error = Moment::find(row.id).fetch_one(&pool).await.unwrap_err();
        assert!(
            matches!(&error, Error::Decode { column: named, .. } if named == column),
            "{column} {value}: {error:?}"
        );
        assert_eq!(error.to_string(), format!("the value in `{column}` does not fit its Rust type: {problem}"));
        as_owner(&database, "DELETE FROM moments").await;
        Moment::insert(draft().with_id(row.id)).execute(&pool).await.unwrap();
    }
}

#[tokio::test]
async fn a_leap_second_is_the_first_of_the_next_minute() {
    let (_database, pool) = database(&MOMENTS, "").await;
    let leap = |hour, minute| NaiveTime::from_hms_nano_opt(hour, minute, 59, 1_500_000_000).unwrap();
    let instant = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_time(leap(23, 59)).and_utc();
    let row = MomentInsert { chrono_at: instant, chrono_clock: leap(12, 30), ..draft() };
    let row = Moment::insert(row).fetch_one(&pool).await.unwrap();
    assert_eq!(row.chrono_at.to_string(), "2017-01-01 00:00:00.500 UTC");
    assert_eq!(row.chrono_clock.to_string(), "12:31:00.500");
    let last = MomentInsert { chrono_clock: leap(23, 59), ..draft() };
    assert_eq!(last.validate().unwrap_err().to_string(), "the chrono clock must be before 24:00");
}
