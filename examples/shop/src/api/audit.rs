//! The audit log.

use axum::Json;
use peristyle::axum::Problem;
use peristyle::prelude::*;
use shop_schema::AuditEntry;

use super::pages::{PageBody, PageParams};
use super::{Refused, Tx};
use crate::extract::Params;

/// Lists what was done, the newest first.
#[utoipa::path(
    get,
    path = "/audit",
    params(PageParams),
    responses((status = 200, description = "A page.", body = PageBody<AuditEntry>), Refused)
)]
pub async fn list(Params(page): Params<PageParams>, mut tx: Tx) -> Result<Json<PageBody<AuditEntry>>, Problem> {
    let (size, after) = page.read()?;
    let list = AuditEntry::select(tx.tenant()).order_by(AuditEntry::CREATED_AT.desc()).page(size, after);
    Ok(Json(list.fetch_all(&mut *tx).await?.into()))
}
