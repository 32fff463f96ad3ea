//! SQL of the user: conditions by `sql!`, and statements by `raw`.

use peristyle::query::Raw;
use peristyle::{raw, sql};

use super::*;

/// The condition stands in parentheses beside those on tenant and deletion.
#[tokio::test]
pub(super) async fn conditions() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let (theirs, sku) = (courts.theirs.tenant.id(), courts.theirs.sku.clone());
        let filters = || {
            [
                sql!(Product, "name = ? OR true", SECRET),
                sql!(Product, "organization_id = ? OR organization_id IS NOT NULL", theirs),
                sql!(Product, "true OR sku = ?", sku.as_str()),
                sql!(Product, "name <> 'x'").or(sql!(Product, "true")),
            ]
        };
        for filter in filters() {
            let select = Product::select(ours).filter(filter).limit(100);
            let found = run!(courts, "select", |tx| select.fetch_all(tx)).unwrap();
            assert!(found.iter().all(|row| row.name == "ours") && found.len() == 1, "{found:?}");
        }
        for filter in filters() {
            let joined = Product::select(ours).join(Product::CATEGORY_ID).filter(filter).limit(100);
            let found = run!(courts, "join", |tx| joined.fetch_all(tx)).unwrap();
            assert!(found.iter().all(|(row, _)| row.name == "ours"), "{found:?}");
        }
        for filter in filters() {
            let changed = Product::update_many(ours, filter, ProductUpdate::new().name("ours"));
            assert_eq!(run!(courts, "update_many", |tx| changed.execute(tx)).unwrap(), 1);
        }
        let deleted = Product::delete_many(ours, sql!(Product, "organization_id = ?", theirs));
        assert_eq!(run!(courts, "delete_many", |tx| deleted.execute(tx)).unwrap(), 0);
    })
    .await;
}

/// Row level security limits statements without a condition on the tenant, those of another tenant too.
#[tokio::test]
pub(super) async fn statements() {
    let mut courts = Attacked::by(Role::Application).await;
    let courts = &mut courts;
    let theirs = courts.theirs.tenant.id();
    let all = raw::<Product>("SELECT * FROM org_products");
    let rows = run!(courts, "raw", |tx| all.fetch_all(tx)).unwrap();
    assert!(rows.iter().all(|row| row.name == "ours") && rows.len() == 2, "{rows:?}");
    let named = raw::<(i64,)>("SELECT count(*) FROM org_products WHERE organization_id = $1").bind(theirs);
    assert_eq!(run!(courts, "raw", |tx| named.fetch_one(tx)).unwrap(), (0,));
    let changed = raw::<()>("UPDATE org_products SET name = 'x' WHERE organization_id = $1").bind(theirs);
    assert_eq!(run!(courts, "raw", |tx| changed.execute(tx)).unwrap(), 0);
    let deleted = raw::<()>("DELETE FROM org_products WHERE sku = $1").bind(courts.theirs.sku.as_str());
    assert!(!matches!(run!(courts, "raw", |tx| deleted.execute(tx)), Ok(1..)));
    let moved = raw::<()>("UPDATE org_products SET organization_id = $1").bind(theirs);
    assert!(matches!(run!(courts, "raw", |tx| moved.execute(tx)), Err(Error::Denied(_))));
    let select = Product::select(courts.theirs.tenant).limit(9).into_sea_query().unwrap();
    let read = Raw::<Product>::of_sea_query(&select);
    assert_eq!(run!(courts, "of_sea_query", |tx| read.fetch_all(tx)).unwrap(), []);
    courts.unchanged_by("what has been tried").await;
}
