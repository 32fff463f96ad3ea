//! Ranges: to the server and back, in conditions, and what only one of the two sides has.

use std::ops::Bound::{Excluded, Included, Unbounded};

use chrono::NaiveDate;
use jiff::civil;
use peristyle::prelude::*;
use peristyle::query::Predicate;
use peristyle::{Error, Range, RangeElement, RangeError, Timestamp, ViolationKind, sql};
use rust_decimal::Decimal;
use time::OffsetDateTime;

use super::{as_owner, database, driver};

/// When and for whom a room is free.
#[table(
    name = "slots",
    check(days != other_days, name = "slots_days_check"),
    check(sql = "NOT isempty(hours)", name = "slots_hours_check"),
    exclude(floor with "=", hours with "&&", name = "slots_hours_excl"),
    waive(column_type = "a domain"),
    derive_insert(PartialEq),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    pub id: Id<Slot>,
    pub floor: Range<i32>,
    pub hours: Range<Timestamp>,
    pub days: Range<NaiveDate>,
    #[column(default = "[2026-01-01,)")]
    pub other_days: Range<NaiveDate>,
    pub numbers: Option<Range<i64>>,
    pub prices: Option<Range<Decimal>>,
    pub breaks: Vec<Range<i32>>,
    pub jiff_days: Option<Range<civil::Date>>,
    pub jiff_hours: Option<Range<jiff::Timestamp>>,
    pub time_days: Option<Range<time::Date>>,
    pub time_hours: Option<Range<OffsetDateTime>>,
    pub season: Option<Season>,
    #[column(sql_type = "season")]
    pub checked_season: Option<Range<NaiveDate>>,
    #[column(sql_type = "tstzrange")]
    pub as_text: Option<String>,
}

/// A part of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
pub struct Season(Range<NaiveDate>);

schema! { pub SLOTS = [Slot] }

const DOMAIN: &str = "CREATE DOMAIN season AS daterange CHECK (NOT isempty(VALUE));";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn range<T: RangeElement>(bounds: impl std::ops::RangeBounds<T>) -> Range<T> {
    Range::new(bounds).unwrap()
}

fn noon() -> Range<Timestamp> {
    range(at("2026-01-01T12:00:00.5Z")..at("2026-01-01T13:00:00Z"))
}

fn draft(hours: Range<Timestamp>) -> SlotInsert {
    SlotInsert::new(range(1..2), hours, range(day(1, 1)..=day(1, 31)))
}

fn full() -> SlotInsert {
    let jiff_at = jiff::Timestamp::from_second(1_750_000_000).unwrap();
    let time_at = OffsetDateTime::from_unix_timestamp(1_750_000_000).unwrap();
    draft(noon())
        .other_days(range((Excluded(day(2, 1)), Included(day(2, 28)))))
        .numbers(range(..i64::MAX))
        .prices(range((Excluded(Decimal::new(150, 2)), Included(Decimal::new(225, 2)))))
        .breaks(vec![range(1..=3), Range::EMPTY, Range::FULL])
        .jiff_days(range(civil::date(2026, 1, 1)..=civil::date(2026, 1, 31)))
        .jiff_hours(range(jiff_at..))
        .time_days(range(..time_at.date()))
        .time_hours(range((Excluded(time_at), Unbounded)))
        .season(Season(range(day(3, 1)..)))
        .checked_season(range(day(6, 1)..day(9, 1)))
        .as_text(noon().to_string())
}

/// The style of the session is how it writes dates; the text of a `String` depends on it, a range does not.
fn in_style(style: &str) -> String {
    let set = |setting: &str| format!("EXECUTE format('ALTER DATABASE %I SET {setting}', current_database());");
    format!(
        "{DOMAIN} DO $$ BEGIN {} {} END $$;",
        set(&format!("datestyle = ''{style}''")),
        set("timezone = ''Asia/Kolkata''")
    )
}

