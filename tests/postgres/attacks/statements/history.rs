//! Rows as they were, their versions, and the purge of both: of two tenants whose rows have the same keys. Nothing but the tenant keeps them apart.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle::query::{PageSize, all_rows, count_rows};
use peristyle::transaction::TransactionOptions;
use peristyle::{Timestamp, purge, purge_history};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::driver::{self, Pool, TransactionOf};
use super::{SECRET, Wire, address, application, roles};
use crate::kept::{KEPT, Organization, OrganizationInsert, OrganizationUpdate, Product, ProductInsert, ProductUpdate};

/// The name of rows that are soft-deleted at each of the times but the first.
const GONE: &str = "gone";

/// Two tenants with versions: a product that both have under one id, one that only theirs has, and one of each that is soft-deleted.
struct Kept {
    database: Database,
    pool: Pool,
    ours: Tenant<Organization>,
    theirs: Tenant<Organization>,
    id: Id<Product>,
    their_other: Id<Product>,
    /// When only theirs had rows, when their row was live and ours a version, and when both were live.
    times: [Timestamp; 3],
    before: Vec<String>,
    _wire: Option<Wire>,
}

impl Kept {
    async fn open(role: Role) -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("kept", &ddl::sql(&KEPT, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let direct = driver::pool(driver::options(&database, Role::Application), 1, Duration::from_secs(30));
        let (id, gone) = (Id::<Product>::generate(), Id::<Product>::generate());
        let [theirs, ours] = [SECRET, "ours"].map(|name| (name, OrganizationInsert::new(name)));
        let mut tenants = Vec::new();
        let mut rows = Vec::new();
        for (name, insert) in [theirs, ours] {
            let tenant = Tenant::<Organization>::new(insert.id());
            Organization::insert(tenant, insert).execute(&direct).await.unwrap();
            let insert = |name: &str, sku: &str| ProductInsert::new(sku, name, Decimal::ONE);
            Product::insert(tenant, insert(GONE, "gone").with_id(gone)).execute(&direct).await.unwrap();
            Product::delete(tenant, gone).execute(&direct).await.unwrap();
            rows.push(Product::insert(tenant, insert(name, "same").with_id(id)).fetch_one(&direct).await.unwrap());
            rows.push(Product::insert(tenant, insert(name, "other")).fetch_one(&direct).await.unwrap());
            for price in [Decimal::TWO, Decimal::TEN] {
                Product::update_many(tenant, all_rows(), ProductUpdate::new().price(price))
                    .execute(&direct)
                    .await
                    .unwrap();
            }
            Organization::update(tenant, OrganizationUpdate::new().name(name)).execute(&direct).await.unwrap();
            tenants.push(tenant);
        }
        let (theirs, ours) = (tenants[0], tenants[1]);
        let (options, wire) = address(&database, role, &theirs.id().to_string());
        let pool = driver::pool(options, 1, Duration::from_secs(30));
        let times = [rows[1].created_at, rows[3].created_at, chrono::Utc::now()];
        let mut kept =
            Self { database, pool, ours, theirs, id, their_other: rows[1].id, times, before: Vec::new(), _wire: wire };
        kept.before = kept.rows_of_theirs().await;
        assert!(kept.before.len() > 8, "{:?}", kept.before);
        kept
    }

    /// The superuser too.
    async fn begin(&self) -> TransactionOf<Organization> {
        let options = TransactionOptions::new().allow_row_security_bypass();
        self.pool.begin_tenant_with(self.ours, options).await.unwrap()
    }

    /// Their rows and versions, with the transactions that wrote them.
    async fn rows_of_theirs(&self) -> Vec<String> {
        let mut admin = PgConnection::connect_with(&self.database.connect_options(Role::Admin)).await.unwrap();
        let mut rows = Vec::new();
        for (table, tenant) in [
            ("organizations", "id"),
            ("organizations_history", "id"),
            ("org_products", "organization_id"),
            ("org_products_history", "organization_id"),
        ] {
            let theirs = self.theirs.id();
            let sql = format!("SELECT concat(t.xmin, ' ', t) FROM {table} AS t WHERE {tenant} = '{theirs}' ORDER BY 1");
            rows.extend(sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch_all(&mut admin).await.unwrap());
        }
        rows
    }

    async fn theirs_are_unchanged(&self) {
        assert_eq!(self.rows_of_theirs().await, self.before);
    }
}

async fn both(attack: impl AsyncFn(&Kept)) {
    for role in roles() {
        let kept = Kept::open(role).await;
        attack(&kept).await;
        kept.theirs_are_unchanged().await;
    }
}

#[tokio::test]
pub(super) async fn rows_at_a_time() {
    both(async |kept| {
        let (ours, mut tx) = (kept.ours, kept.begin().await);
        for (time, expected) in kept.times.into_iter().zip([0, 2, 2]) {
            let at = || Product::as_of(ours, time);
            let rows = at().order_by(Product::SKU.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
            assert!(rows.len() == expected && rows.iter().all(|row| row.organization_id == ours.id()), "{rows:?}");
            let page = at().page(PageSize::new(9).unwrap(), None).fetch_all(&mut tx).await.unwrap().rows;
            assert!(page.len() == expected && page.iter().all(|row| row.organization_id == ours.id()), "{page:?}");
            let of_theirs = || at().with_deleted().filter(Product::NAME.eq(SECRET));
            assert_eq!(of_theirs().count(&mut tx).await.unwrap(), 0);
            assert!(!of_theirs().exists(&mut tx).await.unwrap());
            assert_eq!(of_theirs().column(Product::ID).limit(9).fetch_all(&mut tx).await.unwrap(), []);
            let rows = at().aggregate(count_rows()).fetch_one(&mut tx).await.unwrap();
            let groups = at().group_by(Product::NAME).aggregate(count_rows()).limit(9);
            let groups: Vec<(String, i64)> = groups.fetch_all(&mut tx).await.unwrap();
            let expected = i64::try_from(expected).unwrap();
            let of_ours = (expected > 0).then(|| ("ours".to_owned(), expected));
            assert_eq!((rows, groups), (expected, of_ours.into_iter().collect::<Vec<_>>()));
            // The row of ours has the same id as the one that theirs had then.
            let then = at().column(Product::ID);
            let inside = Product::select(ours).filter(Product::ID.is_in_select(then));
            assert_eq!(i64::try_from(inside.count(&mut tx).await.unwrap()).unwrap(), expected);
            let mut stream = at().fetch(&mut tx);
            let mut streamed = 0;
            while let Some(row) = stream.try_next().await.unwrap() {
                assert_eq!(row.organization_id, ours.id());
                streamed += 1;
            }
            assert_eq!(streamed, expected);
        }
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
pub(super) async fn versions_of_a_row() {
    both(async |kept| {
        let (ours, mut tx) = (kept.ours, kept.begin().await);
        let versions = Product::versions(ours, kept.id).limit(9).fetch_all(&mut tx).await.unwrap();
        assert!(versions.len() == 3 && versions.iter().all(|one| one.row.organization_id == ours.id()), "{versions:?}");
        let none = Product::versions(ours, kept.their_other).limit(9).fetch_all(&mut tx).await.unwrap();
        assert_eq!(none, []);
        let token = Product::versions(kept.theirs, kept.id).limit(9).fetch_all(&mut tx).await;
        assert!(matches!(token, Err(peristyle::Error::OtherTenant)), "{token:?}");
        tx.commit().await.unwrap();
    })
    .await;
}

/// The tenant itself has versions too.
#[tokio::test]
async fn versions_of_the_tenant() {
    both(async |kept| {
        let (ours, mut tx) = (kept.ours, kept.begin().await);
        let versions = Organization::versions(ours).limit(9).fetch_all(&mut tx).await.unwrap();
        assert!(versions.len() == 2 && versions.iter().all(|one| one.row.id == ours.id()), "{versions:?}");
        for time in kept.times {
            let rows = Organization::as_of(ours, time).limit(9).fetch_all(&mut tx).await.unwrap();
            assert!(rows.iter().all(|row| row.id == ours.id()), "{rows:?}");
        }
        tx.commit().await.unwrap();
    })
    .await;
}

/// A purge is of one tenant, by a role that no policy holds for.
#[tokio::test]
pub(super) async fn purges() {
    both(async |kept| {
        let tomorrow = kept.times[2] + chrono::Duration::days(1);
        let rows = purge(&KEPT, kept.ours, tomorrow).batch(1).execute(&kept.pool).await;
        let versions = purge_history(&KEPT, kept.ours, tomorrow).batch(2).execute(&kept.pool).await;
        match application_is_superuser(kept).await {
            true => assert_eq!((rows.unwrap().deleted(), versions.unwrap().deleted() > 4), (1, true)),
            false => assert!(rows.is_err() && versions.is_err()),
        }
    })
    .await;
}

async fn application_is_superuser(kept: &Kept) -> bool {
    let superuser = driver::query(&kept.pool, "SELECT current_setting('is_superuser')").await.unwrap();
    superuser[0].as_deref() == Some("on")
}

/// Rows that were soft-deleted at a time are left out, as those that are now are.
#[tokio::test]
pub(super) async fn deleted_rows() {
    let kept = Kept::open(application()).await;
    let (ours, mut tx) = (kept.ours, kept.begin().await);
    for time in &kept.times[1..] {
        let at = || Product::as_of(ours, *time);
        let is_gone = |rows: &[Product]| rows.iter().any(|row| row.name == GONE);
        let gone = || at().filter(Product::NAME.eq(GONE));
        assert!(is_gone(&gone().with_deleted().limit(9).fetch_all(&mut tx).await.unwrap()));
        let only = at().only_deleted().limit(9).fetch_all(&mut tx).await.unwrap();
        assert!(is_gone(&only) && only.iter().all(|row| row.deleted_at.is_some()), "{only:?}");
        assert!(!is_gone(&at().limit(9).fetch_all(&mut tx).await.unwrap()));
        assert!(!is_gone(&at().page(PageSize::new(9).unwrap(), None).fetch_all(&mut tx).await.unwrap().rows));
        assert_eq!(gone().count(&mut tx).await.unwrap(), 0);
        assert!(!gone().exists(&mut tx).await.unwrap());
        assert_eq!(gone().aggregate(count_rows()).fetch_one(&mut tx).await.unwrap(), 0);
        let groups = at().group_by(Product::NAME).limit(9);
        assert_eq!(groups.fetch_all(&mut tx).await.unwrap(), ["ours"]);
        let then = gone().column(Product::ID);
        let inside = Product::select(ours).with_deleted().filter(Product::ID.is_in_select(then));
        assert_eq!(inside.count(&mut tx).await.unwrap(), 0);
        let mut stream = gone().fetch(&mut tx);
        assert_eq!(stream.try_next().await.unwrap(), None);
    }
    tx.commit().await.unwrap();
}
