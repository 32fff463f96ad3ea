//! Streams: rows that are read in batches, on a pool, in a transaction and across tenants.

use peristyle::query::{RowStream, StreamExecutor, count_rows};
use peristyle::{AcrossTenants, Error, ViolationKind, across_tenants, raw};
use peristyle_test::server::Role;

use super::transactions::{assert_untouched, cut_short, skus};
use super::*;
use crate::shop::{Category, CategoryInsert, Country, Entry, EntryInsert, Organization, Student};

const ACROSS: AcrossTenants<Organization> = across_tenants!(Organization, "an export of all entries");

/// As many entries of our tenant, whose amounts are 1, 2, 3 and so on.
async fn entries(shop: &Shop, count: u32) {
    let mut tx = shop.begin().await;
    let sql = format!(
        "INSERT INTO org_entries (organization_id, id, amount)
            SELECT '{}', gen_random_uuid(), n FROM generate_series(1, {count}) n",
        shop.ours.id()
    );
    driver::query_in(&mut tx, &sql).await.unwrap();
    tx.commit().await.unwrap();
}

async fn all<T: Send + 'static>(mut rows: RowStream<'_, T>) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(row);
    }
    assert!(matches!(rows.try_next().await, Ok(None)), "the end stays the end");
    Ok(all)
}

/// Whatever the size of the batches, the rows are those of the list.
#[tokio::test]
async fn the_rows_are_those_of_the_list() {
    let shop = Shop::open().await;
    entries(&shop, 10).await;
    let (pool, ours) = (&super::pool(&shop.database, 1), shop.ours);
    let list = || Entry::select(ours).order_by(Entry::AMOUNT.asc());
    let expected = list().limit(100).fetch_all(pool).await.unwrap();
    let mut tx = shop.begin().await;
    for batch in [0, 1, 3, 5, 9, 10, 11, u32::MAX] {
        assert_eq!(all(list().fetch(pool).batch(batch)).await.unwrap(), expected, "{batch}");
        assert_eq!(all(list().fetch(&mut tx).batch(batch)).await.unwrap(), expected, "{batch}");
    }
    assert_eq!(all(list().limit(4).offset(3).fetch(pool)).await.unwrap(), expected[3..7]);
    let amounts = list().filter(Entry::AMOUNT.gt(7)).columns((Entry::AMOUNT, Entry::COUNTRY_ID)).fetch(&mut tx);
    assert_eq!(all(amounts).await.unwrap(), [(8, None), (9, None), (10, None)]);
    let groups = Entry::select(ours).group_by(Entry::AMOUNT).aggregate(count_rows()).order_by(Entry::AMOUNT.desc());
    assert_eq!(all(groups.fetch(pool).batch(4)).await.unwrap().first(), Some(&(10, 1)));
    let own = raw::<(i64,)>("SELECT amount FROM org_entries WHERE amount > $1 ORDER BY 1").bind(8_i64);
    assert_eq!(all(own.fetch(&mut tx)).await.unwrap(), [(9,), (10,)]);
    assert!(all(Student::select(ours).fetch(pool)).await.unwrap().is_empty());
    assert!(all(Country::select().fetch(pool)).await.unwrap().is_empty());
    assert!(all(Country::select().fetch(&mut tx)).await.unwrap().is_empty());

    let category = Category::insert(ours, CategoryInsert::new("Lamps")).fetch_one(&mut tx).await.unwrap();
    let product = Product::insert(ours, lamp("A").category_id(category.id)).fetch_one(&mut tx).await.unwrap();
    let joined = Product::select(ours).join(Product::CATEGORY_ID).fetch(&mut tx);
    assert_eq!(all(joined).await.unwrap(), [(product, Some(category))]);
    tx.commit().await.unwrap();
    assert_untouched(&shop, pool, "streams").await;
}

