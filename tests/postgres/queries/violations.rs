//! What the database refuses, in words.

use peristyle::prelude::*;
use peristyle::{Error, Violation, ViolationKind};
use rust_decimal::Decimal;

use super::{Shop, lamp, priced};
use crate::shop::{Category, CategoryInsert, Country, CountryInsert, Entry, EntryInsert, Product, ProductUpdate};

fn violation<T: std::fmt::Debug>(result: Result<T, Error>) -> Violation {
    match result {
        Err(Error::Violation(violation)) => violation,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_value_that_is_taken() {
    let shop = Shop::open().await;
    shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let taken = violation(Product::insert(shop.ours, lamp("L-1")).fetch_one(&mut tx).await);
    assert_eq!(taken.to_string(), "another product already has this sku");
    assert_eq!((taken.kind, taken.columns.as_slice()), (ViolationKind::Unique, ["sku"].as_slice()));
    assert!(taken.constraint.starts_with("org_products_"), "{}", taken.constraint);
    tx.rollback().await.unwrap();
    // Another tenant's does not count.
    shop.product(shop.theirs, "L-1").await;
}

#[tokio::test]
async fn a_restore_into_a_place_that_is_taken() {
    let shop = Shop::open().await;
    let old = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    Product::delete(shop.ours, old.id).execute(&mut tx).await.unwrap();
    Product::insert(shop.ours, lamp("L-1")).execute(&mut tx).await.unwrap();
    let taken = violation(Product::restore(shop.ours, old.id).execute(&mut tx).await);
    assert_eq!(taken.to_string(), "another product already has this sku");
}

#[tokio::test]
async fn the_same_row_twice() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let twice = violation(Product::insert(shop.ours, super::lamp("L-2").with_id(lamp.id)).execute(&mut tx).await);
    assert_eq!(twice.to_string(), "this product already exists");
    assert_eq!(twice.kind, ViolationKind::Key);
}

#[tokio::test]
async fn a_check_says_its_message() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let changes = ProductUpdate::new().price(Decimal::new(-1, 0));
    let negative = violation(Product::update(shop.ours, lamp.id, changes).execute(&mut tx).await);
    assert_eq!(negative.to_string(), "the price must not be negative");
    assert_eq!((negative.kind, negative.columns.as_slice()), (ViolationKind::Check, ["price"].as_slice()));
}

#[tokio::test]
async fn a_reference_to_nothing_and_from_something() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let lost = violation(Product::insert(shop.ours, lamp("L-1").category_id(Id::generate())).execute(&mut tx).await);
    assert_eq!(lost.to_string(), "the referenced category does not exist");
    assert_eq!(lost.kind, ViolationKind::Reference);
    tx.rollback().await.unwrap();

    let mut tx = shop.begin().await;
    let orphan = CategoryInsert::new("child").parent_id(Id::generate());
    let lost = violation(Category::insert(shop.ours, orphan).execute(&mut tx).await);
    assert_eq!(lost.to_string(), "the referenced parent does not exist");
    tx.rollback().await.unwrap();

    let country = Country::insert(CountryInsert::new("de")).fetch_one(&shop.pool).await.unwrap();
    let mut tx = shop.begin().await;
    let entry = EntryInsert::new(1).country_id(country.id);
    Entry::insert(shop.ours, entry).execute(&mut tx).await.unwrap();
    let used = violation(Country::delete(country.id).execute(&mut tx).await);
    assert_eq!(used.to_string(), "this country is still in use");
    assert_eq!(used.kind, ViolationKind::Referenced);
}

#[tokio::test]
async fn violations_of_validate_have_the_same_message() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let drafts = [
        lamp(&"x".repeat(101)),
        lamp("a\0"),
        lamp("L-1").description("a\0"),
        lamp("L-1").tags(vec!["a".to_owned(), "\0".to_owned()]),
        priced("L-1", Decimal::new(1_000_000_000, 0)),
        priced("L-1", Decimal::new(1, 3)),
        // The last one reaches the server, which ends the transaction.
        priced("L-1", Decimal::NEGATIVE_ONE),
    ];
    for draft in drafts {
        let found = draft.validate().unwrap_err();
        let refused = violation(Product::insert(shop.ours, draft).execute(&mut tx).await);
        assert_eq!(refused.to_string(), found.to_string());
        assert_eq!(refused.columns, [found.violations[0].column]);
    }
}

#[test]
fn validation_errors_convert_into_statement_errors() {
    fn checked(draft: &crate::shop::ProductInsert) -> Result<(), Error> {
        draft.validate()?;
        Ok(())
    }
    let draft = priced(&"x".repeat(101), Decimal::NEGATIVE_ONE);
    let (found, error) = (draft.validate().unwrap_err(), checked(&draft).unwrap_err());
    assert_eq!(error.to_string(), found.to_string());
    assert!(matches!(error, Error::Invalid(invalid) if invalid.violations.len() == 2));
}

#[tokio::test]
async fn a_change_is_refused_in_the_same_words() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    for changes in [
        ProductUpdate::new().name("x".repeat(256)),
        ProductUpdate::new().name("a\0"),
        ProductUpdate::new().price(Decimal::new(1, 3)),
        ProductUpdate::new().price(Decimal::NEGATIVE_ONE),
    ] {
        let found = changes.validate().unwrap_err();
        let refused = violation(Product::update(shop.ours, lamp.id, changes).execute(&mut tx).await);
        assert_eq!(refused.to_string(), found.to_string());
    }
}

#[tokio::test]
async fn no_row_value_appears_in_an_error() {
    let shop = Shop::open().await;
    shop.product(shop.ours, "SECRET").await;
    let mut tx = shop.begin().await;
    let taken = Product::insert(shop.ours, lamp("SECRET")).execute(&mut tx).await.unwrap_err();
    assert!(!format!("{taken} {taken:?}").contains("SECRET"));
    // A log tells the table and the constraint, a form only the sentence.
    let log = taken.to_string();
    let taken = violation::<()>(Err(taken));
    assert_eq!(log, format!("org_products: another product already has this sku ({})", taken.constraint));
    assert_eq!((taken.table.as_str(), taken.constraint.is_empty()), ("org_products", false));
}
