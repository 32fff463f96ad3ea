//! Orders.

use axum::Json;
use axum::http::StatusCode;
use peristyle::axum::{Problem, TenantBody};
use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shop_schema::{
    Customer, Job, JobInsert, Order, OrderInsert, OrderLine, OrderLineInsert, Product, ProductUpdate, Task,
};
use utoipa::ToSchema;

use super::pages::{PageBody, PageParams};
use super::{Refused, Tx, TxBody, audited};
use crate::Caller;
use crate::extract::{At, Body, Params};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    customer_id: Id<Customer>,
    lines: Vec<NewLine>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    product_id: Id<Product>,
    quantity: i32,
}

/// The most lines of an order.
const MOST_LINES: u32 = 100;

/// An order and its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderBody {
    order: Order,
    lines: Vec<OrderLine>,
}

/// Places an order: takes the pieces from the stock, writes the order with its lines and the audit entry, and leaves the
/// confirmation to the worker. All of it is one transaction.
#[utoipa::path(
    post,
    path = "/orders",
    request_body = NewOrder,
    responses((status = 201, description = "The order.", body = OrderBody), Refused)
)]
pub async fn place(
    caller: Caller,
    TenantBody(mut tx, Body(mut new)): TxBody<NewOrder>,
) -> Result<(StatusCode, Json<OrderBody>), Problem> {
    if !(1..=MOST_LINES as usize).contains(&new.lines.len()) {
        let detail = "an order has from 1 to 100 lines";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail));
    }
    if let Some(line) = new.lines.iter().find(|line| line.quantity <= 0) {
        let detail = format!("the quantity must be positive, not {}", line.quantity);
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail));
    }
    // All orders lock the products in the same order, so two of them never wait for each other.
    new.lines.sort_by_key(|line| line.product_id);
    let tenant = tx.tenant();
    let mut priced = Vec::new();
    for NewLine { product_id, quantity } in &new.lines {
        let taken = Product::update(tenant, *product_id, ProductUpdate::new());
        let product = taken.set(Product::STOCK, Product::STOCK - *quantity).fetch_one(&mut *tx).await?;
        priced.push((product.id, *quantity, product.price));
    }
    let total: Decimal = priced.iter().map(|(_, quantity, price)| Decimal::from(*quantity) * price).sum();
    let order = OrderInsert::new(new.customer_id, total);
    order.validate()?;
    let order = Order::insert(tenant, order).fetch_one(&mut *tx).await?;
    let lines =
        priced.into_iter().map(|(product, quantity, price)| OrderLineInsert::new(order.id, product, quantity, price));
    let lines = OrderLine::insert_many(tenant, lines).fetch_all(&mut *tx).await?;
    Job::insert(tenant, JobInsert::new(peristyle::Json(Task::ConfirmOrder { order: order.id })))
        .execute(&mut *tx)
        .await?;
    audited(&mut tx, caller, "order.place", order.id).await?;
    Ok((StatusCode::CREATED, Json(OrderBody { order, lines })))
}

/// Lists the orders, the newest first.
#[utoipa::path(
    get,
    path = "/orders",
    params(PageParams),
    responses((status = 200, description = "A page.", body = PageBody<Order>), Refused)
)]
pub async fn list(Params(page): Params<PageParams>, mut tx: Tx) -> Result<Json<PageBody<Order>>, Problem> {
    let (size, after) = page.read()?;
    let list = Order::select(tx.tenant()).order_by(Order::CREATED_AT.desc()).page(size, after);
    Ok(Json(list.fetch_all(&mut *tx).await?.into()))
}

/// Returns an order with its lines.
#[utoipa::path(
    get,
    path = "/orders/{id}",
    params(("id" = String, Path, description = "The id.")),
    responses((status = 200, description = "The order.", body = OrderBody), Refused)
)]
pub async fn find(At(id): At<Id<Order>>, mut tx: Tx) -> Result<Json<OrderBody>, Problem> {
    let tenant = tx.tenant();
    let order = Order::find(tenant, id).fetch_one(&mut *tx).await?;
    let lines = OrderLine::select(tenant).filter(OrderLine::ORDER_ID.eq(id)).limit(MOST_LINES);
    let lines = lines.fetch_all(&mut *tx).await?;
    Ok(Json(OrderBody { order, lines }))
}
