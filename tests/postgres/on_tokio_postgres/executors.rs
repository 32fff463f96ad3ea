//! What a statement runs on in tokio-postgres.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle::query::RowStream;
use peristyle::tokio_postgres::Unprepared;
use peristyle::{Error, raw};
use peristyle_test::server::Role;
use tokio_postgres::{Client, NoTls};

use super::driver;
use super::queries::{Shop, lamp};
use crate::shop::{Country, CountryInsert, Entry, EntryInsert, Product};

async fn client(shop: &Shop) -> Client {
    let (client, connection) = driver::options(&shop.database, Role::Application).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn a_global_table_is_served_by_everything() {
    let shop = Shop::open().await;
    let country = Country::insert(CountryInsert::new("de")).fetch_one(&shop.pool).await.unwrap();
    let found = || Country::find(country.id);
    let mut pooled = shop.pool.get().await.unwrap();
    assert_eq!(found().fetch_one(&pooled).await.unwrap(), country);
    let plain = pooled.transaction().await.unwrap();
    assert_eq!(found().fetch_one(&plain).await.unwrap(), country);
    plain.rollback().await.unwrap();
    let mut client = client(&shop).await;
    assert_eq!(found().fetch_one(&client).await.unwrap(), country);
    let plain = client.transaction().await.unwrap();
    assert_eq!(Country::select().limit(9).fetch_all(&plain).await.unwrap(), std::slice::from_ref(&country));
    plain.rollback().await.unwrap();
    assert_eq!(found().fetch_one(&Unprepared(shop.pool.clone())).await.unwrap(), country);
    let mut tx = shop.begin().await;
    Country::delete(country.id).execute(&mut tx).await.unwrap();
    assert_eq!(found().fetch_optional(&mut tx).await.unwrap(), None);
}

#[tokio::test]
async fn a_tenant_is_served_on_a_bare_client_and_on_one_of_a_pool() {
    let shop = Shop::open().await;
    let mut client = client(&shop).await;
    let mut tx = client.begin_tenant(shop.ours).await.unwrap();
    let lamp = Product::insert(shop.ours, lamp("L-1")).fetch_one(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut pooled = shop.pool.get().await.unwrap();
    let mut tx = pooled.begin_tenant(shop.ours).await.unwrap();
    assert_eq!(Product::find(shop.ours, lamp.id).fetch_one(&mut tx).await.unwrap(), lamp);
    drop(tx);
    assert_eq!(prepared(&client).await, 0);
}

/// A client that is borrowed exclusively: nobody else sends anything between the messages of the statement.
#[tokio::test]
async fn a_single_statement_is_served_on_a_client() {
    let shop = Shop::open().await;
    let mut client = client(&shop).await;
    let row = Product::insert(shop.ours, lamp("L-1")).fetch_one(&mut client).await.unwrap();
    assert_eq!(Product::find(shop.ours, row.id).fetch_one(&mut client).await.unwrap(), row);
    assert_eq!(Country::select().limit(9).fetch_all(&mut client).await.unwrap(), []);
    let mut pooled = shop.pool.get().await.unwrap();
    assert_eq!(Product::find(shop.theirs, row.id).fetch_optional(&mut pooled).await.unwrap(), None);
    Product::delete(shop.ours, row.id).execute(&mut pooled).await.unwrap();
    for client in [&client, &**pooled] {
        let bare = client.query_typed("SELECT FROM org_products", &[]).await.unwrap_err();
        assert_eq!(bare.as_db_error().map(|refused| refused.message()), Some("no tenant is set"));
    }
}

/// As many entries of our tenant and one of theirs.
async fn entries(shop: &Shop, count: i64) {
    let rows = (1..=count).map(EntryInsert::new);
    Entry::insert_many(shop.ours, rows.collect::<Vec<_>>()).execute(&shop.pool).await.unwrap();
    Entry::insert(shop.theirs, EntryInsert::new(777)).execute(&shop.pool).await.unwrap();
}

async fn all<T: Send + 'static>(mut rows: RowStream<'_, T>) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(row);
    }
    Ok(all)
}

/// A client without a transaction, a cursor or a tenant.
async fn assert_closed(client: &Client) {
    let left = "SELECT count(*) + (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'org_entries'::regclass)
        FROM pg_cursors WHERE name LIKE 'peristyle%'";
    assert_eq!(client.query_typed(left, &[]).await.unwrap()[0].get::<_, i64>(0), 0);
    let bare = client.query_typed("SELECT FROM org_entries", &[]).await.unwrap_err();
    assert_eq!(bare.as_db_error().map(|refused| refused.message()), Some("no tenant is set"));
}

