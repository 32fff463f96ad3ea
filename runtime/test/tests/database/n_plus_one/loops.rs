//! Loops that are planted: each runs a statement for each row of another.

use std::collections::VecDeque;

use peristyle::prelude::*;
use peristyle::query::{PageSize, count_rows};
use peristyle::{Error, raw};
use peristyle_test::{NPlusOne, TestDatabase};
use shop_schema::*;
use tokio::task::JoinSet;

use super::super::{Seeds, seeds};
use super::{Pool, ids, own};

type Of = Tenant<Organization>;

macro_rules! loops {
    ($($name:ident),+ $(,)?) => {
        /// The name of each loop, and what was found of it.
        pub async fn all(db: &TestDatabase, pool: &Pool) -> Vec<(&'static str, Vec<NPlusOne>)> {
            let mut all = Vec::new();
            $({
                let Seeds { tenant, .. } = seeds(db).await;
                let check = db.no_n_plus_one();
                $name(pool, tenant).await.unwrap();
                all.push((stringify!($name), check.into_found()));
            })+
            all
        }
    };
}

loops!(
    parents_in_a_transaction,
    parents_on_the_pool,
    parents_that_may_be_missing,
    children_of_each,
    a_count_of_each,
    exists_of_each,
    a_sum_of_each,
    a_page_of_each,
    relations_of_one_row_each,
    an_update_of_each,
    an_expression_of_each,
    a_versioned_update_of_each,
    an_update_of_many_for_each,
    a_delete_of_each,
    a_restore_of_each,
    an_insert_for_each,
    an_upsert_for_each,
    a_unique_text_of_each,
    a_computed_text_of_each,
    the_same_for_each,
    lines_of_orders_and_their_products,
    rows_of_a_stream,
    rows_of_pages,
    rows_of_a_join,
    rows_of_a_junction,
    at_the_same_time,
    in_a_helper,
    by_recursion,
    from_a_queue_in_memory,
    a_transaction_for_each,
    a_savepoint_for_each,
    a_closure_for_each,
    raw_sql_of_each,
    own_sql_of_each,
);

async fn parents_in_a_transaction(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for order in Order::select(tenant).limit(9).fetch_all(&mut tx).await? {
        Customer::find(tenant, order.customer_id).fetch_one(&mut tx).await?;
    }
    tx.commit().await
}

async fn parents_on_the_pool(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        Customer::find(tenant, order.customer_id).fetch_one(pool).await?;
    }
    Ok(())
}

async fn parents_that_may_be_missing(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let products = Product::select(tenant).limit(9).fetch_all(pool).await?;
    for id in products.iter().filter_map(|product| product.category_id) {
        Category::find(tenant, id).fetch_optional(pool).await?;
    }
    Ok(())
}

async fn children_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for order in Order::select(tenant).limit(9).fetch_all(&mut tx).await? {
        OrderLine::select(tenant).filter(OrderLine::ORDER_ID.eq(order.id)).limit(9).fetch_all(&mut tx).await?;
    }
    tx.commit().await
}

async fn a_count_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for category in Category::select(tenant).limit(9).fetch_all(pool).await? {
        Product::select(tenant).filter(Product::CATEGORY_ID.eq(category.id)).count(pool).await?;
    }
    Ok(())
}

async fn exists_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for customer in Customer::select(tenant).limit(9).fetch_all(pool).await? {
        Order::select(tenant).filter(Order::CUSTOMER_ID.eq(customer.id)).exists(pool).await?;
    }
    Ok(())
}

async fn a_sum_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        let lines = OrderLine::select(tenant).filter(OrderLine::ORDER_ID.eq(order.id));
        lines.aggregate((OrderLine::QUANTITY.sum(), count_rows())).fetch_one(pool).await?;
    }
    Ok(())
}

async fn a_page_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        let lines = OrderLine::select(tenant).filter(OrderLine::ORDER_ID.eq(order.id));
        lines.page(PageSize::new(2).unwrap(), None).fetch_all(pool).await?;
    }
    Ok(())
}

