//! The plans that a connection keeps. A prepared statement that ran five times has one plan for all values, if that plan looks no dearer than those for the
//! values: a plan that knows neither the tenant nor the values. Half of the rows belong to one tenant, and the others to 5,000 tenants with 20 rows each.

use std::collections::HashMap;
use std::fmt::Write;

use peristyle::prelude::*;
use peristyle::query::{Cursor, PageSize, Select, Statement};
use peristyle::sea_query::{PostgresQueryBuilder, QueryBuilder};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// A customer account; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 255)]
    pub name: String,
}

/// A kind of event.
#[table(name = "org_kinds", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    pub id: Id<Kind>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}

/// Something that happened.
#[table(name = "org_events", tenant = Organization, index(created_at(desc)), index(state, created_at(desc)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: Id<Event>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 20)]
    pub state: String,
    #[column(max_len = 100)]
    pub note: String,
    #[column(on_delete = set_null, why = "an event outlives its kind")]
    pub kind_id: Option<Id<Kind>>,
}

schema! { pub SCHEMA = [Organization, Kind, Event] }

const ROWS: &str = include_str!("skewed.sql");
const BY_TIME: &str = "org_events_organization_id_created_at_id_idx";
const BY_STATE: &str = "org_events_organization_id_state_created_at_id_idx";
const BY_KEY: &str = "org_events_pkey";

static EVENTS: OnceCell<Database> = OnceCell::const_new();

async fn database() -> &'static Database {
    let load = || async {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let sql = format!("{}\n{ROWS}", ddl::sql(&SCHEMA, &options).unwrap());
        let template = server.template("skewed", &sql).await.unwrap();
        server.database(&template).await.unwrap()
    };
    EVENTS.get_or_init(load).await
}

/// The id that `skewed.sql` gives to a row of a tenant.
fn id<T: peristyle::Table>(tenant: u64, number: u64) -> Id<T> {
    let id = format!("{:012x}7000800{tenant:013x}", 1_700_000_000_000 + number);
    Id::try_from(Uuid::parse_str(&id).unwrap()).unwrap()
}

fn tenant(number: u64) -> Tenant<Organization> {
    Tenant::new(id(number, 0))
}

/// The large tenant.
const LARGE: u64 = 0;
/// One of the small ones.
const SMALL: u64 = 77;

/// Who runs a statement before it is measured: 12 times.
const BEFORE: [(&str, fn(u64) -> u64); 3] = [
    ("small tenants", |at| 100 + at),
    ("the large tenant", |_| LARGE),
    ("both", |at| if at % 2 == 0 { LARGE } else { 100 + at }),
];

/// A list or a page, for a tenant and one of several values.
type List<'list> = dyn Fn(u64, usize) -> Statement + Sync + 'list;

/// A prepared statement.
struct Prepared<'list> {
    connection: PgConnection,
    list: &'list List<'list>,
}

impl<'list> Prepared<'list> {
    /// Prepares the statement of the list, with this text in place of its own, and runs it for these tenants.
    async fn new(list: &'list List<'list>, text: &str, tenants: fn(u64) -> u64, values: usize) -> Self {
        let connection = PgConnection::connect_with(&database().await.connect_options(Role::Application)).await;
        let mut prepared = Self { connection: connection.unwrap(), list };
        prepared.run(&format!("PREPARE list AS {text}")).await;
        for at in 0..12 {
            let sql = prepared.execution("", tenants(at), usize::try_from(at).unwrap() / 2 % values);
            prepared.run(&sql).await;
        }
        prepared
    }

    fn execution(&self, how: &str, number: u64, value: usize) -> String {
        let mut text = format!("SET peristyle.organization_id = '{}'; {how}EXECUTE list (", tenant(number).id());
        for (at, value) in (self.list)(number, value).values().iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(text, "{separator}{}", PostgresQueryBuilder.value_to_string(value)).unwrap();
        }
        text + ")"
    }

    async fn run(&mut self, sql: &str) -> Vec<String> {
        let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(&mut self.connection).await.unwrap();
        rows.iter().filter_map(|row| row.try_get::<String, _>(0).ok()).collect()
    }

    /// Whether the connection keeps a plan for all values.
    async fn is_kept(&mut self) -> bool {
        self.run("SELECT (generic_plans > 0)::text FROM pg_prepared_statements WHERE name = 'list'").await == ["true"]
    }

    /// The plan for a tenant and a value, and the buffers that it reads.
    async fn plan(&mut self, number: u64, value: usize) -> (String, u64) {
        let explain = self.execution("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) ", number, value);
        let lines = self.run(&explain).await;
        let buffers = lines.iter().find_map(|line| line.trim_start().strip_prefix("Buffers: shared")).unwrap();
        let count = |part: &str| part.strip_prefix("hit=").or_else(|| part.strip_prefix("read="))?.parse::<u64>().ok();
        (lines.join("\n"), buffers.split(' ').filter_map(count).sum())
    }
}

fn events(number: u64) -> Select<Event> {
    Event::select(tenant(number))
}

/// States that most rows have, and few.
const STATES: [&str; 2] = ["done", "failed"];

fn size() -> PageSize {
    PageSize::new(20).unwrap()
}

