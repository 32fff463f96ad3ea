//! The loops on sqlx.

#[path = "loops.rs"]
mod loops;

use peristyle::Error;
use peristyle::sqlx::TenantTransaction;
use peristyle_test::TestDatabase;
use shop_schema::{Organization, SCHEMA};
use uuid::Uuid;

pub type Pool = sqlx::PgPool;

/// The ids that a statement of the driver's own returns.
pub async fn ids(tx: &mut TenantTransaction<'static, Organization>, sql: &'static str) -> Result<Vec<Uuid>, Error> {
    Ok(sqlx::query_scalar(sql).fetch_all(tx.connection()).await?)
}

pub async fn own(
    tx: &mut TenantTransaction<'static, Organization>,
    sql: &'static str,
    id: Uuid,
) -> Result<Option<Uuid>, Error> {
    Ok(sqlx::query_scalar(sql).bind(id).fetch_optional(tx.connection()).await?)
}

#[peristyle_test::test]
async fn every_loop_is_found(db: TestDatabase) {
    super::every_loop_is_found(&loops::all(&db, &db.pool()).await);
}
