//! Lists: conditions, orders, limits.

use peristyle::prelude::*;
use rust_decimal::Decimal;

use super::{Shop, lamp, priced};
use crate::shop::{Product, ProductSettings, ProductStatus};

/// Three products of ours, one of them deleted, and one of theirs.
async fn stocked() -> Shop {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let a = lamp("A-1").status(ProductStatus::Active).description("50% off");
    let b = priced("B-2", Decimal::new(5, 0)).tags(vec!["new".to_owned()]);
    let gone = lamp("C-3").status(ProductStatus::Active);
    let deleted = gone.id();
    for draft in [a, b, gone] {
        Product::insert(shop.ours, draft).execute(&mut tx).await.unwrap();
    }
    Product::delete(shop.ours, deleted).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    shop.product(shop.theirs, "A-1").await;
    shop
}

async fn skus(shop: &Shop, list: peristyle::query::Select<Product>) -> Vec<String> {
    let mut tx = shop.begin().await;
    let rows = list.order_by(Product::SKU.asc()).limit(10).fetch_all(&mut tx).await.unwrap();
    assert!(rows.iter().all(|row| row.organization_id == shop.ours.id()));
    rows.into_iter().map(|row| row.sku).collect()
}

#[tokio::test]
async fn conditions_narrow_the_tenants_live_rows() {
    let shop = stocked().await;
    let all = || Product::select(shop.ours);
    assert_eq!(skus(&shop, all()).await, ["A-1", "B-2"]);
    assert_eq!(skus(&shop, all().with_deleted()).await, ["A-1", "B-2", "C-3"]);
    assert_eq!(skus(&shop, all().only_deleted()).await, ["C-3"]);
    let cases = [
        (Product::STATUS.eq(ProductStatus::Active), vec!["A-1"]),
        (Product::STATUS.ne(ProductStatus::Active), vec!["B-2"]),
        (Product::STATUS.gt(ProductStatus::Draft), vec!["A-1"]),
        (Product::STATUS.is_in([ProductStatus::Active, ProductStatus::Draft]), vec!["A-1", "B-2"]),
        (Product::PRICE.lt(Decimal::new(1995, 2)), vec!["B-2"]),
        (Product::PRICE.between(Decimal::new(5, 0), Decimal::new(1995, 2)), vec!["A-1", "B-2"]),
        (Product::SKU.starts_with("A"), vec!["A-1"]),
        (Product::SKU.like("%-2"), vec!["B-2"]),
        (Product::SKU.is_in(["B-2", "C-3", "x"]), vec!["B-2"]),
        (Product::SKU.is_in(Vec::<String>::new()), vec![]),
        (Product::DESCRIPTION.is_null(), vec!["B-2"]),
        (Product::DESCRIPTION.is_not_null(), vec!["A-1"]),
        (Product::DESCRIPTION.eq("50% off"), vec!["A-1"]),
        (Product::TAGS.eq(vec!["new".to_owned()]), vec!["B-2"]),
        (Product::SETTINGS.eq(Json(ProductSettings::default())), vec![]),
        (!Product::SKU.eq("A-1"), vec!["B-2"]),
        (Product::SKU.eq("A-1") | Product::SKU.eq("B-2"), vec!["A-1", "B-2"]),
        (Product::SKU.eq("A-1") & Product::SKU.eq("B-2"), vec![]),
    ];
    for (condition, expected) in cases {
        let told = format!("{condition:?}");
        assert_eq!(skus(&shop, all().filter(condition)).await, expected, "{told}");
    }
}

#[tokio::test]
async fn no_condition_reaches_over_the_tenant() {
    let shop = stocked().await;
    let wide = Product::SKU.eq("A-1") | Product::ORGANIZATION_ID.eq(shop.theirs.id()) | !Product::SKU.eq("A-1");
    assert_eq!(skus(&shop, Product::select(shop.ours).filter(wide)).await, ["A-1", "B-2"]);
}

#[tokio::test]
async fn a_list_comes_in_its_order_up_to_its_limit() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let by_price = || Product::select(shop.ours).order_by(Product::PRICE.asc()).order_by(Product::ID.desc());
    let cheapest = by_price().limit(1).fetch_all(&mut tx).await.unwrap();
    assert_eq!(cheapest.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["B-2"]);
    assert_eq!(by_price().fetch_optional(&mut tx).await.unwrap().as_ref(), cheapest.first());
    assert_eq!(by_price().limit(0).fetch_all(&mut tx).await.unwrap(), []);
    let none = by_price().filter(Product::SKU.eq("x")).fetch_optional(&mut tx).await.unwrap();
    assert_eq!(none, None);
}
