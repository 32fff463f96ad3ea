//! Two tenants, with entities of sea-orm, a schema of diesel and structs of peristyle on the same tables.

use std::error::Error;

use diesel::result::Error as DieselError;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use interop_orm::diesel::{NewCategory, categories, schema, set_tenant};
use interop_orm::sea_orm::{InTransaction, begin, category};
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use quickstart_schema::{Category, CategoryInsert, Organization, OrganizationInsert, SCHEMA};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseConnection, IntoActiveModel, NotSet, QueryOrder};
use sqlx::PgPool;
use uuid::Uuid;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A database with two organizations, each with a category of the same name.
struct Place {
    database: Database,
    pool: PgPool,
    lamps: Tenant<Organization>,
    books: Tenant<Organization>,
}

impl Place {
    async fn new() -> Outcome<Self> {
        let server = Server::shared().await?;
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("interop_orm", &ddl::sql(&SCHEMA, &options)?).await?;
        let database = server.database(&template).await?;
        let pool = PgPool::connect(&database.url(Role::Application)).await?;
        let (lamps, books) = (sign_up(&pool, "Lamps & Sons").await?, sign_up(&pool, "The Book Corner").await?);
        Ok(Self { database, pool, lamps, books })
    }

    /// The live categories of a tenant, as peristyle reads them.
    async fn names(&self, tenant: Tenant<Organization>) -> Outcome<Vec<String>> {
        let list = Category::select(tenant).order_by(Category::NAME.asc()).limit(10).fetch_all(&self.pool).await?;
        Ok(list.into_iter().map(|row| row.name).collect())
    }
}

async fn sign_up(pool: &PgPool, name: &str) -> Outcome<Tenant<Organization>> {
    let row = OrganizationInsert::new(name);
    let tenant = Tenant::new(row.id());
    let mut tx = pool.begin_tenant(tenant).await?;
    Organization::insert(tenant, row).execute(&mut tx).await?;
    Category::insert(tenant, CategoryInsert::new("Lights")).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(tenant)
}

fn draft(owner: Tenant<Organization>, name: &str) -> category::ActiveModel {
    category::ActiveModel {
        id: Set(Uuid::now_v7()),
        organization_id: Set(owner.id().uuid()),
        name: Set(name.to_owned()),
        parent_id: NotSet,
        created_at: NotSet,
        updated_at: NotSet,
        deleted_at: NotSet,
    }
}

/// The names that the entity sees, without a filter on the tenant.
async fn seen(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let live = category::Entity::find().filter(category::Column::DeletedAt.is_null());
    let rows = live.order_by_asc(category::Column::Name).all(connection).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

fn is_row_security(error: &DbErr) -> bool {
    error.to_string().contains("row-level security") || error.to_string().contains("no tenant is set")
}

#[tokio::test]
async fn entities_run_in_the_transaction_of_peristyle() -> Outcome {
    let place = Place::new().await?;
    let mut tx = place.pool.begin_tenant(place.lamps).await?;
    let oil = Category::insert(place.lamps, CategoryInsert::new("Oil lamps")).fetch_one(&mut tx).await?;
    let lent = InTransaction::new(&mut tx);
    let torches = draft(place.lamps, "Torches").insert(&lent).await?;
    assert_eq!(seen(&lent).await?, ["Lights", "Oil lamps", "Torches"]);

    // An entity changes what peristyle has inserted, and peristyle what the entity has.
    let found = category::Entity::find_by_id(oil.id.uuid()).one(&lent).await?.ok_or("it is in the transaction")?;
    let mut change = found.into_active_model();
    change.name = Set("Lanterns".to_owned());
    change.update(&lent).await?;
    assert_eq!(Category::find(place.lamps, oil.id).fetch_one(&mut tx).await?.name, "Lanterns");
    Category::delete(place.lamps, Id::try_from(torches.id)?).execute(&mut tx).await?;
    assert_eq!(seen(&InTransaction::new(&mut tx)).await?, ["Lanterns", "Lights"]);
    tx.commit().await?;

    assert_eq!(place.names(place.lamps).await?, ["Lanterns", "Lights"]);
    assert_eq!(place.names(place.books).await?, ["Lights"]);

    // A row of another tenant is refused, and nothing of the transaction stays.
    let mut tx = place.pool.begin_tenant(place.books).await?;
    let lent = InTransaction::new(&mut tx);
    draft(place.books, "Novels").insert(&lent).await?;
    let refused = draft(place.lamps, "Smuggled").insert(&lent).await.unwrap_err();
    assert!(is_row_security(&refused), "{refused}");
    tx.rollback().await?;
    assert_eq!(place.names(place.books).await?, ["Lights"]);
    Ok(())
}

#[tokio::test]
async fn sea_orm_has_transactions_of_its_own_on_the_same_pool() -> Outcome {
    let place = Place::new().await?;
    let connection = DatabaseConnection::from(place.pool.clone());
    let tx = begin(&connection, place.books).await?;
    draft(place.books, "Novels").insert(&tx).await?;
    assert_eq!(seen(&tx).await?, ["Lights", "Novels"]);
    let refused = draft(place.lamps, "Smuggled").insert(&tx).await.unwrap_err();
    assert!(is_row_security(&refused), "{refused}");
    tx.rollback().await?;

    let tx = begin(&connection, place.books).await?;
    draft(place.books, "Novels").insert(&tx).await?;
    tx.commit().await?;
    assert_eq!(place.names(place.books).await?, ["Lights", "Novels"]);
    assert_eq!(place.names(place.lamps).await?, ["Lights"]);

    // The tenant ended with the transaction.
    let refused = seen(&connection).await.unwrap_err();
    assert!(is_row_security(&refused), "{refused}");
    Ok(())
}

#[tokio::test]
async fn diesel_has_transactions_for_the_same_tenant() -> Outcome {
    let place = Place::new().await?;
    let mut connection = AsyncPgConnection::establish(&place.database.url(Role::Application)).await?;
    let (lamps, books) = (place.lamps, place.books);
    let insert = |owner: Tenant<Organization>, name| {
        let row = NewCategory { id: Uuid::now_v7(), organization_id: owner.id().uuid(), name };
        diesel::insert_into(schema::org_categories::table).values(row)
    };
    let rows = connection
        .transaction::<_, DieselError, _>(async |connection| {
            set_tenant(connection, lamps).await?;
            insert(lamps, "Oil lamps").execute(connection).await?;
            categories(connection).await
        })
        .await?;
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Lights", "Oil lamps"]);
    assert_eq!(place.names(lamps).await?, ["Lights", "Oil lamps"]);

    let refused = connection
        .transaction::<_, DieselError, _>(async |connection| {
            set_tenant(connection, books).await?;
            assert_eq!(categories(connection).await?.len(), 1, "the other tenant has two");
            insert(lamps, "Smuggled").execute(connection).await
        })
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("row-level security"), "{refused}");
    assert_eq!(place.names(lamps).await?, ["Lights", "Oil lamps"]);

    // The tenant ended with the transaction.
    let refused = categories(&mut connection).await.unwrap_err();
    assert!(refused.to_string().contains("no tenant is set"), "{refused}");
    Ok(())
}
