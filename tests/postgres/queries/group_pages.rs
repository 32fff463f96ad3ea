//! Pages of groups: each group is on one page, in the order of the list, forward and backward.

use std::time::Duration;

use peristyle::query::{Cursor, Page, PageSize, TimeUnit, count_rows};
use peristyle::{AcrossTenants, Error, across_tenants};
use peristyle_test::server::Role;

use super::aggregates::{Office, Project, Task, TaskStatus};
use super::*;

const ACROSS: AcrossTenants<Organization> = across_tenants!(Organization, "a report of all tasks");

/// Reads all pages forward and then backward, and compares them with the list. The statement is a macro's, since each has a type of
/// its own.
macro_rules! walk {
    ($tx:expr, $groups:expr) => {{
        let expected = $groups.limit(99).fetch_all(&mut $tx).await.unwrap();
        for size in [1, 2, 3, 50] {
            let size = PageSize::new(size).unwrap();
            let (mut seen, mut cursor, mut last): (Vec<_>, Option<Cursor>, Option<Cursor>) = (Vec::new(), None, None);
            loop {
                // Through the text that a client sends back.
                let sent = cursor.map(|cursor| cursor.to_string().parse().unwrap());
                let page: Page<_> = $groups.page(size, sent).fetch_all(&mut $tx).await.unwrap();
                assert!(page.rows.len() <= size.rows() as usize);
                seen.extend(page.rows);
                last = page.previous.or(last);
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen, expected);
            let mut backward = Vec::new();
            while let Some(cursor) = last.take() {
                let page: Page<_> = $groups.page(size, Some(cursor)).fetch_all(&mut $tx).await.unwrap();
                backward.splice(0..0, page.rows);
                last = page.previous;
            }
            assert_eq!(backward[..], expected[..backward.len()]);
            let on_last = if expected.is_empty() { 0 } else { (expected.len() - 1) % size.rows() as usize + 1 };
            assert_eq!(backward.len(), expected.len() - on_last, "all but the last page");
        }
        expected.len()
    }};
}

