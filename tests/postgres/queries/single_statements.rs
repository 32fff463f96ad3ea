//! Statements on the pool itself: each is a transaction of its tenant, opened, run and ended by itself.

use std::time::Duration;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::query::PageSize;
use peristyle::transaction::TransactionOptions;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use rust_decimal::Decimal;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::transactions::{assert_untouched, cut_short, skus};
use super::{Pool, Shop, driver, lamp};
use crate::shop::{
    Category, CategoryInsert, Country, CountryInsert, Enrolment, EnrolmentInsert, Organization, OrganizationUpdate,
    Product, ProductUpdate, Student, StudentInsert,
};
#[cfg(unix)]
use crate::wire::Wire;

/// A customer account.
#[table(name = "clubs", tenant_root, prefix = "club_")]
#[derive(Debug, Clone, PartialEq)]
pub struct Club {
    pub id: Id<Club>,
    #[column(varchar(20))]
    pub name: String,
}

/// A table that the database does not guard: a statement on it has an effect without a tenant too.
#[table(name = "club_notes", tenant = Club, unique(text), waive(row_security = "the notes are public"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note>,
    pub club_id: Id<Club>,
    #[column(varchar(20))]
    pub text: String,
}

schema! { pub CLUBS = [Club, Note] }

#[tokio::test]
async fn every_kind_of_statement_runs_on_the_pool() {
    let shop = Shop::open().await;
    let (pool, ours) = (&super::pool(&shop.database, 1), shop.ours);
    let category = Category::insert(ours, CategoryInsert::new("Lamps")).fetch_one(pool).await.unwrap();
    let row = Product::insert(ours, lamp("A").category_id(category.id)).fetch_one(pool).await.unwrap();
    Product::insert(ours, lamp("B")).execute(pool).await.unwrap();
    assert_eq!(Product::insert_many(ours, ["C", "D"].map(lamp)).execute(pool).await.unwrap(), 2);
    assert_eq!(Product::insert_many(ours, ["E"].map(lamp)).fetch_all(pool).await.unwrap().len(), 1);
    assert_eq!(Product::insert_many(ours, []).execute(pool).await.unwrap(), 0);

    assert_eq!(Product::find(ours, row.id).fetch_one(pool).await.unwrap(), row);
    assert_eq!(Product::find_by_sku(ours, "A").fetch_optional(pool).await.unwrap(), Some(row.clone()));
    assert_eq!(Product::find(ours, row.id).for_update().fetch_one(pool).await.unwrap(), row);
    assert_eq!(Organization::find(ours).fetch_one(pool).await.unwrap().name, "ours");
    let list = || Product::select(ours).order_by(Product::SKU.asc());
    assert_eq!(list().limit(9).fetch_all(pool).await.unwrap().len(), 5);
    assert_eq!(list().fetch_optional(pool).await.unwrap(), Some(row.clone()));
    assert_eq!(list().count(pool).await.unwrap(), 5);
    assert!(list().filter(Product::SKU.eq("A")).exists(pool).await.unwrap());
    let page = list().page(PageSize::new(2).unwrap(), None).fetch_all(pool).await.unwrap();
    assert_eq!((page.rows.len(), page.next.is_some()), (2, true));
    let joined = Product::select(ours).inner_join(Product::CATEGORY_ID).limit(9).fetch_all(pool).await.unwrap();
    assert_eq!(joined, [(row.clone(), category.clone())]);
    let parents = Category::select(ours).load_parents([row.category_id]).fetch_all(pool).await.unwrap();
    assert!(parents.contains_key(&category.id));
    let children = Product::select(ours).limit(9).load_children(Product::CATEGORY_ID, [category.id]);
    assert_eq!(children.fetch_all(pool).await.unwrap().of(category.id).len(), 1);
    let none = Product::select(ours).limit(9).load_children(Product::CATEGORY_ID, [None::<Id<Category>>; 0]);
    assert!(none.fetch_all(pool).await.unwrap().into_map().is_empty());

    Product::update(ours, row.id, ProductUpdate::new().name("x")).execute(pool).await.unwrap();
    let named = Product::update(ours, row.id, ProductUpdate::new().name("y")).fetch_one(pool).await.unwrap();
    assert_eq!(named.name, "y");
    let all = || Product::SKU.ne("");
    let changes = ProductUpdate::new().name("z");
    assert_eq!(Product::update_many(ours, all(), changes).execute(pool).await.unwrap(), 5);
    let upsert = || Product::insert(ours, lamp("A")).on_conflict(Product::BY_SKU);
    assert_eq!(upsert().do_update().fetch_one(pool).await.unwrap().id, row.id);
    assert!(!upsert().do_nothing().execute(pool).await.unwrap());
    Product::delete(ours, row.id).execute(pool).await.unwrap();
    Product::restore(ours, row.id).execute(pool).await.unwrap();
    assert_eq!(Product::delete_many(ours, all()).execute(pool).await.unwrap(), 5);
    assert_eq!(Product::restore_many(ours, all()).execute(pool).await.unwrap(), 5);
    Organization::update(ours, OrganizationUpdate::new().name("renamed")).execute(pool).await.unwrap();
    let student = Student::insert(ours, StudentInsert::new("one")).fetch_one(pool).await.unwrap();
    let absent = EnrolmentInsert::new(student.id, Id::generate());
    let refused = Enrolment::insert(ours, absent).execute(pool).await.unwrap_err();
    let constraint = "org_enrolments_organization_id_course_id_fkey";
    let told = format!("org_enrolments: the referenced course does not exist ({constraint})");
    assert_eq!(refused.to_string(), told);

    let plan = Product::find(ours, row.id).into_statement().unwrap().explain(pool).await.unwrap();
    assert!(plan.indexes().next().is_some());
    let deleting = Product::delete(ours, row.id).into_statement().unwrap().analyze(pool).await.unwrap();
    assert!(deleting.buffers().is_some());
    assert_eq!(Product::find(ours, row.id).fetch_optional(pool).await.unwrap(), None);
    Country::insert(CountryInsert::new("de")).execute(pool).await.unwrap();
    assert_untouched(&shop, pool, "every kind").await;
}

