//! What the emitted DDL promises, checked on a server.

mod append_only;
mod catalog;
mod extensions;
mod grants;
pub mod indexes;
pub mod loading;
mod policies;
mod references;
mod row_security;
mod rows;
pub mod soft_delete;

use peristyle::Schema;
use peristyle_build::ddl;
use peristyle_test::server::{Database, Role, Server};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, FromRow, postgres::PgRow};
use uuid::Uuid;

use super::shop;

/// A database of its own with the shop's schema, and two tenants in it.
struct Shop {
    owner: PgConnection,
    application: PgConnection,
    one: Uuid,
    other: Uuid,
    _database: Database,
}

impl Shop {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = ddl::Options::new().application_role(server.role_name(Role::Application));
        let template = server.template("ddl-shop", &ddl::sql(&shop::SCHEMA, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let owner = connect(&database, Role::Owner).await;
        let application = connect(&database, Role::Application).await;
        let mut shop = Self { owner, application, one: Uuid::now_v7(), other: Uuid::now_v7(), _database: database };
        for tenant in [shop.one, shop.other] {
            enter(&mut shop.application, tenant).await;
            run(&mut shop.application, &format!("INSERT INTO organizations (id, name) VALUES ('{tenant}', 'a shop')"))
                .await;
            run(&mut shop.application, "COMMIT").await;
        }
        shop
    }

    /// A database with another schema, loaded by its owner.
    async fn with(schema: &Schema) -> (PgConnection, Database) {
        let database = Server::shared().await.unwrap().empty_database().await.unwrap();
        let mut owner = connect(&database, Role::Owner).await;
        run(&mut owner, &ddl::sql(schema, &ddl::Options::new()).unwrap()).await;
        (owner, database)
    }
}

async fn connect(database: &Database, role: Role) -> PgConnection {
    PgConnection::connect_with(&database.connect_options(role)).await.unwrap()
}

/// Begins a transaction of a tenant.
async fn enter(connection: &mut PgConnection, tenant: Uuid) {
    run(connection, &format!("BEGIN; SET LOCAL peristyle.organization_id = '{tenant}'")).await;
}

/// Runs statements that must succeed, and says how many rows they touched.
async fn run(connection: &mut PgConnection, sql: &str) -> u64 {
    match sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await {
        Ok(done) => done.rows_affected(),
        Err(error) => panic!("{error:?}\n{sql}"),
    }
}

/// The SQLSTATE of a statement that must fail, and the constraint it breaks. The transaction goes on.
async fn refused(connection: &mut PgConnection, sql: &str) -> (String, String) {
    run(connection, "SAVEPOINT before_refusal").await;
    let error = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.err();
    run(connection, "ROLLBACK TO before_refusal").await;
    let Some(sqlx::Error::Database(error)) = error else { panic!("not refused: {error:?}\n{sql}") };
    (error.code().unwrap_or_default().into_owned(), error.constraint().unwrap_or_default().to_owned())
}

/// The only row of a query.
async fn one<Row>(connection: &mut PgConnection, sql: &str) -> Row
where
    Row: for<'row> FromRow<'row, PgRow> + Send + Unpin,
{
    sqlx::query_as(AssertSqlSafe(sql)).fetch_one(connection).await.unwrap()
}

/// All rows of a query of one column of text.
async fn texts(connection: &mut PgConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}

/// A product of the tenant that the transaction is in.
async fn insert_product(connection: &mut PgConnection, tenant: Uuid, sku: &str) -> Uuid {
    let id = Uuid::now_v7();
    let columns = "id, organization_id, name, sku, price";
    let values = format!("'{id}', '{tenant}', 'Lamp', '{sku}', 10");
    run(connection, &format!("INSERT INTO org_products ({columns}) VALUES ({values})")).await;
    id
}

/// A category of the tenant that the transaction is in.
async fn insert_category(connection: &mut PgConnection, tenant: Uuid, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    let values = format!("'{id}', '{tenant}', '{name}'");
    run(connection, &format!("INSERT INTO org_categories (id, organization_id, name) VALUES ({values})")).await;
    id
}
