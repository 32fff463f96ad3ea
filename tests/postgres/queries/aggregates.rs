//! Aggregates: of all rows, of groups, of joined tables, in every type.

use std::collections::HashMap;

use bigdecimal::BigDecimal;
use chrono::NaiveDate;
use peristyle::prelude::*;
use peristyle::query::count_rows;
use peristyle::{Error, Interval, Timestamp, across_tenants};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
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
pub struct Cents(pub i64);

/// A short name.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
#[column_type(try_from)]
pub struct Code(pub String);

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len() == 2 { Ok(Self(text)) } else { Err(format!("`{text}` is not a code")) }
    }
}

/// Something to do.
#[table(name = "org_tasks", tenant = Organization, derive_insert(PartialEq))]
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
    #[column(sql_type = "money", waive(column_type = "an older column"))]
    pub pay: Option<Decimal>,
    #[column(sql_type = "interval(3)", waive(column_type = "an older column"))]
    pub pause: Option<Interval>,
    #[column(sql_type = "numeric(8, 0)", waive(column_type = "an older column"))]
    pub steps: Option<i32>,
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

/// Two tenants with the same tasks, and one deleted task each.
pub(super) struct Office {
    pub(super) database: Database,
    pub(super) pool: Pool,
    pub(super) ours: Tenant<Organization>,
    pub(super) theirs: Tenant<Organization>,
}

pub(super) fn at(text: &str) -> Timestamp {
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
    pub(super) async fn open() -> Self {
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

    pub(super) async fn begin(&self) -> driver::Transaction {
        self.pool.begin_tenant(self.ours).await.unwrap()
    }
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
    // A numeric of PostgreSQL may have more digits than a Decimal.
    let mut tx = office.begin().await;
    let mut exact = task("exact", TaskStatus::Open, 1);
    exact.exact = "1e29".parse().unwrap();
    Task::insert(office.ours, exact).execute(&mut tx).await.unwrap();
    let error = select().aggregate(Task::EXACT.sum_as::<Decimal>()).fetch_one(&mut tx).await.unwrap_err();
    assert!(matches!(&error, Error::Decode { column, .. } if column == "sum"), "{error:?}");
    let exact = select().aggregate(Task::EXACT.sum()).fetch_one(&mut tx).await.unwrap();
    assert!(exact.is_some_and(|exact| exact > "1e29".parse::<BigDecimal>().unwrap()), "the transaction goes on");
    drop(tx);
    let mut tx = office.begin().await;
    let having = select().group_by(Task::STATUS).having(Task::BYTES.sum_as::<i64>().gt(1)).limit(9);
    assert_eq!(having.fetch_all(&mut tx).await.unwrap().len(), 3, "a sum is compared before it is cast");
}

#[tokio::test]
async fn aggregates_across_tenants_name_the_tenant() {
    let office = Office::open().await;
    let across = across_tenants!(Organization, "a report of all tasks");
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