#[tokio::test]
async fn an_error_is_that_of_a_transaction() {
    let shop = Shop::open().await;
    let (pool, ours) = (&super::pool(&shop.database, 1), shop.ours);
    let row = shop.product(shop.theirs, "T").await;
    shop.product(ours, "A").await;
    for id in [row.id, Id::generate()] {
        assert!(matches!(Product::find(ours, id).fetch_one(pool).await, Err(Error::NotFound { .. })));
        let changed = Product::update(ours, id, ProductUpdate::new().name("x")).execute(pool).await;
        assert!(matches!(changed, Err(Error::NotFound { .. })));
    }
    let taken = Product::insert(ours, lamp("A")).execute(pool).await.unwrap_err();
    let told = "org_products: another product already has this sku (org_products_organization_id_sku_key)";
    assert_eq!(taken.to_string(), told);
    let negative = Product::insert(ours, super::priced("B", Decimal::NEGATIVE_ONE)).execute(pool).await.unwrap_err();
    assert!(matches!(negative, Error::Violation(_)), "{negative:?}");
    // The root of the tenant of a subselect is unknown.
    let sold = Product::select(ours).column(Product::SKU);
    let global = Country::select().filter(Country::CODE.is_in_select(sold)).limit(1).fetch_all(pool).await;
    assert!(matches!(global, Err(Error::NoTenant)), "{global:?}");
    assert_untouched(&shop, pool, "errors").await;
    assert_eq!(skus(&shop).await, ["A"]);
}

