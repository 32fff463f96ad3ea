//! Pages: each row once, forward and back, whatever ties.

use std::str::FromStr;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::query::{Cursor, CursorError, Page, PageSize, Select};
use rust_decimal::Decimal;

use super::driver::{self, Transaction};
use super::{Shop, priced};
use crate::shop::{Category, CategoryInsert, Country, CountryInsert, Product, ProductStatus};

/// Any numbers, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Sixty products for each tenant, made in three transactions, with few prices, texts and categories, and no text or category in many.
async fn stocked() -> Shop {
    let shop = Shop::open().await;
    let mut random = Random(7);
    for tenant in [shop.theirs, shop.ours] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let categories = ["Lamps", "Größe", ""].map(CategoryInsert::new);
        let ids = categories.each_ref().map(|category| category.id());
        for category in categories {
            Category::insert(tenant, category).execute(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        for batch in 0..3 {
            let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
            for number in 0..20 {
                let price = Decimal::new(i64::try_from(random.below(4)).unwrap(), 0);
                let status = [ProductStatus::Draft, ProductStatus::Active, ProductStatus::Retired];
                let draft = priced(&format!("{batch}-{number}"), price).status(status[random.below(3) as usize]);
                let text = [None, Some(""), Some("=a"), Some("quote ' and \" and \\")][random.below(4) as usize];
                let category = [None, Some(ids[0]), Some(ids[1]), Some(ids[2])][random.below(4) as usize];
                let draft = draft.description(text).category_id(category);
                Product::insert(tenant, draft).execute(&mut tx).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    }
    shop
}

type List = Select<Product>;
type Ordering = fn(List) -> List;

/// Orders of products, without and with ties, NULL, and mixed directions; the key at the end makes each total.
fn orders() -> Vec<(Ordering, bool)> {
    vec![
        (|list| list, false),
        (|list| list.order_by(Product::ID.desc()), true),
        (|list| list.order_by(Product::SKU.desc()), true),
        (|list| list.order_by(Product::CREATED_AT.asc()), false),
        (|list| list.order_by(Product::CREATED_AT.desc()), true),
        (|list| list.order_by(Product::PRICE.asc()), false),
        (|list| list.order_by(Product::DESCRIPTION.asc()), false),
        (|list| list.order_by(Product::DESCRIPTION.desc()), true),
        (|list| list.order_by(Product::STATUS.desc()).order_by(Product::PRICE.desc()), true),
        (|list| list.order_by(Product::STATUS.asc()).order_by(Product::CREATED_AT.desc()), true),
        (|list| list.order_by(Product::CREATED_AT.desc()).order_by(Product::ID.asc()), false),
        (|list| list.order_by(Product::DESCRIPTION.desc()).order_by(Product::CATEGORY_ID.asc()), false),
        (|list| list.order_by(Product::CATEGORY_ID.asc()).order_by(Product::DESCRIPTION.asc()), false),
        (
            |list| {
                list.order_by(Product::PRICE.asc()).order_by(Product::DESCRIPTION.desc()).order_by(Product::SKU.asc())
            },
            false,
        ),
        (|list| list.order_by(Product::TAGS.asc()).order_by(Product::SETTINGS.desc()), true),
        (|list| list.order_by(Product::DESCRIPTION.desc().nulls_last()), true),
        (|list| list.order_by(Product::DESCRIPTION.asc().nulls_first()), false),
        (|list| list.order_by((Product::STATUS.asc(), Product::DESCRIPTION.desc().nulls_last())), true),
        (|list| list.order_by((Product::PRICE.desc().nulls_last(), Product::DESCRIPTION.asc().nulls_last())), false),
        (
            |list| {
                let by = Product::DESCRIPTION.asc().nulls_first();
                list.order_by((by, Product::CATEGORY_ID.desc().nulls_last(), Product::PRICE.asc()))
            },
            false,
        ),
    ]
}

fn size(rows: u32) -> PageSize {
    PageSize::new(rows).unwrap()
}

fn ids(page: &Page<Product>) -> Vec<Id<Product>> {
    page.rows.iter().map(|row| row.id).collect()
}

/// As it comes back in a request.
fn returned(cursor: Cursor) -> Option<Cursor> {
    Some(cursor.to_string().parse().unwrap())
}

/// Forward to the end, then back to the beginning.
async fn walk(tx: &mut Transaction, list: &dyn Fn() -> List, rows: u32) -> [Vec<Id<Product>>; 2] {
    let mut page = list().page(size(rows), None).fetch_all(&mut *tx).await.unwrap();
    assert!(page.previous.is_none());
    let mut pages = vec![ids(&page)];
    while let Some(next) = page.next.take() {
        page = list().page(size(rows), returned(next)).fetch_all(&mut *tx).await.unwrap();
        assert!(!page.rows.is_empty());
        pages.push(ids(&page));
    }
    let mut back = vec![ids(&page)];
    while let Some(previous) = page.previous.take() {
        page = list().page(size(rows), returned(previous)).fetch_all(&mut *tx).await.unwrap();
        assert!(page.next.is_some());
        back.push(ids(&page));
    }
    back.reverse();
    [pages.concat(), back.concat()]
}

/// Conditions and orders may stand before and behind `page`.
#[tokio::test]
async fn a_page_takes_conditions_and_orders() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let list = || Product::select(shop.ours);
    let (cheap, by_price) = (|| Product::PRICE.lt(Decimal::TWO), || (Product::PRICE.desc(), Product::SKU.asc()));
    let before = |cursor| list().filter(cheap()).order_by(by_price()).with_deleted().page(size(7), cursor);
    let behind = |cursor| list().page(size(7), cursor).with_deleted().filter(cheap()).order_by(by_price());
    let one = before(None).fetch_all(&mut tx).await.unwrap();
    let other = behind(None).fetch_all(&mut tx).await.unwrap();
    assert_eq!((ids(&one), one.next.is_some()), (ids(&other), true));
    // The cursor of the one is one of the other.
    let one = behind(one.next).fetch_all(&mut tx).await.unwrap();
    assert_eq!(ids(&one), ids(&before(other.next).fetch_all(&mut tx).await.unwrap()));
    let of_another_list = list().page(size(7), one.next).filter(cheap()).fetch_all(&mut tx).await;
    assert!(matches!(of_another_list, Err(Error::Cursor(CursorError::OtherList))), "{of_another_list:?}");
    let deleted = list().page(size(7), None).only_deleted().fetch_all(&mut tx).await.unwrap();
    assert_eq!((deleted.rows.len(), deleted.next), (0, None));
}

#[tokio::test]
async fn each_row_is_on_one_page() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    for (number, (order, descending)) in orders().into_iter().enumerate() {
        let list = || order(Product::select(shop.ours));
        let by_key = if descending { Product::ID.desc() } else { Product::ID.asc() };
        let whole = list().order_by(by_key).limit(100).fetch_all(&mut tx).await.unwrap();
        let whole: Vec<_> = whole.into_iter().map(|row| row.id).collect();
        assert_eq!(whole.len(), 60);
        for rows in [1, 2, 7, 20, 59, 60, 61] {
            let [forward, back] = walk(&mut tx, &list, rows).await;
            assert_eq!(forward, whole, "order {number} in pages of {rows}");
            assert_eq!(back, whole, "order {number} in pages of {rows}, backward");
        }
    }
}

#[tokio::test]
async fn a_filtered_list_is_paged() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let list = || {
        let list = Product::select(shop.ours).filter(Product::DESCRIPTION.is_null() | Product::PRICE.gt(Decimal::ONE));
        list.order_by(Product::PRICE.desc())
    };
    let whole = list().order_by(Product::ID.desc()).limit(100).fetch_all(&mut tx).await.unwrap();
    let whole: Vec<_> = whole.into_iter().map(|row| row.id).collect();
    assert!(whole.len() > 20 && whole.len() < 60);
    for rows in [1, 7] {
        assert_eq!(walk(&mut tx, &list, rows).await, [whole.clone(), whole.clone()]);
    }
}

