//! The prepared statements of a connection whose texts have no limit: those that ran last stay, and the others are closed on the server.

use peristyle::query::PageSize;

use super::*;
use crate::shop::ProductUpdate;

/// A list. Each number has another text: its bits choose the operators.
fn list(shop: &Shop, number: usize) -> peristyle::query::Select<Product, peristyle::query::Limited> {
    let list = (0..10).fold(Product::select(shop.ours), |list, bit| match number >> bit & 1 {
        0 => list.filter(Product::SKU.ne("x")),
        _ => list.filter(Product::SKU.eq("x")),
    });
    list.limit(1)
}

async fn run(shop: &Shop, pool: &Pool, numbers: impl IntoIterator<Item = usize>) {
    for number in numbers {
        assert_eq!(list(shop, number).fetch_optional(pool).await.unwrap(), None);
    }
}

/// The numbers of the lists that the server keeps for the only connection of the pool.
async fn kept(shop: &Shop, pool: &Pool) -> Vec<usize> {
    let kept = driver::query(pool, "SELECT statement FROM pg_prepared_statements").await.unwrap();
    let text = |number: &usize| Some(list(shop, *number).into_statement().unwrap().sql().to_owned());
    (0..1024).filter(|number| kept.contains(&text(number))).collect()
}

#[tokio::test]
async fn the_statements_that_ran_last_stay_prepared() {
    let shop = Shop::open().await;
    let pool = pool(&shop.database, 1);
    let most = driver::PREPARED;
    run(&shop, &pool, 0..most).await;
    assert_eq!(kept(&shop, &pool).await, (0..most).collect::<Vec<_>>());
    // Ten more give way to those that did not run again, also in a transaction.
    let again = 0..most.min(20);
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    list(&shop, 0).fetch_optional(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    run(&shop, &pool, again.clone()).await;
    let new = 1000..1010;
    run(&shop, &pool, new.clone().chain(new.clone())).await;
    let stay: Vec<_> = again.chain(30..most).chain(new.filter(|_| most > 0)).collect();
    assert_eq!(kept(&shop, &pool).await, stay);
    // They are found again: nothing is prepared anew.
    let last = "SELECT max(prepare_time)::text FROM pg_prepared_statements";
    let before = driver::query(&pool, last).await.unwrap();
    run(&shop, &pool, stay.clone()).await;
    assert_eq!((kept(&shop, &pool).await, driver::query(&pool, last).await.unwrap()), (stay, before));
}

/// Statements whose texts depend on the columns that they set.
#[tokio::test]
async fn an_update_is_prepared_once_for_its_columns() {
    let shop = Shop::open().await;
    let pool = pool(&shop.database, 1);
    let product = Product::insert(shop.ours, lamp("L-1")).fetch_one(&pool).await.unwrap();
    for name in ["a", "b", "c"] {
        Product::update(shop.ours, product.id, ProductUpdate::new().name(name)).execute(&pool).await.unwrap();
        let both = ProductUpdate::new().sku(format!("L-{name}")).name(name);
        let updated = Product::update(shop.ours, product.id, both).fetch_one(&pool).await.unwrap();
        assert_eq!((updated.name.as_str(), updated.sku), (name, format!("L-{name}")));
        let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
        let set =
            Product::update(shop.ours, product.id, ProductUpdate::new()).set(Product::NAME, "set in a transaction");
        assert_eq!(set.fetch_one(&mut tx).await.unwrap().name, "set in a transaction");
        tx.commit().await.unwrap();
    }
    let updates = "SELECT count(*)::text FROM pg_prepared_statements WHERE statement LIKE 'UPDATE %'";
    let expected = if driver::PREPARED == 0 { "0" } else { "3" };
    assert_eq!(driver::query(&pool, updates).await.unwrap(), [Some(expected.to_owned())]);
}

/// The limits of a list in the order of an index are in its text, but not each of them.
#[tokio::test]
async fn a_list_is_prepared_for_few_limits() {
    let shop = Shop::open().await;
    let pool = pool(&shop.database, 1);
    let (newest, size) =
        (|| Product::select(shop.ours).order_by(Product::ID.desc()), |rows| PageSize::new(rows).unwrap());
    let inserted: Vec<_> = (0..30).map(|number| lamp(&format!("L-{number}"))).collect();
    Product::insert_many(shop.ours, inserted).execute(&pool).await.unwrap();
    for limit in (0..30).chain(95..105).chain(995..1005) {
        let rows = newest().limit(limit).fetch_all(&pool).await.unwrap();
        assert_eq!(rows.len(), 30.min(limit as usize));
    }
    for rows in (1..30).chain(95..105).chain(995..=1000) {
        let page = newest().page(size(rows), None).fetch_all(&pool).await.unwrap();
        assert_eq!((page.rows.len(), page.next.is_some()), (30.min(rows as usize), rows < 30));
    }
    let lists = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%FROM \"org_products\"%'";
    let prepared = driver::query(&pool, lists).await.unwrap();
    // Each has texts for 1, 10, 20, 25, 50, 100, 250 and 1,000 rows, of a list one more for 0 and 1,001 rows, whose limit is a parameter.
    assert_eq!(prepared.len(), if driver::PREPARED == 0 { 0 } else { 9 + 8 }, "{prepared:?}");
}
