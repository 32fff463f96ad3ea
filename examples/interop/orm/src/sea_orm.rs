//! sea-orm 2 in a tenant's transaction of peristyle, and in one of its own.

use ::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, TransactionTrait, Values,
};
use peristyle::prelude::*;
use peristyle::sqlx::TenantTransaction;
use quickstart_schema::Organization;
use sea_query_sqlx::SqlxValues;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Executor, Postgres};
use tokio::sync::Mutex;

/// The entity of a table that a struct of peristyle declares too.
pub mod category {
    // What the derives of sea-orm generate has no documentation.
    #![allow(missing_docs)]

    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "org_categories")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub name: String,
        pub parent_id: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub deleted_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Lends the connection of a tenant's transaction to sea-orm: `Entity::find().all(&InTransaction::new(&mut tx))`.
///
/// What it runs belongs to the transaction: it sees what peristyle has written and is committed or rolled back with it.
pub struct InTransaction<'t, 'connection>(Mutex<&'t mut TenantTransaction<'connection, Organization>>);

impl<'t, 'connection> InTransaction<'t, 'connection> {
    /// Borrows a transaction.
    pub fn new(transaction: &'t mut TenantTransaction<'connection, Organization>) -> Self {
        Self(Mutex::new(transaction))
    }
}

fn query(statement: &Statement) -> Query<'_, Postgres, SqlxValues> {
    let values = statement.values.clone().unwrap_or(Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn of_query(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

#[async_trait::async_trait]
impl ConnectionTrait for InTransaction<'_, '_> {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let done = query(&statement).execute(self.0.lock().await.connection()).await;
        done.map(Into::into).map_err(|error| DbErr::Exec(RuntimeErr::SqlxError(error.into())))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let done = self.0.lock().await.connection().execute(AssertSqlSafe(sql)).await;
        done.map(Into::into).map_err(|error| DbErr::Exec(RuntimeErr::SqlxError(error.into())))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let row = query(&statement).fetch_optional(self.0.lock().await.connection()).await;
        row.map(|row| row.map(Into::into)).map_err(of_query)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let rows = query(&statement).fetch_all(self.0.lock().await.connection()).await;
        rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(of_query)
    }
}

/// Begins a transaction of sea-orm for a tenant: the code around it stays as it is.
///
/// # Errors
///
/// The connection is lost.
pub async fn begin(
    connection: &DatabaseConnection,
    tenant: Tenant<Organization>,
) -> Result<DatabaseTransaction, DbErr> {
    let transaction = connection.begin().await?;
    let set = "SELECT set_config('peristyle.organization_id', $1, true)";
    let set = Statement::from_sql_and_values(DbBackend::Postgres, set, [tenant.id().to_string().into()]);
    transaction.execute_raw(set).await?;
    Ok(transaction)
}