/// A stream on a client is a transaction of its own, which ends with the stream, wherever that is dropped.
#[tokio::test]
async fn rows_are_streamed_on_a_client() {
    let shop = Shop::open().await;
    entries(&shop, 1_200).await;
    let mut client = client(&shop).await;
    let amounts = |tenant| Entry::select(tenant).order_by(Entry::AMOUNT.asc()).column(Entry::AMOUNT);
    for batch in [7, 500, 1_200, 5_000] {
        let read = all(amounts(shop.ours).fetch(&mut client).batch(batch)).await.unwrap();
        assert!(read.into_iter().eq(1..=1_200), "{batch}");
        assert_closed(&client).await;
    }
    assert_eq!(all(amounts(shop.theirs).fetch(&mut client)).await.unwrap(), [777]);
    assert_eq!(all(Country::select().fetch(&mut client)).await.unwrap(), []);
    // Dropped before, between and within the batches.
    for (batch, rows) in [(1, 0), (1, 3), (10, 9), (10, 10), (10, 11), (500, 1)] {
        let mut stream = amounts(shop.ours).fetch(&mut client).batch(batch);
        for expected in 1..=rows {
            assert_eq!(stream.try_next().await.unwrap(), Some(expected));
        }
        drop(stream);
        assert_closed(&client).await;
        assert_eq!(Product::find(shop.ours, Id::generate()).fetch_optional(&mut client).await.unwrap(), None);
    }
    // The future of a row that is not awaited to its end.
    for patience in [0, 1, 100, 1_000] {
        let mut stream = amounts(shop.ours).fetch(&mut client).batch(400);
        let read = async { while stream.try_next().await.unwrap().is_some() {} };
        let _ = tokio::time::timeout(Duration::from_micros(patience), read).await;
        drop(stream);
        assert_closed(&client).await;
    }
    // An error of the server ends the stream, and the transaction with it.
    let divided = Entry::select(shop.ours).column(Entry::AMOUNT / (Entry::AMOUNT - 600)).fetch(&mut client);
    let divided = all(divided.batch(50)).await;
    assert!(matches!(divided, Err(Error::OutOfRange(_))), "{divided:?}");
    assert_closed(&client).await;
    let mut pooled = shop.pool.get().await.unwrap();
    assert_eq!(all(amounts(shop.ours).fetch(&mut pooled)).await.unwrap().len(), 1_200);
    assert_closed(&pooled).await;
}

/// Own SQL in a transaction on a client: at once, and by a cursor.
#[tokio::test]
async fn own_sql_is_read_on_a_client() {
    let shop = Shop::open().await;
    entries(&shop, 30).await;
    let own = || raw::<(i64,)>("SELECT amount FROM org_entries WHERE amount > $1 ORDER BY amount").bind(20_i64);
    let mut client = client(&shop).await;
    let mut tx = client.begin_tenant(shop.ours).await.unwrap();
    let expected: Vec<_> = (21..=30).map(|amount| (amount,)).collect();
    assert_eq!(own().fetch_all(&mut tx).await.unwrap(), expected);
    assert_eq!(own().fetch_optional(&mut tx).await.unwrap(), Some((21,)));
    for batch in [1, 3, 10, 500] {
        assert_eq!(all(own().fetch(&mut tx).batch(batch)).await.unwrap(), expected);
        let mut stream = own().fetch(&mut tx).batch(batch);
        assert_eq!(stream.try_next().await.unwrap(), Some((21,)));
        drop(stream);
        assert_eq!(all(raw::<Entry>("SELECT * FROM org_entries").fetch(&mut tx).batch(batch)).await.unwrap().len(), 30);
    }
    let wrong =
        all(raw::<(i64,)>("SELECT 1 / (amount - 25) FROM org_entries ORDER BY amount").fetch(&mut tx).batch(2)).await;
    assert!(wrong.is_err());
    drop(tx);
    assert_closed(&client).await;
}

#[tokio::test]
async fn constants_are_prepared_once_and_not_behind_pgbouncer() {
    let shop = Shop::open().await;
    let unprepared = Unprepared(super::queries::pool(&shop.database, 1));
    for _ in 0..3 {
        let mut tx = unprepared.begin_tenant(shop.ours).await.unwrap();
        assert_eq!(Product::find(shop.ours, Id::generate()).fetch_optional(&mut tx).await.unwrap(), None);
        assert_eq!(prepared(tx.connection()).await, 0);
    }
    let pool = super::queries::pool(&shop.database, 1);
    for _ in 0..3 {
        let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
        assert_eq!(Product::find(shop.ours, Id::generate()).fetch_optional(&mut tx).await.unwrap(), None);
        assert_eq!(prepared(tx.connection()).await, 1);
    }
}

#[tokio::test]
async fn texts_without_number_do_not_fill_a_connection() {
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 1);
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    for count in 0..300 {
        let many = (0..count).fold(Product::select(shop.ours), |list, _| list.filter(Product::SKU.ne("x")));
        many.fetch_optional(&mut tx).await.unwrap();
    }
    // The list without a condition is a constant.
    assert_eq!(prepared(tx.connection()).await, 256 + 1);
    Product::find(shop.ours, Id::generate()).fetch_optional(&mut tx).await.unwrap();
    assert_eq!(prepared(tx.connection()).await, 256 + 2);
}

/// How many prepared statements the server keeps for a connection.
async fn prepared(client: &Client) -> i64 {
    let found = client.query_typed("SELECT count(*) FROM pg_prepared_statements", &[]).await.unwrap();
    found[0].get(0)
}
