//! Customers.

use axum::Json;
use axum::http::StatusCode;
use peristyle::axum::{Problem, TenantBody};
use peristyle::prelude::*;
use shop_schema::{Customer, CustomerInsert};

use super::pages::{PageBody, PageParams};
use super::{Refused, Tx, TxBody, audited};
use crate::Caller;
use crate::extract::{Body, Params};

/// Creates a customer.
#[utoipa::path(
    post,
    path = "/customers",
    request_body = CustomerInsert,
    responses((status = 201, description = "The customer.", body = Customer), Refused)
)]
pub async fn create(
    caller: Caller,
    TenantBody(mut tx, Body(insert)): TxBody<CustomerInsert>,
) -> Result<(StatusCode, Json<Customer>), Problem> {
    insert.validate()?;
    let customer = Customer::insert(tx.tenant(), insert).fetch_one(&mut *tx).await?;
    audited(&mut tx, caller, "customer.create", customer.id).await?;
    Ok((StatusCode::CREATED, Json(customer)))
}

/// Lists the customers by name.
#[utoipa::path(
    get,
    path = "/customers",
    params(PageParams),
    responses((status = 200, description = "A page.", body = PageBody<Customer>), Refused)
)]
pub async fn list(Params(page): Params<PageParams>, mut tx: Tx) -> Result<Json<PageBody<Customer>>, Problem> {
    let (size, after) = page.read()?;
    let list = Customer::select(tx.tenant()).order_by(Customer::NAME.asc()).page(size, after);
    Ok(Json(list.fetch_all(&mut *tx).await?.into()))
}
