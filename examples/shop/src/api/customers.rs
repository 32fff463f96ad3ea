//! Customers.

use axum::Json;
use axum::http::StatusCode;
use peristyle::axum::{Problem, TenantBody};
use serde::Deserialize;
use shop_schema::{Customer, CustomerInsert};

use super::pages::{PageBody, PageParams};
use super::{Tx, TxBody, audited};
use crate::Caller;
use crate::extract::{Body, Params};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    name: String,
    email: String,
}

/// Creates a customer.
pub async fn create(
    caller: Caller,
    TenantBody(mut tx, Body(new)): TxBody<NewCustomer>,
) -> Result<(StatusCode, Json<Customer>), Problem> {
    let insert = CustomerInsert::new(new.name, new.email);
    insert.validate()?;
    let customer = Customer::insert(tx.tenant(), insert).fetch_one(&mut *tx).await?;
    audited(&mut tx, caller, "customer.create", customer.id).await?;
    Ok((StatusCode::CREATED, Json(customer)))
}

/// Lists the customers by name.
pub async fn list(Params(page): Params<PageParams>, mut tx: Tx) -> Result<Json<PageBody<Customer>>, Problem> {
    let (size, after) = page.read()?;
    let list = Customer::select(tx.tenant()).order_by(Customer::NAME.asc()).page(size, after);
    Ok(Json(list.fetch_all(&mut *tx).await?.into()))
}