#[tokio::test]
async fn a_range_comes_back_as_it_was_given() {
    for style in ["ISO", "SQL, DMY", "German"] {
        let (_database, pool) = database(&SLOTS, &in_style(style)).await;
        let draft = full();
        draft.validate().unwrap();
        let row = Slot::insert(draft.clone()).fetch_one(&pool).await.unwrap();
        let own =
            "SELECT id, floor, hours, days, other_days, numbers, prices, breaks, jiff_days, jiff_hours, time_days,
            time_hours, season, checked_season::daterange AS checked_season, as_text::text AS as_text, created_at,
            updated_at, deleted_at FROM slots";
        assert_eq!(driver::rows::<Slot>(&pool, own).await.unwrap(), std::slice::from_ref(&row));
        assert_eq!((row.floor, row.hours, row.days), (draft.floor, draft.hours, draft.days));
        assert_eq!(row.days.to_string(), "[2026-01-01,2026-02-01)");
        assert_eq!(row.other_days.to_string(), "[2026-02-02,2026-03-01)");
        assert_eq!((row.numbers, row.prices), (draft.numbers, draft.prices));
        assert_eq!(row.breaks, [range(1..4), Range::EMPTY, Range::FULL]);
        assert_eq!((row.jiff_days, row.jiff_hours), (draft.jiff_days, draft.jiff_hours));
        assert_eq!((row.time_days, row.time_hours), (draft.time_days, draft.time_hours));
        assert_eq!((row.season, row.checked_season), (draft.season, draft.checked_season));
        assert_eq!(Slot::find(row.id).fetch_one(&pool).await.unwrap(), row);
        let refused = Slot::insert_many([full_at(row.hours)]).execute(&pool).await.unwrap_err();
        assert!(matches!(&refused, Error::Violation(it) if it.kind == ViolationKind::Exclusion), "{refused:?}");
        let later = range(at("2026-01-02T00:00:00Z")..at("2026-01-03T00:00:00Z"));
        let other = range(at("2026-01-03T00:00:00Z")..at("2026-01-04T00:00:00Z"));
        let batch = [full_at(later), full_at(other).numbers(None::<Range<i64>>)];
        let many = Slot::insert_many(batch).fetch_all(&pool).await.unwrap();
        assert_eq!((many[0].hours, many[0].numbers, &many[0].breaks), (later, row.numbers, &row.breaks));
        assert_eq!((many[1].hours, many[1].numbers, many[1].season), (other, None, row.season));
        let changes = SlotUpdate::new().days(Range::FULL).numbers(Range::EMPTY).prices(None::<Range<Decimal>>);
        let changed = Slot::update(many[0].id, changes).fetch_one(&pool).await.unwrap();
        assert_eq!((changed.days, changed.numbers, changed.prices), (Range::FULL, Some(Range::EMPTY), None));
    }
}

fn full_at(hours: Range<Timestamp>) -> SlotInsert {
    SlotInsert { hours, ..full().with_id(Id::generate()) }
}

