//! Products.

use axum::Json;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use peristyle::Timestamp;
use peristyle::axum::{Problem, TenantBody};
use peristyle::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;
use shop_schema::{Category, Product, ProductInsert, ProductSettings, ProductStatus, ProductUpdate};

use super::pages::{PageBody, PageParams};
use super::{Tx, TxBody, audited};
use crate::Caller;
use crate::extract::{At, Body, Params};

/// Lists the products for sale, the newest first.
pub async fn list(Params(page): Params<PageParams>, mut tx: Tx) -> Result<Json<PageBody<Product>>, Problem> {
    let (size, after) = page.read()?;
    let active = Product::select(tx.tenant()).filter(Product::STATUS.eq(ProductStatus::Active));
    let list = active.order_by(Product::CREATED_AT.desc()).page(size, after);
    Ok(Json(list.fetch_all(&mut *tx).await?.into()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchParams {
    words: String,
}

/// Finds the 20 products that match the words best.
pub async fn search(Params(query): Params<SearchParams>, mut tx: Tx) -> Result<Json<Vec<Product>>, Problem> {
    let found = Product::search(tx.tenant(), &query.words, 20).fetch_all(&mut *tx).await?;
    Ok(Json(found))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    sku: String,
    name: String,
    description: Option<String>,
    price: Decimal,
    #[serde(default)]
    stock: i32,
    #[serde(default = "draft")]
    status: ProductStatus,
    category_id: Option<Id<Category>>,
    #[serde(default)]
    settings: ProductSettings,
}

const fn draft() -> ProductStatus {
    ProductStatus::Draft
}

impl From<NewProduct> for ProductInsert {
    fn from(new: NewProduct) -> Self {
        let mut insert = Self::new(new.sku, new.name, new.price);
        insert = insert.stock(new.stock).status(new.status).settings(peristyle::Json(new.settings));
        if let Some(description) = new.description {
            insert = insert.description(description);
        }
        if let Some(category) = new.category_id {
            insert = insert.category_id(category);
        }
        insert
    }
}

/// Creates a product. All values that are refused are reported at once.
pub async fn create(
    caller: Caller,
    TenantBody(mut tx, Body(new)): TxBody<NewProduct>,
) -> Result<impl IntoResponse, Problem> {
    let insert = ProductInsert::from(new);
    insert.validate()?;
    let product = Product::insert(tx.tenant(), insert).fetch_one(&mut *tx).await?;
    audited(&mut tx, caller, "product.create", product.id).await?;
    Ok((StatusCode::CREATED, versioned(product)))
}

/// Returns a product, and its version as ETag.
pub async fn find(At(id): At<Id<Product>>, mut tx: Tx) -> Result<impl IntoResponse, Problem> {
    let product = Product::find(tx.tenant(), id).fetch_one(&mut *tx).await?;
    Ok(versioned(product))
}

fn versioned(product: Product) -> impl IntoResponse {
    ([(ETAG, format!("\"{}\"", product.updated_at.timestamp_micros()))], Json(product))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductChanges {
    name: Option<String>,
    price: Option<Decimal>,
    stock: Option<i32>,
    status: Option<ProductStatus>,
}

impl From<ProductChanges> for ProductUpdate {
    fn from(ProductChanges { name, price, stock, status }: ProductChanges) -> Self {
        let mut update = Self::new();
        if let Some(name) = name {
            update = update.name(name);
        }
        if let Some(price) = price {
            update = update.price(price);
        }
        if let Some(stock) = stock {
            update = update.stock(stock);
        }
        if let Some(status) = status {
            update = update.status(status);
        }
        update
    }
}

/// Changes a product. With `If-Match`, only in the version that the caller has read: otherwise it is 412.
pub async fn update(
    At(id): At<Id<Product>>,
    headers: HeaderMap,
    caller: Caller,
    TenantBody(mut tx, Body(changes)): TxBody<ProductChanges>,
) -> Result<impl IntoResponse, Problem> {
    let changes = ProductUpdate::from(changes);
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
pub async fn delete(At(id): At<Id<Product>>, caller: Caller, mut tx: Tx) -> Result<StatusCode, Problem> {
    Product::delete(tx.tenant(), id).execute(&mut *tx).await?;
    audited(&mut tx, caller, "product.delete", id).await?;
    Ok(StatusCode::NO_CONTENT)
}
