//! Aggregates: of all rows, of groups, of joined tables, in every type.

use std::collections::HashMap;

use bigdecimal::BigDecimal;
use chrono::NaiveDate;
use peristyle::prelude::*;
use peristyle::query::{TimeUnit, all, any, count_rows};
use peristyle::{AcrossTenants, Error, Interval, Timestamp};
use peristyle_build::ddl::{self, Options};
use peristyle_test_server::{Database, Role, Server};
use rust_decimal::Decimal;

use super::{Pool, driver};
use crate::shop::Organization;

/// What is worked on.
#[table(name = "org_projects", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    pub id: Id<Project>,
    pub organization_id: Id<Organization>,
    pub name: String,
    #[column(on_delete = restrict, why = "a project with parts is emptied first")]
    pub parent_id: Option<Id<Project>>,
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum)]
#[pg_enum(name = "task_status")]
pub enum TaskStatus {
    Open,
    Closed,
    // Before the others by its letters.
    Abandoned,
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
pub struct Cents(i64);

/// A short name.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
#[column_type(try_from)]
pub struct Code(String);

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len() == 2 { Ok(Self(text)) } else { Err(format!("`{text}` is not a code")) }
    }
}

/// Something to do.
#[table(name = "org_tasks", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub id: Id<Task>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = set_null, why = "a task outlives its project")]
    pub project_id: Option<Id<Project>>,
    pub status: TaskStatus,
    pub small: i16,
    pub minutes: i32,
    pub bytes: i64,
    pub estimate: Option<i32>,
    pub ratio: f32,
    pub weight: f64,
    #[column(numeric(10, 2))]
    pub cost: Decimal,
    #[column(numeric(40, 10))]
    pub exact: BigDecimal,
    pub cents: Cents,
    pub code: Code,
    pub title: String,
    pub due_on: NaiveDate,
    pub started_at: Option<Timestamp>,
    pub span: Interval,
    pub is_urgent: bool,
    pub tags: Vec<String>,
    #[column(sql_type = "oid", waive(column_type = "a number of the server"))]
    pub number: i64,
    #[column(sql_type = "macaddr", waive(column_type = "an address of a device"))]
    pub device: Option<String>,
    pub notes: Json<Vec<String>>,
}

/// A day of the calendar, the same for everyone.
#[table(name = "holidays", waive(soft_delete = "a holiday is never deleted", time_zone = "of every time zone"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Holiday {
    pub id: Id<Holiday>,
    pub day: time::Date,
    pub at: jiff::Timestamp,
    pub seen: time::OffsetDateTime,
    pub local: jiff::civil::DateTime,
}

schema! { pub TASKS = [Organization, Project, Task, Holiday] }

struct Parent;

