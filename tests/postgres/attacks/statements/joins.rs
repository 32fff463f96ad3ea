//! Joins: a row together with what it refers to, and selects within conditions.

use peristyle::query::{PageSize, any};

use super::*;

/// The category that another one is below of.
struct Parent;

#[tokio::test]
pub(super) async fn a_join_pairs_rows_of_one_tenant() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let twins = courts.twins().await;
        let list = || Product::select(ours).with_deleted().filter(Product::ID.eq(twins.product));
        let left = run!(courts, "join", |tx| list().join(Product::CATEGORY_ID).limit(9).fetch_all(tx)).unwrap();
        let [(product, Some(category))] = &*left else { panic!("{left:?}") };
        assert_eq!((product.name.as_str(), category.name.as_str()), ("twin", "twin"));
        let inner = run!(courts, "join", |tx| list().inner_join(Product::CATEGORY_ID).limit(9).fetch_all(tx));
        assert_eq!(inner.unwrap(), [(product.clone(), category.clone())]);
        let rows = Enrolment::select(ours).inner_join(Enrolment::STUDENT_ID).inner_join(Enrolment::COURSE_ID);
        let rows = rows.filter(Enrolment::STUDENT_ID.eq(twins.student)).limit(9);
        let rows = run!(courts, "join", |tx| rows.fetch_all(tx)).unwrap();
        let [(_, student, course)] = &*rows else { panic!("{rows:?}") };
        assert_eq!((student.name.as_str(), course.title.as_str()), ("twin", "twin"));
    })
    .await;
}

/// Without a row of ours that it refers to, a row of ours has no partner, whatever of theirs has that id.
#[tokio::test]
pub(super) async fn a_partner_of_theirs_is_none() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let twins = courts.twins().await;
        run!(courts, "delete", |tx| Category::delete(ours, twins.category).execute(tx)).unwrap();
        run!(courts, "delete", |tx| Course::delete(ours, twins.course).execute(tx)).unwrap();
        let list = || Product::select(ours).filter(Product::ID.eq(twins.product));
        let left = run!(courts, "join", |tx| list().join(Product::CATEGORY_ID).limit(9).fetch_all(tx)).unwrap();
        assert!(matches!(&*left, [(_, None)]), "{left:?}");
        assert_eq!(run!(courts, "join", |tx| list().inner_join(Product::CATEGORY_ID).count(tx)).unwrap(), 0);
        let courses = Course::select(ours).limit(9);
        let courses = courses.load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, [twins.student]);
        assert!(run!(courts, "load_through", |tx| courses.fetch_all(tx)).unwrap().into_map().is_empty());
    })
    .await;
}

#[tokio::test]
pub(super) async fn a_join_over_a_join() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let twins = courts.twins().await;
        // Ours stands below our twin of their category.
        let below = CategoryInsert::new("below").parent_id(twins.category);
        run!(courts, "insert", |tx| Category::insert(ours, below).execute(tx)).unwrap();
        let list = || Category::select(ours).inner_join_as(Parent, Category::PARENT_ID);
        let rows = run!(courts, "join", |tx| list().limit(9).fetch_all(tx)).unwrap();
        let names: Vec<_> = rows.iter().map(|(one, parent)| (one.name.as_str(), parent.name.as_str())).collect();
        assert_eq!(names, [("below", "twin")]);
        let theirs = list().filter(Category::NAME.of(Parent).eq(SECRET));
        assert_eq!(run!(courts, "join", |tx| theirs.count(tx)).unwrap(), 0);
        let elsewhere = Id::<Category>::try_from(courts.theirs.entry.uuid()).unwrap();
        let moved = CategoryInsert::new("moved").parent_id(elsewhere);
        assert!(run!(courts, "insert", |tx| Category::insert(ours, moved).execute(tx)).is_err());
    })
    .await;
}

#[tokio::test]
pub(super) async fn conditions_orders_and_columns_of_joined_tables() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        courts.twins().await;
        let list = || Product::select(ours).with_deleted().join(Product::CATEGORY_ID);
        let wide = any((
            Category::NAME.eq(SECRET),
            Category::ORGANIZATION_ID.eq(courts.theirs.tenant.id()),
            Product::ORGANIZATION_ID.ne(ours.id()),
        ));
        assert_eq!(run!(courts, "join", |tx| list().filter(wide).count(tx)).unwrap(), 0);
        let names = list().order_by(Category::NAME.desc()).columns((Product::NAME, Category::NAME)).limit(9);
        let names: Vec<(String, Option<String>)> = run!(courts, "columns", |tx| names.fetch_all(tx)).unwrap();
        assert_eq!(names.len(), 3);
        assert!(!names.iter().any(|(one, other)| one == SECRET || other.as_deref() == Some(SECRET)), "{names:?}");
        let distinct = list().column(Category::NAME).distinct().limit(9);
        let distinct = run!(courts, "distinct", |tx| distinct.fetch_all(tx)).unwrap();
        assert!(!distinct.contains(&Some(SECRET.to_owned())), "{distinct:?}");
    })
    .await;
}

/// From page to page, forward and back, no row of theirs comes in between.
#[tokio::test]
pub(super) async fn pages_of_a_join() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        courts.twins().await;
        let size = PageSize::new(1).unwrap();
        let list = || {
            let list = Product::select(ours).with_deleted().join(Product::CATEGORY_ID);
            list.order_by(Category::NAME.asc())
        };
        let (mut cursor, mut seen) = (None, 0);
        loop {
            let page = run!(courts, "page", |tx| list().page(size, cursor).fetch_all(tx)).unwrap();
            seen += page.rows.len();
            for (product, category) in page.rows {
                assert!(product.organization_id == ours.id() && product.name != SECRET);
                assert!(category.is_none_or(|category| category.name != SECRET));
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, 3);
    })
    .await;
}

/// What is written by a select within the condition is chosen among rows of ours alone.
#[tokio::test]
pub(super) async fn writes_by_a_select_within() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        courts.twins().await;
        let secret = || Category::select(ours).filter(Category::NAME.eq(SECRET)).column(Category::ID);
        let inside = || Product::CATEGORY_ID.is_in_select(secret());
        let name = || ProductUpdate::new().name("x");
        let update = Product::update_many(ours, inside(), name());
        assert_eq!(run!(courts, "update_many", |tx| update.execute(tx)).unwrap(), 0);
        assert_eq!(run!(courts, "delete_many", |tx| Product::delete_many(ours, inside()).execute(tx)).unwrap(), 0);
        let restore = Product::restore_many(ours, inside());
        assert_eq!(run!(courts, "restore_many", |tx| restore.execute(tx)).unwrap(), 0);
        let expensive = Product::select(ours).with_deleted().filter(Product::NAME.eq(SECRET));
        let with = Category::delete_many(ours, Product::CATEGORY_ID.exists_in(expensive));
        assert_eq!(run!(courts, "delete_many", |tx| with.execute(tx)).unwrap(), 0);
        // A select with their token is refused before anything is sent.
        let theirs = Category::select(courts.theirs.tenant).column(Category::ID);
        let mixed = Product::update_many(ours, Product::CATEGORY_ID.is_in_select(theirs), name());
        assert!(matches!(run!(courts, "update_many", |tx| mixed.execute(tx)), Err(Error::OtherTenant)));
        let twin = Product::CATEGORY_ID.is_in_select(Category::select(ours).column(Category::ID));
        let update = Product::update_many(ours, twin, name());
        assert_eq!(run!(courts, "update_many", |tx| update.execute(tx)).unwrap(), 2);
    })
    .await;
}
