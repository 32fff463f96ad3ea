//! Groups: filtered, ordered, limited, of joined tables, by a unit of time.

use bigdecimal::BigDecimal;
use chrono::NaiveDate;
use peristyle::prelude::*;
use peristyle::query::{TimeUnit, all, any, count_rows};
use peristyle::{Error, Interval, Timestamp};
use rust_decimal::Decimal;

use super::aggregates::{Cents, Code, Holiday, HolidayInsert, Office, Project, Task, TaskStatus, at};

struct Parent;

fn days(days: &[(i32, u32, u32)]) -> Vec<NaiveDate> {
    days.iter().map(|(year, month, day)| NaiveDate::from_ymd_opt(*year, *month, *day).unwrap()).collect()
}

#[tokio::test]
async fn groups_are_filtered_ordered_and_limited() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let groups = || Task::select(office.ours).group_by(Task::STATUS);
    let by_minutes = || groups().order_by((Task::MINUTES.sum().desc(), Task::STATUS.desc()));
    let order = [TaskStatus::Closed, TaskStatus::Abandoned, TaskStatus::Open];
    assert_eq!(by_minutes().limit(9).fetch_all(&mut tx).await.unwrap(), order);
    assert_eq!(by_minutes().limit(2).fetch_all(&mut tx).await.unwrap(), order[..2]);
    assert_eq!(by_minutes().limit(9).offset(1).fetch_all(&mut tx).await.unwrap(), order[1..]);
    assert_eq!(by_minutes().fetch_optional(&mut tx).await.unwrap(), Some(order[0]));
    let nulls = |last| {
        let order = Task::ESTIMATE.sum().desc();
        groups().order_by(if last { order.nulls_last() } else { order }).limit(1)
    };
    assert_eq!(nulls(true).fetch_all(&mut tx).await.unwrap(), [TaskStatus::Abandoned]);
    assert_eq!(nulls(false).fetch_all(&mut tx).await.unwrap(), [TaskStatus::Closed]);

    let having = |condition| async {
        let mut tx = office.begin().await;
        let statement = groups().having(condition).order_by(Task::STATUS.asc()).limit(9);
        statement.fetch_all(&mut tx).await.unwrap()
    };
    assert_eq!(having(Task::ID.count().gt(1)).await, [TaskStatus::Open]);
    assert_eq!(having(!Task::ID.count().gt(1)).await, [TaskStatus::Closed, TaskStatus::Abandoned]);
    assert_eq!(having(Task::BYTES.sum().eq(Decimal::from(30))).await, [TaskStatus::Open, TaskStatus::Abandoned]);
    assert_eq!(having(Task::EXACT.sum().gt("0.15".parse::<BigDecimal>().unwrap())).await, [TaskStatus::Open]);
    assert_eq!(having(Task::CENTS.sum_as::<Cents>().ge(Cents(4000))).await, [TaskStatus::Closed]);
    assert_eq!(having(Task::COST.avg().lt(Decimal::new(16, 2))).await, [TaskStatus::Open]);
    assert_eq!(having(Task::MINUTES.avg_as::<f64>().ge(40.0)).await, [TaskStatus::Closed]);
    assert_eq!(having(Task::STATUS.max().eq(TaskStatus::Closed)).await, [TaskStatus::Closed]);
    assert_eq!(having(Task::CODE.min().ne(Code("do".to_owned()))).await.len(), 2);
    assert_eq!(having(Task::TITLE.string_agg(",").eq("doors,walls")).await, [TaskStatus::Open]);
    assert_eq!(having(Task::IS_URGENT.bool_or().eq(false)).await, [TaskStatus::Open]);
    assert_eq!(
        having(Task::SPAN.sum().gt(Interval { months: 1, days: 20, microseconds: 0 })).await,
        [TaskStatus::Open]
    );
    // A sum of no values is neither.
    assert_eq!(having(Task::ESTIMATE.sum().gt(0)).await.len(), 2);
    assert_eq!(having(!Task::ESTIMATE.sum().gt(0)).await.len(), 0);
    assert_eq!(having(Task::DEVICE.max().eq("08:00:2b:01:02:03")).await, [TaskStatus::Abandoned]);
    assert_eq!(groups().count(&mut tx).await.unwrap(), 3);
    assert_eq!(groups().having(count_rows().eq(1)).count(&mut tx).await.unwrap(), 2);
    assert_eq!(groups().limit(2).count(&mut tx).await.unwrap(), 2);
}

