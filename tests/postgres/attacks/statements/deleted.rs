//! Rows of ours that were deleted: a statement that does not ask for them treats them like rows that nobody has. No policy is in the way of them.

use peristyle::query::{PageSize, all_rows, any, count_rows};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::*;

/// The category that another one is below of.
struct Parent;

/// A tenant with a live and a deleted row in each table: `gone` is the name of those that were deleted, and of the one that refers to them.
struct Gone {
    courts: Attacked,
    category: Id<Category>,
    course: Id<Course>,
    /// A live product that refers to the deleted category.
    orphan: Id<Product>,
}

const GONE: &str = "gone";

impl Deref for Gone {
    type Target = Attacked;

    fn deref(&self) -> &Attacked {
        &self.courts
    }
}

impl DerefMut for Gone {
    fn deref_mut(&mut self) -> &mut Attacked {
        &mut self.courts
    }
}

impl Gone {
    /// No policy knows deletion, so one role does.
    async fn open() -> Self {
        let courts = Attacked::by(application()).await;
        let ours = courts.ours.tenant;
        let (category, orphan) = (CategoryInsert::new(GONE), ProductInsert::new("orphan", "orphan", Decimal::ONE));
        let (student, course) = (StudentInsert::new(GONE), CourseInsert::new(GONE));
        let ids = (category.id(), student.id(), course.id(), orphan.id());
        let below = CategoryInsert::new("below").parent_id(category.id());
        let mut tx = courts.begin().await;
        Category::insert(ours, category).execute(&mut tx).await.unwrap();
        Category::insert(ours, below).execute(&mut tx).await.unwrap();
        Product::insert(ours, orphan.category_id(ids.0)).execute(&mut tx).await.unwrap();
        Student::insert(ours, student).execute(&mut tx).await.unwrap();
        Course::insert(ours, course).execute(&mut tx).await.unwrap();
        for (student, course) in [(ids.1, ids.2), (ids.1, courts.ours.course), (courts.ours.student, ids.2)] {
            Enrolment::insert(ours, EnrolmentInsert::new(student, course)).execute(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        // As an import or SQL of the owner leaves it: no trigger looks after what refers to the rows.
        let mut admin = PgConnection::connect_with(&courts.database.connect_options(Role::Admin)).await.unwrap();
        let category = courts.ours.category;
        let sql = format!(
            "SET session_replication_role = replica;
            UPDATE org_categories SET deleted_at = now() WHERE name = '{GONE}';
            UPDATE org_students SET deleted_at = now() WHERE name = '{GONE}';
            UPDATE org_courses SET deleted_at = now() WHERE title = '{GONE}';
            UPDATE org_products SET category_id = '{category}' WHERE sku = 'ours-2'"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        Self { courts, category: ids.0, course: ids.2, orphan: ids.3 }
    }
}

#[tokio::test]
pub(super) async fn one_row() {
    let mut gone = Gone::open().await;
    let (ours, id) = (gone.ours.tenant, gone.ours.deleted);
    let courts = &mut gone;
    assert_eq!(run!(courts, "find", |tx| Product::find(ours, id).fetch_optional(tx)).unwrap(), None);
    assert!(is_not_found(&run!(courts, "find", |tx| Product::find(ours, id).for_update().fetch_one(tx))));
    let by_sku = run!(courts, "find_by", |tx| Product::find_by_sku(ours, "ours-2").fetch_optional(tx));
    assert_eq!(by_sku.unwrap(), None);
    let change = || ProductUpdate::new().name("x");
    assert!(is_not_found(&run!(courts, "update", |tx| Product::update(ours, id, change()).execute(tx))));
    assert!(is_not_found(&run!(courts, "update", |tx| Product::update(ours, id, change()).fetch_one(tx))));
    let none = ProductUpdate::new();
    assert!(is_not_found(&run!(courts, "update", |tx| Product::update(ours, id, none).execute(tx))));
    let computed = Product::update(ours, id, ProductUpdate::new()).set(Product::NAME, Product::NAME.concat("!"));
    assert!(is_not_found(&run!(courts, "update", |tx| computed.execute(tx))));
    let row = run!(courts, "find", |tx| Product::find(ours, id).with_deleted().fetch_one(tx)).unwrap();
    let seen = || Product::update(ours, id, change()).if_version(Product::UPDATED_AT, row.updated_at);
    let mut tx = courts.begin().await;
    assert!(is_not_found(&seen().execute(&mut tx).await));
    assert!(is_not_found(&seen().fetch_one(&mut tx).await));
    let after = Product::find(ours, id).with_deleted().fetch_one(&mut tx).await.unwrap();
    assert_eq!(after, row);
    tx.commit().await.unwrap();
    assert!(is_not_found(&run!(courts, "delete", |tx| Product::delete(ours, id).execute(tx))));
    assert!(is_not_found(&run!(courts, "delete", |tx| Product::delete(ours, id).fetch_one(tx))));
    // A live row is not restored.
    let live = courts.ours.product;
    assert!(is_not_found(&run!(courts, "restore", |tx| Product::restore(ours, live).execute(tx))));
    assert!(is_not_found(&run!(courts, "restore", |tx| Product::restore(ours, live).fetch_one(tx))));
}

#[tokio::test]
pub(super) async fn lists() {
    let mut gone = Gone::open().await;
    let ours = gone.ours.tenant;
    let (deleted, courts) = (gone.ours.deleted, &mut gone);
    let is_there = |rows: &[Product]| rows.iter().any(|row| row.id == deleted);
    let list = || Product::select(ours);
    assert!(!is_there(&run!(courts, "select", |tx| list().limit(9).fetch_all(tx)).unwrap()));
    let newest = list().order_by(Product::ID.desc()).limit(9);
    assert!(!is_there(&run!(courts, "select", |tx| newest.fetch_all(tx)).unwrap()));
    let filtered = list().filter(Product::SKU.eq("ours-2")).limit(9);
    assert!(!is_there(&run!(courts, "select", |tx| filtered.fetch_all(tx)).unwrap()));
    let locked = list().for_update().limit(9);
    assert!(!is_there(&run!(courts, "select", |tx| locked.fetch_all(tx)).unwrap()));
    let only = list().only_deleted().limit(9);
    let only = run!(courts, "select", |tx| only.fetch_all(tx)).unwrap();
    assert!(only.iter().all(|row| row.deleted_at.is_some()) && is_there(&only));
    let size = PageSize::new(9).unwrap();
    assert!(!is_there(&run!(courts, "page", |tx| list().page(size, None).fetch_all(tx)).unwrap().rows));
    let newest = list().order_by(Product::ID.desc()).page(size, None);
    assert!(!is_there(&run!(courts, "page", |tx| newest.fetch_all(tx)).unwrap().rows));
    let by_sku = || list().order_by(Product::SKU.asc());
    let first = run!(courts, "page", |tx| by_sku().page(PageSize::new(1).unwrap(), None).fetch_all(tx)).unwrap();
    let next = by_sku().page(size, first.next);
    assert!(!is_there(&run!(courts, "page", |tx| next.fetch_all(tx)).unwrap().rows));
    let mut tx = courts.begin().await;
    let mut rows = list().fetch(&mut tx);
    while let Some(row) = rows.try_next().await.unwrap() {
        assert_ne!(row.id, deleted);
    }
    drop(rows);
    tx.commit().await.unwrap();
}

#[tokio::test]
pub(super) async fn counts_and_aggregates() {
    let mut gone = Gone::open().await;
    let ours = gone.ours.tenant;
    let courts = &mut gone;
    let list = || Product::select(ours);
    assert_eq!(run!(courts, "count", |tx| list().count(tx)).unwrap(), 2);
    let named = list().filter(Product::SKU.eq("ours-2"));
    assert!(!run!(courts, "exists", |tx| named.exists(tx)).unwrap());
    assert_eq!(run!(courts, "aggregate", |tx| list().aggregate(count_rows()).fetch_one(tx)).unwrap(), 2);
    let groups = list().group_by(Product::SKU).aggregate(count_rows()).limit(9);
    let groups = run!(courts, "group_by", |tx| groups.fetch_all(tx)).unwrap();
    assert!(groups.len() == 2 && groups.iter().all(|(sku, _)| sku != "ours-2"), "{groups:?}");
    let having = list().group_by(Product::SKU).having(count_rows().gt(0));
    assert_eq!(run!(courts, "having", |tx| having.count(tx)).unwrap(), 2);
    let pages = list().group_by(Product::SKU).page(PageSize::new(9).unwrap(), None);
    assert_eq!(run!(courts, "page", |tx| pages.fetch_all(tx)).unwrap().rows.len(), 2);
}

#[tokio::test]
pub(super) async fn joins_and_selects_within() {
    let mut gone = Gone::open().await;
    let (ours, orphan, category) = (gone.ours.tenant, gone.orphan, gone.category);
    let courts = &mut gone;
    let list = || Product::select(ours).filter(Product::ID.eq(orphan));
    let left = run!(courts, "join", |tx| list().join(Product::CATEGORY_ID).limit(9).fetch_all(tx)).unwrap();
    assert!(matches!(&*left, [(_, None)]), "{left:?}");
    let inner = list().inner_join(Product::CATEGORY_ID);
    assert_eq!(run!(courts, "join", |tx| inner.count(tx)).unwrap(), 0);
    // The joined row is live, and the first one is not.
    let is_live = |rows: &[Product]| rows.iter().all(|row| row.sku != "ours-2");
    let rows = run!(courts, "join", |tx| Product::select(ours).join(Product::CATEGORY_ID).limit(9).fetch_all(tx));
    assert!(is_live(&rows.unwrap().into_iter().map(|(row, _)| row).collect::<Vec<_>>()));
    let rows = run!(courts, "join", |tx| Product::select(ours).inner_join(Product::CATEGORY_ID).limit(9).fetch_all(tx));
    assert!(is_live(&rows.unwrap().into_iter().map(|(row, _)| row).collect::<Vec<_>>()));
    let all = Product::select(ours).join(Product::CATEGORY_ID).aggregate((count_rows(), Category::ID.count()));
    assert_eq!(run!(courts, "aggregate", |tx| all.fetch_one(tx)).unwrap(), (2, 1));
    let first = Product::select(ours).inner_join(Product::CATEGORY_ID).filter(Product::SKU.eq("ours-2"));
    assert_eq!(run!(courts, "join", |tx| first.count(tx)).unwrap(), 0);
    let below = || Category::select(ours).inner_join_as(Parent, Category::PARENT_ID);
    assert_eq!(run!(courts, "join", |tx| below().limit(9).fetch_all(tx)).unwrap(), []);
    let named = list().join(Product::CATEGORY_ID).aggregate((Category::ID.count(), Category::NAME.max()));
    assert_eq!(run!(courts, "aggregate", |tx| named.fetch_one(tx)).unwrap(), (0, None));
    let inside = || Product::CATEGORY_ID.is_in_select(Category::select(ours).column(Category::ID));
    assert_eq!(run!(courts, "in", |tx| list().filter(inside()).count(tx)).unwrap(), 0);
    let grouped = Category::select(ours).group_by(Category::ID).having(count_rows().gt(0));
    let grouped = list().filter(Product::CATEGORY_ID.is_in_select(grouped));
    assert_eq!(run!(courts, "in", |tx| grouped.count(tx)).unwrap(), 0);
    let deleted = || Product::select(ours).filter(Product::SKU.eq("ours-2"));
    let exists = Category::select(ours).with_deleted().filter(Product::CATEGORY_ID.exists_in(deleted()));
    assert_eq!(run!(courts, "exists", |tx| exists.count(tx)).unwrap(), 0);
    // A condition of the statement does not reach past the one on deletion.
    let wide = Category::select(ours).filter(any((Category::ID.eq(category), all_rows()))).limit(9);
    let wide = run!(courts, "select", |tx| wide.fetch_all(tx)).unwrap();
    assert!(wide.iter().all(|row| row.id != category));
}

#[tokio::test]
pub(super) async fn relations() {
    let mut gone = Gone::open().await;
    let ours = gone.ours.tenant;
    let (category, course, deleted) = (gone.category, gone.course, gone.ours.deleted);
    let courts = &mut gone;
    let parents = Category::select(ours).load_parents([category]);
    assert!(run!(courts, "load_parents", |tx| parents.fetch_all(tx)).unwrap().is_empty());
    let own = courts.ours.category;
    let children = Product::select(ours).limit(9).load_children(Product::CATEGORY_ID, [own]);
    let children = run!(courts, "load_children", |tx| children.fetch_all(tx)).unwrap();
    assert!(children.of(own).iter().all(|row: &Product| row.id != deleted) && children.of(own).len() == 1);
    let through = |student| {
        let list = Course::select(ours).limit(9);
        list.load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, [student])
    };
    let known = courts.ours.student;
    let courses = run!(courts, "load_through", |tx| through(known).fetch_all(tx)).unwrap();
    assert!(courses.of(known).iter().all(|row: &Course| row.id != course) && courses.of(known).len() == 1);
}

#[tokio::test]
pub(super) async fn many_rows() {
    let mut gone = Gone::open().await;
    let ours = gone.ours.tenant;
    let courts = &mut gone;
    let by_sku = || Product::SKU.eq("ours-2");
    let change = || ProductUpdate::new().name("x");
    let update = || Product::update_many(ours, by_sku(), change());
    assert_eq!(run!(courts, "update_many", |tx| update().execute(tx)).unwrap(), 0);
    assert_eq!(run!(courts, "update_many", |tx| update().fetch_all(tx)).unwrap(), []);
    let delete = || Product::delete_many(ours, by_sku());
    assert_eq!(run!(courts, "delete_many", |tx| delete().execute(tx)).unwrap(), 0);
    assert_eq!(run!(courts, "delete_many", |tx| delete().fetch_all(tx)).unwrap(), []);
    let inside = Product::CATEGORY_ID.is_in_select(Category::select(ours).column(Category::ID));
    let inside = Product::update_many(ours, inside & Product::NAME.eq("orphan"), change());
    assert_eq!(run!(courts, "update_many", |tx| inside.execute(tx)).unwrap(), 0);
    let live = || Product::restore_many(ours, Product::SKU.eq("ours-1"));
    assert_eq!(run!(courts, "restore_many", |tx| live().execute(tx)).unwrap(), 0);
    assert_eq!(run!(courts, "restore_many", |tx| live().fetch_all(tx)).unwrap(), []);
}

/// The key of a deleted row is taken, and it stays deleted.
#[tokio::test]
pub(super) async fn upserts() {
    let mut gone = Gone::open().await;
    let (ours, id) = (gone.ours.tenant, gone.ours.deleted);
    let courts = &mut gone;
    let insert = || ProductInsert::new("ours", "ours-9", Decimal::TWO).with_id(id);
    let upsert = || Product::insert(ours, insert()).on_key_conflict();
    assert!(run!(courts, "upsert", |tx| upsert().do_update().fetch_one(tx)).is_err());
    assert!(run!(courts, "upsert", |tx| upsert().do_update().execute(tx)).is_err());
    assert!(run!(courts, "upsert", |tx| upsert().do_update_only(Product::NAME).execute(tx)).is_err());
    let many = Product::insert_many(ours, [insert()]).on_key_conflict().do_update();
    assert_eq!(run!(courts, "upsert_many", |tx| many.execute(tx)).unwrap(), 0);
    let row = run!(courts, "find", |tx| Product::find(ours, id).with_deleted().fetch_one(tx)).unwrap();
    assert_eq!(row.sku, "ours-2");
}

/// A joined row that was deleted is none, in lists of every kind, and so is a row whose joined row is live.
#[tokio::test]
pub(super) async fn lists_and_groups_of_joins() {
    let mut gone = Gone::open().await;
    let (ours, category, own) = (gone.ours.tenant, gone.category, gone.ours.category);
    let courts = &mut gone;
    let joined = || Product::select(ours).join(Product::CATEGORY_ID);
    let is_live = |(row, other): &(Product, Option<Category>)| {
        row.sku != "ours-2" && other.as_ref().is_none_or(|other| other.name != GONE)
    };
    let page = joined().page(PageSize::new(9).unwrap(), None);
    assert!(run!(courts, "page", |tx| page.fetch_all(tx)).unwrap().rows.iter().all(is_live));
    let children = || joined().limit(9).load_children(Product::CATEGORY_ID, [own, category]);
    let children = run!(courts, "load_children", |tx| children().fetch_all(tx)).unwrap();
    assert!(children.of(own).iter().chain(children.of(category)).all(is_live), "{children:?}");
    let named = joined().filter(Category::NAME.eq(GONE));
    assert_eq!(run!(courts, "count", |tx| named.count(tx)).unwrap(), 0);
    let numbered = joined().filter(Product::SKU.eq("ours-2"));
    assert_eq!(run!(courts, "count", |tx| numbered.count(tx)).unwrap(), 0);
    let names = run!(courts, "group_by", |tx| joined().group_by(Category::NAME).limit(9).fetch_all(tx)).unwrap();
    assert!(!names.contains(&Some(GONE.to_owned())), "{names:?}");
    let skus = run!(courts, "group_by", |tx| joined().group_by(Product::SKU).limit(9).fetch_all(tx)).unwrap();
    assert_eq!(skus.len(), 2, "{skus:?}");
    let named = joined().filter(Category::NAME.eq(GONE)).group_by(Category::NAME);
    assert_eq!(run!(courts, "count", |tx| named.count(tx)).unwrap(), 0);
    assert_eq!(run!(courts, "count", |tx| joined().group_by(Product::SKU).count(tx)).unwrap(), 2);
    let inner = || Product::select(ours).inner_join(Product::CATEGORY_ID);
    let names = inner().group_by(Category::NAME).limit(9);
    assert_eq!(run!(courts, "group_by", |tx| names.fetch_all(tx)).unwrap(), ["ours"]);
    let skus = inner().group_by(Product::SKU).limit(9);
    assert_eq!(run!(courts, "group_by", |tx| skus.fetch_all(tx)).unwrap(), ["ours-1"]);
    let mut tx = courts.begin().await;
    let mut rows = joined().fetch(&mut tx);
    while let Some(row) = rows.try_next().await.unwrap() {
        assert!(is_live(&row), "{row:?}");
    }
    drop(rows);
    tx.commit().await.unwrap();
}

/// Selects within the conditions of every statement, and aggregates of what is left.
#[tokio::test]
pub(super) async fn selects_within_other_statements() {
    let mut gone = Gone::open().await;
    let (ours, orphan) = (gone.ours.tenant, gone.orphan);
    let courts = &mut gone;
    let largest = Product::select(ours).filter(Product::SKU.ne("orphan")).aggregate((count_rows(), Product::SKU.max()));
    let largest = run!(courts, "aggregate", |tx| largest.fetch_one(tx)).unwrap();
    assert_eq!(largest, (1, Some("ours-1".to_owned())));
    let inside = || Product::CATEGORY_ID.is_in_select(Category::select(ours).column(Category::ID));
    let list = || Product::select(ours).filter(Product::ID.eq(orphan)).filter(inside());
    let largest = run!(courts, "aggregate", |tx| list().aggregate(Product::SKU.max()).fetch_one(tx)).unwrap();
    assert_eq!(largest, None);
    assert_eq!(run!(courts, "select", |tx| list().limit(9).fetch_all(tx)).unwrap(), []);
    assert!(!run!(courts, "exists", |tx| list().exists(tx)).unwrap());
    let delete = || Product::delete_many(ours, inside() & Product::SKU.eq("orphan"));
    assert_eq!(run!(courts, "delete_many", |tx| delete().execute(tx)).unwrap(), 0);
    let live = || Product::select(ours).filter(Product::SKU.eq("ours-2")).column(Product::ID);
    let restore = || Product::restore_many(ours, Product::ID.is_in_select(live()));
    assert_eq!(run!(courts, "restore_many", |tx| restore().execute(tx)).unwrap(), 0);
}

/// A tenant that was deleted is the parent of nothing.
#[tokio::test]
pub(super) async fn the_tenant_itself() {
    let mut gone = Gone::open().await;
    let (ours, id) = (gone.ours.tenant, gone.ours.tenant.id());
    let courts = &mut gone;
    let parents = || Organization::select(ours).load_parents([id]);
    assert_eq!(run!(courts, "load_parents", |tx| parents().fetch_all(tx)).unwrap().len(), 1);
    let mut admin = PgConnection::connect_with(&courts.database.connect_options(Role::Admin)).await.unwrap();
    let sql = format!("UPDATE organizations SET deleted_at = now() WHERE id = '{id}'");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
    assert_eq!(run!(courts, "load_parents", |tx| parents().fetch_all(tx)).unwrap().len(), 0);
}