#[tokio::test]
async fn joined_rows_are_paged_by_joined_columns() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let list = || {
        let list = Product::select(shop.ours).join(Product::CATEGORY_ID);
        list.order_by(Category::NAME.asc()).order_by(Product::PRICE.desc())
    };
    let whole = list().order_by(Product::ID.desc()).limit(100).fetch_all(&mut tx).await.unwrap();
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let page = list().page(size(7), cursor).fetch_all(&mut tx).await.unwrap();
        rows.extend(page.rows);
        cursor = page.next.and_then(returned);
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(rows, whole);
    let names = list().columns((Product::SKU, Category::NAME)).page(size(60), None).fetch_all(&mut tx).await.unwrap();
    let expected: Vec<_> =
        whole.into_iter().map(|(product, category)| (product.sku, category.map(|category| category.name))).collect();
    assert_eq!(names.rows, expected);
}

#[tokio::test]
async fn a_global_table_is_paged() {
    let shop = stocked().await;
    for number in 10..30 {
        Country::insert(CountryInsert::new(number.to_string())).execute(&shop.pool).await.unwrap();
    }
    let first = Country::select().page(size(15), None).fetch_all(&shop.pool).await.unwrap();
    let second = Country::select().page(size(15), first.next).fetch_all(&shop.pool).await.unwrap();
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (15, 5, None));
    assert!(first.rows.last().unwrap().id < second.rows[0].id);
}

