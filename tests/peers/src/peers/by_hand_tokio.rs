//! tokio-postgres with SQL written by hand.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Row, Statement};
use uuid::Uuid;

use super::by_hand_sqlx::{FIND, INSERT, INSERT_MANY, LIST, UPDATE};
use super::{Peer, Result};
use crate::job::Draft;
use crate::setting::Setting;

#[expect(dead_code, reason = "it is decoded, and that is all")]
pub struct Item {
    id: Uuid,
    organization_id: Uuid,
    name: String,
    sku: String,
    stock: i32,
    weight: f64,
    active: bool,
    note: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

impl Item {
    pub fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            organization_id: row.try_get(1)?,
            name: row.try_get(2)?,
            sku: row.try_get(3)?,
            stock: row.try_get(4)?,
            weight: row.try_get(5)?,
            active: row.try_get(6)?,
            note: row.try_get(7)?,
            created_at: row.try_get(8)?,
            updated_at: row.try_get(9)?,
            deleted_at: row.try_get(10)?,
        })
    }
}

pub struct ByHand {
    client: Client,
    statements: Statements,
    tenant: Uuid,
}

/// Prepared once.
struct Statements {
    find: Statement,
    list: Statement,
    insert: Statement,
    insert_many: Statement,
    update: Statement,
}

impl ByHand {
    pub async fn open(setting: &Setting) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(&setting.url(), NoTls).await?;
        tokio::spawn(connection);
        let statements = Statements {
            find: client.prepare(FIND).await?,
            list: client.prepare_typed(LIST, &[Type::UUID, Type::INT8]).await?,
            insert: client.prepare(INSERT).await?,
            insert_many: client.prepare(INSERT_MANY).await?,
            update: client.prepare(UPDATE).await?,
        };
        Ok(Self { client, statements, tenant: setting.tenant.id().uuid() })
    }
}

impl Peer for ByHand {
    const NAME: &'static str = "tokio-postgres by hand";

    async fn begin(&mut self) -> Result<()> {
        Ok(self.client.batch_execute("BEGIN").await?)
    }

    async fn rollback(&mut self) -> Result<()> {
        Ok(self.client.batch_execute("ROLLBACK").await?)
    }

    async fn find(&mut self, id: Uuid) -> Result<()> {
        black_box(Item::read(&self.client.query_one(&self.statements.find, &[&self.tenant, &id]).await?)?);
        Ok(())
    }

    async fn list(&mut self, rows: u32) -> Result<()> {
        let rows = self.client.query(&self.statements.list, &[&self.tenant, &i64::from(rows)]).await?;
        black_box(rows.iter().map(Item::read).collect::<Result<Vec<_>>>()?);
        Ok(())
    }

    async fn insert(&mut self, row: Draft) -> Result<()> {
        let values: [&(dyn ToSql + Sync); 8] =
            [&self.tenant, &Uuid::now_v7(), &row.name, &row.sku, &row.stock, &row.weight, &row.active, &row.note];
        black_box(Item::read(&self.client.query_one(&self.statements.insert, &values).await?)?);
        Ok(())
    }

    async fn insert_many(&mut self, rows: Vec<Draft>) -> Result<()> {
        let values: [&(dyn ToSql + Sync); 8] = [
            &self.tenant,
            &rows.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.stock).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.weight).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.active).collect::<Vec<_>>(),
            &rows.iter().map(|row| row.note.as_deref()).collect::<Vec<_>>(),
        ];
        self.client.execute(&self.statements.insert_many, &values).await?;
        Ok(())
    }

    async fn update(&mut self, id: Uuid, name: &str, stock: i32) -> Result<()> {
        self.client.execute(&self.statements.update, &[&name, &stock, &self.tenant, &id]).await?;
        Ok(())
    }
}
