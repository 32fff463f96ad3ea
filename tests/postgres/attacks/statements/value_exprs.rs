//! Columns that are set to expressions.

use super::*;

#[tokio::test]
pub(super) async fn update() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let update = |id| {
            let update = Product::update(ours, id, ProductUpdate::new());
            update.set(Product::NAME, Product::NAME.concat("!")).set(Product::TAGS, Product::TAGS.append(Product::NAME))
        };
        run!(courts, "update", |tx| update(courts.ours.product).execute(tx)).unwrap();
        for id in [courts.theirs.product, courts.theirs.deleted, Id::<Product>::generate()] {
            assert!(is_not_found(&run!(courts, "update", |tx| update(id).execute(tx))));
            assert!(is_not_found(&run!(courts, "update", |tx| update(id).fetch_one(tx))));
        }
        for unchangeable in [
            Product::update(ours, courts.ours.product, ProductUpdate::new())
                .set(Product::ORGANIZATION_ID, courts.theirs.tenant.id()),
            Product::update(ours, courts.ours.product, ProductUpdate::new()).set(Product::ID, courts.theirs.product),
        ] {
            let outcome = run!(courts, "update", |tx| unchangeable.execute(tx));
            assert!(matches!(outcome, Err(Error::Unchangeable { .. })));
        }
    })
    .await;
}

#[tokio::test]
pub(super) async fn update_many() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let all = || {
            let update = Product::update_many(ours, Product::PRICE.ge(Decimal::ZERO), ProductUpdate::new());
            update.set(Product::NAME, Product::NAME.concat("!")).set(Product::DESCRIPTION, Product::NAME)
        };
        assert_eq!(run!(courts, "update_many", |tx| all().execute(tx)).unwrap(), 1);
        let rows = run!(courts, "update_many", |tx| all().fetch_all(tx)).unwrap();
        assert!(rows.iter().all(|row| row.organization_id == ours.id() && !row.name.contains(SECRET)));
    })
    .await;
}

#[tokio::test]
pub(super) async fn upsert() {
    both(async |courts| {
        let (ours, host) = (courts.ours.tenant, format!("{SECRET}.example"));
        let by_host = || Domain::insert(ours, DomainInsert::new(&*host).note("x")).on_conflict(Domain::BY_HOST);
        let copied =
            || by_host().do_update_set(Domain::NOTE, Domain::NOTE.coalesce("").concat(Domain::HOST.excluded()));
        assert!(run!(courts, "upsert", |tx| copied().execute(tx)).is_err());
        assert!(run!(courts, "upsert", |tx| copied().fetch_one(tx)).is_err());
        for sku in [courts.ours.sku.clone(), courts.theirs.sku.clone()] {
            let upsert = Product::insert(ours, ProductInsert::new("ours", sku, Decimal::ONE));
            let upsert = upsert.on_conflict(Product::BY_SKU);
            let upsert = upsert.do_update_set(Product::NAME, Product::NAME.concat(Product::NAME.excluded()));
            let row = run!(courts, "upsert", |tx| upsert.fetch_one(tx)).unwrap();
            assert!(row.organization_id == ours.id() && !row.name.contains(SECRET));
        }
    })
    .await;
}

/// A row of theirs is missing, whatever its version: not stale.
#[tokio::test]
pub(super) async fn update_of_a_version() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let row = run!(courts, "find", |tx| Product::find(ours, courts.ours.product).fetch_one(tx)).unwrap();
        let update = |id, seen| {
            let update = Product::update(ours, id, ProductUpdate::new().name("ours"));
            update.if_version(Product::UPDATED_AT, seen)
        };
        for id in [courts.theirs.product, courts.theirs.deleted, Id::<Product>::generate()] {
            for seen in [row.updated_at, row.updated_at - Duration::from_secs(1)] {
                assert!(is_not_found(&run!(courts, "update", |tx| update(id, seen).execute(tx))));
                assert!(is_not_found(&run!(courts, "update", |tx| update(id, seen).fetch_one(tx))));
            }
        }
        // With the version of their row, and a transaction that goes on after it was missing.
        let (theirs, id) = (courts.theirs.tenant, courts.theirs.product);
        let mut elsewhere = courts.begin_as(theirs).await;
        let seen = Product::find(theirs, id).fetch_one(&mut elsewhere).await.unwrap().updated_at;
        drop(elsewhere);
        let mut tx = courts.begin().await;
        assert!(is_not_found(&update(id, seen).execute(&mut tx).await));
        assert!(is_not_found(&update(id, seen).fetch_one(&mut tx).await));
        tx.commit().await.unwrap();
        courts.unchanged_by("update of a version").await;
        run!(courts, "update", |tx| update(row.id, row.updated_at).execute(tx)).unwrap();
        let stale = run!(courts, "update", |tx| update(row.id, row.updated_at).execute(tx));
        assert!(matches!(stale, Err(Error::Stale { .. })));
    })
    .await;
}
