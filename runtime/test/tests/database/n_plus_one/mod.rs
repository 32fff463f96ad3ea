//! Statements that are run for each row of another: planted loops are found, on both drivers, and what reads or writes all rows at once is not.

mod on_sqlx;
#[cfg(feature = "deadpool-postgres")]
mod on_tokio_postgres;

use std::panic::{AssertUnwindSafe, catch_unwind};

use peristyle::prelude::*;
use peristyle_test::{Example, NPlusOne, TestDatabase};
use shop_schema::{
    Category, Collection, CollectionProduct, Customer, Job, Order, OrderLine, Organization, Product, SCHEMA, Task,
};

/// A tenant with three rows in each table, and nine in those between two.
struct Seeds {
    tenant: Tenant<Organization>,
    categories: Vec<Id<Category>>,
}

async fn seeds(db: &TestDatabase) -> Seeds {
    let [tenant, _] = db.tenants::<Organization>().await.unwrap();
    let mut seeds = Seeds { tenant, categories: Vec::new() };
    let (mut products, mut orders, mut collections) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        let category = Category::example(tenant).with(Category::PARENT_ID, None::<Id<Category>>);
        let category = category.insert(db).await.unwrap().id;
        for _ in 0..2 {
            Category::example(tenant).with(Category::PARENT_ID, category).insert(db).await.unwrap();
        }
        let product = Product::example(tenant).with(Product::CATEGORY_ID, category);
        products.push(product.with(Product::STOCK, 9).insert(db).await.unwrap().id);
        let customer = Customer::example(tenant).insert(db).await.unwrap().id;
        orders.push(Order::example(tenant).with(Order::CUSTOMER_ID, customer).insert(db).await.unwrap().id);
        collections.push(Collection::example(tenant).insert(db).await.unwrap().id);
        let task = Task::ConfirmOrder { order: Id::generate() };
        Job::example(tenant).with(Job::TASK, Json(task)).insert(db).await.unwrap();
        seeds.categories.push(category);
    }
    for product in products {
        for order in &orders {
            let line = OrderLine::example(tenant).with(OrderLine::ORDER_ID, *order);
            line.with(OrderLine::PRODUCT_ID, product).insert(db).await.unwrap();
        }
        for collection in &collections {
            let listed = CollectionProduct::example(tenant).with(CollectionProduct::COLLECTION_ID, *collection);
            listed.with(CollectionProduct::PRODUCT_ID, product).insert(db).await.unwrap();
        }
    }
    seeds
}

/// The loops that were planted, and what was found of each.
fn every_loop_is_found(loops: &[(&str, Vec<NPlusOne>)]) {
    assert!(loops.len() >= 25, "{}", loops.len());
    let missed: Vec<_> = loops.iter().filter(|(_, found)| found.is_empty()).map(|(name, _)| name).collect();
    assert!(missed.is_empty(), "{missed:?}");
    for (name, found) in loops {
        let is_own_sql = name.starts_with("own_sql");
        for NPlusOne { rows_of_place, repeated_place, times, .. } in found {
            let known = |place: &Option<String>| place.as_ref().is_some_and(|place| place.contains("loops.rs:"));
            assert!(known(rows_of_place) || is_own_sql, "{name}: {found:#?}");
            assert!(known(repeated_place) || is_own_sql, "{name}: {found:#?}");
            assert!(*times >= 2, "{name}: {found:#?}");
        }
    }
    let (_, nested) = loops.iter().find(|(name, _)| *name == "lines_of_orders_and_their_products").unwrap();
    assert_eq!(nested.len(), 2, "{nested:#?}");
}

