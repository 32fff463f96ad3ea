//! Aggregates: what is theirs is neither counted, nor summed, nor a group, nor the reason for one.

use peristyle::query::{PageSize, any, count_rows};

use super::*;

/// The category that another one is below of.
struct Parent;

#[tokio::test]
pub(super) async fn aggregates_of_all_rows() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let all = || Product::select(ours).with_deleted();
        let read = (count_rows(), Product::ID.count(), Product::NAME.count_distinct(), Product::NAME.max());
        let read = run!(courts, "aggregate", |tx| all().aggregate(read).fetch_one(tx)).unwrap();
        assert_eq!(read, (2, 2, 1, Some("ours".to_owned())));
        let lists = (Product::NAME.array_agg(), Product::NAME.string_agg(","), Product::ORGANIZATION_ID.array_agg());
        let lists = run!(courts, "aggregate", |tx| all().aggregate(lists).fetch_one(tx)).unwrap();
        assert_eq!((lists.0.unwrap(), lists.1.unwrap()), (vec!["ours".to_owned(); 2], "ours,ours".to_owned()));
        assert_eq!(lists.2.unwrap(), [ours.id(); 2]);
        for filter in [
            Product::NAME.eq(SECRET),
            Product::ID.eq(courts.theirs.product),
            Product::ORGANIZATION_ID.eq(courts.theirs.tenant.id()),
        ] {
            let theirs = all().filter(filter).aggregate((count_rows(), Product::PRICE.sum()));
            assert_eq!(run!(courts, "aggregate", |tx| theirs.fetch_one(tx)).unwrap(), (0, None));
        }
        let wide = all().filter(Product::NAME.ne("x").or(Product::PRICE.ge(Decimal::ZERO)));
        assert_eq!(run!(courts, "aggregate", |tx| wide.aggregate(count_rows()).fetch_one(tx)).unwrap(), 2);
        let roots = Organization::select(ours).aggregate((count_rows(), Organization::NAME.max()));
        assert_eq!(run!(courts, "aggregate", |tx| roots.fetch_one(tx)).unwrap(), (1, Some("ours".to_owned())));
        let entries = Entry::select(ours).aggregate(Entry::ID.count());
        let entries = run!(courts, "aggregate", |tx| entries.fetch_one(tx)).unwrap();
        assert_eq!(entries, i64::try_from(run!(courts, "count", |tx| Entry::select(ours).count(tx)).unwrap()).unwrap());
        let token = Product::select(courts.theirs.tenant).aggregate(count_rows());
        assert!(matches!(run!(courts, "aggregate", |tx| token.fetch_one(tx)), Err(Error::OtherTenant)));
    })
    .await;
}

#[tokio::test]
pub(super) async fn groups() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let all = || Product::select(ours).with_deleted();
        let tenants = all().group_by(Product::ORGANIZATION_ID).aggregate(count_rows()).limit(9);
        assert_eq!(run!(courts, "group_by", |tx| tenants.fetch_all(tx)).unwrap(), [(ours.id(), 2)]);
        let names = all().group_by(Product::NAME).limit(9);
        assert_eq!(run!(courts, "group_by", |tx| names.fetch_all(tx)).unwrap(), ["ours"]);
        for condition in [
            Product::NAME.max().eq(SECRET),
            Product::ID.count().gt(2),
            Product::NAME.min().ne("ours") | Product::NAME.max().ge(SECRET),
        ] {
            let groups = all().group_by(Product::ORGANIZATION_ID).having(condition);
            assert_eq!(run!(courts, "having", |tx| groups.count(tx)).unwrap(), 0);
        }
        let open = all().group_by(Product::NAME).having(any((count_rows().gt(0), Product::NAME.max().eq(SECRET))));
        assert_eq!(run!(courts, "having", |tx| open.limit(9).fetch_all(tx)).unwrap(), ["ours"]);
        let token = Product::select(courts.theirs.tenant).group_by(Product::NAME).limit(9);
        assert!(matches!(run!(courts, "group_by", |tx| token.fetch_all(tx)), Err(Error::OtherTenant)));
        let theirs = Product::select(courts.theirs.tenant).group_by(Product::CATEGORY_ID).having(count_rows().gt(0));
        let inside = Category::select(ours).filter(Category::ID.is_in_select(theirs));
        assert!(matches!(run!(courts, "in", |tx| inside.count(tx)), Err(Error::OtherTenant)));
        let within = || Product::select(ours).with_deleted().group_by(Product::CATEGORY_ID);
        let within = Category::select(ours).filter(Category::ID.is_in_select(within().having(count_rows().gt(2))));
        assert_eq!(run!(courts, "in", |tx| within.count(tx)).unwrap(), 0);
    })
    .await;
}

