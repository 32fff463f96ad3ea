//! The loops on tokio-postgres.

#[path = "loops.rs"]
mod loops;

use peristyle::Error;
use peristyle::tokio_postgres::TenantTransaction;
use peristyle_test::TestDatabase;
use shop_schema::{Organization, SCHEMA};
use uuid::Uuid;

pub type Pool = deadpool_postgres::Pool;

/// The ids that a statement of the driver's own returns.
pub async fn ids(tx: &mut TenantTransaction<'static, Organization>, sql: &'static str) -> Result<Vec<Uuid>, Error> {
    let rows = tx.connection().query(sql, &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

pub async fn own(
    tx: &mut TenantTransaction<'static, Organization>,
    sql: &'static str,
    id: Uuid,
) -> Result<Option<Uuid>, Error> {
    Ok(tx.connection().query_opt(sql, &[&id]).await?.map(|row| row.get(0)))
}

#[peristyle_test::test]
async fn every_loop_is_found(db: TestDatabase) {
    super::every_loop_is_found(&loops::all(&db, &db.deadpool().unwrap()).await);
}
