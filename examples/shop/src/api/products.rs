//! Products.

use axum::Json;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use peristyle::Timestamp;
use peristyle::axum::{Problem, TenantBody};
use peristyle::prelude::*;
use serde::Deserialize;
use shop_schema::{Product, ProductInsert, ProductStatus, ProductUpdate};
use utoipa::IntoParams;

use super::pages::{PageBody, PageParams};
use super::{Refused, Tx, TxBody, audited};
use crate::Caller;
use crate::extract::{At, Body, Params};

/// Lists the products for sale, the newest first.
#[utoipa::path(
    get,
    path = "/products",
    params(PageParams),
    responses((status = 200, description = "A page.", body = PageBody<Product>), Refused)
)]
pub async fn list(Params(page): Params<PageParams>, mut tx: Tx) -> Result<Json<PageBody<Product>>, Problem> {
    let (size, after) = page.read()?;
    let active = Product::select(tx.tenant()).filter(Product::STATUS.eq(ProductStatus::Active));
    let list = active.order_by(Product::CREATED_AT.desc()).page(size, after);
    Ok(Json(list.fetch_all(&mut *tx).await?.into()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    words: String,
}

/// Finds the 20 products that match the words best.
#[utoipa::path(
    get,
    path = "/products/search",
    params(SearchParams),
    responses((status = 200, description = "The products.", body = Vec<Product>), Refused)
)]
pub async fn search(Params(query): Params<SearchParams>, mut tx: Tx) -> Result<Json<Vec<Product>>, Problem> {
    let found = Product::search(tx.tenant(), &query.words, 20).fetch_all(&mut *tx).await?;
    Ok(Json(found))
}

/// Creates a product. All values that are refused are reported at once.
#[utoipa::path(
    post,
    path = "/products",
    request_body = ProductInsert,
    responses((status = 201, description = "The product, with its version as `ETag`.", body = Product), Refused)
)]
pub async fn create(
    caller: Caller,
    TenantBody(mut tx, Body(insert)): TxBody<ProductInsert>,
) -> Result<impl IntoResponse, Problem> {
    insert.validate()?;
    let product = Product::insert(tx.tenant(), insert).fetch_one(&mut *tx).await?;
    audited(&mut tx, caller, "product.create", product.id).await?;
    Ok((StatusCode::CREATED, versioned(product)))
}

/// Returns a product, and its version as ETag.
#[utoipa::path(
    get,
    path = "/products/{id}",
    params(("id" = String, Path, description = "The id.")),
    responses((status = 200, description = "The product, with its version as `ETag`.", body = Product), Refused)
)]
pub async fn find(At(id): At<Id<Product>>, mut tx: Tx) -> Result<impl IntoResponse, Problem> {
    let product = Product::find(tx.tenant(), id).fetch_one(&mut *tx).await?;
    Ok(versioned(product))
}

fn versioned(product: Product) -> impl IntoResponse {
    ([(ETAG, format!("\"{}\"", product.updated_at.timestamp_micros()))], Json(product))
}

/// Changes a product. With `If-Match`, only in the version that the caller has read: otherwise it is 412.
#[utoipa::path(
    patch,
    path = "/products/{id}",
    params(("id" = String, Path, description = "The id."), ("if-match" = Option<String>, Header, description = "The version that was read, from `ETag`.")),
    request_body = ProductUpdate,
    responses((status = 200, description = "The product.", body = Product), Refused)
)]
pub async fn update(
    At(id): At<Id<Product>>,
    headers: HeaderMap,
    caller: Caller,
    TenantBody(mut tx, Body(changes)): TxBody<ProductUpdate>,
) -> Result<impl IntoResponse, Problem> {
    changes.validate()?;
    let update = Product::update(tx.tenant(), id, changes);
    let product = match seen(&headers)? {
        Some(version) => update.if_version(Product::UPDATED_AT, version).fetch_one(&mut *tx).await?,
        None => update.fetch_one(&mut *tx).await?,
    };
    audited(&mut tx, caller, "product.update", id).await?;
    Ok(versioned(product))
}

/// The version of `If-Match`.
fn seen(headers: &HeaderMap) -> Result<Option<Timestamp>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().ok().and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
    let version = text.and_then(|text| Timestamp::from_timestamp_micros(text.parse().ok()?));
    version.map(Some).ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "if_match", "`If-Match` is not an ETag"))
}

/// Deletes a product that no order refers to.
#[utoipa::path(
    delete,
    path = "/products/{id}",
    params(("id" = String, Path, description = "The id.")),
    responses((status = 204, description = "It is deleted."), Refused)
)]
pub async fn delete(At(id): At<Id<Product>>, caller: Caller, mut tx: Tx) -> Result<StatusCode, Problem> {
    Product::delete(tx.tenant(), id).execute(&mut *tx).await?;
    audited(&mut tx, caller, "product.delete", id).await?;
    Ok(StatusCode::NO_CONTENT)
}