#[tokio::test]
async fn each_group_is_on_one_page() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let tasks = || Task::select(office.ours);
    // By the columns of the groups, all of which are in the order of the list.
    assert_eq!(walk!(tx, tasks().group_by(Task::TITLE).order_by(Task::TITLE.asc())), 4);
    assert_eq!(walk!(tx, tasks().group_by(Task::STATUS).order_by(Task::STATUS.desc())), 3);
    let by_two = || tasks().group_by((Task::STATUS, Task::ESTIMATE)).aggregate((count_rows(), Task::MINUTES.sum()));
    assert_eq!(walk!(tx, by_two().order_by((Task::STATUS.asc(), Task::ESTIMATE.desc()))), 4);
    assert_eq!(walk!(tx, by_two().order_by((Task::ESTIMATE.asc(), Task::STATUS.asc()))), 4);
    assert_eq!(walk!(tx, by_two().order_by((Task::ESTIMATE.desc().nulls_last(), Task::STATUS.desc()))), 4);
    assert_eq!(walk!(tx, by_two().order_by((Task::ESTIMATE.asc().nulls_first(), Task::STATUS.desc()))), 4);
    // By aggregates, read or not, NULL or not.
    let status = || tasks().group_by(Task::STATUS).aggregate((count_rows(), Task::ESTIMATE.sum()));
    assert_eq!(walk!(tx, status().order_by((count_rows().desc(), Task::STATUS.asc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::ESTIMATE.sum().desc(), Task::STATUS.asc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::ESTIMATE.sum().desc().nulls_last(), Task::STATUS.asc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::ESTIMATE.sum().asc(), Task::STATUS.desc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::BYTES.sum().asc(), Task::STATUS.asc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::EXACT.avg().asc(), Task::STATUS.asc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::WEIGHT.max().asc(), Task::STATUS.desc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::TITLE.string_agg(", ").desc(), Task::STATUS.desc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::STARTED_AT.min().asc(), Task::STATUS.desc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::SPAN.sum().desc(), Task::STATUS.desc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::IS_URGENT.bool_or().desc(), Task::STATUS.desc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::DEVICE.max().asc(), Task::STATUS.asc()))), 3);
    assert_eq!(walk!(tx, status().order_by((Task::STATUS.max().asc(), Task::STATUS.asc()))), 3);
    let computed = || Task::MINUTES.sum_as::<i64>() - Task::SMALL.sum_as::<i64>();
    assert_eq!(walk!(tx, status().order_by((computed().desc(), Task::STATUS.asc()))), 3);
    let urgent = || count_rows().filter(Task::IS_URGENT.eq(true));
    assert_eq!(walk!(tx, status().order_by((urgent().desc(), Task::STATUS.asc()))), 3);
    // Conditions on rows and on groups.
    let some = || tasks().filter(Task::MINUTES.gt(10)).group_by(Task::STATUS).having(Task::MINUTES.sum().lt(40));
    assert_eq!(walk!(tx, some().order_by(Task::STATUS.asc())), 2);
    assert_eq!(walk!(tx, some().having(count_rows().gt(5)).order_by(Task::STATUS.asc())), 0);
    // A joined table without a row, and parts of timestamps, whose zone is a value.
    let joined = || tasks().join(Task::PROJECT_ID).group_by(Project::NAME).aggregate(count_rows());
    assert_eq!(walk!(tx, joined().order_by(Project::NAME.desc())), 3);
    assert_eq!(walk!(tx, joined().order_by((Project::NAME.max().asc(), Project::NAME.asc()))), 3);
    let day = || Task::STARTED_AT.date_trunc_in(TimeUnit::Day, "Europe/Berlin");
    assert_eq!(walk!(tx, tasks().group_by(day()).aggregate(count_rows()).order_by(day().desc())), 3);
    let date = || Task::STARTED_AT.date_in("Asia/Kolkata");
    let dates = || tasks().group_by((date(), Task::TITLE)).aggregate(Task::MINUTES.sum());
    assert_eq!(walk!(tx, dates().order_by((date().asc(), Task::TITLE.desc()))), 4);
    assert_eq!(
        walk!(
            tx,
            tasks()
                .group_by(Task::DUE_ON.date_trunc(TimeUnit::Month))
                .order_by(Task::DUE_ON.date_trunc(TimeUnit::Month).asc())
        ),
        1
    );
}

/// Every kind of column is a group, and comes back from a cursor.
#[tokio::test]
async fn a_cursor_holds_every_kind_of_group() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    macro_rules! by {
        ($($column:ident)*) => {
            $(walk!(tx, Task::select(office.ours).group_by(Task::$column).order_by(Task::$column.asc()));)*
        };
    }
    by!(ID PROJECT_ID SMALL MINUTES BYTES ESTIMATE RATIO WEIGHT COST EXACT CENTS CODE DUE_ON STARTED_AT SPAN IS_URGENT TAGS
        NUMBER DEVICE NOTES PAY PAUSE STEPS CREATED_AT DELETED_AT);
}

#[tokio::test]
async fn groups_that_are_equal_are_ordered_by_their_columns() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let size = PageSize::new(2).unwrap();
    let groups = || Task::select(office.ours).group_by((Task::IS_URGENT, Task::TITLE)).aggregate(count_rows());
    // Each group has one row.
    let titles = |page: &Page<((bool, String), i64)>| page.rows.iter().map(|row| row.0.1.clone()).collect::<Vec<_>>();
    let first = groups().order_by(count_rows().desc()).page(size, None).fetch_all(&mut tx).await.unwrap();
    assert_eq!(titles(&first), ["tiles", "loose"]);
    let second =
        groups().order_by(count_rows().desc()).page(size, first.next.clone()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(titles(&second), ["walls", "doors"]);
    let ascending = groups().page(size, None).fetch_all(&mut tx).await.unwrap();
    assert_eq!(titles(&ascending), ["doors", "walls"]);
    // Conditions and orders may stand behind the page.
    let behind = groups().page(size, None).order_by(count_rows().desc()).having(count_rows().gt(0));
    assert_eq!(titles(&behind.fetch_all(&mut tx).await.unwrap()), ["tiles", "loose"]);
}

