//! Collections of products: many to many.

use axum::Json;
use axum::http::StatusCode;
use peristyle::axum::{Problem, TenantBody};
use peristyle::prelude::*;
use serde::Deserialize;
use shop_schema::{Collection, CollectionInsert, CollectionProduct, CollectionProductInsert, Product};

use super::{Tx, TxBody, audited};
use crate::Caller;
use crate::extract::{At, Body};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCollection {
    title: String,
}

/// Creates a collection.
pub async fn create(
    caller: Caller,
    TenantBody(mut tx, Body(new)): TxBody<NewCollection>,
) -> Result<(StatusCode, Json<Collection>), Problem> {
    let insert = CollectionInsert::new(new.title);
    insert.validate()?;
    let collection = Collection::insert(tx.tenant(), insert).fetch_one(&mut *tx).await?;
    audited(&mut tx, caller, "collection.create", collection.id).await?;
    Ok((StatusCode::CREATED, Json(collection)))
}

/// Lists the products of a collection by name.
pub async fn products(At(id): At<Id<Collection>>, mut tx: Tx) -> Result<Json<Vec<Product>>, Problem> {
    let tenant = tx.tenant();
    Collection::find(tenant, id).fetch_one(&mut *tx).await?;
    let list = Product::select(tenant).order_by(Product::NAME.asc()).limit(100);
    let through = list.load_through(CollectionProduct::COLLECTION_ID, CollectionProduct::PRODUCT_ID, [id]);
    Ok(Json(through.fetch_all(&mut *tx).await?.take(id)))
}

/// Adds a product to a collection. Doing it twice has no further effect.
pub async fn add(At((id, product)): At<(Id<Collection>, Id<Product>)>, mut tx: Tx) -> Result<StatusCode, Problem> {
    let insert = CollectionProduct::insert(tx.tenant(), CollectionProductInsert::new(id, product));
    insert.on_key_conflict().do_nothing().execute(&mut *tx).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a product from a collection.
pub async fn remove(At((id, product)): At<(Id<Collection>, Id<Product>)>, mut tx: Tx) -> Result<StatusCode, Problem> {
    CollectionProduct::delete(tx.tenant(), (id, product)).execute(&mut *tx).await?;
    Ok(StatusCode::NO_CONTENT)
}