#[tokio::test]
async fn a_role_that_bypasses_row_security_is_refused() {
    let shop = Shop::open().await;
    let pool = driver::pool(driver::options(&shop.database, Role::Admin), 1, Duration::from_secs(30));
    for _ in 0..2 {
        let read = Product::select(shop.ours).limit(9).fetch_all(&pool).await;
        assert!(matches!(read, Err(Error::RowSecurityBypass(_))), "{read:?}");
        let written = Product::insert(shop.ours, lamp("A")).execute(&pool).await;
        assert!(matches!(written, Err(Error::RowSecurityBypass(_))), "{written:?}");
    }
    assert_untouched(&shop, &pool, "a refused role").await;
    assert_eq!(skus(&shop).await, [""; 0]);
}

#[tokio::test]
async fn a_table_that_changes_makes_the_statement_run_again() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let row = shop.product(shop.ours, "A").await;
    let mut owner = PgConnection::connect_with(&shop.database.connect_options(Role::Owner)).await.unwrap();
    for length in 300..303 {
        for _ in 0..6 {
            Product::find(shop.ours, row.id).fetch_one(&pool).await.unwrap();
            Product::update(shop.ours, row.id, ProductUpdate::new().name("Lamp")).fetch_one(&pool).await.unwrap();
            assert_eq!(Product::select(shop.ours).limit(9).fetch_all(&pool).await.unwrap().len(), 1);
        }
        let row = Product::find(shop.ours, row.id).fetch_one(&pool).await.unwrap();
        let change = format!("ALTER TABLE org_products ALTER name TYPE varchar({length})");
        sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut owner).await.unwrap();
        assert_eq!(Product::find(shop.ours, row.id).fetch_one(&pool).await.unwrap(), row);
        let changed = Product::update(shop.ours, row.id, ProductUpdate::new().name("Lamp")).fetch_one(&pool).await;
        assert_eq!(changed.unwrap().name, "Lamp");
    }
    assert_untouched(&shop, &pool, "changes of the schema").await;
}

/// Dropped at each of its polls: the connection is in no transaction and has no tenant, and what was written is there
/// as a whole or not at all.
#[tokio::test]
async fn a_statement_that_is_cut_short_leaves_nothing_behind() {
    let shop = Shop::open().await;
    let row = shop.product(shop.ours, "A").await;
    for is_prepared in [false, true] {
        for polls in 1..12 {
            let pool = super::pool(&shop.database, 1);
            // The connection is there, so that the polls fall upon the statement.
            driver::query(&pool, "SELECT 1").await.unwrap();
            if is_prepared {
                Product::find(shop.ours, row.id).fetch_one(&pool).await.unwrap();
                Product::insert(shop.ours, lamp(&format!("{polls}"))).execute(&pool).await.unwrap();
            }
            let told = format!("dropped after {polls} polls, prepared: {is_prepared}");
            cut_short(polls, Product::find(shop.ours, row.id).fetch_one(&pool)).await;
            assert_untouched(&shop, &pool, &told).await;
            cut_short(polls, Product::insert(shop.ours, lamp(&format!("{polls}-{is_prepared}"))).execute(&pool)).await;
            assert_untouched(&shop, &pool, &told).await;
            cut_short(polls, Country::find_by_code("xx").fetch_optional(&pool)).await;
            assert_untouched(&shop, &pool, &told).await;
        }
    }
}

async fn clubs() -> (peristyle_test::server::Database, Pool, Tenant<Club>) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("clubs", &ddl::sql(&CLUBS, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 1);
    let draft = ClubInsert::new("ours");
    let tenant = Tenant::<Club>::new(draft.id());
    Club::insert(tenant, draft).execute(&pool).await.unwrap();
    (database, pool, tenant)
}

