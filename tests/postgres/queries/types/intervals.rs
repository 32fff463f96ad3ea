//! Spans of time.

use peristyle::prelude::*;
use peristyle::{Error, Interval};

use super::{database, driver};

/// What is paid how often.
#[table(name = "subscriptions", unique(every), check(every > grace, name = "subscriptions_grace_check"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    pub id: Id<Subscription>,
    pub every: Interval,
    #[column(default_sql = "'0 days'")]
    pub grace: Interval,
    pub pauses: Vec<Interval>,
    pub trial: Option<Interval>,
    #[column(default = "P1Y2M3DT4H5M6.5S")]
    pub notice: Interval,
    pub term: Option<Term>,
}

/// How long somebody is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
pub struct Term(Interval);

schema! { pub SUBSCRIPTIONS = [Subscription] }

const MONTH: Interval = Interval { months: 1, ..Interval::ZERO };
const DAYS: Interval = Interval { days: 30, ..Interval::ZERO };

fn parts(months: i32, days: i32, microseconds: i64) -> Interval {
    Interval { months, days, microseconds }
}

/// The style of the session is how it writes and reads intervals; nothing here depends on it.
fn in_style(style: &str) -> String {
    format!("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET intervalstyle = {style}', current_database()); END $$;")
}

#[tokio::test]
async fn every_part_of_an_interval_comes_back() {
    for style in ["postgres", "postgres_verbose", "sql_standard", "iso_8601"] {
        let (_database, pool) = database(&SUBSCRIPTIONS, &in_style(style)).await;
        for every in [
            parts(14, 3, 14_706_500_001),
            parts(1, -2, 3),
            parts(1, 0, -1),
            parts(2, -31, -86_400_000_001),
            parts(i32::MAX, i32::MAX, i64::MAX - 1),
            parts(i32::MAX, i32::MIN, i64::MAX),
            parts(0, 0, i64::MAX),
            parts(0, 1, 0),
        ] {
            let draft = SubscriptionInsert::new(every).pauses(vec![every, MONTH]).trial(every).term(Term(every));
            let row = Subscription::insert(draft.clone()).fetch_one(&pool).await.unwrap();
            let own_sql = "SELECT * FROM subscriptions ORDER BY id DESC LIMIT 1";
            assert_eq!(driver::rows::<Subscription>(&pool, own_sql).await.unwrap(), std::slice::from_ref(&row));
            assert_eq!((row.every, row.trial, row.term), (every, Some(every), Some(Term(every))));
            assert_eq!((row.grace, row.pauses.as_slice()), (Interval::ZERO, [every, MONTH].as_slice()));
            assert_eq!(row.notice, parts(14, 3, 14_706_500_000));
            Subscription::delete(row.id).execute(&pool).await.unwrap();
            let many = Subscription::insert_many([draft.with_id(Id::generate())]).fetch_all(&pool).await.unwrap();
            assert_eq!((many[0].every, many[0].trial, &many[0].pauses), (every, row.trial, &row.pauses));
            Subscription::delete(many[0].id).execute(&pool).await.unwrap();
        }
    }
}

/// A month has thirty days and a day 24 hours, to the server and to `validate()`.
#[tokio::test]
async fn intervals_are_compared_as_the_server_does() {
    let (_database, pool) = database(&SUBSCRIPTIONS, "").await;
    let row = Subscription::insert(SubscriptionInsert::new(MONTH).pauses(vec![DAYS])).fetch_one(&pool).await.unwrap();
    for condition in [
        Subscription::EVERY.eq(DAYS),
        Subscription::EVERY.is_in([DAYS]),
        Subscription::EVERY.gt(parts(0, 29, 86_399_999_999)),
        Subscription::PAUSES.eq(vec![MONTH]),
        Subscription::TRIAL.is_null(),
    ] {
        let told = format!("{condition:?}");
        let found = Subscription::select().filter(condition).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")), std::slice::from_ref(&row), "{told}");
    }
    let again = Subscription::insert(SubscriptionInsert::new(DAYS)).execute(&pool).await.unwrap_err();
    assert!(matches!(again, Error::Violation(_)), "{again:?}");
    assert_eq!(Subscription::find_by_every(DAYS).fetch_one(&pool).await.unwrap(), row);
    for (grace, kept) in [(DAYS, false), (MONTH, false), (parts(0, 29, 0), true), (parts(1, 0, -1), true)] {
        assert_eq!(SubscriptionInsert::new(MONTH).grace(grace).validate().is_ok(), kept, "{grace}");
        let change = SubscriptionUpdate::new().grace(grace);
        assert_eq!(Subscription::update(row.id, change).execute(&pool).await.is_ok(), kept, "{grace}");
    }
    let changed = Subscription::update(row.id, SubscriptionUpdate::new().trial(DAYS).pauses(vec![]));
    let changed = changed.fetch_one(&pool).await.unwrap();
    assert_eq!((changed.trial, changed.pauses), (Some(DAYS), vec![]));
}
