//! Expressions in conditions, orders and columns: `Task::MINUTES - Task::ESTIMATE`.

use chrono::NaiveDate;
use peristyle::prelude::*;
use peristyle::query::{CursorError, PageSize, Predicate, all, now};
use peristyle::{Error, Interval, across_tenants};
use peristyle_test::server::Role;
use rust_decimal::Decimal;

use super::aggregates::{Code, Office, Project, Task, TaskInsert, TaskStatus, TaskUpdate, at};
use super::driver;
use crate::shop::Organization;

struct Parent;

const DAY: Interval = Interval { days: 1, ..Interval::ZERO };

#[tokio::test]
async fn an_expression_is_compared() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let march = NaiveDate::from_ymd_opt(2024, 3, 1).unwrap();
    let expected: Vec<(Predicate<Task>, &[&str])> = vec![
        ((Task::MINUTES - Task::ESTIMATE).gt(10), &["tiles"]),
        ((Task::MINUTES * 2 + 1).eq(41), &["doors"]),
        ((Task::MINUTES % 20).ne(0), &["tiles", "walls"]),
        (Task::MINUTES.expr().gt(Task::ESTIMATE.coalesce(0) * 4), &["doors", "loose", "tiles"]),
        (Task::MINUTES.expr().le(Task::ESTIMATE * 4), &["walls"]),
        (!Task::MINUTES.expr().le(Task::ESTIMATE * 4), &["tiles"]),
        ((Task::COST * Decimal::TWO).ge(Decimal::new(6, 1)), &["loose", "tiles"]),
        ((Task::COST / Task::COST).eq(Decimal::ONE), &["doors", "loose", "tiles", "walls"]),
        ((Task::WEIGHT * 2.0).lt(3.5).and((Task::SMALL + 1).eq(3_i16)), &["doors", "loose", "tiles", "walls"]),
        (Task::TITLE.upper().eq("WALLS"), &["walls"]),
        (Task::TITLE.concat("!").upper().lower().trim().eq("doors!"), &["doors"]),
        (Task::TITLE.concat(" ").trim().char_length().eq(5), &["doors", "loose", "tiles", "walls"]),
        (Task::CODE.expr().lt(Task::CODE.concat(Code("z".to_owned())).lower()), &["doors", "loose", "tiles", "walls"]),
        (Task::TITLE.char_length().lt(Task::ESTIMATE), &["tiles"]),
        ((Task::ESTIMATE + 1).is_null(), &["doors", "loose"]),
        ((Task::ESTIMATE + 1).is_not_null(), &["tiles", "walls"]),
        ((Task::ESTIMATE + 1).eq(6).or((Task::ESTIMATE - 1).eq(6)), &["tiles", "walls"]),
        (Task::ESTIMATE.expr().eq(5), &["walls"]),
        (Task::STATUS.expr().eq(TaskStatus::Closed), &["loose"]),
        (Task::STATUS.greatest(TaskStatus::Closed).eq(TaskStatus::Abandoned), &["tiles"]),
        (Task::TAGS.append("x").eq(vec!["loose".to_owned(), "x".to_owned()]), &["loose"]),
        (Task::STARTED_AT.expr().lt(now()), &["doors", "loose", "walls"]),
        (Task::CREATED_AT.expr().gt(now() - DAY), &["doors", "loose", "tiles", "walls"]),
        ((now() - DAY).gt(Task::CREATED_AT), &[]),
        (Task::CREATED_AT.since(Task::STARTED_AT).gt(DAY), &["doors", "loose", "walls"]),
        (Task::STARTED_AT.since(Task::CREATED_AT).lt(Interval::ZERO), &["doors", "loose", "walls"]),
        (
            now().since(Task::CREATED_AT).le(Interval { days: 2, ..Interval::ZERO }),
            &["doors", "loose", "tiles", "walls"],
        ),
        (Task::DUE_ON.since(march).eq(30), &["doors", "loose", "tiles", "walls"]),
        ((Task::DUE_ON + 1).since(Task::DUE_ON).ne(1), &[]),
        ((Task::SPAN + Task::SPAN).gt(Task::SPAN), &["doors", "loose", "tiles", "walls"]),
        (Task::PAUSE.expr().is_null(), &["doors", "loose", "tiles", "walls"]),
    ];
    for (condition, titles) in expected {
        let told = format!("{condition:?}");
        let found = Task::select(office.ours).filter(condition).order_by(Task::TITLE.asc()).column(Task::TITLE);
        let found = found.limit(9).fetch_all(&mut tx).await.unwrap_or_else(|error| panic!("{told}: {error}"));
        assert_eq!(found, titles, "{told}");
    }
}