/// Two tenants with the same tasks, and one deleted task each.
struct Office {
    database: Database,
    pool: Pool,
    ours: Tenant<Organization>,
    theirs: Tenant<Organization>,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn task(title: &str, status: TaskStatus, minutes: i32) -> TaskInsert {
    TaskInsert::new(
        status,
        2,
        minutes,
        i64::from(minutes),
        0.5,
        1.5,
        Decimal::new(i64::from(minutes), 2),
        "0.1000000001".parse::<BigDecimal>().unwrap(),
        Cents(i64::from(minutes) * 100),
        Code(title[..2].to_owned()),
        title,
        NaiveDate::from_ymd_opt(2024, 3, 31).unwrap(),
        Interval { months: 1, days: 0, microseconds: 1 },
        minutes > 20,
        7,
        Json(vec![]),
    )
    .tags(vec![title.to_owned()])
}

impl Office {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("office", &ddl::sql(&TASKS, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let pool = super::pool(&database, 2);
        let (ours, theirs) = (super::sign_up(&pool, "ours").await, super::sign_up(&pool, "theirs").await);
        for tenant in [theirs, ours] {
            let mut tx = pool.begin_tenant(tenant).await.unwrap();
            let house = ProjectInsert::new("house");
            let roof = ProjectInsert::new("roof").parent_id(house.id());
            let (in_house, in_roof) = (house.id(), roof.id());
            for project in [house, roof, ProjectInsert::new("idle")] {
                Project::insert(tenant, project).execute(&mut tx).await.unwrap();
            }
            let deleted = task("gone", TaskStatus::Open, 1000);
            let id = deleted.id();
            let tasks = [
                task("walls", TaskStatus::Open, 10)
                    .project_id(in_house)
                    .estimate(5)
                    .started_at(at("2024-03-30T23:30:00Z")),
                task("doors", TaskStatus::Open, 20).project_id(in_house).started_at(at("2024-03-31T00:30:00Z")),
                task("tiles", TaskStatus::Abandoned, 30).project_id(in_roof).estimate(7).device("08:00:2b:01:02:03"),
                task("loose", TaskStatus::Closed, 40).started_at(at("2024-03-31T22:30:00Z")),
                deleted,
            ];
            Task::insert_many(tenant, tasks).execute(&mut tx).await.unwrap();
            Task::delete(tenant, id).execute(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
        }
        Self { database, pool, ours, theirs }
    }

    async fn begin(&self) -> driver::Transaction {
        self.pool.begin_tenant(self.ours).await.unwrap()
    }
}

fn days(days: &[(i32, u32, u32)]) -> Vec<NaiveDate> {
    days.iter().map(|(year, month, day)| NaiveDate::from_ymd_opt(*year, *month, *day).unwrap()).collect()
}

#[tokio::test]
async fn tasks_per_status_are_one_line() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let rows: Vec<(TaskStatus, i64)> = Task::select(office.ours)
        .group_by(Task::STATUS)
        .aggregate(count_rows())
        .limit(9)
        .fetch_all(&mut tx)
        .await
        .unwrap();
    let rows: HashMap<_, _> = rows.into_iter().collect();
    assert_eq!(rows, HashMap::from([(TaskStatus::Open, 2), (TaskStatus::Closed, 1), (TaskStatus::Abandoned, 1)]));
    let open = Task::select(office.ours).filter(Task::STATUS.eq(TaskStatus::Open));
    let sum: Option<i64> = open.aggregate(Task::MINUTES.sum()).fetch_one(&mut tx).await.unwrap();
    assert_eq!(sum, Some(30));
    let all = Task::select(office.ours).with_deleted().aggregate(Task::MINUTES.sum()).fetch_one(&mut tx).await;
    assert_eq!(all.unwrap(), Some(1100));
}

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

#[tokio::test]
async fn values_are_counted_and_collected() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let select = || Task::select(office.ours);
    let counts = (
        count_rows(),
        Task::ESTIMATE.count(),
        Task::PROJECT_ID.count_distinct(),
        Task::STATUS.count_distinct(),
        Task::NOTES.count_distinct(),
        Task::DEVICE.count_distinct(),
        Task::IS_URGENT.bool_and(),
        Task::IS_URGENT.bool_or(),
    );
    let counts: (i64, i64, i64, i64, i64, i64, Option<bool>, Option<bool>) =
        select().aggregate(counts).fetch_one(&mut tx).await.unwrap();
    assert_eq!(counts, (4, 2, 2, 3, 1, 1, Some(false), Some(true)));
    let lists = (
        Task::STATUS.array_agg(),
        Task::ESTIMATE.array_agg(),
        Task::TITLE.string_agg(" | "),
        Task::CODE.string_agg("'"),
        Task::CENTS.array_agg(),
        Task::DEVICE.array_agg(),
        Task::NOTES.array_agg(),
        Task::SPAN.array_agg(),
    );
    let lists = select().aggregate(lists).fetch_one(&mut tx).await.unwrap();
    let statuses = [TaskStatus::Open, TaskStatus::Open, TaskStatus::Closed, TaskStatus::Abandoned];
    assert_eq!((lists.0.as_deref(), lists.1.as_deref()), (Some(&statuses[..]), Some(&[5, 7][..])));
    assert_eq!((lists.2.as_deref(), lists.3.as_deref()), (Some("doors | loose | tiles | walls"), Some("do'lo'ti'wa")));
    assert_eq!(lists.4.unwrap(), [1000, 2000, 3000, 4000].map(Cents));
    assert_eq!(lists.5.as_deref(), Some(&["08:00:2b:01:02:03".to_owned()][..]));
    assert_eq!((lists.6.unwrap().len(), lists.7.unwrap().len()), (4, 4));
}

#[tokio::test]
async fn aggregates_of_nothing_are_none() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let nothing = || Task::select(office.ours).filter(Task::MINUTES.gt(9000));
    let read = (
        Task::MINUTES.sum(),
        Task::COST.avg(),
        Task::TITLE.max(),
        Task::TITLE.array_agg(),
        Task::TITLE.string_agg(""),
        Task::IS_URGENT.bool_or(),
        Task::ID.count(),
        count_rows(),
    );
    let read = nothing().aggregate(read).fetch_one(&mut tx).await.unwrap();
    assert_eq!(read, (None, None, None, None, None, None, 0, 0));
    let groups = nothing().group_by(Task::STATUS).aggregate(count_rows()).limit(9);
    assert_eq!(groups.fetch_all(&mut tx).await.unwrap(), []);
    // In a group, what is never NULL is no `Option`; the sum of an optional column may be.
    let groups: Vec<(TaskStatus, (i64, Option<i64>, Vec<i32>))> = Task::select(office.ours)
        .group_by(Task::STATUS)
        .aggregate((Task::MINUTES.sum(), Task::ESTIMATE.sum(), Task::MINUTES.array_agg()))
        .order_by(Task::STATUS.asc())
        .limit(9)
        .fetch_all(&mut tx)
        .await
        .unwrap();
    assert_eq!(
        groups,
        [
            (TaskStatus::Open, (30, Some(5), vec![10, 20])),
            (TaskStatus::Closed, (40, None, vec![40])),
            (TaskStatus::Abandoned, (30, Some(7), vec![30])),
        ]
    );
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
async fn a_sum_that_does_not_fit_is_out_of_range() {
    let office = Office::open().await;
    let mut tx = office.begin().await;
    let huge = || {
        let mut huge = task("huge", TaskStatus::Open, 1);
        (huge.bytes, huge.weight, huge.ratio) = (i64::MAX, f64::MAX, f32::MAX);
        huge.span = Interval { months: i32::MAX, days: 0, microseconds: 0 };
        huge
    };
    Task::insert_many(office.ours, [huge(), huge()]).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let select = || Task::select(office.ours);
    let mut tx = office.begin().await;
    let numeric = select().aggregate(Task::BYTES.sum()).fetch_one(&mut tx).await.unwrap();
    assert_eq!(numeric, Some(Decimal::from(i64::MAX) * Decimal::TWO + Decimal::from(100)));
    tx.commit().await.unwrap();
    macro_rules! is_out_of_range {
        ($($aggregate:expr),*) => {
            $(let mut tx = office.begin().await;
            let error = select().aggregate($aggregate).fetch_one(&mut tx).await.unwrap_err();
            assert!(matches!(error, Error::OutOfRange(_)), "{error:?}");
            assert!(error.to_string().starts_with("a computed value is out of range: "), "{error}");
            let after = select().count(&mut tx).await;
            assert!(matches!(after, Err(Error::Aborted(_))), "{after:?}");
            drop(tx);
            let mut tx = office.begin().await;
            let error = select().group_by(Task::STATUS).aggregate($aggregate).limit(9).fetch_all(&mut tx).await;
            assert!(matches!(error, Err(Error::OutOfRange(_))), "{error:?}");
            drop(tx);)*
        };
    }
    is_out_of_range!(Task::BYTES.sum_as::<i64>(), Task::WEIGHT.sum(), Task::RATIO.sum(), Task::SPAN.sum());
    is_out_of_range!((Task::BYTES + 1).sum(), (Task::MINUTES / (Task::MINUTES - 10)).avg());
    let mut tx = office.begin().await;
    let having = select().group_by(Task::STATUS).having(Task::BYTES.sum_as::<i64>().gt(1)).limit(9);
    assert_eq!(having.fetch_all(&mut tx).await.unwrap().len(), 3, "a sum is compared before it is cast");
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

#[tokio::test]
async fn aggregates_across_tenants_name_the_tenant() {
    let office = Office::open().await;
    let across = AcrossTenants::<Organization>::new("a report of all tasks");
    let options = driver::options(&office.database, Role::Admin);
    let pool = driver::pool(options, 1, std::time::Duration::from_secs(30));
    let mut tx = pool.begin_across(across).await.unwrap();
    let whole = Task::select_across(across).aggregate((count_rows(), Task::MINUTES.sum()));
    assert_eq!(whole.fetch_one(&mut tx).await.unwrap(), (8, Some(200)));
    let per_tenant = Task::select_across(across).group_by(Task::ORGANIZATION_ID).aggregate(Task::MINUTES.sum());
    let per_tenant = per_tenant.order_by(Task::ORGANIZATION_ID.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(per_tenant, [(office.ours.id(), 100), (office.theirs.id(), 100)]);
    let joined = Task::select_across(across).inner_join(Task::PROJECT_ID).filter(Project::NAME.eq("house"));
    let joined = joined.group_by((Task::ORGANIZATION_ID, Project::NAME)).having(count_rows().gt(1));
    assert_eq!(joined.count(&mut tx).await.unwrap(), 2);
    let ours = Task::select(office.ours).group_by(Task::PROJECT_ID);
    let mixed = Project::select_across(across).filter(Project::ID.is_in_select(ours)).aggregate(count_rows());
    assert!(matches!(mixed.into_statement(), Err(Error::OtherTenant)));
}

#[tokio::test]
async fn aggregates_run_on_the_pool() {
    let office = Office::open().await;
    let select = || Task::select(office.ours);
    assert_eq!(select().aggregate(Task::MINUTES.sum()).fetch_one(&office.pool).await.unwrap(), Some(100));
    let groups = select().group_by(Task::STATUS).order_by(Task::STATUS.asc()).limit(1).fetch_all(&office.pool).await;
    assert_eq!(groups.unwrap(), [TaskStatus::Open]);
    for _ in 0..3 {
        let zero = (Task::MINUTES / (Task::MINUTES - 10)).sum();
        let error = select().aggregate(zero).fetch_one(&office.pool).await.unwrap_err();
        assert!(matches!(error, Error::OutOfRange(_)), "{error:?}");
        let zone = select().group_by(Task::CREATED_AT.date_in("Europe/Nowhere")).limit(1);
        assert!(matches!(zone.fetch_all(&office.pool).await, Err(Error::TimeZone)));
    }
    assert_eq!(select().aggregate(count_rows()).fetch_one(&office.pool).await.unwrap(), 4);
}
