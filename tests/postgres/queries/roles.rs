//! Roles that row level security does not apply to: refused when a tenant's transaction opens.

use std::time::Duration;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::transaction::{BypassReason, RowSecurityBypass, TransactionOptions};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, PgPool};

use super::{Pool, Shop, driver};
use crate::shop::{Country, Product};

/// An account of an older system, whose rows anybody may see.
#[table(name = "open_accounts", tenant_root, waive(row_security = "the accounts are public"))]
pub struct OpenAccount {
    pub id: Id<OpenAccount>,
    #[column(varchar(20))]
    pub name: String,
}

schema! { pub OPEN = [OpenAccount] }

fn pool_of(database: &Database, role: Role) -> Pool {
    driver::pool(driver::options(database, role), 1, Duration::from_secs(30))
}

async fn refused(pool: &Pool, shop: &Shop) -> RowSecurityBypass {
    match pool.begin_tenant(shop.ours).await {
        Err(Error::RowSecurityBypass(bypass)) => bypass,
        other => panic!("{other:?}"),
    }
}

async fn by_admin(database: &Database, sql: &str) {
    let admin = PgPool::connect_with(database.connect_options(Role::Admin)).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&admin).await.unwrap();
}

#[tokio::test]
async fn a_superuser_is_refused_by_name() {
    let shop = Shop::open().await;
    let pool = pool_of(&shop.database, Role::Admin);
    let bypass = refused(&pool, &shop).await;
    let role = Server::shared().await.unwrap().role_name(Role::Admin).to_owned();
    assert_eq!((&bypass.role, bypass.table.as_str(), bypass.reason), (&role, "organizations", BypassReason::Superuser));
    assert_eq!(
        Error::RowSecurityBypass(bypass).to_string(),
        format!(
            "the role `{role}` is a superuser, which bypasses row level security: connect as a role without it; \
             in development, `TransactionOptions::new().allow_row_security_bypass()` accepts it"
        )
    );
    // The connection is in no transaction and has no tenant; the next one is refused as well.
    super::transactions::assert_untouched(&shop, &pool, "a refused role").await;
    refused(&pool, &shop).await;
    let work = pool.in_tenant(shop.ours).retry(3).run(|tx| tx.commit()).await;
    assert!(matches!(work, Err(Error::RowSecurityBypass(_))));
    let allowed = TransactionOptions::new().allow_row_security_bypass();
    let mut tx = pool.begin_tenant_with(shop.ours, allowed).await.unwrap();
    assert_eq!(Product::select(shop.ours).limit(9).fetch_all(&mut tx).await.unwrap(), []);
    tx.commit().await.unwrap();
    refused(&pool, &shop).await;
    // What is no tenant's needs no row level security.
    assert_eq!(Country::select().limit(1).fetch_all(&pool).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_role_that_bypasses_is_refused_once_it_does() {
    let shop = Shop::open().await;
    let server = Server::shared().await.unwrap();
    let application = server.role_name(Role::Application);
    // Roles are shared by all databases.
    let member = format!("bypass_{}", shop.ours.id().uuid().simple());
    let url = driver::options(&shop.database, Role::Admin);
    let create = format!("CREATE ROLE {member} LOGIN BYPASSRLS PASSWORD 'x' IN ROLE {application}");
    by_admin(&shop.database, &create).await;
    let pool = driver::pool(driver::user(url, &member, "x"), 1, Duration::from_secs(30));
    let bypass = refused(&pool, &shop).await;
    assert_eq!((bypass.role, bypass.reason), (member.clone(), BypassReason::BypassRls));
    by_admin(&shop.database, &format!("ALTER ROLE {member} NOBYPASSRLS")).await;
    pool.begin_tenant(shop.ours).await.unwrap();
    drop(pool);
    by_admin(&shop.database, &format!("DROP ROLE {member}")).await;
}

#[tokio::test]
async fn an_owner_is_refused_unless_row_security_is_forced() {
    let shop = Shop::open().await;
    pool_of(&shop.database, Role::Owner).begin_tenant(shop.ours).await.unwrap();
    by_admin(&shop.database, "ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY").await;
    let pool = pool_of(&shop.database, Role::Owner);
    assert_eq!(refused(&pool, &shop).await.reason, BypassReason::Owner);
    // For others it still holds.
    super::pool(&shop.database, 1).begin_tenant(shop.ours).await.unwrap();
    by_admin(&shop.database, "ALTER TABLE organizations DISABLE ROW LEVEL SECURITY").await;
    assert_eq!(refused(&super::pool(&shop.database, 1), &shop).await.reason, BypassReason::Disabled);
}

/// The check is part of the message that opens the transaction; a pool or connection that passed is not asked again at
/// once.
#[tokio::test]
async fn a_login_that_passed_is_not_asked_again_at_once() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    for _ in 0..2 {
        pool.begin_tenant(shop.ours).await.unwrap().commit().await.unwrap();
    }
    by_admin(&shop.database, "ALTER TABLE organizations DISABLE ROW LEVEL SECURITY").await;
    pool.begin_tenant(shop.ours).await.unwrap();
    // Another pool is another login.
    refused(&super::pool(&shop.database, 1), &shop).await;
}

#[tokio::test]
async fn a_root_without_row_security_is_not_asked_about() {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("open_accounts", &ddl::sql(&OPEN, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    for role in [Role::Application, Role::Owner, Role::Admin] {
        let tenant = Tenant::<OpenAccount>::new(Id::generate());
        let mut tx = pool_of(&database, role).begin_tenant(tenant).await.unwrap();
        assert!(OpenAccount::find(tenant).fetch_optional(&mut tx).await.unwrap().is_none());
    }
}