/// The call for all rows, with one row at a time.
async fn relations_of_one_row_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        let lines = OrderLine::select(tenant).limit(9);
        lines.load_children(OrderLine::ORDER_ID, [order.id]).fetch_all(pool).await?;
    }
    Ok(())
}

async fn an_update_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for product in Product::select(tenant).limit(9).fetch_all(&mut tx).await? {
        let changes = ProductUpdate::new().stock(product.stock + 1);
        Product::update(tenant, product.id, changes).execute(&mut tx).await?;
    }
    tx.commit().await
}

async fn an_expression_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for product in Product::select(tenant).column(Product::ID).limit(9).fetch_all(pool).await? {
        let update = Product::update(tenant, product, ProductUpdate::new());
        update.set(Product::STOCK, Product::STOCK - 1).fetch_one(pool).await?;
    }
    Ok(())
}

async fn a_versioned_update_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for product in Product::select(tenant).limit(9).fetch_all(pool).await? {
        let update = Product::update(tenant, product.id, ProductUpdate::new().stock(1));
        update.if_version(Product::UPDATED_AT, product.updated_at).execute(pool).await?;
    }
    Ok(())
}

async fn an_update_of_many_for_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        let changes = OrderLineUpdate::new().quantity(2);
        OrderLine::update_many(tenant, OrderLine::ORDER_ID.eq(order.id), changes).execute(pool).await?;
    }
    Ok(())
}

async fn a_delete_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for job in Job::select(tenant).limit(9).fetch_all(pool).await? {
        Job::delete(tenant, job.id).execute(pool).await?;
    }
    Ok(())
}

async fn a_restore_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    Collection::delete_many(tenant, peristyle::query::all_rows()).execute(pool).await?;
    for collection in Collection::select(tenant).only_deleted().limit(9).fetch_all(pool).await? {
        Collection::restore(tenant, collection.id).execute(pool).await?;
    }
    Ok(())
}

async fn an_insert_for_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for order in Order::select(tenant).limit(9).fetch_all(&mut tx).await? {
        let job = JobInsert::new(Json(Task::ConfirmOrder { order: order.id }));
        Job::insert(tenant, job).execute(&mut tx).await?;
    }
    tx.commit().await
}

async fn an_upsert_for_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for customer in Customer::select(tenant).limit(9).fetch_all(pool).await? {
        let insert = CustomerInsert::new("the same name", customer.email);
        Customer::insert(tenant, insert).on_conflict(Customer::BY_EMAIL).do_update().execute(pool).await?;
    }
    Ok(())
}

async fn a_unique_text_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for product in Product::select(tenant).limit(9).fetch_all(pool).await? {
        Product::find_by_sku(tenant, &*product.sku).fetch_optional(pool).await?;
    }
    Ok(())
}

async fn a_computed_text_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for product in Product::select(tenant).limit(9).fetch_all(pool).await? {
        let sku = format!("{}-spare", product.sku.chars().take(90).collect::<String>());
        Product::find_by_sku(tenant, &*sku).fetch_optional(pool).await?;
    }
    Ok(())
}

async fn the_same_for_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        let organization = Organization::find(tenant).fetch_one(pool).await?;
        assert_eq!(organization.id, order.organization_id);
    }
    Ok(())
}

async fn lines_of_orders_and_their_products(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for order in Order::select(tenant).limit(9).fetch_all(&mut tx).await? {
        let lines = OrderLine::select(tenant).filter(OrderLine::ORDER_ID.eq(order.id)).limit(9);
        for line in lines.fetch_all(&mut tx).await? {
            Product::find(tenant, line.product_id).fetch_one(&mut tx).await?;
        }
    }
    tx.commit().await
}

async fn rows_of_a_stream(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut orders = Order::select(tenant).fetch(pool).batch(2);
    while let Some(order) = orders.try_next().await? {
        Customer::find(tenant, order.customer_id).fetch_one(pool).await?;
    }
    Ok(())
}

