//! Conditions in any number, as a loop joins them.

use peristyle::prelude::*;
use peristyle::query::Predicate;
use peristyle::{Error, TooLarge};

use super::Shop;
use crate::shop::Product;

type Step = fn(Predicate<Product>) -> Predicate<Product>;

const MANY: usize = 100_000;

fn joined(times: usize, step: Step) -> Predicate<Product> {
    (0..times).fold(Product::SKU.eq("L-1"), |condition, _| step(condition))
}

async fn skus(shop: &Shop, condition: Predicate<Product>) -> Result<Vec<String>, Error> {
    let mut tx = shop.begin().await;
    Product::select(shop.ours).filter(condition).column(Product::SKU).limit(9).fetch_all(&mut tx).await
}

async fn stocked() -> Shop {
    let shop = Shop::open().await;
    shop.product(shop.theirs, "L-1").await;
    shop.product(shop.ours, "L-1").await;
    shop.product(shop.ours, "L-2").await;
    shop
}

#[tokio::test]
async fn conditions_joined_in_a_loop_are_one_list() {
    let shop = stocked().await;
    for step in [
        (|some| some.or(Product::DESCRIPTION.is_not_null())) as Step,
        |some| Product::DESCRIPTION.is_not_null().or(some),
        |some| some.and(Product::DESCRIPTION.is_null()),
        |some| Product::DESCRIPTION.is_null() & some,
        |some| !!some,
    ] {
        assert_eq!(skus(&shop, joined(MANY, step)).await.unwrap(), ["L-1"]);
    }
    let mut tx = shop.begin().await;
    let by_sku = |count| joined(count, |some| some | Product::SKU.eq("x"));
    let gone = Product::delete_many(shop.ours, by_sku(60_000)).fetch_all(&mut tx).await.unwrap();
    assert_eq!(gone.len(), 1);

    let too_large = Product::select(shop.ours).filter(by_sku(MANY)).count(&mut tx).await;
    assert!(matches!(too_large, Err(Error::TooLarge(TooLarge::Values { count: 100_002 }))), "{too_large:?}");
    // Nothing was sent: the transaction goes on.
    assert_eq!(Product::select(shop.ours).count(&mut tx).await.unwrap(), 1);
}

/// The server has a stack too, and says so where it is too small.
#[tokio::test]
async fn operators_in_each_other_are_the_servers_to_refuse() {
    let shop = stocked().await;
    let alternating: Step = |some| some.or(Product::DESCRIPTION.is_not_null()).and(Product::DESCRIPTION.is_null());
    assert_eq!(skus(&shop, joined(100, alternating)).await.unwrap(), ["L-1"]);
    let refused = skus(&shop, joined(MANY, alternating)).await.unwrap_err();
    assert!(matches!(refused, Error::Driver(_)), "{refused:?}");
    assert_eq!(skus(&shop, joined(1, alternating)).await.unwrap(), ["L-1"]);
}

#[tokio::test]
async fn selects_in_each_other_run_up_to_their_limit() {
    let shop = stocked().await;
    let within = |condition: Predicate<Product>| {
        Product::ID.is_in_select(Product::select(shop.ours).filter(condition).column(Product::ID))
    };
    let nested = |times| (0..times).fold(Product::SKU.eq("L-1"), |condition, _| within(condition));
    assert_eq!(skus(&shop, nested(32)).await.unwrap(), ["L-1"]);
    for times in [33, MANY] {
        let refused = skus(&shop, nested(times)).await.unwrap_err();
        assert_eq!(refused.to_string(), "the statement has more than 32 selects nested in each other");
    }
}