/// Pages of groups: by a cursor of ours, of theirs, and one that is made up.
#[tokio::test]
pub(super) async fn pages_of_groups() {
    both(async |courts| {
        let (ours, theirs) = (courts.ours.tenant, courts.theirs.tenant);
        let size = PageSize::new(1).unwrap();
        let names =
            |tenant| Product::select(tenant).with_deleted().group_by(Product::ID).aggregate(Product::NAME.max());
        let by_name = |tenant| names(tenant).order_by(Product::NAME.max().desc());
        let first = run!(courts, "page", |tx| by_name(ours).page(size, None).fetch_all(tx)).unwrap();
        assert_eq!(first.rows[0].1, "ours");
        let next = first.next.clone();
        let second = run!(courts, "page", |tx| by_name(ours).page(size, next).fetch_all(tx)).unwrap();
        assert_eq!((second.rows.len(), second.rows[0].1.as_str(), second.next.is_none()), (1, "ours", true));
        assert_ne!(first.rows[0].0, second.rows[0].0);
        let token = by_name(theirs).page(size, None);
        assert!(matches!(run!(courts, "page", |tx| token.fetch_all(tx)), Err(Error::OtherTenant)));
        // The cursor belongs to the tenant of its list.
        let cursor = by_name(theirs).page(size, first.next.clone()).into_statement();
        assert!(matches!(cursor, Err(Error::Cursor(_))), "{cursor:?}");
        // A page of a list of theirs, as someone else has read it, and its cursor in ours.
        let mut elsewhere = courts.begin_as(theirs).await;
        let leaked = by_name(theirs).page(size, None).fetch_all(&mut elsewhere).await.unwrap();
        drop(elsewhere);
        let leaked = by_name(ours).page(size, leaked.next).into_statement();
        assert!(matches!(leaked, Err(Error::Cursor(_))), "{leaked:?}");
        for condition in [Product::NAME.max().eq(SECRET), Product::NAME.min().ge(SECRET) | Product::ID.count().gt(1)] {
            let found = names(ours).having(condition).page(size, None);
            let found = run!(courts, "page", |tx| found.fetch_all(tx)).unwrap();
            assert_eq!((found.rows.len(), found.next.is_none()), (0, true));
        }
        let wide = names(ours).having(any((count_rows().gt(0), Product::NAME.max().eq(SECRET))));
        let wide = run!(courts, "page", |tx| wide.page(PageSize::new(9).unwrap(), None).fetch_all(tx)).unwrap();
        assert_eq!(wide.rows.len(), 2);
    })
    .await;
}

/// A row of theirs with the id that a row of ours refers to is in no group of a join.
#[tokio::test]
pub(super) async fn groups_of_a_join() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let twins = courts.twins().await;
        let products = || Product::select(ours).with_deleted().filter(Product::ID.eq(twins.product));
        let left = || products().join(Product::CATEGORY_ID);
        let read = (count_rows(), Category::ID.count(), Category::NAME.array_agg());
        let read = run!(courts, "aggregate", |tx| left().aggregate(read).fetch_one(tx)).unwrap();
        assert_eq!(read, (1, 1, Some(vec!["twin".to_owned()])));
        let inner = products().inner_join(Product::CATEGORY_ID).group_by((Category::NAME, Category::ORGANIZATION_ID));
        let inner = run!(courts, "group_by", |tx| inner.limit(9).fetch_all(tx)).unwrap();
        assert_eq!(inner, [("twin".to_owned(), ours.id())]);
        let secret = left().group_by(Product::NAME).having(Category::NAME.max().eq(SECRET));
        assert_eq!(run!(courts, "having", |tx| secret.count(tx)).unwrap(), 0);
        let ordered = left().group_by(Product::NAME).order_by(Category::NAME.max().desc()).limit(9);
        assert_eq!(run!(courts, "order_by", |tx| ordered.fetch_all(tx)).unwrap(), ["twin"]);

        run!(courts, "delete", |tx| Category::delete(ours, twins.category).execute(tx)).unwrap();
        let none = left().aggregate((Category::ID.count(), Category::NAME.max()));
        assert_eq!(run!(courts, "aggregate", |tx| none.fetch_one(tx)).unwrap(), (0, None));
        let parents = Category::select(ours).join_as(Parent, Category::PARENT_ID);
        let parents = parents.group_by(Category::NAME.of(Parent)).limit(9);
        let parents = run!(courts, "group_by", |tx| parents.fetch_all(tx)).unwrap();
        assert!(!parents.contains(&Some(SECRET.to_owned())), "{parents:?}");
    })
    .await;
}
