//! Each statement for the own row and for no row.

use peristyle::Error;
use peristyle::prelude::*;
use rust_decimal::Decimal;

use super::{Shop, lamp};
use crate::shop::{Course, CourseInsert, Student, StudentInsert};
use crate::shop::{Enrolment, EnrolmentInsert, Organization, Product, ProductStatus, ProductUpdate};

#[tokio::test]
async fn an_insert_returns_the_row_as_it_is_stored() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let draft = lamp("L-1").description("bright");
    let id = draft.id();
    let inserted = Product::insert(shop.ours, draft).fetch_one(&mut tx).await.unwrap();
    assert_eq!(inserted.id, id);
    assert_eq!(inserted.organization_id, shop.ours.id());
    assert_eq!(inserted.description.as_deref(), Some("bright"));
    assert_eq!(inserted.price, Decimal::new(1995, 2));
    assert_eq!(inserted.status, ProductStatus::Draft);
    assert_eq!((inserted.tags.len(), inserted.settings.featured), (0, false));
    assert_eq!((inserted.created_at, inserted.deleted_at), (inserted.updated_at, None));
    assert_eq!(Product::find(shop.ours, id).fetch_one(&mut tx).await.unwrap(), inserted);
    assert_eq!(Product::find_by_sku(shop.ours, "L-1").fetch_optional(&mut tx).await.unwrap(), Some(inserted));
}

#[tokio::test]
async fn an_update_changes_what_it_sets_and_its_time() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let changes = ProductUpdate::new().status(ProductStatus::Active).description("dim");
    let updated = Product::update(shop.ours, lamp.id, changes).fetch_one(&mut tx).await.unwrap();
    assert_eq!(updated.status, ProductStatus::Active);
    assert_eq!(updated.description.as_deref(), Some("dim"));
    assert_eq!((updated.name.as_str(), updated.created_at), ("Lamp", lamp.created_at));
    assert!(updated.updated_at > lamp.updated_at);

    let cleared = ProductUpdate::new().description(None::<String>);
    Product::update(shop.ours, lamp.id, cleared).execute(&mut tx).await.unwrap();
    assert_eq!(Product::find(shop.ours, lamp.id).fetch_one(&mut tx).await.unwrap().description, None);
}

#[tokio::test]
async fn an_update_of_nothing_reads_the_row() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let same = Product::update(shop.ours, lamp.id, ProductUpdate::new()).fetch_one(&mut tx).await.unwrap();
    assert_eq!(same, lamp);
    Product::update(shop.ours, lamp.id, ProductUpdate::new()).execute(&mut tx).await.unwrap();
    let missing = Product::update(shop.ours, Id::generate(), ProductUpdate::new()).execute(&mut tx).await;
    assert!(matches!(missing, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_deleted_row_is_hidden_until_it_is_restored() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    Product::delete(shop.ours, lamp.id).execute(&mut tx).await.unwrap();
    assert_eq!(Product::find(shop.ours, lamp.id).fetch_optional(&mut tx).await.unwrap(), None);
    assert_eq!(Product::find_by_sku(shop.ours, "L-1").fetch_optional(&mut tx).await.unwrap(), None);
    let update = Product::update(shop.ours, lamp.id, ProductUpdate::new().name("x")).execute(&mut tx).await;
    assert!(matches!(update, Err(Error::NotFound { .. })));
    let again = Product::delete(shop.ours, lamp.id).execute(&mut tx).await;
    assert!(matches!(again, Err(Error::NotFound { .. })));

    let restored = Product::restore(shop.ours, lamp.id).fetch_one(&mut tx).await.unwrap();
    assert_eq!((restored.id, restored.deleted_at), (lamp.id, None));
    let live = Product::restore(shop.ours, lamp.id).execute(&mut tx).await;
    assert!(matches!(live, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn no_row_is_not_found() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let id = Id::generate();
    assert_eq!(Product::find(shop.ours, id).fetch_optional(&mut tx).await.unwrap(), None);
    let results = [
        Product::find(shop.ours, id).fetch_one(&mut tx).await.map(drop),
        Product::update(shop.ours, id, ProductUpdate::new().name("x")).execute(&mut tx).await,
        Product::delete(shop.ours, id).execute(&mut tx).await,
        Product::restore(shop.ours, id).execute(&mut tx).await,
    ];
    for result in results {
        assert_eq!(result.unwrap_err().to_string(), "product not found");
    }
}

#[tokio::test]
async fn a_junction_is_read_and_deleted_by_both_ids() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let student = Student::insert(shop.ours, StudentInsert::new("Ada")).fetch_one(&mut tx).await.unwrap();
    let course = Course::insert(shop.ours, CourseInsert::new("Logic")).fetch_one(&mut tx).await.unwrap();
    let draft = EnrolmentInsert::new(student.id, course.id);
    let enrolment = Enrolment::insert(shop.ours, draft).fetch_one(&mut tx).await.unwrap();
    let key = (student.id, course.id);
    assert_eq!(Enrolment::find(shop.ours, key).fetch_one(&mut tx).await.unwrap(), enrolment);
    Enrolment::delete(shop.ours, key).execute(&mut tx).await.unwrap();
    assert_eq!(Enrolment::find(shop.ours, key).fetch_optional(&mut tx).await.unwrap(), None);
}

#[tokio::test]
async fn a_root_is_found_by_its_tenant() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let organization = Organization::find(shop.ours).fetch_one(&mut tx).await.unwrap();
    assert_eq!((organization.id, organization.name.as_str()), (shop.ours.id(), "ours"));
}
