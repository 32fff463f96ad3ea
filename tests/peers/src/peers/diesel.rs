//! diesel on diesel-async.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::{Peer, Result};
use crate::job::Draft;
use crate::setting::Setting;

diesel::table! {
    org_items (id) {
        id -> Uuid,
        organization_id -> Uuid,
        name -> Varchar,
        sku -> Varchar,
        stock -> Int4,
        weight -> Float8,
        active -> Bool,
        note -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = org_items)]
#[expect(dead_code, reason = "it is decoded, and that is all")]
struct Item {
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

#[derive(Insertable)]
#[diesel(table_name = org_items)]
struct NewItem {
    id: Uuid,
    organization_id: Uuid,
    name: String,
    sku: String,
    stock: i32,
    weight: f64,
    active: bool,
    note: Option<String>,
}

pub struct Diesel {
    connection: AsyncPgConnection,
    tenant: Uuid,
}

impl Diesel {
    pub async fn open(setting: &Setting) -> Result<Self> {
        let connection = AsyncPgConnection::establish(&setting.url()).await?;
        Ok(Self { connection, tenant: setting.tenant.id().uuid() })
    }

    fn draft(&self, row: Draft) -> NewItem {
        NewItem {
            id: Uuid::now_v7(),
            organization_id: self.tenant,
            name: row.name,
            sku: row.sku,
            stock: row.stock,
            weight: row.weight,
            active: row.active,
            note: row.note,
        }
    }
}

impl Peer for Diesel {
    const NAME: &'static str = "diesel-async";
    const MOST_ROWS: usize = 5_000;

    async fn begin(&mut self) -> Result<()> {
        Ok(self.connection.batch_execute("BEGIN").await?)
    }

    async fn rollback(&mut self) -> Result<()> {
        Ok(self.connection.batch_execute("ROLLBACK").await?)
    }

    async fn find(&mut self, id: Uuid) -> Result<()> {
        let found: Item = org_items::table
            .filter(org_items::organization_id.eq(self.tenant))
            .filter(org_items::id.eq(id))
            .filter(org_items::deleted_at.is_null())
            .select(Item::as_select())
            .first(&mut self.connection)
            .await?;
        black_box(found);
        Ok(())
    }

    async fn list(&mut self, rows: u32) -> Result<()> {
        let list: Vec<Item> = org_items::table
            .filter(org_items::organization_id.eq(self.tenant))
            .filter(org_items::deleted_at.is_null())
            .order(org_items::id.desc())
            .limit(rows.into())
            .select(Item::as_select())
            .load(&mut self.connection)
            .await?;
        black_box(list);
        Ok(())
    }

    async fn insert(&mut self, row: Draft) -> Result<()> {
        let inserted: Item = diesel::insert_into(org_items::table)
            .values(self.draft(row))
            .returning(Item::as_returning())
            .get_result(&mut self.connection)
            .await?;
        black_box(inserted);
        Ok(())
    }

    async fn insert_many(&mut self, rows: Vec<Draft>) -> Result<()> {
        let rows: Vec<NewItem> = rows.into_iter().map(|row| self.draft(row)).collect();
        diesel::insert_into(org_items::table).values(rows).execute(&mut self.connection).await?;
        Ok(())
    }

    async fn update(&mut self, id: Uuid, name: &str, stock: i32) -> Result<()> {
        let row = org_items::table
            .filter(org_items::organization_id.eq(self.tenant))
            .filter(org_items::id.eq(id))
            .filter(org_items::deleted_at.is_null());
        diesel::update(row)
            .set((org_items::name.eq(name), org_items::stock.eq(stock), org_items::updated_at.eq(diesel::dsl::now)))
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }
}

/// One statement: reads a row, or changes two columns of it.
pub(super) async fn one(connection: &mut AsyncPgConnection, tenant: Uuid, id: Uuid, reads: bool) -> Result<()> {
    let row = org_items::table
        .filter(org_items::organization_id.eq(tenant))
        .filter(org_items::id.eq(id))
        .filter(org_items::deleted_at.is_null());
    if reads {
        let found: Item = row.select(Item::as_select()).first(connection).await?;
        black_box(found);
    } else {
        let changes =
            (org_items::name.eq("renamed"), org_items::stock.eq(7), org_items::updated_at.eq(diesel::dsl::now));
        diesel::update(row).set(changes).execute(connection).await?;
    }
    Ok(())
}
