//! Categories, a tree.

use std::collections::HashMap;

use axum::Json;
use axum::http::StatusCode;
use peristyle::axum::{Problem, TenantBody};
use peristyle::prelude::*;
use serde::Serialize;
use shop_schema::{Category, CategoryInsert};
use utoipa::ToSchema;

use super::{Refused, Tx, TxBody, audited};
use crate::Caller;
use crate::extract::Body;

/// Creates a category.
#[utoipa::path(
    post,
    path = "/categories",
    request_body = CategoryInsert,
    responses((status = 201, description = "The category.", body = Category), Refused)
)]
pub async fn create(
    caller: Caller,
    TenantBody(mut tx, Body(insert)): TxBody<CategoryInsert>,
) -> Result<(StatusCode, Json<Category>), Problem> {
    insert.validate()?;
    let category = Category::insert(tx.tenant(), insert).fetch_one(&mut *tx).await?;
    audited(&mut tx, caller, "category.create", category.id).await?;
    Ok((StatusCode::CREATED, Json(category)))
}

/// A category with those in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Branch {
    id: Id<Category>,
    name: String,
    #[schema(no_recursion)]
    categories: Vec<Branch>,
}

/// The most categories of an organization that the tree shows.
const MOST: u32 = 1000;

/// Returns the tree, from one statement.
#[utoipa::path(
    get,
    path = "/categories",
    responses((status = 200, description = "The tree.", body = Vec<Branch>), Refused)
)]
pub async fn tree(mut tx: Tx) -> Result<Json<Vec<Branch>>, Problem> {
    let list = Category::select(tx.tenant()).order_by(Category::NAME.asc()).limit(MOST);
    let mut by_parent: HashMap<Option<Id<Category>>, Vec<Category>> = HashMap::new();
    for category in list.fetch_all(&mut *tx).await? {
        by_parent.entry(category.parent_id).or_default().push(category);
    }
    Ok(Json(branches(&mut by_parent, None)))
}

/// Each category is taken out once, so a cycle, which no root contains, ends nothing.
fn branches(by_parent: &mut HashMap<Option<Id<Category>>, Vec<Category>>, parent: Option<Id<Category>>) -> Vec<Branch> {
    let children = by_parent.remove(&parent).unwrap_or_default();
    let branch = |category: Category| {
        let categories = branches(by_parent, Some(category.id));
        Branch { id: category.id, name: category.name, categories }
    };
    children.into_iter().map(branch).collect()
}