#[tokio::test]
async fn rows_that_go_move_no_other() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let list = || Product::select(shop.ours).order_by(Product::PRICE.asc());
    let whole = ids(&list().page(size(60), None).fetch_all(&mut tx).await.unwrap());
    let first = list().page(size(10), None).fetch_all(&mut tx).await.unwrap();
    let next = first.next.unwrap();
    // The row that the cursor was made of, and one before it.
    for id in [whole[9], whole[3]] {
        Product::delete(shop.ours, id).execute(&mut tx).await.unwrap();
    }
    let second = list().page(size(10), Some(next.clone())).fetch_all(&mut tx).await.unwrap();
    assert_eq!(ids(&second), whole[10..20]);
    let back = list().page(size(10), second.previous).fetch_all(&mut tx).await.unwrap();
    assert_eq!(ids(&back).len(), 8);

    for id in &whole[10..] {
        Product::delete(shop.ours, *id).execute(&mut tx).await.unwrap();
    }
    let empty = list().page(size(10), Some(next)).fetch_all(&mut tx).await.unwrap();
    assert_eq!((empty.rows.len(), &empty.next), (0, &None));
    let back = list().page(size(10), empty.previous.and_then(returned)).fetch_all(&mut tx).await.unwrap();
    assert_eq!((ids(&back).len(), &back.previous), (8, &None));
    for id in ids(&back) {
        Product::delete(shop.ours, id).execute(&mut tx).await.unwrap();
    }
    let end = list().page(size(10), back.next).fetch_all(&mut tx).await.unwrap();
    let begin = list().page(size(10), end.previous).fetch_all(&mut tx).await.unwrap();
    assert!(begin.rows.is_empty() && begin.previous.is_none() && begin.next.is_some());
}

#[tokio::test]
async fn settings_of_the_session_change_no_cursor() {
    let shop = stocked().await;
    let list = || Product::select(shop.ours).order_by(Product::CREATED_AT.desc()).order_by(Product::PRICE.desc());
    let mut whole = Vec::new();
    let mut cursor = None;
    let settings =
        ["datestyle = 'SQL, DMY'", "timezone = 'Asia/Kolkata'", "datestyle = 'German'", "extra_float_digits = 0"];
    for setting in settings.iter().cycle() {
        let mut tx = shop.begin().await;
        driver::query_in(&mut tx, &format!("SET LOCAL {setting}")).await.unwrap();
        let page = list().page(size(7), cursor).fetch_all(&mut tx).await.unwrap();
        whole.extend(ids(&page));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let mut tx = shop.begin().await;
    assert_eq!(whole, ids(&list().page(size(60), None).fetch_all(&mut tx).await.unwrap()));
}

#[tokio::test]
async fn a_cursor_of_another_list_gives_no_rows() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let list = || Product::select(shop.ours).filter(Product::PRICE.gt(Decimal::ZERO)).order_by(Product::PRICE.asc());
    let next = list().page(size(3), None).fetch_all(&mut tx).await.unwrap().next.unwrap();
    assert!(list().page(size(5), Some(next.clone())).fetch_all(&mut tx).await.is_ok());
    let others = [
        Product::select(shop.ours).filter(Product::PRICE.gt(Decimal::ONE)).order_by(Product::PRICE.asc()),
        Product::select(shop.ours).filter(Product::PRICE.gt(Decimal::ZERO)).order_by(Product::PRICE.desc()),
        Product::select(shop.ours).order_by(Product::PRICE.asc()),
        list().with_deleted(),
        list().filter(Product::SKU.ne("x")),
        list().order_by(Product::SKU.asc()),
        Product::select(shop.ours),
    ];
    for other in others {
        let refused = other.page(size(3), Some(next.clone())).fetch_all(&mut tx).await;
        assert!(matches!(refused, Err(Error::Cursor(CursorError::OtherList))));
    }
    let category = Category::select(shop.ours).page(size(3), Some(next.clone())).fetch_all(&mut tx).await;
    assert!(matches!(category, Err(Error::Cursor(CursorError::OtherList))));
    drop(tx);
    // The other tenant's own list, by the same words.
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    let theirs = Product::select(shop.theirs).filter(Product::PRICE.gt(Decimal::ZERO)).order_by(Product::PRICE.asc());
    let refused = theirs.page(size(3), Some(next.clone())).fetch_all(&mut tx).await.unwrap_err();
    assert_eq!(refused.to_string(), "the cursor belongs to another list: of another table, tenant, filter or order");
    let text = next.to_string();
    for changed in [&text[1..], &text[..text.len() - 1], &format!("{text}AA"), "", "0"] {
        assert_eq!(Cursor::from_str(changed), Err(CursorError::Malformed));
    }
}

