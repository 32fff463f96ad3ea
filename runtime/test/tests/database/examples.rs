//! Example rows: values that the tables accept, with all that they refer to.

use std::time::Instant;

use peristyle::prelude::*;
use peristyle_test::{Example, ExampleError, GlobalExample, Setup, TestDatabase};
use rust_decimal::Decimal;
use shop_schema::{
    ApiKey, AuditEntry, Category, Collection, CollectionProduct, Customer, Job, Membership, Order, OrderLine,
    Organization, Product, ProductStatus, SCHEMA, Task, User,
};

use crate::every_option;

/// The number of rows of each table: 100,000 in all with `PERISTYLE_EXAMPLES=10000`.
fn rows() -> usize {
    std::env::var("PERISTYLE_EXAMPLES").map_or(300, |number| number.parse().expect("a number of rows"))
}

#[peristyle_test::test]
async fn a_row_has_what_it_refers_to(db: TestDatabase) {
    let tenant = Tenant::<Organization>::new(Id::generate());
    let line = OrderLine::example(tenant).insert(&db).await.unwrap();
    assert!(line.quantity > 0 && line.organization_id == tenant.id());
    let pool = db.pool();
    let order = Order::find(tenant, line.order_id).fetch_one(&pool).await.unwrap();
    Customer::find(tenant, order.customer_id).fetch_one(&pool).await.unwrap();
    Product::find(tenant, line.product_id).fetch_one(&pool).await.unwrap();
    Organization::find(tenant).fetch_one(&pool).await.unwrap();
    let member = Membership::example(tenant).insert(&db).await.unwrap();
    assert!(User::find(member.user_id).fetch_one(&pool).await.unwrap().email.ends_with("@example.com"));
}

#[peristyle_test::test]
async fn declared_values_stay(db: TestDatabase) {
    let [ours, theirs] = db.tenants::<Organization>().await.unwrap();
    let category = Category::example(ours).with(Category::NAME, "it's").insert(&db).await.unwrap();
    let lamp = Product::example(ours)
        .with(Product::SKU, "L-1")
        .with(Product::PRICE, Decimal::new(1995, 2))
        .with(Product::STATUS, ProductStatus::Active)
        .with(Product::DESCRIPTION, None::<String>)
        .with(Product::CATEGORY_ID, category.id)
        .insert(&db)
        .await
        .unwrap();
    assert_eq!((lamp.sku.as_str(), lamp.price, lamp.status), ("L-1", Decimal::new(1995, 2), ProductStatus::Active));
    assert_eq!((lamp.description, lamp.category_id, category.name.as_str()), (None, Some(category.id), "it's"));
    let task = Task::ConfirmOrder { order: Id::generate() };
    let job = Job::example(theirs).with(Job::TASK, Json(task.clone())).insert(&db).await.unwrap();
    assert_eq!(job.task.0, task);
}

#[peristyle_test::test]
async fn the_same_seed_has_the_same_values(db: TestDatabase) {
    let [ours, theirs] = db.tenants::<Organization>().await.unwrap();
    let one = Product::example(ours).seed(7).insert(&db).await.unwrap();
    let other = Product::example(theirs).seed(7).insert(&db).await.unwrap();
    assert_eq!((one.sku, one.name, one.price), (other.sku, other.name, other.price));
}

/// The test inserts and deletes rows of its own in between.
#[peristyle_test::test]
async fn rows_that_the_test_deletes_are_not_referred_to(db: TestDatabase) {
    let [ours, _] = db.tenants::<Organization>().await.unwrap();
    let first = Order::example(ours).insert(&db).await.unwrap();
    let pool = db.pool();
    Order::delete(ours, first.id).execute(&pool).await.unwrap();
    Customer::delete(ours, first.customer_id).execute(&pool).await.unwrap();
    let next = Order::example(ours).insert(&db).await.unwrap();
    assert_ne!(next.customer_id, first.customer_id);
}

