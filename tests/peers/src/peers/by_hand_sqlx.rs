//! sqlx with SQL written by hand: the same texts that peristyle sends.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::{Peer, Result};
use crate::job::Draft;
use crate::setting::Setting;

#[derive(sqlx::FromRow)]
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

macro_rules! columns {
    () => {
        "id, organization_id, name, sku, stock, weight, active, note, created_at, updated_at, deleted_at"
    };
}

pub const FIND: &str =
    concat!("SELECT ", columns!(), " FROM org_items WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL");
pub const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM org_items WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY id DESC LIMIT $2"
);
pub const INSERT: &str = concat!(
    "INSERT INTO org_items (organization_id, id, name, sku, stock, weight, active, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ",
    columns!()
);
pub const INSERT_MANY: &str = "INSERT INTO org_items (organization_id, id, name, sku, stock, weight, active, note)
    SELECT $1, unnest($2::uuid[]), unnest($3::text[]), unnest($4::text[]), unnest($5::int4[]), unnest($6::float8[]),
        unnest($7::bool[]), unnest($8::text[])";
pub const UPDATE: &str = "UPDATE org_items SET name = $1, stock = $2, updated_at = now()
    WHERE organization_id = $3 AND id = $4 AND deleted_at IS NULL";

pub struct ByHand {
    connection: PgConnection,
    tenant: Uuid,
}

impl ByHand {
    pub async fn open(setting: &Setting) -> Result<Self> {
        let connection = PgConnection::connect(&setting.url()).await?;
        Ok(Self { connection, tenant: setting.tenant.id().uuid() })
    }
}

impl Peer for ByHand {
    const NAME: &'static str = "sqlx by hand";

    async fn begin(&mut self) -> Result<()> {
        sqlx::raw_sql("BEGIN").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn rollback(&mut self) -> Result<()> {
        sqlx::raw_sql("ROLLBACK").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn find(&mut self, id: Uuid) -> Result<()> {
        let found: Item = sqlx::query_as(FIND).bind(self.tenant).bind(id).fetch_one(&mut self.connection).await?;
        black_box(found);
        Ok(())
    }

    async fn list(&mut self, rows: u32) -> Result<()> {
        let list = sqlx::query_as(LIST).bind(self.tenant).bind(i64::from(rows));
        let list: Vec<Item> = list.fetch_all(&mut self.connection).await?;
        black_box(list);
        Ok(())
    }

    async fn insert(&mut self, row: Draft) -> Result<()> {
        let insert = sqlx::query_as(INSERT)
            .bind(self.tenant)
            .bind(Uuid::now_v7())
            .bind(row.name)
            .bind(row.sku)
            .bind(row.stock)
            .bind(row.weight)
            .bind(row.active)
            .bind(row.note);
        let inserted: Item = insert.fetch_one(&mut self.connection).await?;
        black_box(inserted);
        Ok(())
    }

    async fn insert_many(&mut self, rows: Vec<Draft>) -> Result<()> {
        sqlx::query(INSERT_MANY)
            .bind(self.tenant)
            .bind(rows.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.stock).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.weight).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.active).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.note.as_deref()).collect::<Vec<_>>())
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    async fn update(&mut self, id: Uuid, name: &str, stock: i32) -> Result<()> {
        sqlx::query(UPDATE).bind(name).bind(stock).bind(self.tenant).bind(id).execute(&mut self.connection).await?;
        Ok(())
    }
}