#[tokio::test]
async fn expressions_of_joined_tables_and_of_other_statements() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let ours = office.ours;
    let joined = Task::select(ours).join(Task::PROJECT_ID).order_by(Task::TITLE.asc());
    let both = all((Project::NAME.upper().eq("HOUSE"), (Task::MINUTES + 1).gt(11)));
    let found = joined.filter(both).columns((Task::TITLE, Project::NAME.upper(), Task::MINUTES * 2));
    let found: Vec<(String, Option<String>, i32)> = found.limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(found, [("doors".to_owned(), Some("HOUSE".to_owned()), 40)]);
    let parents = Project::select(ours).join_as(Parent, Project::PARENT_ID);
    let parents = parents.filter(Project::NAME.upper().eq("HOUSE").of(Parent)).limit(9).fetch_all(&mut tx).await;
    assert_eq!(parents.unwrap().len(), 1);
    let busy = Task::select(ours).filter((Task::MINUTES - 5).gt(20));
    let busy = Project::select(ours).filter(Task::PROJECT_ID.exists_in(busy)).column(Project::NAME).limit(9);
    assert_eq!(busy.fetch_all(&mut tx).await.unwrap(), ["roof"]);

    let changed = Task::update_many(ours, (Task::MINUTES % 20).eq(0), TaskUpdate::new().title("even"));
    assert_eq!(changed.execute(&mut tx).await.unwrap(), 2);
    let gone = Task::delete_many(ours, Task::TITLE.upper().eq("EVEN") & (Task::MINUTES + 0).gt(30));
    assert_eq!(gone.execute(&mut tx).await.unwrap(), 1);
    assert_eq!(Task::select(ours).filter(Task::TITLE.lower().eq("even")).count(&mut tx).await.unwrap(), 1);
    assert!(!Task::select(ours).filter(Task::TITLE.lower().eq("gone")).exists(&mut tx).await.unwrap());
    assert_eq!(Task::select(office.theirs).count(&office.pool).await.unwrap(), 4);
}

#[tokio::test]
async fn rows_are_ordered_by_an_expression() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let titles = || Task::select(office.ours).column(Task::TITLE);
    let by_rest = titles().order_by(((Task::MINUTES % 20).desc(), Task::TITLE.upper().desc()));
    assert_eq!(by_rest.limit(9).fetch_all(&mut tx).await.unwrap(), ["walls", "tiles", "loose", "doors"]);
    let estimate = || (Task::ESTIMATE.expr() * -1).asc();
    let last = titles().order_by((estimate(), Task::TITLE.asc())).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(last, ["tiles", "walls", "doors", "loose"]);
    let first = titles().order_by((estimate().nulls_first(), Task::TITLE.asc())).limit(9).fetch_all(&mut tx).await;
    assert_eq!(first.unwrap(), ["doors", "loose", "tiles", "walls"]);
    let age = titles().order_by((Task::STARTED_AT.since(Task::CREATED_AT).asc(), (Task::MINUTES * 1).desc()));
    assert_eq!(age.limit(9).fetch_all(&mut tx).await.unwrap(), ["walls", "doors", "loose", "tiles"]);

    let unread = titles().distinct().order_by((Task::MINUTES * 2).asc()).limit(9).into_statement();
    assert!(matches!(unread, Err(Error::UnreadOrder { .. })), "{unread:?}");
    let groups = Task::select(office.ours).group_by(Task::TITLE).order_by((Task::MINUTES * 2).asc()).limit(9);
    assert!(matches!(groups.into_statement(), Err(Error::UngroupedOrder { .. })));
}

