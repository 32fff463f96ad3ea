//! Rows together with the rows that they refer to.

use peristyle::prelude::*;
use peristyle::query::{all, any};

use super::{Shop, lamp};
use crate::shop::{
    Category, CategoryInsert, Country, CountryInsert, Course, CourseInsert, Enrolment, EnrolmentInsert, Entry,
    EntryInsert, Organization, Product, ProductStatus, Student, StudentInsert,
};

/// The category that another one is below of.
struct Parent;

/// `Lamps` below `House`; a lamp in `Lamps`, a chair in a deleted category, a box in none; the same names at the other tenant's.
async fn furnished() -> Shop {
    let shop = Shop::open().await;
    for tenant in [shop.theirs, shop.ours] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let house = CategoryInsert::new("House");
        let lamps = CategoryInsert::new("Lamps").parent_id(house.id());
        let gone = CategoryInsert::new("Gone").parent_id(house.id());
        let products = [
            lamp("lamp").category_id(lamps.id()),
            lamp("chair").category_id(gone.id()),
            lamp("box").status(ProductStatus::Retired),
        ];
        let deleted = gone.id();
        for category in [house, lamps, gone] {
            Category::insert(tenant, category).execute(&mut tx).await.unwrap();
        }
        for product in products {
            Product::insert(tenant, product).execute(&mut tx).await.unwrap();
        }
        Category::delete(tenant, deleted).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    shop
}

fn named(row: (Product, Option<Category>)) -> (String, Option<String>) {
    (row.0.sku, row.1.map(|category| category.name))
}

fn pair(sku: &str, category: Option<&str>) -> (String, Option<String>) {
    (sku.to_owned(), category.map(str::to_owned))
}

#[tokio::test]
async fn a_join_keeps_rows_whose_partner_is_missing_or_deleted() {
    let shop = furnished().await;
    let mut tx = shop.begin().await;
    let list = Product::select(shop.ours).join(Product::CATEGORY_ID).order_by(Product::SKU.asc()).limit(9);
    let rows: Vec<(Product, Option<Category>)> = list.fetch_all(&mut tx).await.unwrap();
    for (product, category) in &rows {
        assert_eq!(product.organization_id, shop.ours.id());
        assert!(category.iter().all(|category| category.organization_id == shop.ours.id()));
        assert!(category.iter().all(|category| Some(category.id) == product.category_id));
    }
    let rows: Vec<_> = rows.into_iter().map(named).collect();
    assert_eq!(rows, [pair("box", None), pair("chair", None), pair("lamp", Some("Lamps"))]);
}

#[tokio::test]
async fn an_inner_join_keeps_rows_with_a_live_partner() {
    let shop = furnished().await;
    let mut tx = shop.begin().await;
    let list = || Product::select(shop.ours).inner_join(Product::CATEGORY_ID);
    let rows: Vec<(Product, Category)> = list().limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].0.sku.as_str(), rows[0].1.name.as_str()), ("lamp", "Lamps"));
    assert_eq!(list().count(&mut tx).await.unwrap(), 1);
    assert_eq!(Product::select(shop.ours).join(Product::CATEGORY_ID).count(&mut tx).await.unwrap(), 3);
}

#[tokio::test]
async fn joined_columns_filter_and_order() {
    let shop = furnished().await;
    let mut tx = shop.begin().await;
    let list = || Product::select(shop.ours).join(Product::CATEGORY_ID);
    let lamps = list().filter(Category::NAME.eq("Lamps")).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(lamps.into_iter().map(named).collect::<Vec<_>>(), [pair("lamp", Some("Lamps"))]);

    let by_category = list().order_by(Category::NAME.asc()).order_by(Product::SKU.desc());
    let rows = by_category.limit(9).fetch_all(&mut tx).await.unwrap();
    let skus: Vec<_> = rows.into_iter().map(|(product, _)| product.sku).collect();
    assert_eq!(skus, ["lamp", "chair", "box"]);

    let either = any((Category::NAME.eq("Lamps"), Product::STATUS.eq(ProductStatus::Retired)));
    assert_eq!(list().filter(either).count(&mut tx).await.unwrap(), 2);
    let both = all((Category::NAME.eq("Lamps"), Product::STATUS.eq(ProductStatus::Retired)));
    assert_eq!(list().filter(both).count(&mut tx).await.unwrap(), 0);
    // No condition reaches over the tenant, whatever it is joined to.
    let wide = any((Category::NAME.ne("x"), Product::SKU.ne("x"), Category::ORGANIZATION_ID.eq(shop.theirs.id())));
    let rows = list().filter(wide).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|(product, _)| product.organization_id == shop.ours.id()));
}

