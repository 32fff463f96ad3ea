//! The types of sums, averages, and least and greatest values.

use bigdecimal::BigDecimal;
use chrono::NaiveDate;
use peristyle::Interval;
use peristyle::prelude::*;
use rust_decimal::Decimal;

use super::aggregates::{Cents, Code, Office, Task, TaskStatus, TaskUpdate, at};

#[tokio::test]
async fn each_type_has_the_sum_and_the_average_of_the_server() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let sums: (
        Option<i64>,
        Option<i64>,
        Option<Decimal>,
        Option<i64>,
        Option<f32>,
        Option<f64>,
        Option<Decimal>,
        Option<BigDecimal>,
    ) = Task::select(office.ours)
        .aggregate((
            Task::SMALL.sum(),
            Task::MINUTES.sum(),
            Task::BYTES.sum(),
            Task::ESTIMATE.sum(),
            Task::RATIO.sum(),
            Task::WEIGHT.sum(),
            Task::COST.sum(),
            Task::EXACT.sum(),
        ))
        .fetch_one(&mut tx)
        .await
        .unwrap();
    let exact = "0.4000000004".parse().unwrap();
    let (bytes, cost) = (Decimal::from(100), Decimal::new(100, 2));
    assert_eq!(sums, (Some(8), Some(100), Some(bytes), Some(12), Some(2.0), Some(6.0), Some(cost), Some(exact)));
    let averages: (
        Option<Decimal>,
        Option<Decimal>,
        Option<f64>,
        Option<f64>,
        Option<Decimal>,
        Option<BigDecimal>,
        Option<Interval>,
    ) = Task::select(office.ours)
        .aggregate((
            Task::SMALL.avg(),
            Task::ESTIMATE.avg(),
            Task::RATIO.avg(),
            Task::WEIGHT.avg(),
            Task::COST.avg(),
            Task::EXACT.avg(),
            Task::SPAN.avg(),
        ))
        .fetch_one(&mut tx)
        .await
        .unwrap();
    assert_eq!((averages.0, averages.1), (Some(Decimal::from(2)), Some(Decimal::from(6))));
    assert_eq!((averages.2, averages.3, averages.4), (Some(0.5), Some(1.5), Some(Decimal::new(25, 2))));
    assert_eq!(averages.5, Some("0.1000000001".parse().unwrap()));
    assert_eq!(averages.6, Some(Interval { months: 1, days: 0, microseconds: 1 }));
    // In a type of the caller's choice, and of types that carry another one.
    let chosen = (
        Task::BYTES.sum_as::<i64>(),
        Task::CENTS.sum_as::<Cents>(),
        Task::COST.sum_as::<BigDecimal>(),
        Task::ESTIMATE.sum_as::<f64>(),
        Task::MINUTES.avg_as::<f64>(),
        Task::SPAN.sum(),
        Task::NUMBER.sum_as::<i64>(),
        Task::CENTS.sum(),
    );
    let chosen = Task::select(office.ours).aggregate(chosen).fetch_one(&mut tx).await.unwrap();
    assert_eq!((chosen.0, chosen.1, chosen.2), (Some(100), Some(Cents(10_000)), Some("1.00".parse().unwrap())));
    assert_eq!((chosen.3, chosen.4, chosen.6), (Some(12.0), Some(25.0), Some(28)));
    assert_eq!(chosen.5, Some(Interval { months: 4, days: 0, microseconds: 4 }));
    assert_eq!(chosen.7, Some(Decimal::from(10_000)));
}

#[tokio::test]
async fn the_least_and_the_greatest_value_keep_their_type() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let select = || Task::select(office.ours);
    let extremes =
        (Task::STATUS.min(), Task::STATUS.max(), Task::CENTS.max(), Task::CODE.min(), Task::STARTED_AT.max());
    let extremes = select().aggregate(extremes).fetch_one(&mut tx).await.unwrap();
    assert_eq!((extremes.0, extremes.1), (Some(TaskStatus::Open), Some(TaskStatus::Abandoned)));
    assert_eq!((extremes.2, extremes.3), (Some(Cents(4000)), Some(Code("do".to_owned()))));
    assert_eq!(extremes.4, Some(at("2024-03-31T22:30:00Z")));
    let others = (
        Task::TITLE.max(),
        Task::COST.min(),
        Task::EXACT.max(),
        Task::SPAN.min(),
        Task::DUE_ON.max(),
        Task::TAGS.min(),
        Task::NUMBER.max(),
        Task::DEVICE.max(),
    );
    let others = select().aggregate(others).fetch_one(&mut tx).await.unwrap();
    assert_eq!((others.0.as_deref(), others.1), (Some("walls"), Some(Decimal::new(10, 2))));
    assert_eq!((others.2, others.3.map(|it| it.months)), (Some("0.1000000001".parse().unwrap()), Some(1)));
    assert_eq!((others.4, others.5), (NaiveDate::from_ymd_opt(2024, 3, 31), Some(vec!["doors".to_owned()])));
    assert_eq!((others.6, others.7.as_deref()), (Some(7), Some("08:00:2b:01:02:03")));
    let floats = (Task::SMALL.min(), Task::BYTES.max(), Task::RATIO.max(), Task::WEIGHT.min(), Task::ESTIMATE.min());
    let floats = select().aggregate(floats).fetch_one(&mut tx).await.unwrap();
    assert_eq!(floats, (Some(2), Some(40), Some(0.5), Some(1.5), Some(5)));
}

