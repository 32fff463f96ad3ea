//! Searches for what theirs contain, and statements on all rows.

use peristyle::query::{Predicate, all_rows, any};

use super::*;

/// Conditions that hold for rows of theirs; the last ones for rows of ours too.
fn condition(courts: &Attacked, number: usize) -> Predicate<Product> {
    match number {
        0 => Product::NAME.contains(SECRET),
        1 => Product::NAME.ends_with(SECRET),
        2 => Product::NAME.ilike(SECRET),
        3 => Product::NAME.eq_ignore_case(SECRET.to_uppercase()),
        4 => Product::NAME.contains_ignore_case(SECRET) | Product::SKU.eq(&*courts.theirs.sku),
        5 => Product::TAGS.has(SECRET) & Product::NAME.contains(SECRET),
        6 => Product::SETTINGS.has_key("featured") & Product::SKU.starts_with_ignore_case("SECRET"),
        7 => Product::TAGS.len().ge(0) & Product::ORGANIZATION_ID.eq(courts.theirs.tenant.id()),
        8 => Product::SETTINGS.key("featured").text().is_null() | Product::NAME.contains(""),
        9 => Product::SETTINGS.contains_json(Json(ProductSettings::default())) | Product::TAGS.contained_by([SECRET]),
        _ => Product::TAGS.contains_all([""; 0]) | Product::TAGS.is_empty() | !Product::TAGS.overlaps([SECRET]),
    }
}

#[tokio::test]
pub(super) async fn conditions() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        for number in 0..11 {
            let list = Product::select(ours).filter(condition(courts, number)).with_deleted().limit(9);
            let rows = run!(courts, "select", |tx| list.fetch_all(tx)).unwrap();
            assert!(rows.iter().all(|row| row.organization_id == ours.id()), "{number}");
            assert_eq!(rows.is_empty(), number < 8, "{number}");
            let update =
                Product::update_many(ours, condition(courts, number), ProductUpdate::new().description("ours"));
            let rows = run!(courts, "update_many", |tx| update.fetch_all(tx)).unwrap();
            assert!(rows.iter().all(|row| row.organization_id == ours.id()), "{number}");
        }
        let joined = Product::select(ours).join(Product::CATEGORY_ID).with_deleted();
        let joined = joined.filter(any((Product::NAME.eq_joined(Category::NAME), all_rows()))).limit(9);
        for (product, category) in run!(courts, "join", |tx| joined.fetch_all(tx)).unwrap() {
            assert!(product.organization_id == ours.id());
            assert!(category.is_none_or(|category| category.organization_id == ours.id()));
        }
    })
    .await;
}

#[tokio::test]
pub(super) async fn every_row() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let update = || Product::update_many(ours, all_rows(), ProductUpdate::new().name("ours"));
        assert_eq!(run!(courts, "update_many", |tx| update().execute(tx)).unwrap(), 1);
        assert_eq!(run!(courts, "delete_many", |tx| Product::delete_many(ours, all_rows()).execute(tx)).unwrap(), 1);
        assert_eq!(run!(courts, "restore_many", |tx| Product::restore_many(ours, all_rows()).execute(tx)).unwrap(), 2);
        let list = Product::select(ours).filter(all_rows()).with_deleted().limit(9);
        let rows = run!(courts, "select", |tx| list.fetch_all(tx)).unwrap();
        assert!(rows.iter().all(|row| row.organization_id == ours.id()));
    })
    .await;
}
