//! Statements on any number of rows.

use peristyle::query::Predicate;

use super::*;

#[tokio::test]
pub(super) async fn insert_many() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let draft = || ProductInsert::new("ours", Id::<Product>::generate().to_string(), Decimal::ONE);
        let rows = [draft(), draft().with_id(courts.theirs.product)];
        let written = run!(courts, "insert_many", |tx| Product::insert_many(ours, rows).fetch_all(tx)).unwrap();
        assert!(written.iter().all(|row| row.organization_id == ours.id()));
        for id in [courts.theirs.category, Id::<Category>::generate()] {
            let rows = [draft(), draft().category_id(id)];
            let pointing = run!(courts, "insert_many", |tx| Product::insert_many(ours, rows).execute(tx));
            assert!(matches!(pointing, Err(Error::Violation(_))));
        }
    })
    .await;
}

#[tokio::test]
pub(super) async fn upsert_many() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let skus = [courts.ours.sku.clone(), courts.theirs.sku.clone(), "nobodys".to_owned()];
        let rows = || skus.clone().map(|sku| ProductInsert::new("ours", sku, Decimal::TWO));
        let many = || Product::insert_many(ours, rows()).on_conflict(Product::BY_SKU);
        let written = run!(courts, "upsert_many", |tx| many().do_update().fetch_all(tx)).unwrap();
        assert_eq!(written.iter().filter(|row| row.organization_id == ours.id()).count(), 3);
        assert_eq!(run!(courts, "upsert_many", |tx| many().do_nothing().execute(tx)).unwrap(), 0);
        let hosts = ["ours-2.example", "secret.example"].map(|host| DomainInsert::new(host).note("x"));
        let hosts = Domain::insert_many(ours, hosts).on_conflict(Domain::BY_HOST).do_update();
        // Refused by the policy, or passed over by the statement's own condition.
        assert!(run!(courts, "upsert_many", |tx| hosts.execute(tx)).map_or(true, |written| written == 1));
    })
    .await;
}

/// Conditions that hold for rows of theirs, for none, and never for ours: one for each number below [`CONDITIONS`].
fn condition(courts: &Attacked, number: usize) -> Predicate<Product> {
    match number {
        0 => Product::ID.eq(courts.theirs.product),
        1 => Product::ID.eq(Id::generate()),
        2 => Product::ORGANIZATION_ID.eq(courts.theirs.tenant.id()),
        3 => Product::NAME.eq(SECRET),
        _ => !Product::ORGANIZATION_ID.eq(courts.ours.tenant.id()),
    }
}

const CONDITIONS: usize = 5;

#[tokio::test]
pub(super) async fn update_many() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let change = || ProductUpdate::new().name("ours");
        for number in 0..CONDITIONS {
            let update = Product::update_many(ours, condition(courts, number), change());
            assert_eq!(run!(courts, "update_many", |tx| update.execute(tx)).unwrap(), 0);
            let update = Product::update_many(ours, condition(courts, number), change());
            assert_eq!(run!(courts, "update_many", |tx| update.fetch_all(tx)).unwrap(), []);
        }
        let all = Product::update_many(ours, Product::PRICE.ge(Decimal::ZERO), change());
        assert_eq!(run!(courts, "update_many", |tx| all.execute(tx)).unwrap(), 1);
        let pointing = ProductUpdate::new().category_id(courts.theirs.category);
        let pointing = Product::update_many(ours, Product::PRICE.ge(Decimal::ZERO), pointing);
        assert!(run!(courts, "update_many", |tx| pointing.execute(tx)).is_err());
    })
    .await;
}

#[tokio::test]
pub(super) async fn delete_many_and_restore_many() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        for number in 0..CONDITIONS {
            let delete = Product::delete_many(ours, condition(courts, number));
            assert_eq!(run!(courts, "delete_many", |tx| delete.execute(tx)).unwrap(), 0);
            let restore = Product::restore_many(ours, condition(courts, number));
            assert_eq!(run!(courts, "restore_many", |tx| restore.execute(tx)).unwrap(), 0);
        }
        let all = || Product::PRICE.ge(Decimal::ZERO);
        assert_eq!(run!(courts, "delete_many", |tx| Product::delete_many(ours, all()).execute(tx)).unwrap(), 1);
        assert_eq!(run!(courts, "restore_many", |tx| Product::restore_many(ours, all()).execute(tx)).unwrap(), 2);
    })
    .await;
}

#[tokio::test]
pub(super) async fn purge_many() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let theirs = [
            Enrolment::STUDENT_ID.eq(courts.theirs.student),
            Enrolment::COURSE_ID.eq(courts.theirs.course),
            Enrolment::ORGANIZATION_ID.eq(courts.theirs.tenant.id()),
            Enrolment::STUDENT_ID.eq(Id::generate()),
        ];
        for condition in theirs {
            let purge = Enrolment::purge_many(ours, condition);
            assert_eq!(run!(courts, "purge_many", |tx| purge.execute(tx)).unwrap(), 0);
        }
        let all = Enrolment::purge_many(ours, !Enrolment::STUDENT_ID.eq(Id::generate()));
        assert_eq!(run!(courts, "purge_many", |tx| all.execute(tx)).unwrap(), 1);
    })
    .await;
}