/// The type in SQL is another one than that of the Rust type.
#[tokio::test]
async fn columns_of_another_type_are_summed() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let pause = Interval { months: 0, days: 1, microseconds: 1_500_000 };
    let changes = TaskUpdate::new().pay(Decimal::new(1050, 2)).pause(pause).steps(3);
    Task::update_many(office.ours, Task::MINUTES.le(20), changes).execute(&mut tx).await.unwrap();
    let read = (
        Task::PAY.sum(),
        Task::PAY.max(),
        Task::PAY.avg(),
        Task::PAUSE.sum(),
        Task::PAUSE.min(),
        Task::STEPS.sum(),
        Task::STEPS.max(),
        Task::STEPS.count_distinct(),
    );
    let read = Task::select(office.ours).aggregate(read).fetch_one(&mut tx).await.unwrap();
    let pay = |cents| Some(Decimal::new(cents, 2));
    assert_eq!((read.0, read.1, read.2), (pay(2100), pay(1050), pay(1050)));
    let both = Interval { months: 0, days: 2, microseconds: 3_000_000 };
    assert_eq!((read.3, read.4), (Some(both), Some(pause)));
    assert_eq!((read.5, read.6, read.7), (Some(6), Some(3), 1));
    let expressions = (Task::STEPS.coalesce(1).sum(), (Task::STEPS + 1).sum(), Task::PAY.coalesce(Decimal::ONE).sum());
    let expressions = Task::select(office.ours).aggregate(expressions).fetch_one(&mut tx).await.unwrap();
    assert_eq!(expressions, (Some(8), Some(8), pay(2300)));
    let groups = || Task::select(office.ours).group_by((Task::PAY, Task::STEPS, Task::PAUSE));
    let rows = groups().order_by((Task::PAY.asc(), Task::PAUSE.desc())).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows, [(pay(1050), Some(3), Some(pause)), (None, None, None)]);
    for having in [Task::PAY.sum().eq(Decimal::new(2100, 2)), Task::PAY.max().ge(Decimal::TEN), Task::STEPS.sum().gt(5)]
    {
        assert_eq!(groups().having(having).count(&mut tx).await.unwrap(), 1);
    }
    assert_eq!(groups().having(Task::PAUSE.min().eq(pause)).count(&mut tx).await.unwrap(), 1);
}

#[tokio::test]
async fn expressions_are_summed() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let read = (
        (Task::MINUTES * Task::MINUTES).sum(),
        (Task::COST * Decimal::TWO).sum(),
        (Task::MINUTES - Task::ESTIMATE).sum(),
        (Task::BYTES * 2).sum_as::<i64>(),
        (Task::WEIGHT / 2.0).avg(),
        (Task::MINUTES + 1).avg_as::<f64>(),
        Task::ESTIMATE.coalesce(0).avg(),
        (Task::CENTS + Cents(1)).sum_as::<Cents>(),
    );
    let read = Task::select(office.ours).aggregate(read).fetch_one(&mut tx).await.unwrap();
    assert_eq!((read.0, read.1, read.2, read.3), (Some(3000), Some(Decimal::new(200, 2)), Some(28), Some(200)));
    assert_eq!((read.4, read.5, read.6), (Some(0.75), Some(26.0), Some(Decimal::from(3))));
    assert_eq!(read.7, Some(Cents(10_004)));
    // In a group, by a value, and of a joined table.
    let per_status: Vec<(TaskStatus, i64)> = Task::select(office.ours)
        .group_by(Task::STATUS)
        .aggregate((Task::MINUTES * 2).sum())
        .having((Task::MINUTES * 2).sum().lt(80))
        .order_by(((Task::MINUTES * 3).sum().desc(), Task::STATUS.asc()))
        .limit(9)
        .fetch_all(&mut tx)
        .await
        .unwrap();
    assert_eq!(per_status, [(TaskStatus::Open, 60), (TaskStatus::Abandoned, 60)]);
}
