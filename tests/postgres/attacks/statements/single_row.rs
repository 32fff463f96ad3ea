//! Statements on one row.

use super::*;

#[tokio::test]
pub(super) async fn insert() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let draft = || ProductInsert::new("ours", Id::<Product>::generate().to_string(), Decimal::ONE);
        run!(courts, "insert", |tx| Product::insert(ours, draft()).execute(tx)).unwrap();
        // The same key as a row of theirs is another row.
        let same =
            run!(courts, "insert", |tx| Product::insert(ours, draft().with_id(courts.theirs.product)).fetch_one(tx));
        assert_eq!(same.unwrap().organization_id, ours.id());
        for id in [courts.theirs.category, Id::<Category>::generate()] {
            let pointing = run!(courts, "insert", |tx| Product::insert(ours, draft().category_id(id)).execute(tx));
            let told =
                "org_products: the referenced category does not exist (org_products_organization_id_category_id_fkey)";
            assert_eq!(pointing.unwrap_err().to_string(), told);
        }
        let foreign = OrganizationInsert::new("x").with_id(courts.theirs.tenant.id());
        assert!(matches!(
            run!(courts, "insert", |tx| Organization::insert(ours, foreign).execute(tx)),
            Err(Error::OtherRoot)
        ));
    })
    .await;
}

#[tokio::test]
pub(super) async fn update() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let change = || ProductUpdate::new().name("ours");
        run!(courts, "update", |tx| Product::update(ours, courts.ours.product, change()).execute(tx)).unwrap();
        for id in [courts.theirs.product, courts.theirs.deleted, Id::<Product>::generate()] {
            assert!(is_not_found(&run!(courts, "update", |tx| Product::update(ours, id, change()).execute(tx))));
            assert!(is_not_found(&run!(courts, "update", |tx| Product::update(ours, id, change()).fetch_one(tx))));
            assert!(is_not_found(
                &run!(courts, "update", |tx| Product::update(ours, id, ProductUpdate::new()).execute(tx))
            ));
        }
        for id in [courts.theirs.category, Id::<Category>::generate()] {
            let pointing = ProductUpdate::new().category_id(id);
            let pointing =
                run!(courts, "update", |tx| Product::update(ours, courts.ours.product, pointing).execute(tx));
            let told =
                "org_products: the referenced category does not exist (org_products_organization_id_category_id_fkey)";
            assert_eq!(pointing.unwrap_err().to_string(), told);
        }
        let renamed = OrganizationUpdate::new().name("ours");
        run!(courts, "update", |tx| Organization::update(ours, renamed).execute(tx)).unwrap();
    })
    .await;
}

#[tokio::test]
pub(super) async fn delete() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        run!(courts, "delete", |tx| Product::delete(ours, courts.ours.product).execute(tx)).unwrap();
        for id in [courts.theirs.product, courts.theirs.deleted, Id::<Product>::generate()] {
            assert!(is_not_found(&run!(courts, "delete", |tx| Product::delete(ours, id).execute(tx))));
        }
        // For good: a junction has nothing to keep.
        for pair in [(courts.theirs.student, courts.theirs.course), (Id::generate(), Id::generate())] {
            assert!(is_not_found(&run!(courts, "delete", |tx| Enrolment::delete(ours, pair).execute(tx))));
            assert!(is_not_found(&run!(courts, "purge", |tx| Enrolment::purge(ours, pair).execute(tx))));
        }
        let own = (courts.ours.student, courts.ours.course);
        run!(courts, "purge", |tx| Enrolment::purge(ours, own).execute(tx)).unwrap();
    })
    .await;
}

#[tokio::test]
pub(super) async fn restore() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        run!(courts, "restore", |tx| Product::restore(ours, courts.ours.deleted).execute(tx)).unwrap();
        for id in [courts.theirs.product, courts.theirs.deleted, Id::<Product>::generate()] {
            assert!(is_not_found(&run!(courts, "restore", |tx| Product::restore(ours, id).execute(tx))));
        }
    })
    .await;
}

#[tokio::test]
pub(super) async fn upsert() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let draft = |sku: &str| ProductInsert::new("ours", sku.to_owned(), Decimal::TWO);
        // On a unique of each tenant, what is theirs is as good as nothing.
        for sku in [courts.ours.sku.clone(), courts.theirs.sku.clone(), "nobodys".to_owned()] {
            let upsert = || Product::insert(ours, draft(&sku)).on_conflict(Product::BY_SKU);
            let row = run!(courts, "upsert", |tx| upsert().do_update().fetch_one(tx)).unwrap();
            assert_eq!(row.organization_id, ours.id());
            assert!(!run!(courts, "upsert", |tx| upsert().do_nothing().execute(tx)).unwrap());
        }
        for id in [courts.ours.product, courts.theirs.product, Id::generate()] {
            let upsert = Product::insert(ours, draft(&id.to_string()).with_id(id)).on_key_conflict().do_update();
            let row = run!(courts, "upsert", |tx| upsert.fetch_one(tx)).unwrap();
            assert_eq!((row.id, row.organization_id), (id, ours.id()));
        }
    })
    .await;
}

/// A unique and a key over all tenants, which the struct waives: they tell that a host is taken, as was decided, and give nothing away.
#[tokio::test]
pub(super) async fn upsert_over_all_tenants() {
    both(async |courts| {
        let (ours, id) = (courts.ours.tenant, courts.theirs.domain);
        let host = format!("{SECRET}.example");
        let by_host = || Domain::insert(ours, DomainInsert::new(&*host).note("x")).on_conflict(Domain::BY_HOST);
        let by_key = || Domain::insert(ours, DomainInsert::new("x.example").with_id(id)).on_key_conflict();
        assert!(run!(courts, "upsert", |tx| by_host().do_update().execute(tx)).is_err());
        assert!(run!(courts, "upsert", |tx| by_host().do_update_only(Domain::NOTE).fetch_one(tx)).is_err());
        assert_eq!(run!(courts, "upsert", |tx| by_host().do_nothing().fetch_optional(tx)).unwrap(), None);
        assert!(run!(courts, "upsert", |tx| by_key().do_update().execute(tx)).is_err());
        assert!(!run!(courts, "upsert", |tx| by_key().do_nothing().execute(tx)).unwrap());
        let taken = run!(courts, "insert", |tx| Domain::insert(ours, DomainInsert::new(&*host)).execute(tx));
        assert_eq!(
            taken.unwrap_err().to_string(),
            "org_domains: another domain already has this host (org_domains_host_key)"
        );
    })
    .await;
}
