//! Rows that rows at hand belong to, and that belong to them: one statement for any number of them.

use std::collections::HashMap;
use std::time::Duration;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_test::server::Role;
use sqlx::PgPool;

use super::driver;
use super::{Shop, lamp};
use crate::shop::{
    Category, CategoryInsert, Course, CourseInsert, Enrolment, EnrolmentInsert, Organization, Product, ProductStatus,
    Student, StudentInsert,
};
use crate::wire::Wire;

/// For each tenant nine categories `0` to `8`, the last one deleted; category `n` has `n` products, and one that is deleted.
async fn sorted() -> Shop {
    let shop = Shop::open().await;
    // Rows from before the triggers of rule F07 may refer to a deleted category, as those of a waiver do.
    let owner = PgPool::connect_with(shop.database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql("ALTER TABLE org_categories DISABLE TRIGGER USER").execute(&owner).await.unwrap();
    for tenant in [shop.theirs, shop.ours] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        for number in 0..9 {
            let category = CategoryInsert::new(number.to_string());
            let (id, gone) = (category.id(), lamp(&format!("{number} gone")).category_id(category.id()));
            let deleted = gone.id();
            Category::insert(tenant, category).execute(&mut tx).await.unwrap();
            Product::insert(tenant, gone).execute(&mut tx).await.unwrap();
            Product::delete(tenant, deleted).execute(&mut tx).await.unwrap();
            for product in 0..number {
                let status = if product == 0 { ProductStatus::Retired } else { ProductStatus::Active };
                let draft = lamp(&format!("{number}-{product}")).category_id(id).status(status);
                Product::insert(tenant, draft).execute(&mut tx).await.unwrap();
            }
            if number == 8 {
                Category::delete(tenant, id).execute(&mut tx).await.unwrap();
            }
        }
        Product::insert(tenant, lamp("loose")).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    shop
}

async fn categories(shop: &Shop, tenant: Tenant<Organization>) -> Vec<Category> {
    let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
    let list = Category::select(tenant).with_deleted().order_by(Category::NAME.asc());
    list.limit(20).fetch_all(&mut tx).await.unwrap()
}

fn skus(products: &[Product]) -> Vec<&str> {
    products.iter().map(|product| product.sku.as_str()).collect()
}

#[tokio::test]
async fn parents_come_by_their_id() {
    let shop = sorted().await;
    let mut tx = shop.begin().await;
    let products = Product::select(shop.ours).limit(100).fetch_all(&mut tx).await.unwrap();
    let references = || products.iter().map(|product| product.category_id);
    let parents: HashMap<Id<Category>, Category> =
        Category::select(shop.ours).load_parents(references()).fetch_all(&mut tx).await.unwrap();
    assert_eq!((products.len(), parents.len()), (37, 7));
    for product in &products {
        let parent = product.category_id.and_then(|id| parents.get(&id)).map(|category| category.name.as_str());
        let named = product.sku.split_once('-').map(|(name, _)| name).filter(|name| *name != "8");
        assert_eq!(parent, named);
    }
    let deleted = Category::select(shop.ours).with_deleted().load_parents(references());
    assert_eq!(deleted.fetch_all(&mut tx).await.unwrap().len(), 8);
    let some = Category::select(shop.ours).filter(Category::NAME.lt("3")).load_parents(references());
    assert_eq!(some.fetch_all(&mut tx).await.unwrap().len(), 2);
    let names: HashMap<Id<Category>, String> =
        Category::select(shop.ours).column(Category::NAME).load_parents(references()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(names.len(), 7);
}

#[tokio::test]
async fn children_come_grouped_in_order_and_up_to_a_limit() {
    let shop = sorted().await;
    let categories = categories(&shop, shop.ours).await;
    let ids = || categories.iter().map(|category| category.id);
    let mut tx = shop.begin().await;
    let newest = || Product::select(shop.ours).order_by(Product::SKU.desc());
    let mut all = newest().limit(100).load_children(Product::CATEGORY_ID, ids()).fetch_all(&mut tx).await.unwrap();
    for (number, category) in categories.iter().enumerate() {
        let expected: Vec<_> = (0..number).rev().map(|product| format!("{number}-{product}")).collect();
        assert_eq!(skus(all.of(category.id)), expected);
    }
    assert_eq!(all.take(categories[3].id).len(), 3);
    assert!(all.take(categories[3].id).is_empty());
    assert_eq!(all.into_map().len(), 7);

    let two = newest().limit(2).load_children(Product::CATEGORY_ID, ids()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(skus(two.of(categories[5].id)), ["5-4", "5-3"]);
    assert_eq!(two.of(categories[1].id).len(), 1);
    let retired = newest().filter(Product::STATUS.eq(ProductStatus::Retired)).limit(9);
    let retired = retired.load_children(Product::CATEGORY_ID, ids()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(skus(retired.of(categories[5].id)), ["5-0"]);
    let deleted = newest().only_deleted().limit(9).load_children(Product::CATEGORY_ID, ids());
    assert_eq!(skus(deleted.fetch_all(&mut tx).await.unwrap().of(categories[0].id)), ["0 gone"]);

    let joined = newest().join(Product::CATEGORY_ID).limit(9).load_children(Product::CATEGORY_ID, ids());
    let joined = joined.fetch_all(&mut tx).await.unwrap();
    assert_eq!(joined.of(categories[2].id)[0].1.as_ref().map(|category| category.name.as_str()), Some("2"));
    assert!(joined.of(categories[8].id)[0].1.is_none());
    let columns = newest().columns((Product::SKU, Product::STATUS)).limit(1);
    let columns = columns.load_children(Product::CATEGORY_ID, ids()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(columns.of(categories[4].id), [("4-3".to_owned(), ProductStatus::Active)]);
}

#[tokio::test]
async fn an_id_that_is_given_twice_gives_its_rows_once() {
    let shop = sorted().await;
    let categories = categories(&shop, shop.ours).await;
    let mut tx = shop.begin().await;
    let list = Product::select(shop.ours).limit(9);
    let twice = list.load_children(Product::CATEGORY_ID, [categories[2].id; 2]).fetch_all(&mut tx).await.unwrap();
    assert_eq!(twice.of(categories[2].id).len(), 2);
}

#[tokio::test]
async fn another_tenants_rows_have_neither_parents_nor_children_here() {
    let shop = sorted().await;
    let theirs = categories(&shop, shop.theirs).await;
    let ids = || theirs.iter().map(|category| category.id);
    let mut tx = shop.begin().await;
    let children = || Product::select(shop.ours).limit(9).load_children(Product::CATEGORY_ID, ids());
    assert!(children().fetch_all(&mut tx).await.unwrap().into_map().is_empty());
    let parents = Category::select(shop.ours).load_parents(ids());
    assert!(parents.fetch_all(&mut tx).await.unwrap().is_empty());

    let list = || Product::select(shop.theirs).limit(9);
    let refused = list().load_children(Product::CATEGORY_ID, ids()).fetch_all(&mut tx).await;
    assert!(matches!(refused, Err(Error::OtherTenant)));
    let nothing = list().load_children(Product::CATEGORY_ID, None::<Option<Id<Category>>>).fetch_all(&mut tx).await;
    assert!(matches!(nothing, Err(Error::OtherTenant)), "also where there is nothing to ask for");
}

/// Ada takes all three courses, Bob the first, Eve none; the same at the other tenant's.
async fn taught() -> (Shop, Vec<Student>) {
    let shop = Shop::open().await;
    for tenant in [shop.theirs, shop.ours] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let students = ["Ada", "Bob", "Eve"].map(StudentInsert::new);
        let courses = ["Algebra", "Biology", "Chemistry"].map(CourseInsert::new);
        let taken = [(0, 0), (0, 1), (0, 2), (1, 0)];
        let enrolments = taken.map(|(one, other)| EnrolmentInsert::new(students[one].id(), courses[other].id()));
        for student in students {
            Student::insert(tenant, student).execute(&mut tx).await.unwrap();
        }
        for course in courses {
            Course::insert(tenant, course).execute(&mut tx).await.unwrap();
        }
        for enrolment in enrolments {
            Enrolment::insert(tenant, enrolment).execute(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = shop.begin().await;
    let list = Student::select(shop.ours).order_by(Student::NAME.asc());
    let students = list.limit(9).fetch_all(&mut tx).await.unwrap();
    drop(tx);
    (shop, students)
}

#[tokio::test]
async fn many_to_many_goes_through_the_junction() {
    let (shop, students) = taught().await;
    let mut tx = shop.begin().await;
    let ids = || students.iter().map(|student| student.id);
    let list = || Course::select(shop.ours).order_by(Course::TITLE.asc());
    let through = list().limit(9).load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, ids());
    let courses = through.fetch_all(&mut tx).await.unwrap();
    let titles = |id| courses.of(id).iter().map(|course: &Course| course.title.as_str()).collect::<Vec<_>>();
    assert_eq!(titles(students[0].id), ["Algebra", "Biology", "Chemistry"]);
    assert_eq!(titles(students[1].id), ["Algebra"]);
    assert!(titles(students[2].id).is_empty());
    assert!(courses.of(students[0].id).iter().all(|course| course.organization_id == shop.ours.id()));

    let first = list().filter(Course::TITLE.gt("Algebra")).limit(1);
    let first =
        first.load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, ids()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(first.of(students[0].id)[0].title, "Biology");
    // The other way round, and with the junction's own columns.
    let course = courses.of(students[1].id)[0].id;
    let takers =
        Student::select(shop.ours).limit(9).load_through(Enrolment::COURSE_ID, Enrolment::STUDENT_ID, [course]);
    assert_eq!(takers.fetch_all(&mut tx).await.unwrap().of(course).len(), 2);
    let rows = Enrolment::select(shop.ours).inner_join(Enrolment::COURSE_ID).limit(9);
    let rows = rows.load_children(Enrolment::STUDENT_ID, ids()).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.of(students[0].id).len(), 3);
}

#[tokio::test]
async fn a_deleted_side_is_not_reached_through_the_junction() {
    let (shop, students) = taught().await;
    let mut tx = shop.begin().await;
    let algebra = Course::select(shop.ours).filter(Course::TITLE.eq("Algebra")).fetch_one(&mut tx).await.unwrap();
    Course::delete(shop.ours, algebra.id).execute(&mut tx).await.unwrap();
    let list = Course::select(shop.ours).limit(9);
    let through = list.load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, students.iter().map(|one| one.id));
    let courses = through.fetch_all(&mut tx).await.unwrap();
    assert_eq!((courses.of(students[0].id).len(), courses.of(students[1].id).len()), (2, 0));
}

#[tokio::test]
async fn any_number_of_rows_takes_one_statement() {
    let (shop, students) = taught().await;
    let wire = Wire::before(&shop.database.connect_options(Role::Application));
    let options = driver::socket(driver::options(&shop.database, Role::Application), wire.folder());
    let pool = driver::pool(options, 1, Duration::from_secs(30));
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    let many: Vec<Id<Student>> = students.iter().map(|one| one.id).chain((0..5_000).map(|_| Id::generate())).collect();
    for ids in [&many[..0], &many[..1], &many[..2], &many[..]] {
        let courses = || Course::select(shop.ours).limit(9);
        let before = wire.statements();
        let through = courses().load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, ids.iter().copied());
        let courses = through.fetch_all(&mut tx).await.unwrap();
        let children = Enrolment::select(shop.ours).limit(9).load_children(Enrolment::STUDENT_ID, ids.iter().copied());
        let children = children.fetch_all(&mut tx).await.unwrap();
        let parents = Student::select(shop.ours).load_parents(ids.iter().copied()).fetch_all(&mut tx).await.unwrap();
        assert_eq!(wire.statements() - before, if ids.is_empty() { 0 } else { 3 }, "{} ids", ids.len());
        assert_eq!((courses.into_map().len(), children.into_map().len()), (ids.len().min(2), ids.len().min(2)));
        assert_eq!(parents.len(), ids.len().min(3));
    }
    // What is counted is what is sent.
    let before = wire.statements();
    for id in &many[..3] {
        Student::find(shop.ours, *id).fetch_one(&mut tx).await.unwrap();
    }
    assert_eq!(wire.statements() - before, 3);
}
