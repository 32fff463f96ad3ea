//! Two tenants of the shop, and what the tests of statements begin with.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;

use super::driver::{self, Pool, Transaction};
use crate::shop::{Organization, OrganizationInsert, Product, ProductInsert, SCHEMA};

/// The schema of the shop in a database of its own, and two tenants who signed up.
pub(crate) struct Shop {
    pub(crate) database: Database,
    pub(crate) pool: Pool,
    pub(crate) ours: Tenant<Organization>,
    pub(crate) theirs: Tenant<Organization>,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("shop", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let pool = pool(&database, 2);
        let (ours, theirs) = (sign_up(&pool, "ours").await, sign_up(&pool, "theirs").await);
        Self { database, pool, ours, theirs }
    }

    /// A transaction of our tenant.
    pub(crate) async fn begin(&self) -> Transaction {
        self.pool.begin_tenant(self.ours).await.unwrap()
    }

    /// A product of a tenant, committed.
    pub(crate) async fn product(&self, tenant: Tenant<Organization>, sku: &str) -> Product {
        let mut tx = self.pool.begin_tenant(tenant).await.unwrap();
        let product = Product::insert(tenant, lamp(sku)).fetch_one(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        product
    }
}

/// A pool of that many connections of the application's role.
pub(crate) fn pool(database: &Database, connections: u32) -> Pool {
    driver::pool(driver::options(database, Role::Application), connections, Duration::from_secs(30))
}

pub(crate) async fn sign_up(pool: &Pool, name: &str) -> Tenant<Organization> {
    let draft = OrganizationInsert::new(name);
    let tenant = Tenant::<Organization>::new(draft.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, draft).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

pub(crate) fn lamp(sku: &str) -> ProductInsert {
    priced(sku, Decimal::new(1995, 2))
}

pub(crate) fn priced(sku: &str, price: Decimal) -> ProductInsert {
    ProductInsert::new("Lamp", sku, price)
}
