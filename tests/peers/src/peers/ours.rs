//! peristyle, on each driver: one text for both, since the calls are the same.

use std::hint::black_box;

use peristyle::prelude::*;
use sqlx::postgres::PgPoolOptions;
use tokio_postgres::NoTls;
use uuid::Uuid;

use super::{Peer, Result};
use crate::job::Draft;
use crate::setting::{Item, ItemInsert, ItemUpdate, Organization, Setting};

fn insert(row: Draft) -> ItemInsert {
    ItemInsert::new(row.name, row.sku, row.stock, row.weight, row.active).note(row.note)
}

impl OnSqlx {
    pub async fn open(setting: &Setting) -> Result<Self> {
        let pool = PgPoolOptions::new().max_connections(1).connect(&setting.url()).await?;
        Ok(Self { pool, transaction: None, tenant: setting.tenant })
    }
}

impl OnTokioPostgres {
    pub async fn open(setting: &Setting) -> Result<Self> {
        let manager = deadpool_postgres::Manager::new(setting.url().parse()?, NoTls);
        let pool = deadpool_postgres::Pool::builder(manager).max_size(1).build()?;
        Ok(Self { pool, transaction: None, tenant: setting.tenant })
    }
}

macro_rules! peer {
    ($name:ident, $title:literal, $pool:ty, $transaction:ty) => {
        pub struct $name {
            pool: $pool,
            transaction: Option<$transaction>,
            tenant: Tenant<Organization>,
        }

        impl $name {
            fn open_transaction(&mut self) -> Result<&mut $transaction> {
                self.transaction.as_mut().ok_or_else(|| "no transaction is open".into())
            }
        }

        impl Peer for $name {
            const NAME: &'static str = $title;

            async fn begin(&mut self) -> Result<()> {
                self.transaction = Some(self.pool.begin_tenant(self.tenant).await?);
                Ok(())
            }

            async fn rollback(&mut self) -> Result<()> {
                self.transaction.take().ok_or("no transaction is open")?.rollback().await?;
                Ok(())
            }

            async fn find(&mut self, id: Uuid) -> Result<()> {
                let (tenant, id) = (self.tenant, Id::<Item>::try_from(id)?);
                black_box(Item::find(tenant, id).fetch_one(self.open_transaction()?).await?);
                Ok(())
            }

            async fn list(&mut self, rows: u32) -> Result<()> {
                let list = Item::select(self.tenant).order_by(Item::ID.desc()).limit(rows);
                black_box(list.fetch_all(self.open_transaction()?).await?);
                Ok(())
            }

            async fn insert(&mut self, row: Draft) -> Result<()> {
                let insert = Item::insert(self.tenant, insert(row));
                black_box(insert.fetch_one(self.open_transaction()?).await?);
                Ok(())
            }

            async fn insert_many(&mut self, rows: Vec<Draft>) -> Result<()> {
                let rows = rows.into_iter().map(insert);
                Item::insert_many(self.tenant, rows).execute(self.open_transaction()?).await?;
                Ok(())
            }

            async fn update(&mut self, id: Uuid, name: &str, stock: i32) -> Result<()> {
                let update =
                    Item::update(self.tenant, Id::<Item>::try_from(id)?, ItemUpdate::new().name(name).stock(stock));
                update.execute(self.open_transaction()?).await?;
                Ok(())
            }
        }
    };
}

peer!(OnSqlx, "peristyle on sqlx", sqlx::PgPool, peristyle::sqlx::TenantTransaction<'static, Organization>);
peer!(
    OnTokioPostgres,
    "peristyle on tokio-postgres",
    deadpool_postgres::Pool,
    peristyle::tokio_postgres::TenantTransaction<'static, Organization>
);