/// A write on a table without row level security waits until its transaction is open.
#[tokio::test]
async fn a_table_that_the_database_does_not_guard() {
    let (_database, pool, tenant) = clubs().await;
    let row = Note::insert(tenant, NoteInsert::new("a")).fetch_one(&pool).await.unwrap();
    assert_eq!(Note::find(tenant, row.id).fetch_one(&pool).await.unwrap(), row);
    let theirs = Tenant::<Club>::new(Id::generate());
    assert!(matches!(Note::delete(theirs, row.id).execute(&pool).await, Err(Error::NotFound { .. })));
    let refused = Note::insert(tenant, NoteInsert::new("a")).execute(&pool).await;
    assert!(matches!(refused, Err(Error::Violation(_))), "{refused:?}");
    for polls in 1..12 {
        cut_short(polls, Note::insert(tenant, NoteInsert::new(polls.to_string())).execute(&pool)).await;
        let state =
            "SELECT coalesce(current_setting('peristyle.club_id', true), '') || (now() = statement_timestamp())";
        assert_eq!(driver::query(&pool, state).await, Ok(vec![Some("true".to_owned())]), "{polls} polls");
    }
}

/// The server does not open the transaction, and the statement is on its way: no statement has an effect.
#[cfg(unix)]
#[tokio::test]
async fn nothing_is_written_if_the_transaction_is_not_opened() {
    let shop = Shop::open().await;
    let ours = shop.ours;
    let (row, deleted) = (shop.product(ours, "A").await, shop.product(ours, "B").await);
    Product::delete(ours, deleted.id).execute(&shop.pool).await.unwrap();
    let (wire, pool) = through(Wire::before, &shop.database, 1);
    // The statements are prepared, so that they are sent together with the rest.
    for refuses in [false, true] {
        wire.refuse_to_begin(refuses);
        let change = || ProductUpdate::new().name(if refuses { "refused" } else { "Lamp" });
        let new = |sku: &str| lamp(&format!("{sku}-{refuses}"));
        let outcomes = [
            Product::insert(ours, new("C")).execute(&pool).await,
            Product::insert(ours, new("D")).fetch_one(&pool).await.map(drop),
            Product::insert_many(ours, ["E", "F"].map(new)).execute(&pool).await.map(drop),
            Product::insert(ours, new("A")).on_conflict(Product::BY_SKU).do_update().execute(&pool).await,
            Product::insert(ours, new("A")).on_conflict(Product::BY_SKU).do_nothing().execute(&pool).await.map(drop),
            Product::update(ours, row.id, change()).execute(&pool).await,
            Product::update_many(ours, Product::SKU.eq("A"), change()).execute(&pool).await.map(drop),
            Product::restore(ours, deleted.id).execute(&pool).await,
            Product::delete(ours, deleted.id).execute(&pool).await,
            Product::delete_many(ours, Product::SKU.eq("C-true")).execute(&pool).await.map(drop),
            Product::restore_many(ours, Product::SKU.eq("B-true")).execute(&pool).await.map(drop),
            Organization::update(ours, OrganizationUpdate::new().name("ours")).execute(&pool).await,
            Product::select(ours).limit(9).fetch_all(&pool).await.map(drop),
            Product::find(ours, row.id).fetch_one(&pool).await.map(drop),
        ];
        for (place, outcome) in outcomes.into_iter().enumerate() {
            match refuses {
                true => assert!(matches!(outcome, Err(Error::Driver(_))), "{place}: {outcome:?}"),
                false => outcome.unwrap(),
            }
        }
    }
    let all = Product::select(ours).with_deleted().limit(100).fetch_all(&shop.pool).await.unwrap();
    assert!(all.iter().all(|row| row.name == "Lamp" && !row.sku.ends_with("true")), "{all:?}");
    wire.refuse_to_begin(false);
    assert_untouched(&shop, &pool, "refused openings").await;

    let (database, _pool, tenant) = clubs().await;
    let (wire, pool) = through(Wire::before, &database, 1);
    Note::insert(tenant, NoteInsert::new("a")).execute(&pool).await.unwrap();
    wire.refuse_to_begin(true);
    assert!(Note::insert(tenant, NoteInsert::new("b")).execute(&pool).await.is_err());
    assert!(Note::delete_many(tenant, Note::TEXT.eq("a")).execute(&pool).await.is_err());
    wire.refuse_to_begin(false);
    let notes = Note::select(tenant).limit(9).fetch_all(&pool).await.unwrap();
    assert_eq!(notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["a"]);
}