/// Rows of each tenant for its own streams, of all of them across tenants.
#[tokio::test]
async fn a_stream_belongs_to_its_tenant() {
    let shop = Shop::open().await;
    entries(&shop, 3).await;
    Entry::insert(shop.theirs, EntryInsert::new(77)).execute(&shop.pool).await.unwrap();
    let amounts = |tenant| Entry::select(tenant).order_by(Entry::AMOUNT.asc()).column(Entry::AMOUNT);
    assert_eq!(all(amounts(shop.theirs).fetch(&shop.pool)).await.unwrap(), [77]);
    let mut tx = shop.begin().await;
    let refused = all(amounts(shop.theirs).fetch(&mut tx)).await;
    assert!(matches!(refused, Err(Error::OtherTenant)), "{refused:?}");
    assert_eq!(all(amounts(shop.ours).fetch(&mut tx)).await.unwrap(), [1, 2, 3]);

    let everything = driver::pool(driver::options(&shop.database, Role::Admin), 1, Duration::from_secs(30));
    let mut tx = everything.begin_across(ACROSS).await.unwrap();
    for batch in [2, 500] {
        let amounts = Entry::select_across(ACROSS).order_by(Entry::AMOUNT.desc()).column(Entry::AMOUNT);
        assert_eq!(all(amounts.fetch(&mut tx).batch(batch)).await.unwrap(), [77, 3, 2, 1]);
    }
    let per_tenant = Entry::select_across(ACROSS).group_by(Entry::ORGANIZATION_ID).aggregate(count_rows());
    let per_tenant = all(per_tenant.order_by(count_rows().desc()).fetch(&mut tx)).await.unwrap();
    assert_eq!(per_tenant, [(shop.ours.id(), 3), (shop.theirs.id(), 1)]);
    let counted = raw::<(i64,)>("SELECT count(*) FROM org_entries");
    assert_eq!(all(counted.fetch(&mut tx)).await.unwrap(), [(4,)]);
}

/// A stream that is dropped after some rows: the transaction continues, and so does the pool, whose connection has no
/// tenant.
#[tokio::test]
async fn a_stream_is_dropped_early() {
    let shop = Shop::open().await;
    entries(&shop, 2_000).await;
    let pool = super::pool(&shop.database, 1);
    for batch in [1, 7, 500] {
        let mut rows = Entry::select(shop.ours).fetch(&pool).batch(batch);
        for _ in 0..9 {
            assert!(rows.try_next().await.unwrap().is_some());
        }
        drop(rows);
        assert_untouched(&shop, &pool, "a stream on the pool").await;
    }
    let mut tx = shop.begin().await;
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    for sku in ["B", "C"] {
        let mut rows = Entry::select(shop.ours).fetch(&mut tx).batch(100);
        assert!(rows.try_next().await.unwrap().is_some());
        drop(rows);
        Product::insert(shop.ours, lamp(sku)).execute(&mut tx).await.unwrap();
        // Nobody ends it.
        std::mem::forget(Entry::select(shop.ours).fetch(&mut tx));
        let mut rows = Entry::select(shop.ours).fetch(&mut tx);
        assert!(rows.try_next().await.unwrap().is_some());
        std::mem::forget(rows);
    }
    assert_eq!(all(Entry::select(shop.ours).fetch(&mut tx)).await.unwrap().len(), 2_000);
    let open = driver::query_in(&mut tx, "SELECT count(*) FROM pg_cursors WHERE name LIKE 'peristyle%'").await;
    assert_eq!(open, Ok(vec![Some("0".to_owned())]), "no cursor stays open");
    tx.commit().await.unwrap();
    assert_eq!(skus(&shop).await, ["A", "B", "C"]);
}

#[tokio::test]
async fn a_stream_that_is_cut_short_leaves_nothing_behind() {
    let shop = Shop::open().await;
    entries(&shop, 30).await;
    for polls in 1..20 {
        let pool = super::pool(&shop.database, 1);
        driver::query(&pool, "SELECT 1").await.unwrap();
        let told = format!("dropped after {polls} polls");
        cut_short(polls, all(Entry::select(shop.ours).fetch(&pool).batch(10))).await;
        assert_untouched(&shop, &pool, &told).await;
        let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
        Product::insert(shop.ours, lamp(&told)).execute(&mut tx).await.unwrap();
        cut_short(polls, all(Entry::select(shop.ours).fetch(&mut tx).batch(10))).await;
        assert_eq!(Entry::select(shop.ours).count(&mut tx).await.unwrap(), 30, "{told}");
        tx.commit().await.unwrap();
        assert_untouched(&shop, &pool, &told).await;
    }
    assert_eq!(skus(&shop).await.len(), 19);
}

