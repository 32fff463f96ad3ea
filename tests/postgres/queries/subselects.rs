//! Selects within conditions.

use peristyle::Error;
use peristyle::prelude::*;

use super::{Shop, lamp};
use crate::shop::{
    Category, CategoryInsert, Country, CountryInsert, Course, CourseInsert, Enrolment, EnrolmentInsert, Entry,
    EntryInsert, Organization, Product, ProductStatus, Student, StudentInsert,
};

/// For each tenant: `Full` with a live and a deleted lamp, `Sold` with a deleted one, `Bare` with none.
async fn sorted() -> Shop {
    let shop = Shop::open().await;
    for tenant in [shop.theirs, shop.ours] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let [full, sold, bare] = ["Full", "Sold", "Bare"].map(CategoryInsert::new);
        let (in_full, in_sold) = (full.id(), sold.id());
        for category in [full, sold, bare] {
            Category::insert(tenant, category).execute(&mut tx).await.unwrap();
        }
        let live = lamp("live").category_id(in_full).status(ProductStatus::Active);
        let gone = [lamp("gone").category_id(in_full), lamp("sold").category_id(in_sold)];
        let deleted = gone.each_ref().map(|row| row.id());
        for product in [live, lamp("loose")].into_iter().chain(gone) {
            Product::insert(tenant, product).execute(&mut tx).await.unwrap();
        }
        for id in deleted {
            Product::delete(tenant, id).execute(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    shop
}

async fn names(shop: &Shop, condition: peristyle::query::Predicate<Category>) -> Vec<String> {
    let mut tx = shop.begin().await;
    let list = Category::select(shop.ours).filter(condition).order_by(Category::NAME.asc());
    let rows = list.limit(9).fetch_all(&mut tx).await.unwrap();
    assert!(rows.iter().all(|row| row.organization_id == shop.ours.id()));
    rows.into_iter().map(|row| row.name).collect()
}

async fn skus(shop: &Shop, condition: peristyle::query::Predicate<Product>) -> Vec<String> {
    let mut tx = shop.begin().await;
    let list = Product::select(shop.ours).filter(condition).order_by(Product::SKU.asc()).column(Product::SKU);
    list.limit(9).fetch_all(&mut tx).await.unwrap()
}

#[tokio::test]
async fn rows_whose_reference_is_among_others() {
    let shop = sorted().await;
    let full = || Category::select(shop.ours).filter(Category::NAME.eq("Full")).column(Category::ID);
    assert_eq!(skus(&shop, Product::CATEGORY_ID.is_in_select(full())).await, ["live"]);
    // Of a row without category neither holds.
    assert!(skus(&shop, !Product::CATEGORY_ID.is_in_select(full())).await.is_empty());
    let none = Category::select(shop.ours).filter(Category::NAME.eq("x")).column(Category::ID);
    assert!(skus(&shop, Product::CATEGORY_ID.is_in_select(none)).await.is_empty());
    let statuses = Product::select(shop.ours).filter(Product::SKU.eq("live")).column(Product::STATUS);
    assert_eq!(skus(&shop, Product::STATUS.is_in_select(statuses)).await, ["live"]);
    let first = Category::select(shop.ours).order_by(Category::NAME.desc()).limit(1).column(Category::ID);
    assert!(skus(&shop, Product::CATEGORY_ID.is_in_select(first)).await.is_empty());
}

#[tokio::test]
async fn rows_that_others_refer_to() {
    let shop = sorted().await;
    let products = || Product::select(shop.ours);
    let with = Product::CATEGORY_ID.exists_in(products());
    assert_eq!(names(&shop, with).await, ["Full"]);
    assert_eq!(names(&shop, !Product::CATEGORY_ID.exists_in(products())).await, ["Bare", "Sold"]);
    let with_deleted = Product::CATEGORY_ID.exists_in(products().with_deleted());
    assert_eq!(names(&shop, with_deleted).await, ["Full", "Sold"]);
    let drafts = Product::CATEGORY_ID.exists_in(products().filter(Product::STATUS.eq(ProductStatus::Draft)));
    assert!(names(&shop, drafts).await.is_empty());
    let not_in = !Category::ID.is_in_select(products().with_deleted().column(Product::CATEGORY_ID));
    assert_eq!(names(&shop, not_in).await, ["Bare"], "NULL among the values counts for nothing");
}

#[tokio::test]
async fn a_select_within_a_select_within_a_select() {
    let shop = sorted().await;
    let with_live = || Category::select(shop.ours).filter(Product::CATEGORY_ID.exists_in(Product::select(shop.ours)));
    let inner = Product::CATEGORY_ID.is_in_select(with_live().column(Category::ID));
    assert_eq!(skus(&shop, inner).await, ["live"]);
    // Categories among whose own rows there is a parent: nobody's.
    let children = Category::select(shop.ours).filter(Category::PARENT_ID.exists_in(Category::select(shop.ours)));
    assert!(names(&shop, Category::PARENT_ID.exists_in(children)).await.is_empty());
}

#[tokio::test]
async fn a_joined_table_is_filtered_by_a_select() {
    let shop = sorted().await;
    let mut tx = shop.begin().await;
    let list = Product::select(shop.ours)
        .inner_join(Product::CATEGORY_ID)
        .filter(Product::CATEGORY_ID.exists_in(Product::select(shop.ours).inner_join(Product::CATEGORY_ID)));
    let rows = list.limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|(product, _)| product.sku.as_str()).collect::<Vec<_>>(), ["live"]);
}

