//! Writes on all rows that a condition holds for: ours, another tenant's, none.

use peristyle::prelude::*;
use peristyle::{Error, ViolationKind};
use rust_decimal::Decimal;

use super::{Shop, lamp, priced};
use crate::shop::{
    Category, CategoryInsert, Country, CountryInsert, CountryUpdate, Course, CourseInsert, Enrolment, EnrolmentInsert,
    Entry, EntryInsert, Organization, OrganizationUpdate, Product, ProductStatus, ProductUpdate, Student,
    StudentInsert,
};

/// Three products of ours, of which one is deleted, and one of theirs that has the price of all.
async fn stocked() -> (Shop, Product) {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let drafts = ["A-1", "A-2", "A-3"].map(lamp);
    Product::insert_many(shop.ours, drafts).execute(&mut tx).await.unwrap();
    Product::delete_many(shop.ours, Product::SKU.eq("A-3")).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let theirs = shop.product(shop.theirs, "A-1").await;
    (shop, theirs)
}

fn skus(rows: Vec<Product>) -> Vec<String> {
    let mut skus: Vec<_> = rows.into_iter().map(|row| row.sku).collect();
    skus.sort();
    skus
}

/// Everything that is a lamp, whoever's it is.
fn lamps() -> peristyle::query::Predicate<Product> {
    Product::NAME.eq("Lamp") | Product::NAME.ne("Lamp")
}

async fn is_untouched(shop: &Shop, theirs: &Product) {
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    assert_eq!(&Product::find(shop.theirs, theirs.id).fetch_one(&mut tx).await.unwrap(), theirs);
    let all = Product::select(shop.theirs).with_deleted().limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(&all, std::slice::from_ref(theirs));
}

#[tokio::test]
async fn live_rows_of_the_tenant_are_changed() {
    let (shop, theirs) = stocked().await;
    let mut tx = shop.begin().await;
    let changes = || ProductUpdate::new().price(Decimal::ONE).status(ProductStatus::Retired);
    let rows = Product::update_many(shop.ours, lamps(), changes()).fetch_all(&mut tx).await.unwrap();
    assert!(rows.iter().all(|row| row.price == Decimal::ONE && row.status == ProductStatus::Retired));
    assert!(rows.iter().all(|row| row.organization_id == shop.ours.id() && row.updated_at > row.created_at));
    assert_eq!(skus(rows), ["A-1", "A-2"]);
    let one = Product::update_many(shop.ours, Product::SKU.eq("A-1"), changes());
    assert_eq!(one.execute(&mut tx).await.unwrap(), 1);
    for nobody in [Product::SKU.eq("x"), Product::SKU.eq("A-3"), Product::ID.eq(theirs.id)] {
        assert_eq!(Product::update_many(shop.ours, nobody, changes()).execute(&mut tx).await.unwrap(), 0);
    }
    let foreign = Product::update_many(shop.theirs, lamps(), changes()).execute(&mut tx).await;
    assert!(matches!(foreign, Err(Error::OtherTenant)));
    tx.commit().await.unwrap();
    is_untouched(&shop, &theirs).await;
}

#[tokio::test]
async fn a_change_of_nothing_reads_the_rows() {
    let (shop, theirs) = stocked().await;
    let mut tx = shop.begin().await;
    let nothing = |condition| Product::update_many(shop.ours, condition, ProductUpdate::new());
    let rows = nothing(lamps()).fetch_all(&mut tx).await.unwrap();
    assert!(rows.iter().all(|row| row.created_at == rows[0].created_at));
    assert_eq!(skus(rows), ["A-1", "A-2"]);
    assert_eq!(nothing(lamps()).execute(&mut tx).await.unwrap(), 2);
    assert_eq!(nothing(Product::ID.eq(theirs.id)).execute(&mut tx).await.unwrap(), 0);
}

