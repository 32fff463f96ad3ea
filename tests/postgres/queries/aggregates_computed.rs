//! Aggregates of some of the rows (`FILTER`), and arithmetic with aggregates.

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::query::count_rows;
use rust_decimal::Decimal;

use super::aggregates::{Office, Project, Task, TaskStatus};

#[tokio::test]
async fn an_aggregate_of_some_of_the_rows() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let (ours, open) = (office.ours, || Task::STATUS.eq(TaskStatus::Open));
    let never = || Task::TITLE.eq("none");
    let read = (
        count_rows(),
        count_rows().filter(open()),
        Task::MINUTES.sum().filter(open()),
        Task::MINUTES.sum().filter(open()).filter(Task::MINUTES.gt(10)),
        Task::ESTIMATE.count().filter(open()),
        Task::MINUTES.max().filter(!open()),
        Task::TITLE.string_agg(",").filter((Task::MINUTES % 20).eq(0)),
    );
    let read: (i64, i64, Option<i64>, Option<i64>, i64, Option<i32>, Option<String>) =
        Task::select(ours).aggregate(read).fetch_one(&mut tx).await.unwrap();
    assert_eq!(read, (4, 2, Some(30), Some(20), 1, Some(40), Some("doors,loose".to_owned())));
    let lists = (
        Task::TITLE.array_agg().filter(open()),
        Task::ESTIMATE.array_agg().filter(Task::MINUTES.gt(10)),
        Task::STATUS.count_distinct().filter(never()),
        Task::COST.avg().filter(never()),
        Task::IS_URGENT.bool_or().filter(open()),
        (Task::MINUTES * 2).sum().filter(open()),
    );
    let lists = Task::select(ours).aggregate(lists).fetch_one(&mut tx).await.unwrap();
    assert_eq!(lists.0, Some(vec!["doors".to_owned(), "walls".to_owned()]));
    assert_eq!((lists.1, lists.2, lists.3, lists.4, lists.5), (Some(vec![7]), 0, None, Some(false), Some(60)));

    // A group without such a row is NULL, so the type is an `Option`.
    let groups = Task::select(ours).group_by(Task::STATUS).order_by(Task::STATUS.asc());
    let groups = groups.aggregate((Task::MINUTES.sum(), Task::MINUTES.sum().filter(Task::MINUTES.lt(20))));
    let groups: Vec<(TaskStatus, (i64, Option<i64>))> = groups.limit(9).fetch_all(&mut tx).await.unwrap();
    let expected =
        [(TaskStatus::Open, (30, Some(10))), (TaskStatus::Closed, (40, None)), (TaskStatus::Abandoned, (30, None))];
    assert_eq!(groups, expected);
    let urgent = || count_rows().filter(Task::IS_URGENT.eq(true));
    let groups = Task::select(ours).group_by(Task::STATUS).having(urgent().gt(0));
    let groups = groups.order_by((Task::MINUTES.sum().filter(Task::MINUTES.gt(30)).desc().nulls_last(),)).limit(9);
    assert_eq!(groups.fetch_all(&mut tx).await.unwrap(), [TaskStatus::Closed, TaskStatus::Abandoned]);
}

#[tokio::test]
async fn conditions_of_joined_tables_and_subselects() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let joined = || Task::select(office.ours).join(Task::PROJECT_ID);
    let read = (
        Task::ID.count(),
        Project::ID.count().filter(Project::NAME.eq("house")),
        Task::MINUTES.sum().filter(Task::MINUTES.lt(40)),
    );
    assert_eq!(joined().aggregate(read).fetch_one(&mut tx).await.unwrap(), (4, 2, Some(60)));
    let of_house = |tenant| {
        Task::PROJECT_ID.is_in_select(Project::select(tenant).filter(Project::NAME.eq("house")).column(Project::ID))
    };
    let read = |tenant| Task::select(office.ours).aggregate(Task::MINUTES.sum().filter(of_house(tenant)));
    assert_eq!(read(office.ours).fetch_one(&mut tx).await.unwrap(), Some(30));
    // Wherever the subselect is: read, in a condition on groups or in their order.
    let groups = || Task::select(office.ours).group_by(Task::STATUS).limit(9);
    let of_theirs = || Task::MINUTES.sum().filter(of_house(office.theirs));
    for refused in [
        read(office.theirs).into_statement(),
        groups().aggregate(of_theirs()).into_statement(),
        groups().having(of_theirs().gt(1)).into_statement(),
        groups().having(!(of_theirs().gt(1) | Task::ID.count().gt(1))).into_statement(),
        groups().order_by(of_theirs().desc()).into_statement(),
        groups().aggregate(of_theirs() - Task::MINUTES.sum()).into_statement(),
        groups().having((Task::MINUTES.sum() - of_theirs()).gt(1)).into_statement(),
    ] {
        assert!(matches!(refused, Err(Error::OtherTenant)), "{refused:?}");
    }
    let ours = groups().having(Task::MINUTES.sum().filter(of_house(office.ours)).gt(1));
    assert_eq!(ours.fetch_all(&mut tx).await.unwrap(), [TaskStatus::Open]);
}