/// A plan, with scans over whole tables and sorts made as dear as can be.
async fn plan(shop: &Shop, page: peristyle::query::Paged<Product>) -> String {
    let mut tx = shop.begin().await;
    for setting in ["enable_seqscan", "enable_sort", "enable_bitmapscan"] {
        driver::query_in(&mut tx, &format!("SET LOCAL {setting} = off")).await.unwrap();
    }
    page.into_statement().unwrap().explain(&mut tx).await.unwrap().to_string()
}

#[tokio::test]
async fn a_page_is_read_from_the_index_of_its_order() {
    let shop = stocked().await;
    let list = || {
        let active = Product::select(shop.ours).filter(Product::STATUS.eq(ProductStatus::Active));
        active.order_by(Product::CREATED_AT.desc())
    };
    let mut tx = shop.begin().await;
    let next = list().page(size(2), None).fetch_all(&mut tx).await.unwrap().next;
    drop(tx);
    let index = "org_products_organization_id_created_at_id_idx on org_products";
    let first = plan(&shop, list().page(size(10), None)).await;
    assert!(first.contains(index) && !first.contains("Sort"), "{first}");
    let then = plan(&shop, list().page(size(10), next)).await;
    let condition = then.lines().find(|line| line.contains("Index Cond")).unwrap_or_default();
    assert!(then.contains(index) && !then.contains("Sort"), "{then}");
    assert!(condition.contains("ROW(created_at, id) < ROW("), "{then}");

    let newest = || Product::select(shop.ours).order_by(Product::ID.desc());
    let first = plan(&shop, newest().page(size(10), None)).await;
    assert!(first.contains("Index Scan Backward using org_products_pkey") && !first.contains("Sort"), "{first}");
    let mut tx = shop.begin().await;
    let next = newest().page(size(2), None).fetch_all(&mut tx).await.unwrap().next;
    drop(tx);
    let then = plan(&shop, newest().page(size(10), next)).await;
    let condition = then.lines().find(|line| line.contains("Index Cond")).unwrap_or_default();
    assert!(condition.contains("id <") && !then.contains("Sort"), "{then}");
}

/// Why variants of enums are written out (`cast::compared`): with a placeholder the planner does not know that the partial index covers the rows.
#[tokio::test]
async fn a_variant_behind_a_placeholder_chooses_no_partial_index() {
    let shop = stocked().await;
    for (number, (variant, chosen)) in [("'active'", true), ("$1::text::product_status", false)].into_iter().enumerate()
    {
        let mut tx = shop.begin().await;
        let list = format!(
            "SELECT 1 FROM org_products WHERE organization_id = '{}' AND status = {variant} AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 9",
            shop.ours.id()
        );
        let prepare = format!("PREPARE list_{number} (text) AS {list}");
        for sql in ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_sort = off", &prepare] {
            driver::query_in(&mut tx, sql).await.unwrap();
        }
        let explain = format!("EXPLAIN (COSTS OFF) EXECUTE list_{number} ('active')");
        let lines = driver::query_in(&mut tx, &explain).await.unwrap();
        let plan = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
        assert_eq!(plan.contains("org_products_organization_id_created_at_id_idx"), chosen, "{plan}");
    }
}