fn message(db: &TestDatabase, check: peristyle_test::NPlusOneCheck) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| drop(check))).unwrap_err();
    let _ = db;
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[peristyle_test::test]
async fn both_places_and_the_remedy_are_named(db: TestDatabase) {
    let Seeds { tenant, .. } = seeds(&db).await;
    let pool = db.pool();
    let check = db.no_n_plus_one();
    let list = line!() + 1;
    for order in Order::select(tenant).limit(9).fetch_all(&pool).await.unwrap() {
        Customer::find(tenant, order.customer_id).fetch_one(&pool).await.unwrap();
    }
    let message = message(&db, check);
    let lines: Vec<_> = message.lines().collect();
    let [first, rows_of, repeated, instead] = lines[..] else { panic!("{message}") };
    assert_eq!(first, "N+1: a statement was run 3 times, once for each row of another");
    assert!(rows_of.contains(&format!("n_plus_one/mod.rs:{list}:")), "{message}");
    assert!(rows_of.ends_with(r#": returned 3 rows: SELECT .. FROM "org_orders" WHERE "organization_id" = $1 AND "deleted_at" IS NULL LIMIT $2"#), "{message}");
    assert!(repeated.contains(&format!("n_plus_one/mod.rs:{}:", list + 1)), "{message}");
    assert!(repeated.contains(r#": was run for them: SELECT .. FROM "org_customers" WHERE "#), "{message}");
    assert_eq!(
        instead,
        "  write instead: `Order::select(tenant).join(Order::CUSTOMER_ID)`, or `Customer::select(tenant).load_parents(ids)`"
    );
}

/// What each kind of statement is replaced by.
#[peristyle_test::test]
async fn each_kind_of_statement_has_its_remedy(db: TestDatabase) {
    use shop_schema::{CollectionInsert, JobState, JobUpdate, ProductUpdate};

    let Seeds { tenant, .. } = seeds(&db).await;
    let pool = db.pool();
    macro_rules! instead {
        ($rows:expr, |$row:ident| $statement:expr) => {{
            let check = db.no_n_plus_one();
            for $row in $rows.limit(9).fetch_all(&pool).await.unwrap() {
                let _ = $statement.await.unwrap();
            }
            let found = check.into_found();
            assert_eq!(found.len(), 1, "{found:#?}");
            found.into_iter().next().unwrap().instead
        }};
    }
    let products = || Product::select(tenant);
    assert_eq!(
        instead!(Category::select(tenant), |row| products().filter(Product::CATEGORY_ID.eq(row.id)).count(&pool)),
        "`Product::select(tenant).filter(Product::CATEGORY_ID.is_in(values)).group_by(Product::CATEGORY_ID).aggregate(count_rows())`"
    );
    assert_eq!(
        instead!(Order::select(tenant), |row| OrderLine::select(tenant)
            .filter(OrderLine::ORDER_ID.eq(row.id))
            .limit(9)
            .fetch_all(&pool)),
        "`OrderLine::select(tenant).limit(n).load_children(OrderLine::ORDER_ID, ids)`"
    );
    assert_eq!(
        instead!(products(), |row| Product::find_by_sku(tenant, &*row.sku).fetch_one(&pool)),
        "`Product::select(tenant).filter(Product::SKU.is_in(values))`"
    );
    assert_eq!(
        instead!(products(), |row| Product::update(tenant, row.id, ProductUpdate::new().stock(1)).execute(&pool)),
        "`Product::update_many(tenant, Product::ID.is_in(values), changes)`, or with a value for each row \
         `Product::insert_many(tenant, rows).on_key_conflict().do_update()`"
    );
    let done = || JobUpdate::new().state(JobState::Done);
    assert!(
        instead!(Job::select(tenant), |row| Job::update(tenant, row.id, done()).execute(&pool))
            .starts_with("`Job::update_many(tenant, Job::ID.is_in(values), changes)`")
    );
    assert_eq!(
        instead!(Collection::select(tenant), |row| Collection::delete(tenant, row.id).execute(&pool)),
        "`Collection::delete_many(tenant, Collection::ID.is_in(values))`"
    );
    assert_eq!(
        instead!(Collection::select(tenant).only_deleted(), |row| Collection::restore(tenant, row.id).execute(&pool)),
        "`Collection::restore_many(tenant, Collection::ID.is_in(values))`"
    );
    assert_eq!(
        instead!(Job::select(tenant), |row| Job::delete(tenant, row.id).execute(&pool)),
        "`Job::delete_many(tenant, Job::ID.is_in(values))`"
    );
    assert_eq!(
        instead!(products(), |row| Collection::insert(tenant, CollectionInsert::new(row.sku)).execute(&pool)),
        "`Collection::insert_many(tenant, rows)`"
    );
}

#[peristyle_test::test]
async fn statements_for_all_rows_are_no_loops(db: TestDatabase) {
    use peristyle::query::{PageSize, count_rows};
    use shop_schema::{CollectionInsert, CollectionProductInsert, ProductUpdate};

    let Seeds { tenant, categories } = seeds(&db).await;
    let pool = db.pool();
    let check = db.no_n_plus_one();
    let orders = Order::select(tenant).join(Order::CUSTOMER_ID).limit(9).fetch_all(&pool).await.unwrap();
    let ids: Vec<_> = orders.iter().map(|(order, _)| order.id).collect();
    let lines = OrderLine::select(tenant).limit(9).load_children(OrderLine::ORDER_ID, ids.clone());
    let lines = lines.fetch_all(&pool).await.unwrap();
    let products = ids.iter().flat_map(|id| lines.of(*id)).map(|line: &OrderLine| line.product_id);
    let products = Product::select(tenant).load_parents(products).fetch_all(&pool).await.unwrap();
    let counts = Product::select(tenant).group_by(Product::CATEGORY_ID).aggregate(count_rows()).limit(9);
    assert_eq!(counts.fetch_all(&pool).await.unwrap().len(), 3);
    let some = Product::ID.is_in(products.keys().copied());
    Product::update_many(tenant, some, ProductUpdate::new().stock(3)).execute(&pool).await.unwrap();
    let inserts: Vec<_> = products.values().map(|product| CollectionInsert::new(&*product.sku)).collect();
    let made = Collection::insert_many(tenant, inserts).fetch_all(&pool).await.unwrap();
    let links: Vec<_> =
        made.iter().zip(products.keys()).map(|(made, id)| CollectionProductInsert::new(made.id, *id)).collect();
    CollectionProduct::insert_many(tenant, links).execute(&pool).await.unwrap();
    // One row of a list, by two calls: a page, and what it links to.
    let first = Category::find(tenant, categories[0]).fetch_one(&pool).await.unwrap();
    let second = Category::find(tenant, categories[1]).fetch_one(&pool).await.unwrap();
    assert_ne!(first.id, second.id);
    // Each page begins where the last one ended.
    let mut cursor = None;
    loop {
        let page = Product::select(tenant).order_by(Product::SKU.asc()).page(PageSize::new(1).unwrap(), cursor);
        cursor = page.fetch_all(&pool).await.unwrap().next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(check.found(), []);
}

/// A loop in the test itself is none of the program: the check begins after it.
#[peristyle_test::test]
async fn only_statements_during_the_check_count(db: TestDatabase) {
    let Seeds { tenant, .. } = seeds(&db).await;
    let pool = db.pool();
    let before = async || {
        for order in Order::select(tenant).limit(9).fetch_all(&pool).await.unwrap() {
            Customer::find(tenant, order.customer_id).fetch_one(&pool).await.unwrap();
        }
    };
    before().await;
    let check = db.no_n_plus_one();
    Order::select(tenant).limit(9).fetch_all(&pool).await.unwrap();
    drop(check);
    let check = db.no_n_plus_one().at_least(4);
    before().await;
    drop(check);
    let other = TestDatabase::new(&SCHEMA).await.unwrap();
    let check = other.no_n_plus_one();
    before().await;
    assert_eq!(check.found(), []);
}

#[peristyle_test::test(no_n_plus_one)]
#[should_panic(expected = "N+1: a statement was run 3 times")]
async fn a_whole_test_is_checked(db: TestDatabase) {
    let Seeds { tenant, .. } = seeds(&db).await;
    for order in Order::select(tenant).limit(9).fetch_all(&db.pool()).await.unwrap() {
        Customer::find(tenant, order.customer_id).fetch_one(&db.pool()).await.unwrap();
    }
}
