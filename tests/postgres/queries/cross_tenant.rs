//! Reading across tenants: with a reason, on a role that bypasses row level security, and nothing else.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle::query::PageSize;
use peristyle::{AcrossTenants, Error, across_tenants};
use peristyle_test::server::Role;

use super::{Pool, Shop, driver, lamp};
use crate::shop::{Category, CategoryInsert, Country, Organization, Product};

const ACROSS: AcrossTenants<Organization> = across_tenants!(Organization, "the shop's nightly \\ report");

/// A pool of the superuser, who is not held to row level security.
fn unheld(shop: &Shop) -> Pool {
    driver::pool(driver::options(&shop.database, Role::Admin), 1, Duration::from_secs(30))
}

#[tokio::test]
async fn live_rows_of_all_tenants_are_read() {
    let shop = Shop::open().await;
    let (ours, theirs) = (shop.product(shop.ours, "A").await, shop.product(shop.theirs, "B").await);
    let mut tx = shop.begin().await;
    let gone = Product::insert(shop.ours, lamp("C")).fetch_one(&mut tx).await.unwrap();
    Product::delete(shop.ours, gone.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = unheld(&shop).begin_across(ACROSS).await.unwrap();
    let rows = Product::select_across(ACROSS).order_by(Product::SKU.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows, [ours, theirs.clone()]);
    let narrowed = Product::select_across(ACROSS).filter(Product::SKU.eq("B")).limit(9).fetch_all(&mut tx).await;
    assert_eq!(narrowed.unwrap(), [theirs]);
    let roots = Organization::select_across(ACROSS).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(roots.len(), 2);
    assert_eq!(Country::select().limit(9).fetch_all(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_select_of_one_tenant_within_is_refused() {
    let shop = Shop::open().await;
    let ours = Category::select(shop.ours).column(Category::ID);
    let mixed = Product::select_across(ACROSS).filter(Product::CATEGORY_ID.is_in_select(ours)).limit(9);
    assert!(matches!(mixed.into_statement(), Err(Error::OtherTenant)));
}

#[tokio::test]
async fn a_role_under_row_level_security_gets_an_error() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    for role in [Role::Application, Role::Owner] {
        let pool = driver::pool(driver::options(&shop.database, role), 1, Duration::from_secs(30));
        let held = pool.begin_across(ACROSS).await.unwrap_err();
        assert!(matches!(held, Error::RowSecurity(_)), "{held:?}");
        assert_eq!(
            held.to_string(),
            "the database role cannot read across tenants: query would be affected by row-level security policy for table \"organizations\""
        );
        // The connection, or its successor, is in no transaction.
        let on = driver::query(&pool, "SHOW row_security").await;
        assert_eq!(on, Ok(vec![Some("on".to_owned())]));
    }
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    assert_eq!(Product::select(shop.ours).limit(9).fetch_all(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn nothing_is_written_and_nothing_stays() {
    let shop = Shop::open().await;
    let pool = unheld(&shop);
    let mut tx = pool.begin_across(ACROSS).await.unwrap();
    let stated = driver::query_across(&mut tx, "SHOW peristyle.across_tenants").await;
    assert_eq!(stated, Ok(vec![Some(ACROSS.reason().to_owned())]));
    let refused = driver::query_across(&mut tx, "DELETE FROM org_products").await;
    assert_eq!(refused, Err("cannot execute DELETE in a read-only transaction".to_owned()));
    drop(tx);
    let left = "SELECT current_setting('row_security') || current_setting('peristyle.across_tenants', true)";
    assert_eq!(driver::query(&pool, left).await, Ok(vec![Some("on".to_owned())]));
}

#[tokio::test]
async fn a_reason_is_in_words() {
    for reason in ["", " ", ".", "\u{200b}\u{2060}", "\u{3164}", "- - -"] {
        let refused = AcrossTenants::<Organization>::try_new(reason).unwrap_err();
        let why = "reading across tenants needs a reason in words, such as \"nightly reminders\"";
        assert_eq!(refused.to_string(), why, "{reason:?}");
    }
    let shop = Shop::open().await;
    let chosen = AcrossTenants::<Organization>::try_new("отчёт 理由").unwrap();
    let pool = unheld(&shop);
    let mut tx = pool.begin_across(chosen).await.unwrap();
    assert_eq!(
        driver::query_across(&mut tx, "SHOW peristyle.across_tenants").await,
        Ok(vec![Some(chosen.reason().to_owned())])
    );
}

/// A product and its category, whose ids are the same in both tenants.
async fn same_ids(shop: &Shop) -> (Id<Category>, Id<Product>) {
    let (category, product) = (Id::generate(), Id::generate());
    for (tenant, name) in [(shop.ours, "ours"), (shop.theirs, "theirs")] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        Category::insert(tenant, CategoryInsert::new(name).with_id(category)).execute(&mut tx).await.unwrap();
        let insert = lamp("L").with_id(product).category_id(category);
        Product::insert(tenant, insert).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    (category, product)
}

#[tokio::test]
async fn joined_rows_belong_to_the_tenant_of_their_row() {
    let shop = Shop::open().await;
    let (category, product) = same_ids(&shop).await;
    let mut tx = unheld(&shop).begin_across(ACROSS).await.unwrap();
    let names = |rows: Vec<(Product, Option<Category>)>| {
        rows.into_iter()
            .map(|(product, category)| (product.organization_id, category.unwrap().name))
            .collect::<Vec<_>>()
    };
    let expected = [(shop.ours.id(), "ours".to_owned()), (shop.theirs.id(), "theirs".to_owned())];
    let joined = Product::select_across(ACROSS).join(Product::CATEGORY_ID).order_by(Category::NAME.asc()).limit(9);
    assert_eq!(names(joined.fetch_all(&mut tx).await.unwrap()), expected);
    let inner = Product::select_across(ACROSS).inner_join(Product::CATEGORY_ID).filter(Category::NAME.eq("theirs"));
    let (row, joined) = inner.fetch_one(&mut tx).await.unwrap();
    assert_eq!((row.id, row.organization_id, joined.id), (product, shop.theirs.id(), category));
    let with_root = Product::select_across(ACROSS)
        .inner_join(Product::ORGANIZATION_ID)
        .join(Product::CATEGORY_ID)
        .order_by(Organization::NAME.desc())
        .columns((Organization::NAME, Category::NAME))
        .limit(9);
    let pairs = [("theirs", "theirs"), ("ours", "ours")].map(|(one, other)| (one.to_owned(), Some(other.to_owned())));
    assert_eq!(with_root.fetch_all(&mut tx).await.unwrap(), pairs);
    struct Parent;
    let aliased = Category::select_across(ACROSS)
        .join_as(Parent, Category::PARENT_ID)
        .order_by(Category::NAME.asc())
        .columns((Category::NAME, Category::NAME.of(Parent)))
        .limit(1);
    assert_eq!(aliased.fetch_all(&mut tx).await.unwrap(), [("ours".to_owned(), None)]);
}

#[tokio::test]
async fn rows_are_counted_and_read_in_part() {
    let shop = Shop::open().await;
    same_ids(&shop).await;
    let gone = shop.product(shop.ours, "gone").await;
    let mut tx = shop.begin().await;
    Product::delete(shop.ours, gone.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = unheld(&shop).begin_across(ACROSS).await.unwrap();
    let all = || Product::select_across(ACROSS);
    assert_eq!(all().count(&mut tx).await.unwrap(), 2);
    assert_eq!(all().limit(1).count(&mut tx).await.unwrap(), 1);
    assert_eq!(all().with_deleted().count(&mut tx).await.unwrap(), 3);
    assert_eq!(all().only_deleted().fetch_one(&mut tx).await.unwrap().id, gone.id);
    assert!(all().filter(Product::SKU.eq("L")).exists(&mut tx).await.unwrap());
    assert!(!all().filter(Product::SKU.eq("gone")).exists(&mut tx).await.unwrap());
    assert_eq!(all().filter(Product::SKU.eq("gone")).fetch_optional(&mut tx).await.unwrap(), None);
    let nothing = all().filter(Product::SKU.eq("gone")).fetch_one(&mut tx).await;
    assert!(matches!(nothing, Err(Error::NotFound { .. })), "{nothing:?}");
    let skus = all().column(Product::SKU).distinct().limit(9).fetch_all(&mut tx).await;
    assert_eq!(skus.unwrap(), ["L"]);
    let tenants = all().order_by(Product::ORGANIZATION_ID.desc()).column(Product::ORGANIZATION_ID).limit(9);
    let mut expected = [shop.ours.id(), shop.theirs.id()];
    expected.sort_by(|one, other| other.cmp(one));
    assert_eq!(tenants.offset(1).fetch_all(&mut tx).await.unwrap(), expected[1..]);
}

#[tokio::test]
async fn each_row_is_on_one_page() {
    let shop = Shop::open().await;
    same_ids(&shop).await;
    for number in 0..3 {
        shop.product(shop.ours, &format!("A{number}")).await;
        shop.product(shop.theirs, &format!("B{number}")).await;
    }
    let size = PageSize::new(3).unwrap();
    let mut tx = unheld(&shop).begin_across(ACROSS).await.unwrap();
    // All prices are the same: tenant and key decide.
    let list = || Product::select_across(ACROSS).order_by(Product::PRICE.desc());
    let (mut seen, mut cursor, mut last) = (Vec::new(), None, None);
    loop {
        let page = list().page(size, cursor).fetch_all(&mut tx).await.unwrap();
        seen.extend(page.rows.iter().map(|row| (row.organization_id, row.id)));
        last = page.previous.or(last);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 8);
    assert!(seen.is_sorted_by(|one, next| one > next), "{seen:?}");
    let before = list().page(size, last).fetch_all(&mut tx).await.unwrap();
    assert_eq!(before.rows.iter().map(|row| (row.organization_id, row.id)).collect::<Vec<_>>(), seen[3..6]);

    // Without an order: by tenant, then by key. A cursor belongs to its list.
    let plain = Product::select_across(ACROSS).page(size, None).fetch_all(&mut tx).await.unwrap();
    seen.reverse();
    assert_eq!(plain.rows.iter().map(|row| (row.organization_id, row.id)).collect::<Vec<_>>(), seen[..3]);
    let of_tenant = Product::select(shop.ours).page(size, plain.next).into_statement();
    assert!(matches!(of_tenant, Err(Error::Cursor(_))), "{of_tenant:?}");
    let some = Product::select_across(ACROSS).columns((Product::SKU,)).page(size, None).fetch_all(&mut tx).await;
    assert_eq!(some.unwrap().rows.len(), 3);
}
