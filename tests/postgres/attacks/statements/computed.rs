//! Expressions in conditions, orders and columns, and aggregates of some of the rows: the rows of theirs stay theirs.

use peristyle::query::{count_rows, now};

use super::*;

#[tokio::test]
pub(super) async fn expressions() {
    both(async |courts| {
        let (ours, their_tenant) = (courts.ours.tenant, courts.theirs.tenant);
        let filters = || {
            [
                Product::NAME.upper().eq("SECRET") | Product::NAME.lower().ne("x"),
                Product::NAME.char_length().gt(0),
                Product::ORGANIZATION_ID.expr().eq(their_tenant.id()) | Product::PRICE.expr().ge(Decimal::ZERO),
                Product::CREATED_AT.expr().le(now()),
            ]
        };
        for filter in filters() {
            let select = Product::select(ours).with_deleted().filter(filter).limit(100);
            let found = run!(courts, "select", |tx| select.fetch_all(tx)).unwrap();
            assert!(found.iter().all(|row| row.name == "ours") && found.len() == 2, "{found:?}");
        }
        for filter in filters() {
            let changed = Product::update_many(ours, filter, ProductUpdate::new().name("ours"));
            assert_eq!(run!(courts, "update_many", |tx| changed.execute(tx)).unwrap(), 1);
        }
        for filter in filters() {
            let joined = Product::select(ours).join(Product::CATEGORY_ID).filter(filter);
            let joined = joined.order_by(Product::NAME.upper().desc()).columns((Product::NAME.upper(), Category::NAME));
            let found = run!(courts, "join", |tx| joined.limit(9).fetch_all(tx)).unwrap();
            assert_eq!(found, [("OURS".to_owned(), Some("ours".to_owned()))]);
        }
        let theirs = Product::delete_many(ours, Product::NAME.upper().eq("SECRET"));
        assert_eq!(run!(courts, "delete_many", |tx| theirs.execute(tx)).unwrap(), 0);
        let token = Product::select(their_tenant).filter(Product::NAME.upper().eq("SECRET")).limit(9);
        assert!(matches!(run!(courts, "select", |tx| token.fetch_all(tx)), Err(Error::OtherTenant)));
    })
    .await;
}

#[tokio::test]
pub(super) async fn aggregates_of_some_of_the_rows() {
    both(async |courts| {
        let (ours, their_tenant) = (courts.ours.tenant, courts.theirs.tenant);
        let all = || Product::select(ours).with_deleted();
        let theirs = || Product::NAME.eq(SECRET) | Product::ORGANIZATION_ID.eq(their_tenant.id());
        let read = (
            count_rows().filter(theirs()),
            Product::NAME.max().filter(theirs()),
            count_rows().filter(Product::NAME.ne("x")),
            Product::ID.count() + Product::ID.count().filter(theirs()),
        );
        let read = run!(courts, "aggregate", |tx| all().aggregate(read).fetch_one(tx)).unwrap();
        assert_eq!(read, (0, None, 2, Some(2)));
        let groups = all().group_by(Product::ORGANIZATION_ID).having(count_rows().filter(!theirs()).gt(2));
        assert_eq!(run!(courts, "having", |tx| groups.count(tx)).unwrap(), 0);
        let categories = |tenant| Category::select(tenant).column(Category::ID);
        let inside = |tenant| count_rows().filter(Product::CATEGORY_ID.is_in_select(categories(tenant)));
        let own = all().aggregate(inside(ours));
        assert_eq!(run!(courts, "aggregate", |tx| own.fetch_one(tx)).unwrap(), 1);
        for refused in [
            all().aggregate(inside(their_tenant)).into_statement(),
            all().group_by(Product::NAME).having(inside(their_tenant).gt(0)).into_statement(),
            all().group_by(Product::NAME).order_by(inside(their_tenant).asc()).into_statement(),
        ] {
            assert!(matches!(refused, Err(Error::OtherTenant)), "{refused:?}");
        }
    })
    .await;
}