/// Every page in both directions, by orders with equal values, NULL and values that are bound.
#[tokio::test]
async fn pages_follow_an_expression() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    for order in 0..6 {
        let list = || {
            let tasks = Task::select(office.ours);
            match order {
                0 => tasks.order_by((Task::MINUTES % 20).desc()),
                1 => tasks.order_by(((Task::ESTIMATE * 2 + 1).asc(), Task::TITLE.upper().desc())),
                2 => tasks.order_by((Task::ESTIMATE * 2).desc().nulls_last()),
                3 => tasks.order_by((Task::STARTED_AT.since(at("2024-03-31T00:30:00Z")).asc(), Task::TITLE.asc())),
                4 => tasks.order_by(((Task::COST / Decimal::from(7)).desc(), Task::MINUTES.asc())),
                _ => tasks.order_by((Task::SPAN * 1.5).asc()),
            }
        };
        let expected: Vec<_> = list().order_by(Task::ID.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
        for size in 1..=5 {
            let page = async |cursor| {
                let mut tx = office.begin().await;
                let page = list().page(PageSize::new(size).unwrap(), cursor).fetch_all(&mut tx).await;
                page.unwrap_or_else(|error| panic!("order {order}, size {size}: {error}"))
            };
            let (mut forward, mut cursor, mut before) = (Vec::new(), None, None);
            loop {
                let next = page(cursor).await;
                if let Some(previous) = next.previous {
                    let back = page(Some(previous)).await;
                    assert_eq!(Some(back.rows), before, "order {order}, size {size}");
                }
                forward.extend(next.rows.clone());
                before = Some(next.rows);
                cursor = next.next;
                if cursor.is_none() {
                    break;
                }
            }
            let ids = |rows: &[Task]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
            assert_eq!(forward.len(), 4, "order {order}, size {size}");
            if order == 1 || order == 3 {
                assert_eq!(ids(&forward), ids(&expected), "order {order}, size {size}");
            }
        }
    }
    let size = || PageSize::new(1).unwrap();
    let by = |factor| Task::select(office.ours).order_by((Task::MINUTES * factor).asc());
    let first = by(2).page(size(), None).fetch_all(&mut tx).await.unwrap();
    let other = by(3).page(size(), first.next).fetch_all(&mut tx).await;
    assert!(matches!(other, Err(Error::Cursor(CursorError::OtherList))), "{other:?}");
}

