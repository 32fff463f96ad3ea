//! Collections of products: many to many.

use axum::Json;
use axum::http::StatusCode;
use peristyle::axum::{Problem, TenantBody};
use peristyle::prelude::*;
use shop_schema::{Collection, CollectionInsert, CollectionProduct, CollectionProductInsert, Product};

use super::{Refused, Tx, TxBody, audited};
use crate::Caller;
use crate::extract::{At, Body};

/// Creates a collection.
#[utoipa::path(
    post,
    path = "/collections",
    request_body = CollectionInsert,
    responses((status = 201, description = "The collection.", body = Collection), Refused)
)]
pub async fn create(
    caller: Caller,
    TenantBody(mut tx, Body(insert)): TxBody<CollectionInsert>,
) -> Result<(StatusCode, Json<Collection>), Problem> {
    insert.validate()?;
    let collection = Collection::insert(tx.tenant(), insert).fetch_one(&mut *tx).await?;
    audited(&mut tx, caller, "collection.create", collection.id).await?;
    Ok((StatusCode::CREATED, Json(collection)))
}

/// Lists the products of a collection by name.
#[utoipa::path(
    get,
    path = "/collections/{id}/products",
    params(("id" = String, Path, description = "The id.")),
    responses((status = 200, description = "The products.", body = Vec<Product>), Refused)
)]
pub async fn products(At(id): At<Id<Collection>>, mut tx: Tx) -> Result<Json<Vec<Product>>, Problem> {
    let tenant = tx.tenant();
    Collection::find(tenant, id).fetch_one(&mut *tx).await?;
    let list = Product::select(tenant).order_by(Product::NAME.asc()).limit(100);
    let through = list.load_through(CollectionProduct::COLLECTION_ID, CollectionProduct::PRODUCT_ID, [id]);
    Ok(Json(through.fetch_all(&mut *tx).await?.take(id)))
}

/// Adds a product to a collection. Doing it twice has no further effect.
#[utoipa::path(
    put,
    path = "/collections/{id}/products/{product}",
    params(("id" = String, Path, description = "The id."), ("product" = String, Path, description = "The id of the product.")),
    responses((status = 204, description = "It is in the collection."), Refused)
)]
pub async fn add(At((id, product)): At<(Id<Collection>, Id<Product>)>, mut tx: Tx) -> Result<StatusCode, Problem> {
    let insert = CollectionProduct::insert(tx.tenant(), CollectionProductInsert::new(id, product));
    insert.on_key_conflict().do_nothing().execute(&mut *tx).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a product from a collection.
#[utoipa::path(
    delete,
    path = "/collections/{id}/products/{product}",
    params(("id" = String, Path, description = "The id."), ("product" = String, Path, description = "The id of the product.")),
    responses((status = 204, description = "It is removed."), Refused)
)]
pub async fn remove(At((id, product)): At<(Id<Collection>, Id<Product>)>, mut tx: Tx) -> Result<StatusCode, Problem> {
    CollectionProduct::delete(tx.tenant(), (id, product)).execute(&mut *tx).await?;
    Ok(StatusCode::NO_CONTENT)
}
