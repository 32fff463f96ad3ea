//! sea-orm 2.

use std::hint::black_box;

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, QueryOrder, QuerySelect, TransactionTrait,
};

use super::{Peer, Result};
use crate::job::Draft;
use crate::setting::Setting;

pub(super) mod item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "org_items")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub name: String,
        pub sku: String,
        pub stock: i32,
        pub weight: f64,
        pub active: bool,
        pub note: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub deleted_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub struct SeaOrm {
    connection: DatabaseConnection,
    transaction: Option<DatabaseTransaction>,
    tenant: Uuid,
}

impl SeaOrm {
    pub async fn open(setting: &Setting) -> Result<Self> {
        let mut options = ConnectOptions::new(setting.url());
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await?;
        Ok(Self { connection, transaction: None, tenant: setting.tenant.id().uuid() })
    }

    fn open_transaction(&self) -> Result<&DatabaseTransaction> {
        self.transaction.as_ref().ok_or_else(|| "no transaction is open".into())
    }

    fn select(&self) -> Select<item::Entity> {
        item::Entity::find()
            .filter(item::Column::OrganizationId.eq(self.tenant))
            .filter(item::Column::DeletedAt.is_null())
    }

    fn draft(&self, row: Draft) -> item::ActiveModel {
        item::ActiveModel {
            id: Set(Uuid::now_v7()),
            organization_id: Set(self.tenant),
            name: Set(row.name),
            sku: Set(row.sku),
            stock: Set(row.stock),
            weight: Set(row.weight),
            active: Set(row.active),
            note: Set(row.note),
            created_at: NotSet,
            updated_at: NotSet,
            deleted_at: NotSet,
        }
    }
}

impl Peer for SeaOrm {
    const NAME: &'static str = "sea-orm";
    const MOST_ROWS: usize = 5_000;

    async fn begin(&mut self) -> Result<()> {
        self.transaction = Some(self.connection.begin().await?);
        Ok(())
    }

    async fn rollback(&mut self) -> Result<()> {
        Ok(self.transaction.take().ok_or("no transaction is open")?.rollback().await?)
    }

    async fn find(&mut self, id: Uuid) -> Result<()> {
        let found = self.select().filter(item::Column::Id.eq(id)).one(self.open_transaction()?).await?;
        black_box(found.ok_or("it is not there")?);
        Ok(())
    }

    async fn list(&mut self, rows: u32) -> Result<()> {
        let list = self.select().order_by_desc(item::Column::Id).limit(u64::from(rows));
        black_box(list.all(self.open_transaction()?).await?);
        Ok(())
    }

    async fn insert(&mut self, row: Draft) -> Result<()> {
        black_box(self.draft(row).insert(self.open_transaction()?).await?);
        Ok(())
    }

    async fn insert_many(&mut self, rows: Vec<Draft>) -> Result<()> {
        let rows = rows.into_iter().map(|row| self.draft(row));
        item::Entity::insert_many(rows).exec_without_returning(self.open_transaction()?).await?;
        Ok(())
    }

    async fn update(&mut self, id: Uuid, name: &str, stock: i32) -> Result<()> {
        item::Entity::update_many()
            .col_expr(item::Column::Name, name.into())
            .col_expr(item::Column::Stock, stock.into())
            .col_expr(item::Column::UpdatedAt, sea_orm::sea_query::Expr::cust("now()"))
            .filter(item::Column::OrganizationId.eq(self.tenant))
            .filter(item::Column::Id.eq(id))
            .filter(item::Column::DeletedAt.is_null())
            .exec(self.open_transaction()?)
            .await?;
        Ok(())
    }
}