#[tokio::test]
async fn expressions_are_read() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let row = (
        Task::MINUTES - Task::ESTIMATE,
        Task::COST * Decimal::new(15, 1),
        Task::STATUS.greatest(TaskStatus::Closed),
        Task::TAGS.append("x"),
        Task::CODE.upper(),
        Task::TITLE.char_length(),
        Task::SPAN + DAY,
        Task::CREATED_AT.since(Task::CREATED_AT),
        Task::DUE_ON.since(Task::DUE_ON),
        Task::NOTES,
    );
    let rows = Task::select(office.ours).order_by(Task::MINUTES.asc()).columns(row).limit(2);
    let rows = rows.fetch_all(&mut tx).await.unwrap();
    let (minutes, cost, status, tags, code, length, span, age, days, notes) = rows[0].clone();
    assert_eq!((minutes, cost, status), (Some(5), Decimal::new(15, 2), TaskStatus::Closed));
    assert_eq!((tags, code.0, length), (vec!["walls".to_owned(), "x".to_owned()], "WA".to_owned(), 5));
    assert_eq!(span, Interval { months: 1, days: 1, microseconds: 1 });
    assert_eq!((age, days, notes.0.len()), (Interval::ZERO, 0, 0));
    assert_eq!(rows[1].0, None);

    let rest = Task::select(office.ours).column(Task::MINUTES % 20).distinct().limit(9);
    let mut rest = rest.fetch_all(&mut tx).await.unwrap();
    rest.sort_unstable();
    assert_eq!(rest, [0, 10]);
    let one = Task::select(office.ours).column(Task::MINUTES + 1).order_by(Task::MINUTES.desc()).fetch_one(&mut tx);
    assert_eq!(one.await.unwrap(), 41);
    let page = Task::select(office.ours).order_by((Task::MINUTES + 1).desc()).column(Task::MINUTES + 1);
    let page = page.page(PageSize::new(2).unwrap(), None).fetch_all(&mut tx).await.unwrap();
    assert_eq!(page.rows, [41, 31]);
    let upsert = Task::insert_many(office.ours, Vec::<TaskInsert>::new()).on_key_conflict();
    let upsert = upsert.do_update_only((Task::MINUTES + 1,)).into_statement();
    assert!(matches!(upsert, Err(Error::Unchangeable { .. })), "{upsert:?}");

    let across = across_tenants!(Organization, "expressions of all tenants");
    let everything =
        driver::pool(driver::options(&office.database, Role::Admin), 1, std::time::Duration::from_secs(30));
    let mut tx = everything.begin_across(across).await.unwrap();
    let loose = Task::select_across(across).filter((Task::MINUTES * 2).eq(80)).column(Task::TITLE.upper()).limit(9);
    assert_eq!(loose.fetch_all(&mut tx).await.unwrap(), ["LOOSE", "LOOSE"]);
}

/// What the database cannot compute is an error of the statement.
#[tokio::test]
async fn what_is_not_computed() {
    let office = Office::open().await;
    let select = || Task::select(office.ours);
    let out_of_range = [
        select().filter((Task::MINUTES / (Task::MINUTES - 20)).gt(0)).limit(9).fetch_all(&office.pool).await.map(drop),
        select().filter((Task::MINUTES * i32::MAX).gt(0)).limit(9).fetch_all(&office.pool).await.map(drop),
        select().filter((Task::SMALL * i16::MAX).gt(0_i16)).count(&office.pool).await.map(drop),
        select()
            .order_by((Task::MINUTES % (Task::MINUTES - 20)).asc())
            .limit(9)
            .fetch_all(&office.pool)
            .await
            .map(drop),
        select().column(Task::COST / (Task::COST - Task::COST)).limit(9).fetch_all(&office.pool).await.map(drop),
        select()
            .filter((Task::CREATED_AT + Interval { months: i32::MAX, ..Interval::ZERO }).gt(now()))
            .exists(&office.pool)
            .await
            .map(drop),
    ];
    for (place, outcome) in out_of_range.into_iter().enumerate() {
        assert!(matches!(outcome, Err(Error::OutOfRange(_))), "{place}: {outcome:?}");
    }
    let page = select().order_by((Task::MINUTES / (Task::MINUTES - 20)).asc()).page(PageSize::new(1).unwrap(), None);
    assert!(matches!(page.fetch_all(&office.pool).await, Err(Error::OutOfRange(_))));
    let mut stream = select().filter((Task::MINUTES / (Task::MINUTES - 20)).gt(0)).fetch(&office.pool);
    assert!(matches!(stream.try_next().await, Err(Error::OutOfRange(_))));
    let changed =
        Task::update_many(office.ours, (Task::MINUTES / (Task::MINUTES - 20)).gt(0), TaskUpdate::new().title("x"));
    assert!(matches!(changed.execute(&office.pool).await, Err(Error::Violation(_))));
    let refused = select().filter(Task::TITLE.lower().eq("a\0b")).limit(9).into_statement();
    assert!(refused.is_err(), "{refused:?}");
}
