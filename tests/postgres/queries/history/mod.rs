//! Tables with `history`: rows as they were at a time, the versions of a row, and who changed it.

mod rights;
mod statements;

use std::time::Duration;

use peristyle::history::Version;
use peristyle::prelude::*;
use peristyle::query::PageSize;
use peristyle::{Error, Timestamp, across_tenants};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;

use super::Pool;
use super::driver::{self, TransactionOf};
use crate::kept::{
    Bill, BillInsert, BillUpdate, Category, CategoryInsert, CategoryUpdate, Country, CountryInsert, CountryUpdate,
    Event, EventInsert, EventUpdate, KEPT, Organization, OrganizationInsert, OrganizationUpdate, Pair, PairInsert,
    Product, ProductInsert, ProductUpdate, Status,
};

struct Work {
    database: Database,
    pool: Pool,
    ours: Tenant<Organization>,
    theirs: Tenant<Organization>,
}

impl Work {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("kept", &ddl::sql(&KEPT, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let pool = super::pool(&database, 2);
        let (ours, theirs) = (sign_up(&pool).await, sign_up(&pool).await);
        Self { database, pool, ours, theirs }
    }

    async fn begin(&self) -> TransactionOf<Organization> {
        self.pool.begin_tenant(self.ours).await.unwrap()
    }

    async fn product(&self, sku: &str) -> Product {
        let insert = ProductInsert::new(sku, format!("Lamp {sku}"), Decimal::new(1995, 2));
        Product::insert(self.ours, insert).fetch_one(&self.pool).await.unwrap()
    }

    /// Each name in a transaction of its own, and the row that comes of it.
    async fn rename(&self, id: Id<Product>, names: &[&str]) -> Vec<Product> {
        let mut rows = Vec::new();
        for name in names {
            let changes = ProductUpdate::new().name(*name);
            rows.push(Product::update(self.ours, id, changes).fetch_one(&self.pool).await.unwrap());
        }
        rows
    }

    async fn versions(&self, id: Id<Product>) -> Vec<Version<Product>> {
        Product::versions(self.ours, id).limit(50).fetch_all(&self.pool).await.unwrap()
    }

    async fn as_of(&self, time: Timestamp) -> Vec<Product> {
        Product::as_of(self.ours, time).order_by(Product::SKU.asc()).limit(50).fetch_all(&self.pool).await.unwrap()
    }

    fn pool_of(&self, role: Role) -> Pool {
        driver::pool(driver::options(&self.database, role), 1, Duration::from_secs(30))
    }

    async fn by_admin(&self, sql: &str) -> Vec<Option<String>> {
        driver::query(&self.pool_of(Role::Admin), sql).await.unwrap()
    }
}

async fn sign_up(pool: &Pool) -> Tenant<Organization> {
    let insert = OrganizationInsert::new("first");
    let tenant = Tenant::<Organization>::new(insert.id());
    Organization::insert(tenant, insert).execute(pool).await.unwrap();
    tenant
}

const A_MICROSECOND: chrono::Duration = chrono::Duration::microseconds(1);

/// The versions of a row follow each other without a gap, and the first in the list is the last one.
fn follow<T>(versions: &[Version<T>]) {
    for pair in versions.windows(2) {
        assert_eq!(pair[1].valid_until, Some(pair[0].valid_from));
    }
    for one in versions {
        assert!(one.valid_until.is_none_or(|until| until > one.valid_from));
        assert_eq!(one.valid_until.is_none(), one.changed_by.is_none());
    }
}

#[tokio::test]
async fn every_version_of_a_row_is_read_as_it_was() {
    let work = Work::open().await;
    let product = work.product("a").await;
    work.product("b").await;
    let mut rows = vec![product.clone()];
    rows.extend(work.rename(product.id, &["one", "two", "three"]).await);
    let versions = work.versions(product.id).await;
    follow(&versions);
    assert!(versions[0].valid_until.is_none());
    assert_eq!(versions.iter().rev().map(|version| version.row.clone()).collect::<Vec<_>>(), rows);
    let application = work.by_admin("SELECT DISTINCT version_changed_by FROM org_products_history").await;
    assert_eq!(application, [versions[1].changed_by.clone()]);
    for version in &versions {
        let seen = work.as_of(version.valid_from).await;
        assert!(seen.contains(&version.row), "{seen:?}");
        // What began at this time is seen at this time, and not before it.
        let before = work.as_of(version.valid_from - A_MICROSECOND).await;
        assert!(!before.contains(&version.row), "{before:?}");
    }
    assert_eq!(work.as_of(versions[1].valid_from).await.len(), 2);
    assert_eq!(work.as_of(product.created_at - A_MICROSECOND).await, []);
    // The newest of them, and those before it.
    let newest = Product::versions(work.ours, product.id).limit(2).fetch_all(&work.pool).await.unwrap();
    assert_eq!(newest, versions[..2]);
    let rest = Product::versions(work.ours, product.id).before(newest[1].valid_from).limit(9);
    assert_eq!(rest.fetch_all(&work.pool).await.unwrap(), versions[2..]);
    let theirs = Product::versions(work.theirs, product.id).limit(9).fetch_all(&work.pool).await.unwrap();
    assert_eq!(theirs, []);
}

#[tokio::test]
async fn a_row_that_was_deleted_is_seen_before_its_delete() {
    let work = Work::open().await;
    let product = work.product("a").await;
    let deleted = Product::delete(work.ours, product.id).fetch_one(&work.pool).await.unwrap();
    let restored = Product::restore(work.ours, product.id).fetch_one(&work.pool).await.unwrap();
    assert_eq!(work.as_of(product.updated_at).await, std::slice::from_ref(&product));
    assert_eq!(work.as_of(deleted.updated_at).await, []);
    assert_eq!(work.as_of(restored.updated_at).await, std::slice::from_ref(&restored));
    let then = deleted.updated_at;
    let every = Product::as_of(work.ours, then).with_deleted().limit(9).fetch_all(&work.pool).await.unwrap();
    let gone = Product::as_of(work.ours, then).only_deleted().limit(9).fetch_all(&work.pool).await.unwrap();
    assert_eq!((every, gone), (vec![deleted.clone()], vec![deleted]));
    // And one that is deleted for good, by a role that has set no tenant.
    work.by_admin("DELETE FROM org_products").await;
    let versions = work.versions(product.id).await;
    follow(&versions);
    assert_eq!(versions.len(), 3);
    assert_eq!(versions[0].row, restored);
    assert_eq!(versions[0].changed_by.as_deref(), work.by_admin("SELECT session_user::text").await[0].as_deref());
    assert_eq!(work.as_of(restored.updated_at).await, [restored]);
    assert_eq!(work.as_of(versions[0].valid_until.unwrap()).await, []);
}

/// A soft delete follows `cascade`, and each row that it reaches has a version.
#[tokio::test]
async fn what_a_delete_takes_along_has_a_version_too() {
    let work = Work::open().await;
    let category = CategoryInsert::new("lights");
    let of = category.id();
    Category::insert(work.ours, category).execute(&work.pool).await.unwrap();
    let insert = ProductInsert::new("a", "Lamp", Decimal::ONE).category_id(of);
    let product = Product::insert(work.ours, insert).fetch_one(&work.pool).await.unwrap();
    Category::update(work.ours, of, CategoryUpdate::new().name("lamps")).execute(&work.pool).await.unwrap();
    Category::delete(work.ours, of).execute(&work.pool).await.unwrap();
    let versions = work.versions(product.id).await;
    follow(&versions);
    assert_eq!(versions.len(), 2);
    assert!(versions[0].row.deleted_at.is_some() && versions[1].row.deleted_at.is_none());
    let names = Category::versions(work.ours, of).limit(9).fetch_all(&work.pool).await.unwrap();
    let names: Vec<_> = names.iter().map(|version| version.row.name.as_str()).collect();
    assert_eq!(names, ["lamps", "lamps", "lights"]);
}

#[tokio::test]
async fn who_changed_a_row_is_what_the_transaction_states() {
    let work = Work::open().await;
    let product = work.product("a").await;
    let rename = |name: &str| Product::update(work.ours, product.id, ProductUpdate::new().name(name));
    let mut tx = work.begin().await;
    tx.changed_by("Grace Hopper, by the API's \"key\" 7").await.unwrap();
    rename("one").execute(&mut tx).await.unwrap();
    let mut inner = tx.savepoint().await.unwrap();
    inner.changed_by("an import").await.unwrap();
    rename("two").execute(&mut inner).await.unwrap();
    inner.rollback().await.unwrap();
    rename("three").execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    // It ends with the transaction, on the same connection too.
    let pool = super::pool(&work.database, 1);
    let mut tx = pool.begin_tenant(work.ours).await.unwrap();
    tx.changed_by("somebody").await.unwrap();
    tx.commit().await.unwrap();
    rename("four").execute(&pool).await.unwrap();
    let role = work.by_admin("SELECT min(version_changed_by) FROM org_products_history WHERE name = 'three'").await;
    let versions = work.versions(product.id).await;
    follow(&versions);
    let by: Vec<_> = versions.iter().map(|version| version.changed_by.as_deref()).collect();
    let grace = Some("Grace Hopper, by the API's \"key\" 7");
    assert_eq!(by, [None, role[0].as_deref(), grace, grace]);
    assert_ne!(role[0].as_deref(), Some("somebody"));
    let mut tx = work.begin().await;
    let refused = tx.changed_by("a\0b").await;
    assert!(matches!(refused, Err(Error::Encode { column: "changed_by", .. })), "{refused:?}");
}

/// A transaction that began before another one changed the row, and changes it afterwards; and several changes in one transaction.
#[tokio::test]
async fn versions_never_run_backwards() {
    let work = Work::open().await;
    let product = work.product("a").await;
    let rename = |name: &str| Product::update(work.ours, product.id, ProductUpdate::new().name(name));
    let mut early = work.begin().await;
    // Its time is that of its first statement at the latest.
    Country::select().limit(1).fetch_all(&mut early).await.unwrap();
    work.rename(product.id, &["one"]).await;
    for name in ["two", "three", "four"] {
        rename(name).execute(&mut early).await.unwrap();
    }
    early.commit().await.unwrap();
    let versions = work.versions(product.id).await;
    follow(&versions);
    let names: Vec<_> = versions.iter().map(|version| version.row.name.as_str()).collect();
    assert_eq!(names, ["four", "three", "two", "one", "Lamp a"]);
    for version in &versions {
        assert_eq!(work.as_of(version.valid_from).await, std::slice::from_ref(&version.row));
    }
}

/// A row of a junction may come back under its key, also in the transaction that deletes it.
#[tokio::test]
async fn rows_of_one_key_do_not_overlap() {
    let work = Work::open().await;
    let product = work.product("a").await;
    let category = CategoryInsert::new("lights");
    let of = category.id();
    Category::insert(work.ours, category).execute(&work.pool).await.unwrap();
    let pair = || Pair::insert(work.ours, PairInsert::new(product.id, of));
    let mut tx = work.begin().await;
    for _ in 0..3 {
        pair().execute(&mut tx).await.unwrap();
        Pair::delete(work.ours, (product.id, of)).execute(&mut tx).await.unwrap();
    }
    pair().execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut early = work.begin().await;
    Country::select().limit(1).fetch_all(&mut early).await.unwrap();
    Pair::delete(work.ours, (product.id, of)).execute(&work.pool).await.unwrap();
    pair().execute(&mut early).await.unwrap();
    early.commit().await.unwrap();
    let versions = Pair::versions(work.ours, (product.id, of)).limit(9).fetch_all(&work.pool).await.unwrap();
    assert_eq!(versions.len(), 5);
    for pair in versions.windows(2) {
        assert!(pair[1].valid_until.unwrap() <= pair[0].valid_from, "{pair:?}");
    }
    for version in &versions {
        let seen = Pair::as_of(work.ours, version.valid_from).limit(9).fetch_all(&work.pool).await.unwrap();
        assert_eq!(seen, std::slice::from_ref(&version.row));
    }
}

#[tokio::test]
async fn a_row_that_moves_to_another_partition_keeps_its_versions() {
    let work = Work::open().await;
    let insert = EventInsert::new("a", "it began");
    let id = insert.id();
    let event = Event::insert(work.ours, insert).fetch_one(&work.pool).await.unwrap();
    let moved = format!("UPDATE org_events SET kind = 'b' WHERE id = '{id}'");
    work.by_admin(&moved).await;
    let key = Event::select(work.ours).filter(Event::ID.eq(id)).fetch_one(&work.pool).await.unwrap();
    assert_eq!(key.kind, "b");
    let changes = EventUpdate::new().text("it went on");
    Event::update_many(work.ours, Event::ID.eq(id), changes).execute(&work.pool).await.unwrap();
    let then = Event::as_of(work.ours, event.updated_at).limit(9).fetch_all(&work.pool).await.unwrap();
    assert_eq!(then, [event]);
    let texts = work.by_admin("SELECT kind || ' ' || text FROM org_events_history ORDER BY version_from").await;
    let texts: Vec<_> = texts.iter().flatten().map(String::as_str).collect();
    assert_eq!(texts, ["a it began", "b it began"]);
    let gaps = "SELECT count(*)::text FROM (SELECT version_from, lag(version_until) OVER (ORDER BY version_from) AS before \
        FROM org_events_history) AS version WHERE before <> version_from";
    assert_eq!(work.by_admin(gaps).await[0].as_deref(), Some("0"));
}

/// A table without a tenant, the root itself, and one in another schema whose time of the last change has another name.
#[tokio::test]
async fn tables_of_each_tenancy_have_versions() {
    let work = Work::open().await;
    let country = Country::insert(CountryInsert::new("Persia")).fetch_one(&work.pool).await.unwrap();
    Country::update(country.id, CountryUpdate::new().name("Iran")).execute(&work.pool).await.unwrap();
    let versions = Country::versions(country.id).limit(9).fetch_all(&work.pool).await.unwrap();
    follow(&versions);
    assert_eq!(versions[1].row, country);
    let then = Country::as_of(country.updated_at).limit(9).fetch_all(&work.pool).await.unwrap();
    assert_eq!(then, [country]);

    Organization::update(work.ours, OrganizationUpdate::new().name("second")).execute(&work.pool).await.unwrap();
    let versions = Organization::versions(work.ours).limit(9).fetch_all(&work.pool).await.unwrap();
    follow(&versions);
    assert_eq!(versions.iter().map(|version| version.row.name.as_str()).collect::<Vec<_>>(), ["second", "first"]);
    let then = Organization::as_of(work.ours, versions[1].valid_from).fetch_one(&work.pool).await.unwrap();
    assert_eq!(then.name, "first");
    assert_eq!(Organization::versions(work.theirs).limit(9).fetch_all(&work.pool).await.unwrap().len(), 1);

    let bill = Bill::insert(work.ours, BillInsert::new(100)).fetch_one(&work.pool).await.unwrap();
    let changes = BillUpdate::new().cents(200);
    let changed = Bill::update(work.ours, bill.id, changes).fetch_one(&work.pool).await.unwrap();
    Bill::delete(work.ours, bill.id).execute(&work.pool).await.unwrap();
    let versions = Bill::versions(work.ours, bill.id).limit(9).fetch_all(&work.pool).await.unwrap();
    follow(&versions);
    assert_eq!(versions.iter().map(|version| version.row.clone()).collect::<Vec<_>>(), [changed, bill.clone()]);
    assert_eq!(Bill::as_of(work.ours, bill.updated_at).fetch_optional(&work.pool).await.unwrap(), Some(bill));
}

/// Everything that a select does, at a time.
#[tokio::test]
async fn a_select_of_a_time_is_a_select() {
    let work = Work::open().await;
    for sku in ["a", "b", "c", "d"] {
        let product = work.product(sku).await;
        let changes = ProductUpdate::new().status(Status::Active).tags(vec!["new".to_owned()]);
        Product::update(work.ours, product.id, changes).execute(&work.pool).await.unwrap();
    }
    let then = work.as_of(chrono::Utc::now()).await[3].updated_at;
    Product::update_many(
        work.ours,
        peristyle::query::all_rows(),
        ProductUpdate::new().status(Status::Draft).name("gone"),
    )
    .execute(&work.pool)
    .await
    .unwrap();
    let at = || Product::as_of(work.ours, then);
    assert_eq!(at().filter(Product::STATUS.eq(Status::Active)).count(&work.pool).await.unwrap(), 4);
    assert_eq!(at().filter(Product::LOWER_NAME.eq("lamp b")).count(&work.pool).await.unwrap(), 1);
    assert!(
        at().filter(Product::SKU.eq("a").and(Product::TAGS.contains_all(["new"]))).exists(&work.pool).await.unwrap()
    );
    assert!(!at().filter(Product::NAME.eq("gone")).exists(&work.pool).await.unwrap());
    assert_eq!(at().filter(Product::SEARCH.matches("lamp")).count(&work.pool).await.unwrap(), 4);
    let skus: Vec<String> =
        at().order_by(Product::SKU.desc()).column(Product::SKU).limit(2).fetch_all(&work.pool).await.unwrap();
    assert_eq!(skus, ["d", "c"]);
    let names: Vec<String> = at().column(Product::NAME).distinct().limit(9).fetch_all(&work.pool).await.unwrap();
    assert_eq!(names.len(), 4);
    let page = |cursor| at().order_by(Product::SKU.asc()).page(PageSize::new(3).unwrap(), cursor);
    let first = page(None).fetch_all(&work.pool).await.unwrap();
    assert_eq!(first.rows.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    let second = page(first.next.clone()).fetch_all(&work.pool).await.unwrap();
    assert_eq!(second.rows.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["d"]);
    // A cursor belongs to its time.
    let other = Product::as_of(work.ours, then + A_MICROSECOND).order_by(Product::SKU.asc());
    let other = other.page(PageSize::new(3).unwrap(), first.next).fetch_all(&work.pool).await;
    assert!(matches!(other, Err(Error::Cursor(_))), "{other:?}");
    let sum: Option<Decimal> = at().aggregate(Product::PRICE.sum()).fetch_one(&work.pool).await.unwrap();
    assert_eq!(sum, Some(Decimal::new(4 * 1995, 2)));
    // As a sub-select: the products of now that were sold then.
    let sold = at().filter(Product::STATUS.eq(Status::Active)).column(Product::ID);
    let now = Product::select(work.ours).filter(Product::ID.is_in_select(sold)).count(&work.pool).await.unwrap();
    assert_eq!(now, 4);
}

#[tokio::test]
async fn a_clock_that_was_set_back_refuses_changes_with_the_reason() {
    let work = Work::open().await;
    let product = work.product("a").await;
    let pair = work.product("b").await;
    let later = "SET session_replication_role = replica; UPDATE org_products SET updated_at = now() + interval '1 hour' WHERE sku = 'a'";
    work.by_admin(later).await;
    let mut tx = work.begin().await;
    Product::update(work.ours, pair.id, ProductUpdate::new().name("b")).execute(&mut tx).await.unwrap();
    let refused = Product::update(work.ours, product.id, ProductUpdate::new().name("x")).execute(&mut tx).await;
    let refused = refused.unwrap_err();
    assert!(matches!(&refused, Error::ClockSetBack(_)), "{refused:?}");
    assert_eq!(
        refused.to_string(),
        "the clock of the database was set back: the last change of a row of org_products is in the future"
    );
    let aborted = tx.commit().await;
    assert!(matches!(aborted, Err(Error::Aborted(_))), "{aborted:?}");
    let deleted = Product::delete(work.ours, product.id).execute(&work.pool).await;
    assert!(matches!(deleted, Err(Error::ClockSetBack(_))), "{deleted:?}");
    // Nothing was done by halves.
    assert_eq!(work.by_admin("SELECT count(*)::text FROM org_products_history").await[0].as_deref(), Some("0"));
    assert_eq!(work.by_admin("SELECT name FROM org_products WHERE sku = 'b'").await[0].as_deref(), Some("Lamp b"));
}

#[tokio::test]
async fn old_versions_are_purged_and_the_rest_stays_true() {
    let work = Work::open().await;
    let product = work.product("a").await;
    let rows = work.rename(product.id, &["one", "two", "three"]).await;
    let country = Country::insert(CountryInsert::new("Persia")).fetch_one(&work.pool).await.unwrap();
    Country::update(country.id, CountryUpdate::new().name("Iran")).execute(&work.pool).await.unwrap();
    Organization::update(work.theirs, OrganizationUpdate::new().name("second")).execute(&work.pool).await.unwrap();
    let role = format!("purge_{}", product.id.uuid().simple());
    let all = ddl::sql(&KEPT, &Options::new().purge_role(role.as_str())).unwrap();
    let create = all.lines().find_map(|line| line.strip_prefix("-- CREATE ROLE ")).unwrap();
    let grants: Vec<_> = all.split(";\n").filter(|sql| sql.trim_start().starts_with("GRANT")).collect();
    let connect = format!("GRANT CONNECT ON DATABASE {} TO {role}", work.database.name());
    work.by_admin(&format!("CREATE ROLE {} {connect};\n{}", create.replace(';', " PASSWORD 'x';"), grants.join(";\n")))
        .await;
    let options = driver::user(driver::options(&work.database, Role::Admin), &role, "x");
    let purger = driver::pool(options, 1, Duration::from_secs(30));

    // What ended at that time is kept: as_of finds it.
    let cut = rows[1].updated_at;
    let purged = peristyle::purge_history(&KEPT, work.ours, cut).batch(1).execute(&purger).await.unwrap();
    let products = purged.tables.iter().find(|table| table.table.name == "org_products").unwrap();
    assert_eq!((products.deleted, products.kept, purged.deleted()), (1, 0, 1));
    assert!(purged.tables.iter().all(|table| table.table.name != "countries"));
    let versions = work.versions(product.id).await;
    follow(&versions);
    assert_eq!(versions.iter().map(|version| version.row.name.as_str()).collect::<Vec<_>>(), ["three", "two", "one"]);
    assert_eq!(work.as_of(rows[0].updated_at).await, [rows[0].clone()]);
    assert_eq!(work.as_of(product.updated_at).await, []);

    let tomorrow = chrono::Utc::now() + chrono::Duration::days(1);
    let across = across_tenants!(Organization, "the tests purge");
    let purged = peristyle::purge_history(&KEPT, across, tomorrow).execute(&purger).await.unwrap();
    assert_eq!(purged.deleted(), 4);
    assert_eq!(work.versions(product.id).await.len(), 1);
    // The row begins where its last version ended.
    assert_eq!(work.as_of(rows[1].updated_at).await, []);
    assert_eq!(work.as_of(rows[2].updated_at).await, [rows[2].clone()]);
    assert!(matches!(
        peristyle::purge_history(&KEPT, across, tomorrow).execute(&work.pool).await,
        Err(Error::NoTenant | Error::Denied(_))
    ));
    drop(purger);
    work.by_admin(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}
