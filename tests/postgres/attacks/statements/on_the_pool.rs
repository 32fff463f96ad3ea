//! Statements on the pool itself, each of which opens and ends the transaction of its tenant. A superuser is refused
//! there, so the application runs them.

use super::super::queries::transactions::cut_short;
use super::*;

/// The statements of ours on rows of theirs, and on rows that nobody has: the outcomes are the same.
#[tokio::test]
pub(super) async fn rows_of_theirs() {
    let mut courts = Attacked::by(Role::Application).await;
    let (ours, pool) = (courts.ours.tenant, courts.pool.clone());
    let change = || ProductUpdate::new().name("ours");
    for id in [courts.theirs.product, courts.theirs.deleted, Id::generate()] {
        assert!(is_not_found(&Product::find(ours, id).fetch_one(&pool).await));
        assert!(is_not_found(&Product::update(ours, id, change()).execute(&pool).await));
        assert!(is_not_found(&Product::delete(ours, id).execute(&pool).await));
        assert!(is_not_found(&Product::restore(ours, id).execute(&pool).await));
        let many = || Product::ID.is_in([id]);
        assert_eq!(Product::update_many(ours, many(), change()).execute(&pool).await.unwrap(), 0);
        assert_eq!(Product::delete_many(ours, many()).execute(&pool).await.unwrap(), 0);
        assert_eq!(Product::restore_many(ours, many()).execute(&pool).await.unwrap(), 0);
        let parents = Product::select(ours).load_parents([id]).fetch_all(&pool).await.unwrap();
        assert!(parents.is_empty());
        courts.unchanged_by("statements on the pool").await;
    }
    let listed = Product::select(ours).with_deleted().limit(100).fetch_all(&pool).await.unwrap();
    assert!(listed.iter().all(|row| row.organization_id == ours.id() && !courts.is_theirs(&row.name)));
    let pointing = ProductInsert::new("x", "x", Decimal::ONE).category_id(courts.theirs.category);
    assert_eq!(
        Product::insert(ours, pointing).execute(&pool).await.unwrap_err().to_string(),
        "org_products: the referenced category does not exist (org_products_organization_id_category_id_fkey)"
    );
    let same = ProductInsert::new("x", &*courts.theirs.sku, Decimal::ONE).with_id(courts.theirs.product);
    assert_eq!(Product::insert(ours, same).fetch_one(&pool).await.unwrap().organization_id, ours.id());
    nothing_is_left(&mut courts, "statements on the pool").await;
}

/// No policy holds for a superuser, so neither a transaction nor a statement of a tenant is opened.
#[tokio::test]
pub(super) async fn a_superuser() {
    let mut courts = Attacked::by(Role::Admin).await;
    let ours = courts.ours.tenant;
    assert!(matches!(courts.pool.begin_tenant(ours).await, Err(Error::RowSecurityBypass(_))));
    let listed = Product::select(ours).limit(9).fetch_all(&courts.pool).await;
    assert!(matches!(listed, Err(Error::RowSecurityBypass(_))), "{listed:?}");
    let deleted = Product::delete(ours, courts.ours.product).execute(&courts.pool).await;
    assert!(matches!(deleted, Err(Error::RowSecurityBypass(_))), "{deleted:?}");
    courts.unchanged_by("a superuser").await;
}

/// A statement of theirs, wherever it is cut short: the next one on the connection has no tenant.
#[tokio::test]
pub(super) async fn a_statement_of_theirs_that_was_cancelled() {
    let mut courts = Attacked::by(Role::Application).await;
    let (theirs, pool) = (courts.theirs.tenant, courts.pool.clone());
    for polls in 1..10 {
        cut_short(polls, Product::find(theirs, courts.theirs.product).fetch_one(&pool)).await;
        nothing_is_left(&mut courts, &format!("a read dropped after {polls} polls")).await;
        let nothing = Product::delete_many(theirs, Product::SKU.eq("none"));
        cut_short(polls, nothing.execute(&pool)).await;
        nothing_is_left(&mut courts, &format!("a write dropped after {polls} polls")).await;
    }
}

/// The pool has one connection.
async fn nothing_is_left(courts: &mut Attacked, told: &str) {
    for sql in ["SELECT * FROM org_products", "DELETE FROM org_enrolments"] {
        let refused = driver::query(&courts.pool, sql).await;
        assert_eq!(refused, Err("no tenant is set".to_owned()), "after {told}: {sql}");
    }
    let state =
        "SELECT coalesce(current_setting('peristyle.organization_id', true), '') || (now() = statement_timestamp())";
    assert_eq!(driver::query(&courts.pool, state).await, Ok(vec![Some("true".to_owned())]), "after {told}");
    courts.unchanged_by(told).await;
}

/// Two tenants take turns on two connections of the server; some statements are cut short.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_pgbouncer() {
    let courts = Courts::open().await;
    let Some(pooler) = crate::attacks::pooler::pooler(&courts.database).await else { return };
    let options = driver::through(&pooler);
    let hammer = async |tenant: Tenant<Organization>, name: &'static str| {
        let pool = driver::Unprepared(driver::pool(options.clone(), 4, Duration::from_secs(30)));
        let mut turns = tokio::task::JoinSet::new();
        for turn in 0..100 {
            let pool = pool.clone();
            turns.spawn(async move {
                let new = || CategoryInsert::new(format!("{name}-{turn}"));
                cut_short(turn % 10 + 1, Category::insert(tenant, new()).execute(&pool)).await;
                let upsert = Category::insert(tenant, new()).on_conflict(Category::BY_NAME).do_update();
                let row = upsert.fetch_one(&pool).await.unwrap();
                assert_eq!(row.organization_id, tenant.id());
                let products = Product::select(tenant).with_deleted().limit(100).fetch_all(&pool).await.unwrap();
                assert_eq!(products.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), [name, name]);
                let global = Country::select().limit(9).fetch_all(&pool).await.unwrap();
                assert!(global.is_empty());
                let bare = driver::query(&pool, "SELECT name FROM org_products").await;
                assert_eq!(bare, Err("no tenant is set".to_owned()), "turn {turn}");
            });
        }
        while let Some(turn) = turns.join_next().await {
            turn.unwrap();
        }
        Category::select(tenant).filter(Category::NAME.starts_with(format!("{name}-"))).count(&pool).await.unwrap()
    };
    let (ours, theirs) = tokio::join!(hammer(courts.ours.tenant, "ours"), hammer(courts.theirs.tenant, SECRET));
    assert_eq!((ours, theirs), (100, 100));
}