#[tokio::test]
async fn rows_are_found_by_their_ranges() {
    let (_database, pool) = database(&SLOTS, DOMAIN).await;
    let row = Slot::insert(full()).fetch_one(&pool).await.unwrap();
    let found = async |condition: Predicate<Slot>| {
        let told = format!("{condition:?}");
        let rows = Slot::select().filter(condition).limit(2).count(&pool).await;
        rows.unwrap_or_else(|error| panic!("{told}: {error}")) == 1
    };
    let january = range(day(1, 1)..day(2, 1));
    for condition in [
        Slot::DAYS.eq(january),
        Slot::DAYS.ne(Range::EMPTY),
        Slot::DAYS.is_in([Range::EMPTY, january]),
        Slot::DAYS.lt(range(day(1, 1)..)),
        Slot::DAYS.contains(day(1, 31)),
        Slot::DAYS.contains_range(range(day(1, 5)..day(1, 6))),
        Slot::DAYS.contains_range(Range::EMPTY),
        Slot::DAYS.contained_by(range(day(1, 1)..)),
        Slot::DAYS.overlaps(range(..=day(1, 1))),
        Slot::DAYS.adjacent_to(range(day(2, 1)..)),
        Slot::DAYS.lower_bound().eq(day(1, 1)),
        Slot::DAYS.upper_bound().between(day(2, 1), day(2, 2)),
        !Slot::DAYS.is_empty(),
        Slot::NUMBERS.contains(-1),
        Slot::NUMBERS.lower_bound().is_null(),
        Slot::PRICES.contains(Decimal::new(2, 0)),
        Slot::HOURS.contains(at("2026-01-01T12:59:59.999999Z")),
        Slot::HOURS.overlaps(range(at("2026-01-01T12:59:59Z")..)),
        Slot::JIFF_DAYS.contains(civil::date(2026, 1, 31)),
        Slot::JIFF_HOURS.upper_bound().is_null(),
        Slot::TIME_DAYS.overlaps(Range::FULL),
        Slot::TIME_HOURS.contains(OffsetDateTime::from_unix_timestamp(1_750_000_001).unwrap()),
        Slot::SEASON.contains(day(3, 1)),
        Slot::SEASON.eq(Season(range(day(3, 1)..))),
        Slot::CHECKED_SEASON.contains(day(6, 1)),
        Slot::CHECKED_SEASON.overlaps(range(day(8, 31)..)),
        Slot::CHECKED_SEASON.eq(range(day(6, 1)..day(9, 1))),
        Slot::CHECKED_SEASON.is_in([range(day(6, 1)..day(9, 1))]),
        Slot::BREAKS.has(range(1..4)),
        Slot::BREAKS.overlaps([range(1..4), range(5..6)]),
        Slot::DAYS.eq_column(Slot::DAYS),
        sql!(Slot, "days @> ? AND days && ? AND as_text && ?", day(1, 31), january, noon()),
    ] {
        assert!(found(condition).await);
    }
    for condition in [
        Slot::DAYS.contains(day(2, 1)),
        Slot::DAYS.overlaps(Range::EMPTY),
        Slot::DAYS.contained_by(range(day(1, 2)..)),
        Slot::DAYS.adjacent_to(january),
        Slot::DAYS.is_empty(),
        Slot::HOURS.contains(at("2026-01-01T13:00:00Z")),
        Slot::PRICES.contains(Decimal::new(150, 2)),
        Slot::DAYS.eq_column(Slot::OTHER_DAYS),
    ] {
        assert!(!found(condition).await);
    }
    let bounds: Vec<(Range<NaiveDate>, Option<Range<i64>>)> =
        Slot::select().columns((Slot::DAYS, Slot::NUMBERS)).limit(9).fetch_all(&pool).await.unwrap();
    assert_eq!(bounds, [(january, row.numbers)]);
}

#[tokio::test]
async fn bounds_that_cannot_be_stored_are_refused_before_the_statement() {
    assert_eq!(Range::try_from(day(2, 1)..day(1, 1)), Err(RangeError::Reversed));
    assert_eq!(Range::try_from(..=time::Date::MAX).map(|range| range.is_empty()), Err(RangeError::OutOfRange));
    assert_eq!(Range::try_from(..=civil::Date::MAX).map(|range| range.is_empty()), Err(RangeError::OutOfRange));
    let (database, pool) = database(&SLOTS, DOMAIN).await;
    let same = draft(noon()).other_days(range(day(1, 1)..day(2, 1)));
    assert_eq!(same.validate().unwrap_err().to_string().lines().count(), 1);
    let refused = Slot::insert(same).execute(&pool).await.unwrap_err();
    assert!(matches!(&refused, Error::Violation(it) if it.constraint == "slots_days_check"), "{refused:?}");
    let empty = Slot::insert(draft(Range::EMPTY)).execute(&pool).await.unwrap_err();
    assert!(matches!(&empty, Error::Violation(it) if it.kind == ViolationKind::Check), "{empty:?}");
    let empty = Slot::insert(draft(noon()).checked_season(Range::EMPTY)).execute(&pool).await.unwrap_err();
    assert!(matches!(&empty, Error::Violation(it) if it.kind == ViolationKind::Check), "{empty:?}");

    // Each value of chrono that PostgreSQL stores.
    let first = NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap();
    let last = NaiveDate::MAX;
    let row = Slot::insert(draft(noon()).other_days(range(first..last))).fetch_one(&pool).await.unwrap();
    assert_eq!(row.other_days, range(first..last));
    assert_eq!(row.other_days.lower(), Included(&first));
    as_owner(&database, "UPDATE slots SET days = '[2026-01-01,infinity)'").await;
    let error = Slot::find(row.id).fetch_one(&pool).await.unwrap_err();
    assert_eq!(error.to_string(), "the value in `days` does not fit its Rust type: infinity");
}
