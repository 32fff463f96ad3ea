//! One statement of one tenant on a link that takes a millisecond, under row level security: whoever does not have the
//! tenant in the session sets it in a transaction.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use deadpool_postgres::{Manager, Pool};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use peristyle::prelude::*;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tokio_postgres::{Client, NoTls, Statement};
use uuid::Uuid;

use super::by_hand_sqlx::{self, FIND, UPDATE};
use super::{Result, by_hand_tokio, diesel as in_diesel, sea_orm as in_sea_orm};
use crate::link::Link;
use crate::setting::{Item, ItemUpdate, Organization, Setting};

/// The time of a round trip on the link.
const ROUND_TRIP: Duration = Duration::from_millis(1);

/// The places of the bare queries, of which the tenant is in the session.
const BARE: [usize; 2] = [0, 3];

/// A table of milliseconds and ratios as Markdown.
pub async fn run(setting: &Setting, rounds: usize) -> Result<String> {
    let mut everyone = Everyone::open(setting).await?;
    let mut table = String::from(
        "| one statement on a link of 1 ms | by | milliseconds | times its bare query |\n|---|---|--:|--:|\n",
    );
    for job in ["find", "update"] {
        let mut times = vec![Vec::new(); NAMES.len()];
        for round in 0..=rounds {
            let id = setting.ids[round % setting.ids.len()];
            for turn in 0..NAMES.len() {
                let place = (round + turn) % NAMES.len();
                let start = Instant::now();
                everyone.run(place, job, id).await?;
                // The first round only warms up.
                if round > 0 {
                    times[place].push(start.elapsed());
                }
                // What a pool of sqlx does behind a statement.
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        let median = |place: usize| {
            let mut turns: Vec<Duration> = times[place].clone();
            turns.sort_unstable();
            turns.get(turns.len() / 2).copied().unwrap_or_default().as_secs_f64()
        };
        for (place, name) in NAMES.into_iter().enumerate() {
            let bare = median(if matches!(place, 0..=2 | 6) { BARE[0] } else { BARE[1] });
            writeln!(table, "| {job} | {name} | {:.2} | {:.2} |", median(place) * 1e3, median(place) / bare)?;
        }
    }
    Ok(table)
}

const NAMES: [&str; 7] = [
    "tokio-postgres, a bare query",
    "peristyle on deadpool",
    "tokio-postgres by hand, BEGIN, SET LOCAL, COMMIT",
    "sqlx, a bare query on the pool",
    "peristyle on sqlx",
    "sea-orm",
    "diesel-async",
];

struct Everyone {
    tenant: Tenant<Organization>,
    bare: Client,
    statements: [Statement; 2],
    deadpool: Pool,
    bare_sqlx: PgPool,
    sqlx: PgPool,
    sea_orm: DatabaseConnection,
    diesel: AsyncPgConnection,
}

impl Everyone {
    async fn open(setting: &Setting) -> Result<Self> {
        let link = Link::before(&setting.options(), ROUND_TRIP)?;
        let url = link.url(&setting.options());
        let with_tenant = setting.with_tenant(&url);
        let (bare, connection) = tokio_postgres::connect(&with_tenant, NoTls).await?;
        tokio::spawn(connection);
        let statements = [bare.prepare(FIND).await?, bare.prepare(UPDATE).await?];
        let deadpool = Pool::builder(Manager::new(url.parse()?, NoTls)).max_size(1).build()?;
        // A statement does not wait for what the pool does behind the one before it.
        let pool = || PgPoolOptions::new().max_connections(1).test_before_acquire(false);
        let mut options = ConnectOptions::new(&url);
        options.max_connections(1).test_before_acquire(false).sqlx_logging(false);
        Ok(Self {
            tenant: setting.tenant,
            bare,
            statements,
            deadpool,
            bare_sqlx: pool().connect(&with_tenant).await?,
            sqlx: pool().connect(&url).await?,
            sea_orm: Database::connect(options).await?,
            diesel: AsyncPgConnection::establish(&url).await?,
        })
    }

    async fn run(&mut self, place: usize, job: &str, id: Uuid) -> Result<()> {
        let (tenant, key, reads) = (self.tenant, Id::<Item>::try_from(id)?, job == "find");
        match place {
            0 => self.by_hand(id, reads).await,
            1 => Self::ours(&self.deadpool, tenant, key, reads).await,
            2 => {
                self.bare.batch_execute(&format!("BEGIN; {}", self.set())).await?;
                self.by_hand(id, reads).await?;
                Ok(self.bare.batch_execute("COMMIT").await?)
            }
            3 => self.by_hand_on_sqlx(id, reads).await,
            4 => Self::ours(&self.sqlx, tenant, key, reads).await,
            5 => self.on_sea_orm(id, reads).await,
            _ => self.on_diesel(id, reads).await,
        }
    }

    fn set(&self) -> String {
        format!("SET LOCAL peristyle.organization_id = '{}'", self.tenant.id())
    }

    async fn ours<E>(pool: E, tenant: Tenant<Organization>, id: Id<Item>, reads: bool) -> Result<()>
    where
        E: peristyle::query::ExecutorFor<peristyle::PerTenant<Organization>>,
    {
        if reads {
            black_box(Item::find(tenant, id).fetch_one(pool).await?);
        } else {
            Item::update(tenant, id, ItemUpdate::new().name("renamed").stock(7)).execute(pool).await?;
        }
        Ok(())
    }

    async fn by_hand(&self, id: Uuid, reads: bool) -> Result<()> {
        let (owner, [find, update]) = (self.tenant.id().uuid(), &self.statements);
        if reads {
            black_box(by_hand_tokio::Item::read(&self.bare.query_one(find, &[&owner, &id]).await?)?);
        } else {
            self.bare.execute(update, &[&"renamed", &7_i32, &owner, &id]).await?;
        }
        Ok(())
    }

    async fn by_hand_on_sqlx(&self, id: Uuid, reads: bool) -> Result<()> {
        let owner = self.tenant.id().uuid();
        if reads {
            let found: by_hand_sqlx::Item =
                sqlx::query_as(FIND).bind(owner).bind(id).fetch_one(&self.bare_sqlx).await?;
            black_box(found);
        } else {
            let update = sqlx::query(UPDATE).bind("renamed").bind(7).bind(owner).bind(id);
            update.execute(&self.bare_sqlx).await?;
        }
        Ok(())
    }

    async fn on_sea_orm(&self, id: Uuid, reads: bool) -> Result<()> {
        use in_sea_orm::item::{Column, Entity};
        let owner = self.tenant.id().uuid();
        let transaction = self.sea_orm.begin().await?;
        transaction.execute_unprepared(&self.set()).await?;
        if reads {
            let found = Entity::find()
                .filter(Column::OrganizationId.eq(owner))
                .filter(Column::Id.eq(id))
                .filter(Column::DeletedAt.is_null());
            black_box(found.one(&transaction).await?.ok_or("it is not there")?);
        } else {
            let update = Entity::update_many()
                .col_expr(Column::Name, "renamed".into())
                .col_expr(Column::Stock, 7.into())
                .col_expr(Column::UpdatedAt, sea_orm::sea_query::Expr::cust("now()"))
                .filter(Column::OrganizationId.eq(owner))
                .filter(Column::Id.eq(id))
                .filter(Column::DeletedAt.is_null());
            update.exec(&transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn on_diesel(&mut self, id: Uuid, reads: bool) -> Result<()> {
        let set = self.set();
        self.diesel.batch_execute("BEGIN").await?;
        self.diesel.batch_execute(&set).await?;
        in_diesel::one(&mut self.diesel, self.tenant.id().uuid(), id, reads).await?;
        Ok(self.diesel.batch_execute("COMMIT").await?)
    }
}