/// The second pages of a list, by tenant.
async fn cursors(list: fn(u64) -> Select<Event>) -> HashMap<u64, Cursor> {
    let pool =
        PgPoolOptions::new().max_connections(1).connect_with(database().await.connect_options(Role::Application));
    let pool = pool.await.unwrap();
    let mut cursors = HashMap::new();
    for number in [LARGE, SMALL].into_iter().chain(100..112) {
        let first = list(number).page(PageSize::new(5).unwrap(), None).fetch_all(&pool).await.unwrap();
        cursors.insert(number, first.next.unwrap());
    }
    cursors
}

/// The budget of a page in index order is 30 buffers. A small tenant has 20 rows, each in another page of the table.
const BUFFERS: u64 = 40;

#[tokio::test]
async fn a_kept_plan_reads_the_index_of_the_order() {
    let by_key: fn(u64) -> Select<Event> = |number| events(number).order_by(Event::ID.desc());
    let by_time: fn(u64) -> Select<Event> = |number| events(number).order_by(Event::CREATED_AT.desc());
    let of_state = |number, value: usize| by_time(number).filter(Event::STATE.eq(STATES[value]));
    let (next_by_key, next_by_time) = (cursors(by_key).await, cursors(by_time).await);
    let list = |select: Select<Event>| select.limit(20).into_statement().unwrap();
    let page = |select: Select<Event>, cursor| select.page(size(), cursor).into_statement().unwrap();
    let cases: [(&List<'_>, usize, &str); 7] = [
        (&|number, _| list(by_key(number)), 1, BY_KEY),
        (&|number, _| list(by_time(number)), 1, BY_TIME),
        (&|number, _| page(by_time(number), None), 1, BY_TIME),
        (&|number, _| page(by_time(number), Some(next_by_time[&number].clone())), 1, BY_TIME),
        (&|number, _| page(by_key(number), Some(next_by_key[&number].clone())), 1, BY_KEY),
        (&|number, value| list(of_state(number, value)), 2, BY_STATE),
        (&|number, value| page(of_state(number, value), None), 2, BY_STATE),
    ];
    for (statement, values, index) in cases {
        let text = statement(SMALL, 0).sql().to_owned();
        for (before, tenants) in BEFORE {
            let mut prepared = Prepared::new(statement, &text, tenants, values).await;
            assert!(prepared.is_kept().await, "{before}: {text}");
            for (number, value) in [(SMALL, 0), (LARGE, 0), (SMALL, values - 1), (LARGE, values - 1)] {
                let (mut plan, mut buffers) = prepared.plan(number, value).await;
                assert!(plan.contains(&format!(" using {index} on")) && !plan.contains("Sort"), "{before}: {plan}");
                if buffers >= BUFFERS {
                    // What other sessions change in the catalog drops the caches of this one, and the next execution reads the catalog too.
                    (plan, buffers) = prepared.plan(number, value).await;
                }
                assert!(buffers < BUFFERS, "{before}, {number}: {plan}");
            }
        }
    }
}

/// Why a list has two limits. With one in its text, the plan for all values looks dearer to the large tenant than its own, since its rows lie closer together.
/// With one parameter it looks dearer to tenants with many rows, which `findings/postgres_limit_parameter.sh` shows.
#[tokio::test]
async fn one_limit_in_the_text_is_planned_for_a_large_tenant_each_time() {
    let statement: &List<'_> =
        &|number, _| events(number).order_by(Event::ID.desc()).limit(20).into_statement().unwrap();
    let text = statement(SMALL, 0).sql().to_owned();
    let one = text.replace("SELECT * FROM (", "").replace(") AS \"0 list\" LIMIT $2", "");
    assert!(one.ends_with(" DESC LIMIT 20") && one.starts_with("SELECT \"id\""), "{one}");
    let without_limit: &List<'_> = &|number, _| {
        let statement = events(number).order_by(Event::ID.desc()).limit(1).into_statement().unwrap();
        assert_eq!(statement.values().len(), 1);
        statement
    };
    let [small, large, _] = BEFORE.map(|(_, tenants)| tenants);
    assert!(Prepared::new(without_limit, &one, small, 1).await.is_kept().await);
    assert!(!Prepared::new(without_limit, &one, large, 1).await.is_kept().await);
    assert!(Prepared::new(statement, &text, large, 1).await.is_kept().await);
}

/// Why a list that no index has in its order has a parameter only. With a number in its text, a connection that ran it for small tenants keeps a plan that
/// sorts all rows of the state, which is good for few rows, and reads 90,000 of the large tenant. With the parameter it keeps one that reads the key.
#[tokio::test]
async fn a_kept_plan_errs_where_no_index_has_the_order() {
    let statement: &List<'_> = &|number, value| {
        let list = events(number).filter(Event::STATE.eq(STATES[value])).order_by(Event::ID.desc());
        list.limit(20).into_statement().unwrap()
    };
    let text = statement(SMALL, 0).sql().to_owned();
    assert!(text.ends_with(" DESC LIMIT $3") && !text.contains("0 list"), "{text}");
    let number = text.replace("LIMIT $3", "LIMIT 20").replace(" ORDER BY ", " AND $3::bigint > 0 ORDER BY ");
    let [small, ..] = BEFORE.map(|(_, tenants)| tenants);
    for (text, most) in [(text, 0..BUFFERS), (number, 1000..u64::MAX)] {
        let mut prepared = Prepared::new(statement, &text, small, 1).await;
        let (plan, buffers) = prepared.plan(LARGE, 0).await;
        assert!(most.contains(&buffers), "{plan}");
    }
}