#[tokio::test]
async fn a_select_of_another_tenant_never_reaches_the_server() {
    let shop = sorted().await;
    let mut tx = shop.begin().await;
    let theirs = || Category::select(shop.theirs).column(Category::ID);
    let list = || Product::select(shop.ours).filter(Product::CATEGORY_ID.is_in_select(theirs()));
    assert!(matches!(list().limit(9).fetch_all(&mut tx).await, Err(Error::OtherTenant)));
    assert!(matches!(list().count(&mut tx).await, Err(Error::OtherTenant)));
    assert!(matches!(list().exists(&mut tx).await, Err(Error::OtherTenant)));
    let exists = Category::select(shop.ours).filter(!Product::CATEGORY_ID.exists_in(Product::select(shop.theirs)));
    assert!(matches!(exists.fetch_optional(&mut tx).await, Err(Error::OtherTenant)));
    // The transaction goes on, since nothing was sent.
    assert_eq!(Product::select(shop.ours).count(&mut tx).await.unwrap(), 2);
}

#[tokio::test]
async fn a_global_list_takes_a_select_of_the_tenant() {
    let shop = sorted().await;
    let mut countries = Vec::new();
    for code in ["de", "fr"] {
        countries.push(Country::insert(CountryInsert::new(code)).fetch_one(&shop.pool).await.unwrap().id);
    }
    for (tenant, country) in [(shop.ours, countries[0]), (shop.theirs, countries[1])] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        Entry::insert(tenant, EntryInsert::new(1).country_id(country)).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let used = |tenant: Tenant<Organization>| {
        Country::select().filter(Entry::COUNTRY_ID.exists_in(Entry::select(tenant))).limit(9)
    };
    let mut tx = shop.begin().await;
    let codes = used(shop.ours).column(Country::CODE).fetch_all(&mut tx).await.unwrap();
    assert_eq!(codes, ["de"]);
    assert!(matches!(used(shop.theirs).fetch_all(&mut tx).await, Err(Error::OtherTenant)));
    drop(tx);
    assert!(matches!(used(shop.ours).fetch_all(&shop.pool).await, Err(Error::NoTenant)));
}

/// The category that another one is below of.
struct Parent;

#[tokio::test]
async fn rows_that_rows_of_their_own_table_refer_to() {
    let shop = sorted().await;
    for tenant in [shop.theirs, shop.ours] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let full = Category::select(tenant).filter(Category::NAME.eq("Full")).fetch_one(&mut tx).await.unwrap();
        let below = CategoryInsert::new("Below").parent_id(full.id);
        Category::insert(tenant, below).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let children = || Category::select(shop.ours);
    let has_children = || Category::PARENT_ID.exists_in(children());
    assert_eq!(names(&shop, has_children()).await, ["Full"]);
    assert_eq!(names(&shop, !has_children()).await, ["Bare", "Below", "Sold"]);
    assert_eq!(
        names(&shop, has_children() & Product::CATEGORY_ID.exists_in(Product::select(shop.ours))).await,
        ["Full"]
    );
    let named = Category::PARENT_ID.exists_in(children().filter(Category::NAME.eq("Above")));
    assert!(names(&shop, named).await.is_empty());
    // Of a joined table with a name.
    let mut tx = shop.begin().await;
    let below = |condition| {
        let list = Category::select(shop.ours).inner_join_as(Parent, Category::PARENT_ID);
        list.filter(peristyle::query::Predicate::of(condition, Parent))
    };
    let sold = || Product::CATEGORY_ID.exists_in(Product::select(shop.ours));
    let rows = below(sold()).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|(row, parent)| (&*row.name, &*parent.name)).collect::<Vec<_>>(), [("Below", "Full")]);
    assert_eq!(below(!sold()).count(&mut tx).await.unwrap(), 0);
    // Without the name, the condition is on the category itself.
    let own = Category::select(shop.ours).inner_join_as(Parent, Category::PARENT_ID).filter(sold());
    assert_eq!(own.count(&mut tx).await.unwrap(), 0);
}

#[tokio::test]
async fn rows_that_a_junction_links() {
    let shop = Shop::open().await;
    for tenant in [shop.theirs, shop.ours] {
        let mut tx = shop.pool.begin_tenant(tenant).await.unwrap();
        let (course, other) = (CourseInsert::new("Rust"), CourseInsert::new("SQL"));
        let students = ["Ada", "Bob", "Cyd"].map(StudentInsert::new);
        let links = [(students[0].id(), course.id()), (students[0].id(), other.id()), (students[1].id(), other.id())];
        Course::insert_many(tenant, [course, other]).execute(&mut tx).await.unwrap();
        Student::insert_many(tenant, students).execute(&mut tx).await.unwrap();
        let links = links.map(|(student, course)| EnrolmentInsert::new(student, course));
        Enrolment::insert_many(tenant, links).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = shop.begin().await;
    let links = || Enrolment::select(shop.ours);
    let takes = |title| links().inner_join(Enrolment::COURSE_ID).filter(Course::TITLE.eq(title));
    for (condition, expected) in [
        (Enrolment::STUDENT_ID.exists_in(links()), vec!["Ada", "Bob"]),
        (!Enrolment::STUDENT_ID.exists_in(links()), vec!["Cyd"]),
        (Enrolment::STUDENT_ID.exists_in(takes("Rust")), vec!["Ada"]),
        (!Enrolment::STUDENT_ID.exists_in(takes("Rust")), vec!["Bob", "Cyd"]),
    ] {
        let list = Student::select(shop.ours).filter(condition).order_by(Student::NAME.asc()).column(Student::NAME);
        assert_eq!(list.limit(9).fetch_all(&mut tx).await.unwrap(), expected);
    }
    let theirs = Student::select(shop.ours).filter(!Enrolment::STUDENT_ID.exists_in(Enrolment::select(shop.theirs)));
    assert!(matches!(theirs.count(&mut tx).await, Err(Error::OtherTenant)));
}
