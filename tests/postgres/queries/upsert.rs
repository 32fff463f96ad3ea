//! Inserts that meet a row: it is changed, or left as it is.

use peristyle::prelude::*;
use peristyle::{Error, ViolationKind};
use peristyle_test::server::Role;
use rust_decimal::Decimal;
use sqlx::PgPool;

use super::{Shop, lamp, priced};
use crate::shop::{
    Country, CountryInsert, Course, CourseInsert, Domain, DomainInsert, Enrolment, EnrolmentInsert, Entry, EntryInsert,
    Product, ProductInsert, ProductStatus, Student, StudentInsert,
};

#[tokio::test]
async fn a_row_is_inserted_and_the_next_time_changed() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let first = lamp("L-1").description("bright").status(ProductStatus::Active);
    let new = Product::insert(shop.ours, first).on_conflict(Product::BY_SKU).do_update().fetch_one(&mut tx).await;
    let new = new.unwrap();
    tx.commit().await.unwrap();

    let mut tx = shop.begin().await;
    let again = ProductInsert::new("Lantern", "L-1", Decimal::ONE).tags(vec!["old".to_owned()]);
    let changed = Product::insert(shop.ours, again).on_conflict(Product::BY_SKU).do_update();
    let changed = changed.fetch_one(&mut tx).await.unwrap();
    assert_eq!((changed.id, changed.created_at), (new.id, new.created_at));
    assert!(changed.updated_at > new.updated_at);
    assert_eq!((changed.name.as_str(), changed.price, changed.tags.len()), ("Lantern", Decimal::ONE, 1));
    // What was not set is as in an insert.
    assert_eq!((changed.description, changed.status), (None, ProductStatus::Draft));
    let rows = Product::select(shop.ours).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn chosen_columns_change_and_others_do_not() {
    let shop = Shop::open().await;
    let old = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let draft = || ProductInsert::new("Lantern", "L-1", Decimal::ONE);
    let upsert = || Product::insert(shop.ours, draft()).on_conflict(Product::BY_SKU);
    let changed = upsert().do_update_only(Product::PRICE).fetch_one(&mut tx).await.unwrap();
    assert_eq!((changed.id, changed.name.as_str(), changed.price), (old.id, "Lamp", Decimal::ONE));
    upsert().do_update_only((Product::PRICE, Product::NAME)).execute(&mut tx).await.unwrap();
    assert_eq!(Product::find(shop.ours, old.id).fetch_one(&mut tx).await.unwrap().name, "Lantern");

    for refused in [
        upsert().do_update_only(Product::ID),
        upsert().do_update_only(Product::ORGANIZATION_ID),
        upsert().do_update_only((Product::NAME, Product::CREATED_AT)),
    ] {
        let refused = refused.execute(&mut tx).await;
        assert!(matches!(refused, Err(Error::Unchangeable { .. })));
    }
}

#[tokio::test]
async fn a_row_that_is_there_stays_as_it_is() {
    let shop = Shop::open().await;
    let old = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let insert = |sku: &str| Product::insert(shop.ours, priced(sku, Decimal::ONE)).on_conflict(Product::BY_SKU);
    assert_eq!(insert("L-1").do_nothing().fetch_optional(&mut tx).await.unwrap(), None);
    assert!(!insert("L-1").do_nothing().execute(&mut tx).await.unwrap());
    assert!(insert("L-2").do_nothing().fetch_optional(&mut tx).await.unwrap().is_some());
    assert!(insert("L-3").do_nothing().execute(&mut tx).await.unwrap());
    assert_eq!(Product::find(shop.ours, old.id).fetch_one(&mut tx).await.unwrap(), old);
}

#[tokio::test]
async fn a_soft_deleted_row_causes_no_conflict() {
    let shop = Shop::open().await;
    let old = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    Product::delete(shop.ours, old.id).execute(&mut tx).await.unwrap();
    let new = Product::insert(shop.ours, lamp("L-1")).on_conflict(Product::BY_SKU).do_update();
    assert_ne!(new.fetch_one(&mut tx).await.unwrap().id, old.id);
    // Under its own key it is found to be deleted.
    let same = Product::insert(shop.ours, lamp("L-2").with_id(old.id)).on_key_conflict().do_update();
    assert!(matches!(same.fetch_one(&mut tx).await, Err(Error::NotFound { .. })));
    let same = Product::insert(shop.ours, lamp("L-2").with_id(old.id)).on_key_conflict().do_nothing();
    assert_eq!(same.fetch_optional(&mut tx).await.unwrap(), None);
}

#[tokio::test]
async fn an_import_is_run_again() {
    let shop = Shop::open().await;
    let ids = [Id::generate(), Id::generate(), Id::generate()];
    let mut tx = shop.begin().await;
    for price in [1, 2] {
        let drafts = ids.iter().zip(["A", "B", "C"]).map(|(id, sku)| priced(sku, price.into()).with_id(*id));
        let many = Product::insert_many(shop.ours, drafts).on_key_conflict().do_update();
        let rows = many.fetch_all(&mut tx).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids);
        assert!(rows.iter().all(|row| row.price == Decimal::from(price)));
    }
}

