//! Reads.

use peristyle::query::{PageSize, any};

use super::*;

#[tokio::test]
pub(super) async fn find() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let own = run!(courts, "find", |tx| Product::find(ours, courts.ours.product).fetch_one(tx));
        assert_eq!(own.unwrap().name, "ours");
        for id in [courts.theirs.product, courts.theirs.deleted, Id::<Product>::generate()] {
            assert!(is_not_found(&run!(courts, "find", |tx| Product::find(ours, id).fetch_one(tx))));
            assert_eq!(run!(courts, "find", |tx| Product::find(ours, id).fetch_optional(tx)).unwrap(), None);
            let find = Product::find(ours, id).with_deleted().for_share();
            assert_eq!(run!(courts, "find", |tx| find.fetch_optional(tx)).unwrap(), None);
        }
        for sku in [&*courts.theirs.sku.clone(), "nobodys"] {
            assert_eq!(run!(courts, "find_by", |tx| Product::find_by_sku(ours, sku).fetch_optional(tx)).unwrap(), None);
        }
        let pair = (courts.theirs.student, courts.theirs.course);
        assert_eq!(run!(courts, "find", |tx| Enrolment::find(ours, pair).fetch_optional(tx)).unwrap(), None);
    })
    .await;
}

#[tokio::test]
pub(super) async fn select() {
    both(async |courts| {
        let (ours, theirs) = (courts.ours.tenant, courts.theirs.product);
        let all = run!(courts, "select", |tx| Product::select(ours).with_deleted().limit(100).fetch_all(tx)).unwrap();
        assert_eq!(all.len(), 2);
        let filters = [
            Product::ID.eq(theirs),
            Product::NAME.eq(SECRET),
            Product::NAME.ne("nobody's").or(Product::PRICE.ge(Decimal::ZERO)),
            Product::ORGANIZATION_ID.eq(courts.theirs.tenant.id()).or(Product::ID.ne(courts.ours.product)),
        ];
        for filter in filters {
            let select = Product::select(ours).with_deleted().filter(filter).limit(100);
            let found = run!(courts, "select", |tx| select.fetch_all(tx)).unwrap();
            assert!(found.iter().all(|row| row.name == "ours"), "{found:?}");
        }
    })
    .await;
}

/// Every table of a joined statement and of its sub-selects is scoped, not the first alone.
#[tokio::test]
pub(super) async fn join_and_sub_select() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let left = || Product::select(ours).with_deleted().join(Product::CATEGORY_ID);
        let rows = run!(courts, "join", |tx| left().limit(100).fetch_all(tx)).unwrap();
        assert_eq!(rows.len(), 2);
        for (product, category) in rows {
            assert!(product.name == "ours" && category.is_none_or(|category| category.name == "ours"));
        }
        let theirs = left().filter(any((Category::NAME.eq(SECRET), Category::ID.eq(courts.theirs.category))));
        assert_eq!(run!(courts, "join", |tx| theirs.limit(100).fetch_all(tx)).unwrap(), []);
        let inner = Product::select(ours).inner_join(Product::CATEGORY_ID).filter(Product::NAME.eq(SECRET));
        assert_eq!(run!(courts, "join", |tx| inner.count(tx)).unwrap(), 0);
        let secret = || Category::select(ours).filter(Category::NAME.eq(SECRET)).column(Category::ID);
        let inside = Product::select(ours).filter(Product::CATEGORY_ID.is_in_select(secret()));
        assert!(!run!(courts, "in", |tx| inside.exists(tx)).unwrap());
        let expensive = Product::select(ours).with_deleted().filter(Product::NAME.eq(SECRET));
        let exists = Category::select(ours).filter(Product::CATEGORY_ID.exists_in(expensive));
        assert_eq!(run!(courts, "exists", |tx| exists.count(tx)).unwrap(), 0);
    })
    .await;
}

#[tokio::test]
pub(super) async fn count_and_exists() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        assert_eq!(run!(courts, "count", |tx| Product::select(ours).with_deleted().count(tx)).unwrap(), 2);
        assert_eq!(run!(courts, "count", |tx| Organization::select(ours).count(tx)).unwrap(), 1);
        for id in [courts.theirs.product, Id::generate()] {
            let select = Product::select(ours).with_deleted().filter(Product::ID.eq(id));
            assert!(!run!(courts, "exists", |tx| select.exists(tx)).unwrap());
        }
    })
    .await;
}

/// A cursor holds a place, not a tenant: with one of theirs, the rows behind that place are ours.
#[tokio::test]
pub(super) async fn page_with_a_cursor_of_theirs() {
    both(async |courts| {
        let size = PageSize::new(1).unwrap();
        let list = |tenant| Product::select(tenant).with_deleted().order_by(Product::NAME.asc());
        let mut tx = courts.begin_as(courts.theirs.tenant).await;
        let page = list(courts.theirs.tenant).page(size, None).fetch_all(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let cursor = page.next;
        assert!(cursor.is_some());
        let ours = courts.ours.tenant;
        let behind = run!(courts, "page", |tx| list(ours).page(size, cursor).fetch_all(tx));
        assert!(behind.map_or(true, |page| page.rows.iter().all(|row| row.name == "ours")));
    })
    .await;
}
