//! The server, the table and its rows.

use std::error::Error;

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

/// A customer account; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
}

/// Something that lies in a store.
#[table(name = "org_items", tenant = Organization, unique(sku))]
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub id: Id<Item>,
    pub organization_id: Id<Organization>,
    #[column(varchar(255))]
    pub name: String,
    #[column(varchar(100))]
    pub sku: String,
    pub stock: i32,
    pub weight: f64,
    pub active: bool,
    pub note: Option<String>,
}

schema! { pub SCHEMA = [Organization, Item] }

/// Rows of the tenant that is measured, and of each of the others.
const ROWS: u32 = 10_000;
const TENANTS: u32 = 20;

/// A database with rows of many tenants, of which one is measured.
pub struct Setting {
    database: Database,
    pub tenant: Tenant<Organization>,
    /// Ids of rows that are there.
    pub ids: Vec<Uuid>,
}

impl Setting {
    pub async fn open() -> Result<Self, Box<dyn Error>> {
        let server = Server::shared().await?;
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("peers", &ddl::sql(&SCHEMA, &options)?).await?;
        let database = server.database(&template).await?;
        let (tenant, ids) = fill(&database).await?;
        Ok(Self { database, tenant, ids })
    }

    /// How the application reaches the server.
    pub fn options(&self) -> PgConnectOptions {
        self.database.connect_options(Role::Application)
    }

    /// A URL under which every session has the tenant set, for those who cannot set it.
    pub fn url(&self) -> String {
        self.with_tenant(&self.database.url(Role::Application))
    }

    /// The same for another address of the server.
    pub fn with_tenant(&self, url: &str) -> String {
        let sign = if url.contains('?') { '&' } else { '?' };
        format!("{url}{sign}options=-c%20peristyle.organization_id%3D{}", self.tenant.id())
    }
}

async fn fill(database: &Database) -> Result<(Tenant<Organization>, Vec<Uuid>), Box<dyn Error>> {
    let mut owner = PgConnection::connect(&database.url(Role::Owner)).await?;
    let mut measured = None;
    for _ in 0..TENANTS {
        let id = Id::<Organization>::generate();
        let sql = format!(
            "BEGIN;
             SET LOCAL peristyle.organization_id = '{id}';
             INSERT INTO organizations (id, name) VALUES ('{id}', 'one of many');
             INSERT INTO org_items (id, organization_id, name, sku, stock, weight, active)
             SELECT overlay(overlay(gen_random_uuid()::text placing '7' from 15) placing lpad(to_hex(n), 8, '0') from 1)::uuid,
                    '{id}', 'item ' || n, 'sku ' || n, n, 1.5, true FROM generate_series(1, {ROWS}) AS n;
             COMMIT"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await?;
        measured = Some(id);
    }
    sqlx::raw_sql("VACUUM ANALYZE org_items").execute(&mut owner).await?;
    let tenant = measured.ok_or("there are no tenants")?;
    sqlx::raw_sql(AssertSqlSafe(format!("SET peristyle.organization_id = '{tenant}'"))).execute(&mut owner).await?;
    let ids = sqlx::query_scalar("SELECT id FROM org_items WHERE organization_id = $1 LIMIT 1000")
        .bind(tenant)
        .fetch_all(&mut owner)
        .await?;
    Ok((Tenant::new(tenant), ids))
}