async fn rows_of_pages(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut cursor = None;
    loop {
        let page = Order::select(tenant).page(PageSize::new(2).unwrap(), cursor).fetch_all(pool).await?;
        for order in page.rows {
            Customer::find(tenant, order.customer_id).fetch_one(pool).await?;
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

async fn rows_of_a_join(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let lines = OrderLine::select(tenant).inner_join(OrderLine::PRODUCT_ID).limit(9).fetch_all(pool).await?;
    for (_, product) in lines {
        let Some(category) = product.category_id else { continue };
        Category::find(tenant, category).fetch_one(pool).await?;
    }
    Ok(())
}

async fn rows_of_a_junction(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for listed in CollectionProduct::select(tenant).limit(9).fetch_all(pool).await? {
        Product::find(tenant, listed.product_id).fetch_one(pool).await?;
    }
    Ok(())
}

async fn at_the_same_time(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut running = JoinSet::new();
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        let pool = pool.clone();
        running.spawn(async move { Customer::find(tenant, order.customer_id).fetch_one(&pool).await });
    }
    while let Some(customer) = running.join_next().await {
        customer.unwrap()?;
    }
    Ok(())
}

async fn in_a_helper(pool: &Pool, tenant: Of) -> Result<(), Error> {
    async fn name(pool: &Pool, tenant: Of, order: &Order) -> Result<String, Error> {
        Ok(Customer::find(tenant, order.customer_id).fetch_one(pool).await?.name)
    }
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        name(pool, tenant, &order).await?;
    }
    Ok(())
}

async fn by_recursion(pool: &Pool, tenant: Of) -> Result<(), Error> {
    async fn below(pool: &Pool, tenant: Of, parent: Id<Category>) -> Result<usize, Error> {
        let children = Category::select(tenant).filter(Category::PARENT_ID.eq(parent)).limit(9).fetch_all(pool).await?;
        let mut number = children.len();
        for child in children {
            number += Box::pin(below(pool, tenant, child.id)).await?;
        }
        Ok(number)
    }
    let top = Category::select(tenant).filter(Category::PARENT_ID.is_null()).limit(1).fetch_all(pool).await?;
    assert_eq!(below(pool, tenant, top[0].id).await?, 2);
    Ok(())
}

async fn from_a_queue_in_memory(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut waiting: VecDeque<_> = Job::select(tenant).limit(9).fetch_all(pool).await?.into();
    while let Some(job) = waiting.pop_front() {
        Job::update(tenant, job.id, JobUpdate::new().state(JobState::Done)).execute(pool).await?;
    }
    Ok(())
}

async fn a_transaction_for_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    for product in Product::select(tenant).limit(9).fetch_all(pool).await? {
        let mut tx = pool.begin_tenant(tenant).await?;
        Product::find(tenant, product.id).for_update().fetch_one(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn a_savepoint_for_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for product in Product::select(tenant).limit(9).fetch_all(&mut tx).await? {
        let mut savepoint = tx.savepoint().await?;
        Product::update(tenant, product.id, ProductUpdate::new().stock(0)).execute(&mut savepoint).await?;
        savepoint.commit().await?;
    }
    tx.commit().await
}

async fn a_closure_for_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let customer = async |id: Id<Customer>| Customer::find(tenant, id).fetch_one(pool).await;
    for order in Order::select(tenant).limit(9).fetch_all(pool).await? {
        customer(order.customer_id).await?;
    }
    Ok(())
}

async fn raw_sql_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for (order,) in raw::<(Id<Order>,)>("SELECT id FROM org_orders").fetch_all(&mut tx).await? {
        let lines = raw::<(i64,)>("SELECT count(*) FROM org_order_lines WHERE order_id = $1").bind(order);
        lines.fetch_one(&mut tx).await?;
    }
    tx.commit().await
}

async fn own_sql_of_each(pool: &Pool, tenant: Of) -> Result<(), Error> {
    let mut tx = pool.begin_tenant(tenant).await?;
    for id in ids(&mut tx, "SELECT customer_id FROM org_orders").await? {
        own(&mut tx, "SELECT id FROM org_customers WHERE id = $1", id).await?;
    }
    tx.commit().await
}
