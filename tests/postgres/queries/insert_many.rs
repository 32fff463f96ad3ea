//! Many rows in one statement: inserted, and by a condition changed, deleted and restored.

use peristyle::prelude::*;
use peristyle::{Error, Violation};
use rust_decimal::Decimal;

use super::{Shop, lamp, priced};
use crate::shop::{
    Country, CountryInsert, Course, CourseInsert, Enrolment, EnrolmentInsert, Entry, EntryInsert, Organization,
    OrganizationInsert, Product, ProductInsert, ProductSettings, ProductStatus, Student, StudentInsert,
};

fn violation<T: std::fmt::Debug>(result: Result<T, Error>) -> Violation {
    match result {
        Err(Error::Violation(violation)) => violation,
        other => panic!("{other:?}"),
    }
}

fn numbered(count: usize) -> impl Iterator<Item = ProductInsert> {
    (0..count).map(|number| lamp(&format!("L-{number}")))
}

#[tokio::test]
async fn rows_come_back_in_their_order_as_they_are_stored() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let plain = lamp("L-2");
    let full = lamp("L-1")
        .description("a \"quoted\" {word}, NULL")
        .status(ProductStatus::Active)
        .tags(vec!["NULL".to_owned(), "a,b".to_owned(), "\\ \"".to_owned(), String::new()])
        .settings(Json(ProductSettings { featured: true }));
    let ids = [plain.id(), full.id()];
    let rows = Product::insert_many(shop.ours, [plain, full]).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids);
    let [plain, full] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((plain.status, plain.tags.len(), plain.settings.featured), (ProductStatus::Draft, 0, false));
    assert_eq!((plain.description.as_deref(), plain.organization_id), (None, shop.ours.id()));
    assert_eq!(full.tags, ["NULL", "a,b", "\\ \"", ""]);
    assert_eq!((full.status, full.settings.featured), (ProductStatus::Active, true));
    assert_eq!(full.description.as_deref(), Some("a \"quoted\" {word}, NULL"));
    assert_eq!(&Product::find(shop.ours, full.id).fetch_one(&mut tx).await.unwrap(), full);
}

#[tokio::test]
async fn no_rows_are_no_round_trip() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let none = Product::insert_many(shop.ours, []).fetch_all(&mut tx).await.unwrap();
    assert_eq!(none, []);
    assert_eq!(Product::insert_many(shop.ours, []).execute(&mut tx).await.unwrap(), 0);
    let theirs = Product::insert_many(shop.theirs, []).execute(&mut tx).await;
    assert!(matches!(theirs, Err(Error::OtherTenant)));
}

#[tokio::test]
async fn more_rows_than_a_statement_has_parameters() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let count = Product::insert_many(shop.ours, numbered(70_000)).execute(&mut tx).await.unwrap();
    assert_eq!(count, 70_000);
    assert!(Product::find_by_sku(shop.ours, "L-69999").fetch_optional(&mut tx).await.unwrap().is_some());
}

#[tokio::test]
async fn the_order_holds_for_many_rows() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let drafts: Vec<_> = numbered(5000).collect();
    let mut shuffled = drafts.clone();
    shuffled.sort_by_key(|draft| draft.id().uuid().as_u128().reverse_bits());
    let ids: Vec<_> = shuffled.iter().map(ProductInsert::id).collect();
    let rows = Product::insert_many(shop.ours, shuffled).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids);
}

#[tokio::test]
async fn all_rows_are_inserted_or_none() {
    let shop = Shop::open().await;
    shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let taken = violation(Product::insert_many(shop.ours, numbered(3)).execute(&mut tx).await);
    assert_eq!(taken.to_string(), "another product already has this sku");
    tx.rollback().await.unwrap();

    let mut tx = shop.begin().await;
    let negative = [lamp("L-2"), priced("L-3", Decimal::NEGATIVE_ONE)];
    let refused = violation(Product::insert_many(shop.ours, negative).fetch_all(&mut tx).await);
    assert_eq!(refused.to_string(), "the price must not be negative");
    tx.rollback().await.unwrap();

    let mut tx = shop.begin().await;
    let rows = Product::select(shop.ours).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["L-1"]);
}

#[tokio::test]
async fn a_value_over_its_limit_is_refused_before_anything_is_sent() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let long = lamp(&"x".repeat(101));
    let found = long.validate().unwrap_err().to_string();
    let refused = violation(Product::insert_many(shop.ours, [lamp("L-1"), long]).execute(&mut tx).await);
    assert_eq!(refused.to_string(), found);
    assert_eq!(refused.columns, ["sku"]);
    // Had it been sent, the transaction would be lost.
    Product::insert(shop.ours, lamp("L-1")).execute(&mut tx).await.unwrap();
}

#[tokio::test]
async fn rows_of_another_tenant_are_not_inserted() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let foreign = Product::insert_many(shop.theirs, [lamp("L-1")]).execute(&mut tx).await;
    assert!(matches!(foreign, Err(Error::OtherTenant)));
    let roots = [OrganizationInsert::new("third")];
    let foreign = Organization::insert_many(shop.ours, roots).execute(&mut tx).await;
    assert!(matches!(foreign, Err(Error::OtherRoot)));
    let theirs = shop.theirs.id();
    let id = Organization::insert_many(shop.ours, [OrganizationInsert::new("x").with_id(theirs)]);
    assert!(matches!(id.execute(&mut tx).await, Err(Error::OtherRoot)));
}

#[tokio::test]
async fn tables_of_every_kind_take_many() {
    let shop = Shop::open().await;
    let codes = ["de", "fr", "it"].map(CountryInsert::new);
    let countries = Country::insert_many(codes).fetch_all(&shop.pool).await.unwrap();
    assert_eq!(countries.iter().map(|country| country.code.as_str()).collect::<Vec<_>>(), ["de", "fr", "it"]);

    let mut tx = shop.begin().await;
    let entries = countries.iter().map(|country| EntryInsert::new(5).country_id(country.id));
    assert_eq!(Entry::insert_many(shop.ours, entries).execute(&mut tx).await.unwrap(), 3);

    let students = ["Ada", "Kurt"].map(StudentInsert::new);
    let students = Student::insert_many(shop.ours, students).fetch_all(&mut tx).await.unwrap();
    let course = Course::insert(shop.ours, CourseInsert::new("Logic")).fetch_one(&mut tx).await.unwrap();
    let enrolments = students.iter().map(|student| EnrolmentInsert::new(student.id, course.id));
    let enrolments = Enrolment::insert_many(shop.ours, enrolments).fetch_all(&mut tx).await.unwrap();
    assert_eq!(
        enrolments.iter().map(|enrolment| enrolment.student_id).collect::<Vec<_>>(),
        students.iter().map(|student| student.id).collect::<Vec<_>>()
    );

    let new = OrganizationInsert::new("new");
    let tenant = Tenant::<Organization>::new(new.id());
    let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Organization::insert_many(tenant, [new]).execute(&mut tx).await.unwrap(), 1);
}