#[peristyle_test::test]
async fn what_cannot_be_satisfied_is_an_error(db: TestDatabase) {
    let tenant = Tenant::<Organization>::new(Id::generate());
    let error = Product::example(tenant).with(Product::PRICE, Decimal::from(-1)).insert(&db).await.unwrap_err();
    assert!(matches!(&error, ExampleError::Check { table: "org_products", .. }), "{error}");
    let error = Collection::example(tenant).with(Collection::TITLE, "one").insert_many(&db, 2).await.unwrap_err();
    let expected = "no further values were found that are unique in (title) of `org_collections`";
    assert_eq!(error.to_string(), expected);
    let long = Collection::example(tenant).with(Collection::TITLE, "x".repeat(101)).insert(&db).await.unwrap_err();
    assert!(matches!(&long, ExampleError::Check { table: "org_collections", .. }), "{long}");
}

#[peristyle_test::test]
async fn every_table_of_the_shop_accepts_its_examples(db: TestDatabase) {
    let [ours, theirs] = db.tenants::<Organization>().await.unwrap();
    let (rows, start) = (rows() / 2, Instant::now());
    User::example().insert_many(&db, rows).await.unwrap();
    for tenant in [ours, theirs] {
        ApiKey::example(tenant).insert_many(&db, rows).await.unwrap();
        Category::example(tenant).insert_many(&db, rows).await.unwrap();
        Product::example(tenant).insert_many(&db, rows).await.unwrap();
        Collection::example(tenant).insert_many(&db, rows).await.unwrap();
        CollectionProduct::example(tenant).insert_many(&db, rows).await.unwrap();
        Customer::example(tenant).insert_many(&db, rows).await.unwrap();
        Order::example(tenant).insert_many(&db, rows).await.unwrap();
        OrderLine::example(tenant).insert_many(&db, rows).await.unwrap();
        AuditEntry::example(tenant).insert_many(&db, rows).await.unwrap();
        // Each needs a user of its own.
        Membership::example(tenant).insert_many(&db, rows).await.unwrap();
    }
    let (count, seconds) = (rows * 21, start.elapsed().as_secs_f64());
    println!("{count} rows of the shop, {:.0} a second", count as f64 / seconds);
}

#[tokio::test]
async fn every_option_has_examples() {
    use every_option::*;

    let setup = Setup::new().before(EXTENSIONS);
    let db = TestDatabase::with(&every_option::SCHEMA, &setup).await.unwrap();
    let tenant = Tenant::<House>::new(Id::generate());
    let rows = rows();
    macro_rules! accepted {
        ($($table:ident($($tenant:expr)?)),* $(,)?) => {
            $($table::example($($tenant)?).insert_many(&db, rows).await.expect(stringify!($table));)*
        };
    }
    accepted!(
        Maker(),
        Tool(tenant),
        Loan(tenant),
        Entry(tenant),
        Passage(tenant),
        Weather(),
        Search(),
        Receipt(),
        Quarter(),
        Street()
    );
    Member::example(tenant).with(Member::EMAIL, Email::try_from("a@b".to_owned()).unwrap()).insert(&db).await.unwrap();
    Permit::example(tenant).insert_many(&db, 1).await.unwrap();
    Door::example(tenant).insert(&db).await.unwrap();
    // A house has one door.
    let second = Door::example(tenant).insert(&db).await.unwrap_err();
    assert!(matches!(second, ExampleError::Unique { table: "house_doors", .. }), "{second}");
}

/// A row that fails shrinks to the smallest one, which the server accepts too.
#[cfg(feature = "proptest")]
#[test]
fn a_strategy_shrinks_to_small_values() {
    use proptest::test_runner::{Config, TestError, TestRunner};

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(TestDatabase::new(&SCHEMA)).unwrap();
    let tenant = Tenant::<Organization>::new(Id::generate());
    let strategy = peristyle_test::rows::<Product>(tenant);
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let accepted = runner.run(&strategy, |draft| {
        assert!(runtime.block_on(draft.insert(&db)).unwrap().stock >= 0);
        Ok(())
    });
    accepted.unwrap();
    let failed = TestRunner::deterministic().run(&strategy, |draft| {
        let product = runtime.block_on(draft.insert(&db)).unwrap();
        proptest::prop_assert!(product.stock < 1000, "{}", product.stock);
        Ok(())
    });
    let Err(TestError::Fail(reason, smallest)) = failed else { panic!("{failed:?}") };
    let stock: i32 = reason.message().split(' ').next().unwrap().parse().unwrap();
    assert!((1000..=1024).contains(&stock), "{reason} of {smallest:?}");
    assert!(format!("{smallest:?}").contains(&format!("stock: \"{stock}\"")), "{reason} of {smallest:?}");
}