#[tokio::test]
async fn arithmetic_with_aggregates() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let select = || Task::select(office.ours);
    let minutes = || Task::MINUTES.sum();
    let read = (
        minutes() / Task::ID.count(),
        minutes() * 2 + Task::ID.count() - 1,
        minutes() - minutes() * 3,
        Task::BYTES.sum_as::<i64>() / 3,
        Task::COST.sum() / Task::COST.max(),
        Task::BYTES.sum() + Decimal::new(5, 1),
        Task::WEIGHT.sum() / 4.0,
        minutes() - Task::ESTIMATE.sum(),
    );
    let read = select().aggregate(read).fetch_one(&mut tx).await.unwrap();
    assert_eq!((read.0, read.1, read.2, read.3), (Some(25), Some(203), Some(-200), Some(33)));
    assert_eq!((read.4, read.5), (Some(Decimal::new(25, 1)), Some(Decimal::new(1005, 1))));
    assert_eq!((read.6, read.7), (Some(1.5), Some(88)));
    let none = select().filter(Task::TITLE.eq("none"));
    let none = none.aggregate((minutes() + 1, Task::ID.count() + 1)).fetch_one(&mut tx).await.unwrap();
    assert_eq!(none, (None, Some(1)));

    let share = || Task::MINUTES.sum().filter(Task::MINUTES.gt(10)) * 100 / Task::MINUTES.sum();
    let groups = select().group_by(Task::STATUS).aggregate((minutes() * 2, share(), minutes() - Task::ESTIMATE.sum()));
    let groups = groups.having((minutes() - Task::ID.count()).lt(39)).order_by((share().desc(), Task::STATUS.asc()));
    let groups: Vec<(TaskStatus, (i64, Option<i64>, Option<i64>))> = groups.limit(9).fetch_all(&mut tx).await.unwrap();
    let expected = [(TaskStatus::Abandoned, (60, Some(100), Some(23))), (TaskStatus::Open, (60, Some(66), Some(25)))];
    assert_eq!(groups, expected);
    let joined = select().join(Task::PROJECT_ID).group_by(Project::NAME);
    let joined = joined.aggregate((Project::ID.count() * 2, Task::MINUTES.sum() + 1)).order_by(Project::NAME.asc());
    let joined = joined.limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(joined[0], (Some("house".to_owned()), (Some(4), 31)));
    assert_eq!(joined[2], (None, (Some(0), 41)));

    // The order of the operations is that of Rust.
    let mut many = minutes();
    let mut sum = minutes() + 0;
    for factor in 1..=50 {
        sum = sum + Task::ID.count() * factor;
        many = minutes();
    }
    let sum = select().aggregate((sum - (many - 10) * 2,)).fetch_one(&mut tx).await.unwrap();
    assert_eq!(sum, (Some(100 + 4 * (50 * 51 / 2) - 180),));
}

#[tokio::test]
async fn what_does_not_fit_is_an_error() {
    let office = Office::open().await;
    let select = || Task::select(office.ours);
    let by_zero = select().group_by(Task::STATUS).aggregate(Task::MINUTES.sum() / Task::ESTIMATE.count()).limit(9);
    assert!(matches!(by_zero.fetch_all(&office.pool).await, Err(Error::OutOfRange(_))));
    let large = select().aggregate(Task::MINUTES.sum() * i64::MAX).fetch_one(&office.pool).await;
    assert!(matches!(large, Err(Error::OutOfRange(_))), "{large:?}");
    let having = select().group_by(Task::STATUS).having((Task::ID.count() / (Task::ID.count() - 1)).gt(0));
    assert!(matches!(having.count(&office.pool).await, Err(Error::OutOfRange(_))));
}
