//! Rows of ours with the ids of rows of theirs: what told rows apart by the id alone would mix them up. The keys allow it, since the tenant is a part of
//! them, and an import may bring it about.

use peristyle::query::{PageSize, count_rows};

use super::*;

/// The category that another one is below of.
struct Parent;

/// For each of their rows, one of ours with the same id: a product in a category, a student in a course.
pub(super) struct Twins {
    pub(super) product: Id<Product>,
    pub(super) category: Id<Category>,
    pub(super) student: Id<Student>,
    pub(super) course: Id<Course>,
}

impl Attacked {
    pub(super) async fn twins(&self) -> Twins {
        let (ours, theirs) = (self.ours.tenant, &self.theirs);
        let twins = Twins {
            product: theirs.product,
            category: theirs.category,
            student: theirs.student,
            course: theirs.course,
        };
        let category = CategoryInsert::new("twin").with_id(twins.category);
        let product = ProductInsert::new("twin", "twin", Decimal::ONE).with_id(twins.product);
        let (student, course) = (StudentInsert::new("twin"), CourseInsert::new("twin"));
        let mut tx = self.begin().await;
        Category::insert(ours, category).execute(&mut tx).await.unwrap();
        Product::insert(ours, product.category_id(twins.category)).execute(&mut tx).await.unwrap();
        Student::insert(ours, student.with_id(twins.student)).execute(&mut tx).await.unwrap();
        Course::insert(ours, course.with_id(twins.course)).execute(&mut tx).await.unwrap();
        let enrolment = EnrolmentInsert::new(twins.student, twins.course);
        Enrolment::insert(ours, enrolment).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        twins
    }
}

/// Wherever a table stands in a statement, rows of theirs with the same ids change nothing.
#[tokio::test]
pub(super) async fn in_joins_and_groups() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let twins = courts.twins().await;
        let below = CategoryInsert::new("below").parent_id(twins.category);
        run!(courts, "insert", |tx| Category::insert(ours, below).execute(tx)).unwrap();
        let products = || Product::select(ours).filter(Product::ID.eq(twins.product));
        let (left, inner) = (|| products().join(Product::CATEGORY_ID), || products().inner_join(Product::CATEGORY_ID));
        assert_eq!(run!(courts, "count", |tx| left().count(tx)).unwrap(), 1);
        assert_eq!(run!(courts, "count", |tx| inner().count(tx)).unwrap(), 1);
        assert_eq!(run!(courts, "list", |tx| left().limit(9).fetch_all(tx)).unwrap().len(), 1);
        assert_eq!(run!(courts, "list", |tx| inner().limit(9).fetch_all(tx)).unwrap().len(), 1);
        assert_eq!(run!(courts, "aggregate", |tx| left().aggregate(count_rows()).fetch_one(tx)).unwrap(), 1);
        assert_eq!(run!(courts, "aggregate", |tx| inner().aggregate(count_rows()).fetch_one(tx)).unwrap(), 1);
        let names = (Product::NAME, Category::NAME);
        let groups = run!(courts, "group_by", |tx| left().group_by(names).limit(9).fetch_all(tx)).unwrap();
        assert_eq!(groups, [("twin".to_owned(), Some("twin".to_owned()))]);
        let groups = run!(courts, "group_by", |tx| inner().group_by(names).limit(9).fetch_all(tx)).unwrap();
        assert_eq!(groups, [("twin".to_owned(), "twin".to_owned())]);
        let counted = left().group_by(names).having(count_rows().gt(0));
        assert_eq!(run!(courts, "having", |tx| counted.count(tx)).unwrap(), 1);
        let least = left().group_by(Product::NAME).having(Category::NAME.min().eq(SECRET));
        assert_eq!(run!(courts, "having", |tx| least.count(tx)).unwrap(), 0);
        let parents = Category::select(ours).join_as(Parent, Category::PARENT_ID);
        let mut parents =
            run!(courts, "group_by", |tx| parents.group_by(Category::NAME.of(Parent)).limit(9).fetch_all(tx)).unwrap();
        parents.sort();
        assert_eq!(parents, [None, Some("twin".to_owned())]);
        let size = PageSize::new(9).unwrap();
        let page = run!(courts, "page", |tx| products().page(size, None).fetch_all(tx)).unwrap();
        assert_eq!(page.rows.len(), 1);
        let page = run!(courts, "page", |tx| left().page(size, None).fetch_all(tx)).unwrap();
        assert_eq!(page.rows.len(), 1);
        let page = products().order_by(Product::NAME.asc()).page(size, None);
        assert_eq!(run!(courts, "page", |tx| page.fetch_all(tx)).unwrap().rows.len(), 1);
    })
    .await;
}

#[tokio::test]
pub(super) async fn in_selects_within() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let twins = courts.twins().await;
        let secret = || Category::select(ours).filter(Category::NAME.eq(SECRET)).column(Category::ID);
        let inside = || Product::select(ours).filter(Product::CATEGORY_ID.is_in_select(secret()));
        assert!(!run!(courts, "exists", |tx| inside().exists(tx)).unwrap());
        assert_eq!(run!(courts, "count", |tx| inside().count(tx)).unwrap(), 0);
        assert_eq!(run!(courts, "list", |tx| inside().limit(9).fetch_all(tx)).unwrap(), []);
        let theirs = || Product::select(ours).with_deleted().filter(Product::NAME.eq(SECRET));
        let exists = || Category::select(ours).filter(Product::CATEGORY_ID.exists_in(theirs()));
        assert_eq!(run!(courts, "count", |tx| exists().count(tx)).unwrap(), 0);
        assert!(!run!(courts, "exists", |tx| exists().exists(tx)).unwrap());
        assert_eq!(run!(courts, "list", |tx| exists().limit(9).fetch_all(tx)).unwrap(), []);
        let counted = Product::select(ours).filter(Product::ID.eq(twins.product));
        let counted =
            counted.aggregate((count_rows(), count_rows().filter(Product::CATEGORY_ID.is_in_select(secret()))));
        assert_eq!(run!(courts, "aggregate", |tx| counted.fetch_one(tx)).unwrap(), (1, 0));
        run!(courts, "delete", |tx| Product::delete(ours, twins.product).execute(tx)).unwrap();
        let restore = Product::restore_many(ours, Product::CATEGORY_ID.is_in_select(secret()));
        assert_eq!(run!(courts, "restore_many", |tx| restore.execute(tx)).unwrap(), 0);
    })
    .await;
}

#[tokio::test]
pub(super) async fn in_streams() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let twins = courts.twins().await;
        let mut tx = courts.begin().await;
        let mut rows =
            Product::select(ours).filter(Product::ID.eq(twins.product)).join(Product::CATEGORY_ID).fetch(&mut tx);
        let mut all = Vec::new();
        while let Some((product, category)) = rows.try_next().await.unwrap() {
            all.push((product.name, category.map(|category| category.name)));
        }
        drop(rows);
        tx.commit().await.unwrap();
        assert_eq!(all, [("twin".to_owned(), Some("twin".to_owned()))]);
    })
    .await;
}