#[tokio::test]
async fn joined_tables_are_grouped_and_aggregated() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let joined = || Task::select(office.ours).join(Task::PROJECT_ID);
    let per_project: Vec<(Option<String>, (i64, i64, Option<String>))> = joined()
        .group_by(Project::NAME)
        .aggregate((count_rows(), Project::ID.count(), Project::NAME.max()))
        .order_by(Project::NAME.asc())
        .limit(9)
        .fetch_all(&mut tx)
        .await
        .unwrap();
    let named = |name: &str, count| (Some(name.to_owned()), (count, count, Some(name.to_owned())));
    assert_eq!(per_project, [named("house", 2), named("roof", 1), (None, (1, 0, None))]);
    let inner: Vec<((String, TaskStatus), i64)> = Task::select(office.ours)
        .inner_join(Task::PROJECT_ID)
        .inner_join_as(Parent, Project::PARENT_ID)
        .filter(Project::NAME.of(Parent).eq("house"))
        .group_by((Project::NAME.of(Parent), Task::STATUS))
        .aggregate(Project::NAME.of(Parent).count_distinct())
        .having(all((
            Project::ID.count().ge(1),
            any((Task::MINUTES.sum().gt(5), Project::NAME.of(Parent).max().eq("x"))),
        )))
        .limit(9)
        .fetch_all(&mut tx)
        .await
        .unwrap();
    assert_eq!(inner, [(("house".to_owned(), TaskStatus::Abandoned), 1)]);
    let whole: (Option<String>, i64) =
        joined().aggregate((Project::NAME.min(), Project::ID.count_distinct())).fetch_one(&mut tx).await.unwrap();
    assert_eq!(whole, (Some("house".to_owned()), 2));
    // A deleted project is none.
    let house = Project::select(office.ours).filter(Project::NAME.eq("roof")).fetch_one(&mut tx).await.unwrap();
    Project::delete(office.ours, house.id).execute(&mut tx).await.unwrap();
    let names = joined().aggregate(Project::NAME.array_agg()).fetch_one(&mut tx).await.unwrap();
    assert_eq!(names.unwrap(), ["house", "house"]);
}

#[tokio::test]
async fn timestamps_are_grouped_by_their_day_in_a_time_zone() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let started = || Task::select(office.ours).filter(Task::STARTED_AT.is_not_null());
    for (zone, starts) in [
        ("UTC", vec![("2024-03-30T00:00:00Z", 1), ("2024-03-31T00:00:00Z", 2)]),
        // The clock is set forward on the 31st, whose end is an hour earlier.
        ("Europe/Berlin", vec![("2024-03-30T23:00:00Z", 2), ("2024-03-31T22:00:00Z", 1)]),
        ("asia/kolkata", vec![("2024-03-30T18:30:00Z", 2), ("2024-03-31T18:30:00Z", 1)]),
    ] {
        let day = || Task::STARTED_AT.date_trunc_in(TimeUnit::Day, zone);
        let per_day = started().group_by(day()).aggregate(count_rows()).order_by(day().asc()).limit(9);
        let per_day: Vec<(Option<Timestamp>, i64)> = per_day.fetch_all(&mut tx).await.unwrap();
        let expected: Vec<_> = starts.into_iter().map(|(start, count)| (Some(at(start)), count)).collect();
        assert_eq!(per_day, expected, "{zone}");
    }
    let date = || Task::STARTED_AT.date_in("Europe/Berlin");
    let dates = started().group_by(date()).order_by(date().desc()).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(dates.into_iter().flatten().collect::<Vec<_>>(), days(&[(2024, 4, 1), (2024, 3, 31)]));
    let all = Task::select(office.ours).group_by(date()).order_by(date().desc().nulls_last()).limit(9);
    assert_eq!(all.fetch_all(&mut tx).await.unwrap().last(), Some(&None));
    for (unit, first) in [
        (TimeUnit::Second, (2024, 3, 31)),
        (TimeUnit::Minute, (2024, 3, 31)),
        (TimeUnit::Hour, (2024, 3, 31)),
        (TimeUnit::Day, (2024, 3, 31)),
        (TimeUnit::Week, (2024, 3, 25)),
        (TimeUnit::Month, (2024, 3, 1)),
        (TimeUnit::Quarter, (2024, 1, 1)),
        (TimeUnit::Year, (2024, 1, 1)),
    ] {
        let due = Task::select(office.ours).group_by(Task::DUE_ON.date_trunc(unit)).limit(9);
        assert_eq!(due.fetch_all(&mut tx).await.unwrap(), days(&[first]), "{unit:?}");
        let created = Task::select(office.ours).group_by(Task::CREATED_AT.date_trunc_in(unit, "UTC")).limit(9);
        assert_eq!(created.fetch_all(&mut tx).await.unwrap().len(), 1, "{unit:?}");
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn dates_and_times_of_other_crates_are_grouped() {
    let office = Office::open().await;
    let jiff_at: jiff::Timestamp = "2024-03-31T00:30:00Z".parse().unwrap();
    let seen = time::OffsetDateTime::from_unix_timestamp(jiff_at.as_second()).unwrap();
    let day = time::Date::from_ordinal_date(2024, 91).unwrap();
    let local = jiff::civil::date(2024, 3, 31).at(0, 30, 0, 0);
    Holiday::insert(HolidayInsert::new(day, jiff_at, seen, local)).execute(&office.pool).await.unwrap();
    let keys = (
        Holiday::DAY.date_trunc(TimeUnit::Year),
        Holiday::AT.date_in("America/New_York"),
        Holiday::SEEN.date_in("America/New_York"),
        Holiday::AT.date_trunc_in(TimeUnit::Month, "UTC"),
        Holiday::SEEN.date_trunc_in(TimeUnit::Hour, "UTC"),
        Holiday::LOCAL.date_trunc(TimeUnit::Day),
    );
    let [group] = &*Holiday::select().group_by(keys).limit(9).fetch_all(&office.pool).await.unwrap() else {
        panic!("one group")
    };
    assert_eq!(group.0, time::Date::from_ordinal_date(2024, 1).unwrap());
    assert_eq!(group.1, jiff::civil::date(2024, 3, 30));
    assert_eq!(group.2, time::Date::from_ordinal_date(2024, 90).unwrap());
    assert_eq!(group.3, "2024-03-01T00:00:00Z".parse().unwrap());
    assert_eq!(group.4, seen.replace_minute(0).unwrap());
    assert_eq!(group.5, jiff::civil::date(2024, 3, 31).at(0, 0, 0, 0));
    let extremes = (Holiday::DAY.min(), Holiday::AT.max(), Holiday::SEEN.min(), Holiday::LOCAL.max());
    let extremes = Holiday::select().aggregate(extremes).fetch_one(&office.pool).await.unwrap();
    assert_eq!(extremes, (Some(day), Some(jiff_at), Some(seen), Some(local)));
}

#[tokio::test]
async fn a_time_zone_that_is_none_is_an_error_of_its_own() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let by = |zone: &str| Task::select(office.ours).group_by(Task::CREATED_AT.date_in(zone)).limit(1);
    // PostgreSQL would take these for the rules of a POSIX time zone, west of Greenwich.
    for zone in ["Europe/Berlin+1", "UTC+2", "+02", "", "\0", "x'); DROP TABLE org_tasks; --"] {
        assert!(matches!(by(zone).fetch_all(&mut tx).await, Err(Error::TimeZone)), "{zone}");
    }
    assert_eq!(by("UTC").fetch_all(&mut tx).await.unwrap().len(), 1, "nothing was sent");
    let unknown = by("Europe/Nowhere").fetch_all(&mut tx).await.unwrap_err();
    assert_eq!(unknown.to_string(), "unknown time zone: expected a name of the IANA database, such as `Europe/Berlin`");
    assert!(matches!(by("UTC").fetch_all(&mut tx).await, Err(Error::Aborted(_))));
}