#[tokio::test]
async fn many_rows_are_inserted_or_changed_at_once() {
    let shop = Shop::open().await;
    let old = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let drafts = || ["L-0", "L-1", "L-2"].map(|sku| priced(sku, Decimal::TWO));
    let many = || Product::insert_many(shop.ours, drafts()).on_conflict(Product::BY_SKU);
    let rows = many().do_update().fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["L-0", "L-1", "L-2"]);
    assert_eq!((rows[1].id, rows[1].price), (old.id, Decimal::TWO));
    assert_eq!(many().do_update().execute(&mut tx).await.unwrap(), 3);
    assert_eq!(many().do_nothing().execute(&mut tx).await.unwrap(), 0);
    assert_eq!(many().do_nothing().fetch_all(&mut tx).await.unwrap(), []);
    let none = Product::insert_many(shop.ours, []).on_conflict(Product::BY_SKU).do_update();
    assert_eq!(none.fetch_all(&mut tx).await.unwrap(), []);

    let twice = [lamp("L-1"), lamp("L-1")];
    let twice = Product::insert_many(shop.ours, twice).on_conflict(Product::BY_SKU).do_update();
    let Err(Error::Violation(twice)) = twice.execute(&mut tx).await else { panic!("the same row twice") };
    assert_eq!((twice.kind, twice.to_string().as_str()), (ViolationKind::Repeated, "the same product appears twice"));
}

#[tokio::test]
async fn a_unique_per_tenant_knows_no_other_tenant() {
    let shop = Shop::open().await;
    let theirs = shop.product(shop.theirs, "L-1").await;
    let mut tx = shop.begin().await;
    let draft = priced("L-1", Decimal::ONE).with_id(theirs.id);
    let own = Product::insert(shop.ours, draft).on_conflict(Product::BY_SKU).do_update().fetch_one(&mut tx).await;
    assert_eq!(own.unwrap().organization_id, shop.ours.id());
    let own = Product::insert(shop.ours, priced("L-1", Decimal::TWO).with_id(theirs.id)).on_key_conflict();
    own.do_update().execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    assert_eq!(Product::find(shop.theirs, theirs.id).fetch_one(&mut tx).await.unwrap(), theirs);
    let foreign = Product::insert(shop.ours, lamp("x")).on_conflict(Product::BY_SKU).do_update().execute(&mut tx).await;
    assert!(matches!(foreign, Err(Error::OtherTenant)));
}

/// With row level security, and without it, where the guard of the statement stands alone.
#[tokio::test]
async fn another_tenants_row_is_never_rewritten() {
    let shop = Shop::open().await;
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    let draft = DomainInsert::new("shop.example").note("theirs");
    let theirs = Domain::insert(shop.theirs, draft).fetch_one(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    for row_security in [true, false] {
        if !row_security {
            let owner = PgPool::connect_with(shop.database.connect_options(Role::Owner)).await.unwrap();
            sqlx::raw_sql("ALTER TABLE org_domains DISABLE ROW LEVEL SECURITY").execute(&owner).await.unwrap();
        }
        let ours = || DomainInsert::new("shop.example").note("ours");
        let by_host = || Domain::insert(shop.ours, ours()).on_conflict(Domain::BY_HOST);
        let by_key = || Domain::insert(shop.ours, ours().with_id(theirs.id)).on_key_conflict();

        let mut tx = shop.begin().await;
        let Err(Error::Violation(taken)) = by_host().do_update().fetch_one(&mut tx).await else { panic!("rewritten") };
        assert_eq!(
            (taken.kind, taken.to_string().as_str()),
            (ViolationKind::Unique, "another domain already has this host")
        );
        tx.rollback().await.unwrap();

        let mut tx = shop.begin().await;
        let refused = by_key().do_update_only(Domain::NOTE).execute(&mut tx).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        tx.rollback().await.unwrap();

        let mut tx = shop.begin().await;
        assert_eq!(by_host().do_nothing().fetch_optional(&mut tx).await.unwrap(), None);
        tx.commit().await.unwrap();

        let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
        assert_eq!(Domain::find(shop.theirs, theirs.id).fetch_one(&mut tx).await.unwrap(), theirs);
    }
}

#[tokio::test]
async fn upserts_work_on_tables_of_every_kind() {
    let shop = Shop::open().await;
    let country = Country::insert(CountryInsert::new("de")).fetch_one(&shop.pool).await.unwrap();
    let again = Country::insert(CountryInsert::new("de")).on_conflict(Country::BY_CODE);
    assert_eq!(again.do_update().fetch_one(&shop.pool).await.unwrap().id, country.id);
    let renamed = Country::insert(CountryInsert::new("fr").with_id(country.id)).on_key_conflict().do_update();
    assert_eq!(renamed.fetch_one(&shop.pool).await.unwrap().code, "fr");

    let mut tx = shop.begin().await;
    let entry = EntryInsert::new(5);
    for new in [true, false] {
        let entry = Entry::insert(shop.ours, entry.clone()).on_key_conflict().do_nothing();
        assert_eq!(entry.execute(&mut tx).await.unwrap(), new);
    }
    let student = Student::insert(shop.ours, StudentInsert::new("Ada")).fetch_one(&mut tx).await.unwrap();
    let course = Course::insert(shop.ours, CourseInsert::new("Logic")).fetch_one(&mut tx).await.unwrap();
    for new in [1, 0] {
        let enrolments = [EnrolmentInsert::new(student.id, course.id)];
        let enrolments = Enrolment::insert_many(shop.ours, enrolments).on_key_conflict().do_nothing();
        assert_eq!(enrolments.execute(&mut tx).await.unwrap(), new);
    }
}