#[tokio::test]
async fn a_join_is_joined_over() {
    let shop = furnished().await;
    let mut tx = shop.begin().await;
    let list = || {
        let list = Product::select(shop.ours).join(Product::CATEGORY_ID).join_as(Parent, Category::PARENT_ID);
        list.order_by(Product::SKU.asc())
    };
    let rows: Vec<(Product, Option<Category>, Option<Category>)> = list().limit(9).fetch_all(&mut tx).await.unwrap();
    let names: Vec<_> =
        rows.into_iter().map(|(_, one, two)| (one.map(|one| one.name), two.map(|two| two.name))).collect();
    assert_eq!(names, [(None, None), (None, None), (Some("Lamps".to_owned()), Some("House".to_owned()))]);

    let below = list().filter(Category::NAME.of(Parent).eq("House")).filter(Category::NAME.eq("Lamps"));
    assert_eq!(below.count(&mut tx).await.unwrap(), 1);
    assert_eq!(list().filter(Category::NAME.of(Parent).eq("Lamps")).count(&mut tx).await.unwrap(), 0);
    let pairs = list().columns((Product::SKU, Category::NAME, Category::NAME.of(Parent), Category::PARENT_ID));
    type Names = (String, Option<String>, Option<String>, Option<Id<Category>>);
    let rows: Vec<Names> = pairs.limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows[0], ("box".to_owned(), None, None, None));
    assert_eq!(rows[2].2.as_deref(), Some("House"));
}

#[tokio::test]
async fn a_table_is_joined_to_itself() {
    let shop = furnished().await;
    let mut tx = shop.begin().await;
    let list = Category::select(shop.ours).inner_join_as(Parent, Category::PARENT_ID).order_by(Category::NAME.asc());
    let rows: Vec<(Category, Category)> = list.limit(9).fetch_all(&mut tx).await.unwrap();
    let names: Vec<_> = rows.iter().map(|(one, parent)| (one.name.as_str(), parent.name.as_str())).collect();
    assert_eq!(names, [("Lamps", "House")]);
}

#[tokio::test]
async fn the_root_and_global_tables_are_joined() {
    let shop = furnished().await;
    let country = Country::insert(CountryInsert::new("de")).fetch_one(&shop.pool).await.unwrap();
    let mut tx = shop.begin().await;
    for entry in [EntryInsert::new(1).country_id(country.id), EntryInsert::new(2)] {
        Entry::insert(shop.ours, entry).execute(&mut tx).await.unwrap();
    }
    let list = Entry::select(shop.ours).join(Entry::COUNTRY_ID).inner_join(Entry::ORGANIZATION_ID);
    let rows: Vec<(Entry, Option<Country>, Organization)> =
        list.order_by(Entry::AMOUNT.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].1.as_ref().map(|country| country.code.as_str()), Some("de"));
    assert_eq!((rows[1].1.as_ref(), rows[1].2.name.as_str()), (None, "ours"));
}

#[tokio::test]
async fn a_junction_is_joined_to_both_sides() {
    let shop = furnished().await;
    for tenant in [shop.ours, shop.theirs] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let (student, course) = (StudentInsert::new("Ada"), CourseInsert::new("Logic"));
        let enrolment = EnrolmentInsert::new(student.id(), course.id());
        Student::insert(tenant, student).execute(&mut tx).await.unwrap();
        Course::insert(tenant, course).execute(&mut tx).await.unwrap();
        Enrolment::insert(tenant, enrolment).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = shop.begin().await;
    let list = Enrolment::select(shop.ours).inner_join(Enrolment::STUDENT_ID).inner_join(Enrolment::COURSE_ID);
    let rows: Vec<(Enrolment, Student, Course)> = list.limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].1.name.as_str(), rows[0].2.title.as_str()), ("Ada", "Logic"));
}

#[tokio::test]
async fn joined_rows_are_locked_apart_from_their_partners() {
    let shop = furnished().await;
    let mut tx = shop.begin().await;
    let rows =
        Product::select(shop.ours).join(Product::CATEGORY_ID).for_update().limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 3);
    let mut other = shop.begin().await;
    let free = Product::select(shop.ours).for_update_skip_locked().limit(9).fetch_all(&mut other).await.unwrap();
    assert!(free.is_empty());
    let categories = Category::select(shop.ours).for_update_skip_locked().limit(9).fetch_all(&mut other).await.unwrap();
    assert_eq!(categories.len(), 2);
    tx.rollback().await.unwrap();
    let free = Product::select(shop.ours).for_update_skip_locked().limit(2).fetch_all(&mut other).await.unwrap();
    assert_eq!(free.len(), 2);
}