#[tokio::test]
async fn an_update_can_require_the_version_it_read() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    for count in [1, 0] {
        let mut tx = shop.begin().await;
        let seen = Product::ID.eq(lamp.id) & Product::UPDATED_AT.eq(lamp.updated_at);
        let changed = Product::update_many(shop.ours, seen, ProductUpdate::new().name("mine")).execute(&mut tx).await;
        assert_eq!(changed.unwrap(), count);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn one_row_that_is_refused_refuses_all() {
    let (shop, _) = stocked().await;
    let mut tx = shop.begin().await;
    let changes = ProductUpdate::new().sku("same");
    let Err(Error::Violation(taken)) = Product::update_many(shop.ours, lamps(), changes).execute(&mut tx).await else {
        panic!("two rows with one sku")
    };
    assert_eq!(
        (taken.kind, taken.to_string().as_str()),
        (ViolationKind::Unique, "another product already has this sku")
    );
    tx.rollback().await.unwrap();
    let mut tx = shop.begin().await;
    let long = ProductUpdate::new().sku("x".repeat(101));
    let refused = Product::update_many(shop.ours, lamps(), long).execute(&mut tx).await;
    assert!(matches!(refused, Err(Error::Violation(_))));
    let rows = Product::select(shop.ours).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(skus(rows), ["A-1", "A-2"]);
}

#[tokio::test]
async fn live_rows_of_the_tenant_are_deleted_and_restored() {
    let (shop, theirs) = stocked().await;
    let mut tx = shop.begin().await;
    let deleted = Product::delete_many(shop.ours, lamps()).fetch_all(&mut tx).await.unwrap();
    assert!(deleted.iter().all(|row| row.deleted_at.is_some()));
    assert_eq!(skus(deleted), ["A-1", "A-2"]);
    assert_eq!(Product::delete_many(shop.ours, lamps()).execute(&mut tx).await.unwrap(), 0);
    assert_eq!(Product::delete_many(shop.ours, Product::ID.eq(theirs.id)).execute(&mut tx).await.unwrap(), 0);
    assert!(matches!(Product::delete_many(shop.theirs, lamps()).execute(&mut tx).await, Err(Error::OtherTenant)));

    let first = Product::restore_many(shop.ours, Product::SKU.eq("A-1")).execute(&mut tx).await.unwrap();
    assert_eq!(first, 1);
    let rest = Product::restore_many(shop.ours, lamps()).fetch_all(&mut tx).await.unwrap();
    assert!(rest.iter().all(|row| row.deleted_at.is_none()));
    assert_eq!(skus(rest), ["A-2", "A-3"]);
    assert_eq!(Product::restore_many(shop.ours, lamps()).execute(&mut tx).await.unwrap(), 0);
    assert!(matches!(Product::restore_many(shop.theirs, lamps()).execute(&mut tx).await, Err(Error::OtherTenant)));
    tx.commit().await.unwrap();

    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    Product::delete(shop.theirs, theirs.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = shop.begin().await;
    assert_eq!(Product::restore_many(shop.ours, lamps()).execute(&mut tx).await.unwrap(), 0);
}

#[tokio::test]
async fn rows_are_not_restored_into_places_that_are_taken() {
    let (shop, _) = stocked().await;
    let mut tx = shop.begin().await;
    Product::insert(shop.ours, priced("A-3", Decimal::ONE)).execute(&mut tx).await.unwrap();
    let Err(Error::Violation(taken)) = Product::restore_many(shop.ours, lamps()).execute(&mut tx).await else {
        panic!("two live rows with one sku")
    };
    assert_eq!(taken.to_string(), "another product already has this sku");
}

#[tokio::test]
async fn a_delete_returns_the_row() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let deleted = Product::delete(shop.ours, lamp.id).fetch_one(&mut tx).await.unwrap();
    assert_eq!((deleted.id, deleted.deleted_at.is_some()), (lamp.id, true));
    assert!(matches!(Product::delete(shop.ours, lamp.id).fetch_one(&mut tx).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn rows_are_purged_where_none_is_kept() {
    let shop = Shop::open().await;
    let codes = ["de", "fr", "it"].map(CountryInsert::new);
    let countries = Country::insert_many(codes).fetch_all(&shop.pool).await.unwrap();
    let purged = Country::purge(countries[0].id).fetch_one(&shop.pool).await.unwrap();
    assert_eq!(purged, countries[0]);
    assert!(matches!(Country::purge(countries[0].id).execute(&shop.pool).await, Err(Error::NotFound { .. })));
    let purged = Country::purge_many(Country::CODE.is_in(["de", "fr"])).fetch_all(&shop.pool).await.unwrap();
    assert_eq!(purged, [countries[1].clone()]);

    let mut tx = shop.begin().await;
    let entry = EntryInsert::new(1).country_id(countries[2].id);
    Entry::insert(shop.ours, entry).execute(&mut tx).await.unwrap();
    let Err(Error::Violation(used)) = Country::delete_many(Country::CODE.eq("it")).execute(&mut tx).await else {
        panic!("an entry without its country")
    };
    assert_eq!((used.kind, used.to_string().as_str()), (ViolationKind::Referenced, "this country is still in use"));
}

#[tokio::test]
async fn a_junction_is_purged_for_its_own_tenant() {
    let shop = Shop::open().await;
    let mut enrolled = Vec::new();
    for tenant in [shop.ours, shop.theirs] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let student = Student::insert(tenant, StudentInsert::new("Ada")).fetch_one(&mut tx).await.unwrap();
        let courses = ["Logic", "Sets"].map(CourseInsert::new);
        let courses = Course::insert_many(tenant, courses).fetch_all(&mut tx).await.unwrap();
        let enrolments = courses.iter().map(|course| EnrolmentInsert::new(student.id, course.id));
        enrolled.extend(Enrolment::insert_many(tenant, enrolments).fetch_all(&mut tx).await.unwrap());
        tx.commit().await.unwrap();
    }
    let mut tx = shop.begin().await;
    let key = |enrolment: &Enrolment| (enrolment.student_id, enrolment.course_id);
    let purged = Enrolment::purge(shop.ours, key(&enrolled[0])).fetch_one(&mut tx).await.unwrap();
    assert_eq!(purged, enrolled[0]);
    for nobody in [&enrolled[0], &enrolled[2]] {
        let purged = Enrolment::purge(shop.ours, key(nobody)).execute(&mut tx).await;
        assert!(matches!(purged, Err(Error::NotFound { .. })));
    }
    let all = Enrolment::STUDENT_ID.is_in(enrolled.iter().map(|enrolment| enrolment.student_id));
    assert_eq!(Enrolment::purge_many(shop.ours, all).execute(&mut tx).await.unwrap(), 1);
    assert!(matches!(Enrolment::purge(shop.theirs, key(&enrolled[2])).execute(&mut tx).await, Err(Error::OtherTenant)));
    tx.commit().await.unwrap();
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    assert_eq!(Enrolment::select(shop.theirs).limit(9).fetch_all(&mut tx).await.unwrap(), enrolled[2..]);
}

#[tokio::test]
async fn a_global_table_and_a_root_are_changed_by_a_condition() {
    let shop = Shop::open().await;
    Country::insert_many(["de", "fr"].map(CountryInsert::new)).execute(&shop.pool).await.unwrap();
    let changed = Country::update_many(Country::CODE.eq("de"), CountryUpdate::new().code("at"));
    assert_eq!(changed.fetch_all(&shop.pool).await.unwrap()[0].code, "at");
    assert_eq!(Country::delete_many(Country::CODE.eq("at")).execute(&shop.pool).await.unwrap(), 1);

    let mut tx = shop.begin().await;
    let both = Organization::NAME.is_in(["ours", "theirs"]);
    let renamed = Organization::update_many(shop.ours, both, OrganizationUpdate::new().name("one"));
    assert_eq!(renamed.execute(&mut tx).await.unwrap(), 1);
    let all = Organization::NAME.ne("");
    assert_eq!(Organization::delete_many(shop.ours, all).execute(&mut tx).await.unwrap(), 1);
    assert_eq!(Organization::restore_many(shop.ours, Organization::NAME.ne("")).execute(&mut tx).await.unwrap(), 1);
}

#[tokio::test]
async fn selects_in_a_condition_are_of_the_tenant() {
    let shop = Shop::open().await;
    for tenant in [shop.ours, shop.theirs] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let category = Category::insert(tenant, CategoryInsert::new("old")).fetch_one(&mut tx).await.unwrap();
        let drafts = [lamp("A-1").category_id(category.id), lamp("A-2")];
        Product::insert_many(tenant, drafts).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let old = |tenant| {
        let old = Category::select(tenant).filter(Category::NAME.eq("old")).column(Category::ID);
        Product::CATEGORY_ID.is_in_select(old)
    };
    let changes = || ProductUpdate::new().status(ProductStatus::Retired);
    let mut tx = shop.begin().await;
    let rows = Product::update_many(shop.ours, old(shop.ours), changes()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(skus(rows), ["A-1"]);
    let foreign = [
        Product::update_many(shop.ours, old(shop.theirs), changes()).execute(&mut tx).await,
        Product::delete_many(shop.ours, old(shop.theirs)).execute(&mut tx).await,
        Product::restore_many(shop.ours, old(shop.theirs)).execute(&mut tx).await,
    ];
    assert!(foreign.iter().all(|result| matches!(result, Err(Error::OtherTenant))));
    let empty = !Product::CATEGORY_ID.exists_in(Product::select(shop.ours).filter(Product::SKU.eq("A-1")));
    assert_eq!(Category::delete_many(shop.ours, empty).execute(&mut tx).await.unwrap(), 0);
    assert_eq!(Product::delete_many(shop.ours, old(shop.ours)).execute(&mut tx).await.unwrap(), 1);
    let empty = !Product::CATEGORY_ID.exists_in(Product::select(shop.ours));
    assert_eq!(Category::delete_many(shop.ours, empty).execute(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    let theirs = Product::select(shop.theirs).filter(old(shop.theirs)).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(theirs[0].status, ProductStatus::Draft);
}

#[tokio::test]
async fn a_global_table_is_updated_by_a_tenant_subselect() {
    let shop = Shop::open().await;
    let countries = ["de", "fr"].map(CountryInsert::new);
    let countries = Country::insert_many(countries).fetch_all(&shop.pool).await.unwrap();
    let mut tx = shop.begin().await;
    let entry = EntryInsert::new(5).country_id(countries[0].id);
    Entry::insert(shop.ours, entry).execute(&mut tx).await.unwrap();
    let unused = || !Entry::COUNTRY_ID.exists_in(Entry::select(shop.ours));
    assert!(matches!(Country::purge_many(unused()).execute(&shop.pool).await, Err(Error::NoTenant)));
    let purged = Country::purge_many(unused()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(purged, countries[1..]);
}