/// A row is not lost if the future of the next one is dropped.
#[tokio::test]
async fn the_future_of_a_row_may_be_dropped() {
    let shop = Shop::open().await;
    entries(&shop, 20).await;
    let mut rows =
        Entry::select(shop.ours).order_by(Entry::AMOUNT.asc()).column(Entry::AMOUNT).fetch(&shop.pool).batch(3);
    let mut read = Vec::new();
    loop {
        cut_short(1, async { read.push(rows.try_next().await.unwrap()) }).await;
        if read.last() == Some(&None) {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(read.into_iter().flatten().collect::<Vec<_>>(), (1..=20).collect::<Vec<i64>>());
}

/// The rows before an error are read, the error ends the stream, and the transaction stays usable.
#[tokio::test]
async fn an_error_ends_the_stream() {
    let shop = Shop::open().await;
    entries(&shop, 20).await;
    let mut tx = shop.begin().await;
    let mut failing =
        raw::<(i64,)>("SELECT 100 / (10 - n) FROM generate_series(1, 20::bigint) n").fetch(&mut tx).batch(3);
    let mut read = 0;
    let error = loop {
        match failing.try_next().await {
            Ok(Some(_)) => read += 1,
            Ok(None) => panic!("no error"),
            Err(error) => break error,
        }
    };
    assert!(matches!(&error, Error::Violation(refused) if refused.kind == ViolationKind::DivisionByZero), "{error:?}");
    assert_eq!(read, 9, "the batch with the error is not read");
    assert!(matches!(failing.try_next().await, Ok(None)));
    drop(failing);
    let not_a_number = raw::<(i64,)>("SELECT CASE WHEN amount < 3 THEN amount::text ELSE 'x' END FROM org_entries");
    let error = all(not_a_number.fetch(&mut tx)).await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    let written = raw::<(i64,)>("DELETE FROM org_products RETURNING 1").fetch(&mut tx);
    assert!(matches!(all(written).await, Err(Error::Driver(_))));
    assert_eq!(Entry::select(shop.ours).count(&mut tx).await.unwrap(), 20);
    tx.commit().await.unwrap();

    let refused = driver::pool(driver::options(&shop.database, Role::Admin), 1, Duration::from_secs(30));
    let refused = all(Entry::select(shop.ours).fetch(&refused)).await;
    assert!(matches!(refused, Err(Error::RowSecurityBypass(_))), "{refused:?}");
}

/// The rows are those of one moment, although others write meanwhile.
#[tokio::test]
async fn the_rows_are_of_one_snapshot() {
    let shop = Shop::open().await;
    entries(&shop, 50).await;
    let mut rows = Entry::select(shop.ours).fetch(&shop.pool).batch(10);
    assert!(rows.try_next().await.unwrap().is_some());
    entries(&shop, 50).await;
    assert_eq!(all(rows).await.unwrap().len(), 49);
}

/// A stream without a limit, of more rows than a service would keep: they are in memory batch by batch.
#[tokio::test]
async fn the_memory_does_not_grow_with_the_rows() {
    const ROWS: u32 = 200_000;
    let shop = Shop::open().await;
    entries(&shop, ROWS).await;
    let pool = super::pool(&shop.database, 1);
    let sum = (1..=i64::from(ROWS)).sum::<i64>();
    assert_eq!(summed(Entry::select(shop.ours).fetch(&pool)).await, (ROWS, sum));
    let mut tx = shop.begin().await;
    assert_eq!(summed(Entry::select(shop.ours).fetch(&mut tx)).await, (ROWS, sum));
    let across = driver::pool(driver::options(&shop.database, Role::Admin), 1, Duration::from_secs(30));
    let mut across = across.begin_across(ACROSS).await.unwrap();
    assert_eq!(summed(Entry::select_across(ACROSS).fetch(&mut across)).await, (ROWS, sum));

    // 200 MB of texts. Other tests of this process use memory too, so it is tried again.
    let sql = format!("SELECT amount, repeat('x', 1000) FROM org_entries LIMIT {ROWS}");
    let sql: &'static str = sql.leak();
    let mut grown = u64::MAX;
    for _ in 0..3 {
        let before = resident();
        let mut texts = raw::<(i64, String)>(sql).fetch(&mut tx);
        let (mut count, mut most) = (0_u32, 0);
        while let Some((_, text)) = texts.try_next().await.unwrap() {
            assert_eq!(text.len(), 1000);
            count += 1;
            if count.is_multiple_of(1_000) {
                most = most.max(resident().saturating_sub(before));
            }
        }
        assert_eq!(count, ROWS);
        grown = grown.min(most);
        if grown < 50 << 20 {
            break;
        }
    }
    assert!(grown < 50 << 20, "the process grew by {grown} bytes");
}

async fn summed(mut entries: RowStream<'_, Entry>) -> (u32, i64) {
    let (mut count, mut sum) = (0, 0);
    while let Some(entry) = entries.try_next().await.unwrap() {
        count += 1;
        sum += entry.amount;
    }
    (count, sum)
}

/// The resident memory of this process in bytes; zero where it is not known.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or_default() * 4096
}

/// A stream is sent to another task, with its pool.
#[tokio::test]
async fn a_stream_is_sent_to_another_task() {
    async fn count<E: StreamExecutor>(rows: RowStream<'_, Entry>, _executor: std::marker::PhantomData<E>) -> usize {
        all(rows).await.unwrap().len()
    }
    let shop = Shop::open().await;
    entries(&shop, 3).await;
    let (pool, ours) = (shop.pool.clone(), shop.ours);
    let counted =
        tokio::spawn(async move { count(Entry::select(ours).fetch(&pool), std::marker::PhantomData::<&Pool>).await });
    assert_eq!(counted.await.unwrap(), 3);
}