#[cfg(unix)]
fn through(
    wire: fn(&sqlx::postgres::PgConnectOptions) -> Wire,
    database: &peristyle_test::server::Database,
    connections: u32,
) -> (Wire, Pool) {
    let wire = wire(&database.connect_options(Role::Application));
    let options = driver::socket(driver::options(database, Role::Application), wire.folder());
    let pool = driver::pool(options, connections, Duration::from_secs(30));
    (wire, pool)
}

/// Round trips of a statement on the pool, beside those of SQL of your own there (which sqlx surrounds with tests of the
/// connection).
#[cfg(unix)]
#[tokio::test]
async fn round_trips_are_counted() {
    let shop = Shop::open().await;
    let row = shop.product(shop.ours, "A").await;
    let (wire, pool) = through(Wire::slow, &shop.database, 1);
    let (wire, pool, ours) = (&wire, &pool, shop.ours);
    // sqlx rolls back a read after the statement is answered.
    let settled = async || tokio::time::sleep(Duration::from_millis(100)).await;
    macro_rules! trips {
        ($work:expr) => {{
            settled().await;
            let before = wire.trips();
            $work.await.unwrap();
            settled().await;
            wire.trips() - before
        }};
    }
    let changes = || ProductUpdate::new().name("x");
    // Prepared by the first run.
    Product::find(ours, row.id).fetch_one(pool).await.unwrap();
    Product::update(ours, row.id, changes()).execute(pool).await.unwrap();

    let own = trips!(driver::query(pool, "SELECT 1"));
    let pipelines = driver::PIPELINES;
    let read = trips!(Product::find(ours, row.id).fetch_one(pool));
    assert_eq!(read - own, if pipelines { 0 } else { 1 });
    let write = trips!(Product::update(ours, row.id, changes()).execute(pool));
    assert_eq!(write - own, if pipelines { 0 } else { 2 });
    let global = trips!(Country::select().limit(1).fetch_all(pool));
    assert!(global - own <= 1, "the first run prepares it");
    let transaction = trips!(async {
        let options = TransactionOptions::new().pipelined();
        let mut tx = pool.begin_tenant_with(ours, options).await?;
        Product::find(ours, row.id).fetch_one(&mut tx).await?;
        Product::update(ours, row.id, changes()).execute(tx.committing()).await
    });
    assert_eq!(
        transaction - own,
        match (driver::PIPELINES_BEGIN, pipelines) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) => 3,
        }
    );
    let transaction = trips!(async {
        let mut tx = pool.begin_tenant(ours).await?;
        Product::find(ours, row.id).fetch_one(&mut tx).await?;
        tx.commit().await
    });
    assert_eq!(transaction - own, 2);
}

/// A connection that is lost after COMMIT was sent: nobody knows what was committed, unless the statement reads.
#[cfg(unix)]
#[tokio::test]
async fn a_connection_that_is_lost_before_the_answer() {
    let shop = Shop::open().await;
    let row = shop.product(shop.ours, "A").await;
    let (wire, pool) = through(Wire::slow, &shop.database, 1);
    Product::find(shop.ours, row.id).fetch_one(&pool).await.unwrap();
    wire.cut_at_commit(true);
    let unknown = Product::insert(shop.ours, lamp("B")).execute(&pool).await.unwrap_err();
    assert!(matches!(unknown, Error::CommitUnknown(_)), "{unknown:?}");
    // deadpool sees it once the client has read that the connection is closed.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let read = Product::find(shop.ours, row.id).fetch_one(&pool).await;
    assert!(matches!(read, Ok(_) | Err(Error::Unreachable(_))), "{read:?}");
    wire.cut_at_commit(false);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_untouched(&shop, &pool, "lost connections").await;
    assert_eq!(skus(&shop).await, ["A", "B"]);
}