#[tokio::test]
async fn a_cursor_belongs_to_its_groups() {
    let office = Office::open().await;
    let size = PageSize::new(1).unwrap();
    let groups = |tenant| Task::select(tenant).group_by(Task::STATUS).aggregate(Task::MINUTES.sum());
    let page = groups(office.ours).page(size, None).fetch_all(&office.pool).await.unwrap();
    let next = || page.next.clone();
    assert!(groups(office.ours).page(size, next()).into_statement().is_ok());
    // What is read is not part of the list; all else is.
    let other = Task::select(office.ours).group_by(Task::STATUS).aggregate(count_rows());
    assert!(other.page(size, next()).into_statement().is_ok());
    let refused = [
        groups(office.theirs).page(size, next()).into_statement(),
        groups(office.ours).having(count_rows().gt(0)).page(size, next()).into_statement(),
        groups(office.ours).order_by(Task::STATUS.asc()).page(size, next()).into_statement(),
        groups(office.ours).order_by(count_rows().asc()).page(size, next()).into_statement(),
        Task::select(office.ours).group_by(Task::CODE).page(size, next()).into_statement(),
        Task::select(office.ours).filter(Task::SMALL.gt(0)).group_by(Task::STATUS).page(size, next()).into_statement(),
        Task::select(office.ours).with_deleted().group_by(Task::STATUS).page(size, next()).into_statement(),
        Task::select(office.ours).order_by(Task::STATUS.asc()).page(size, next()).into_statement(),
    ];
    for statement in refused {
        assert!(matches!(statement, Err(Error::Cursor(_))), "{statement:?}");
    }
    let ungrouped = groups(office.ours).order_by(Task::TITLE.asc()).page(size, None).into_statement();
    assert!(matches!(ungrouped, Err(Error::UngroupedOrder { column: "title" })), "{ungrouped:?}");
}

#[tokio::test]
async fn groups_of_all_tenants_are_read_page_by_page() {
    let office = Office::open().await;
    let everything = driver::pool(driver::options(&office.database, Role::Admin), 1, Duration::from_secs(30));
    let mut tx = everything.begin_across(ACROSS).await.unwrap();
    let tenants =
        || Task::select_across(ACROSS).group_by((Task::ORGANIZATION_ID, Task::STATUS)).aggregate(count_rows());
    let order = || (count_rows().desc(), Task::ORGANIZATION_ID.asc(), Task::STATUS.desc());
    assert_eq!(walk!(tx, tenants().order_by(order())), 6);
    let per_status = || Task::select_across(ACROSS).group_by(Task::STATUS).aggregate(Task::MINUTES.sum());
    assert_eq!(walk!(tx, per_status().order_by((Task::MINUTES.sum().desc(), Task::STATUS.asc()))), 3);
    let size = PageSize::new(1).unwrap();
    let next = per_status().page(size, None).fetch_all(&mut tx).await.unwrap().next;
    let of_tenant = Task::select(office.ours).group_by(Task::STATUS).page(size, next).into_statement();
    assert!(matches!(of_tenant, Err(Error::Cursor(_))), "{of_tenant:?}");
}

/// Groups that appear and change between two pages do not move the others.
#[tokio::test]
async fn other_groups_do_not_move() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let size = PageSize::new(1).unwrap();
    let groups = || Task::select(office.ours).group_by(Task::STATUS).order_by(Task::STATUS.asc());
    let first = groups().page(size, None).fetch_all(&mut tx).await.unwrap();
    assert_eq!(first.rows, [TaskStatus::Open]);
    let open = || Task::select(office.ours).filter(Task::STATUS.eq(TaskStatus::Open)).column(Task::ID);
    for id in open().limit(9).fetch_all(&mut tx).await.unwrap() {
        Task::delete(office.ours, id).execute(&mut tx).await.unwrap();
    }
    let second = groups().page(size, first.next).fetch_all(&mut tx).await.unwrap();
    assert_eq!(second.rows, [TaskStatus::Closed]);
    let before = groups().page(size, second.previous).fetch_all(&mut tx).await.unwrap();
    assert_eq!((before.rows.len(), before.previous), (0, None));
    let again = groups().page(size, before.next).fetch_all(&mut tx).await.unwrap();
    assert_eq!(again.rows, [TaskStatus::Closed]);
}