#[tokio::test]
async fn another_order_of_groups_is_refused_before_it_is_sent() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let groups = || Task::select(office.ours).group_by(Task::STATUS);
    let refused = groups().order_by(Task::TITLE.asc()).limit(9).fetch_all(&mut tx).await.unwrap_err();
    assert!(matches!(refused, Error::UngroupedOrder { column: "title" }));
    assert_eq!(
        refused.to_string(),
        "the groups are ordered by `title`, which they are not grouped by: add it to `.group_by((..))`"
    );
    assert_eq!(groups().count(&mut tx).await.unwrap(), 3);
    // An order of the rows says nothing of groups.
    let ordered = Task::select(office.ours).order_by(Task::TITLE.asc()).group_by(Task::STATUS);
    assert_eq!(ordered.limit(9).fetch_all(&mut tx).await.unwrap().len(), 3);
}

#[tokio::test]
async fn groups_are_values_of_a_condition() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let busy = || Task::select(office.ours).group_by(Task::PROJECT_ID).having(Task::ID.count().gt(1));
    let projects = Project::select(office.ours).filter(Project::ID.is_in_select(busy())).limit(9);
    let names: Vec<_> = projects.fetch_all(&mut tx).await.unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["house"]);
    let others = Project::select(office.ours).filter(!Project::ID.is_in_select(busy())).limit(9);
    assert_eq!(others.fetch_all(&mut tx).await.unwrap().len(), 2, "NULL is left out of the groups");
    let theirs = Task::select(office.theirs).group_by(Task::PROJECT_ID);
    let mixed = Project::select(office.ours).filter(Project::ID.is_in_select(theirs)).limit(9);
    assert!(matches!(mixed.fetch_all(&mut tx).await, Err(Error::OtherTenant)));
}

#[tokio::test]
async fn every_type_groups() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    macro_rules! groups {
        ($($column:ident: $count:literal),*) => {
            $(let groups = Task::select(office.ours).group_by(Task::$column).aggregate(count_rows());
            let groups = groups.order_by(Task::$column.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
            assert_eq!(groups.len(), $count, stringify!($column));)*
        };
    }
    groups! {
        PROJECT_ID: 3, SMALL: 1, MINUTES: 4, BYTES: 4, ESTIMATE: 3, RATIO: 1, WEIGHT: 1, COST: 4, EXACT: 1, CENTS: 4,
        CODE: 4, TITLE: 4, DUE_ON: 1, STARTED_AT: 4, SPAN: 1, IS_URGENT: 2, TAGS: 4, NUMBER: 1, DEVICE: 2, NOTES: 1,
        STATUS: 3, ORGANIZATION_ID: 1, CREATED_AT: 1
    }
}
