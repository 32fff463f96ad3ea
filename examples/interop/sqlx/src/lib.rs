//! Queries of sqlx in a tenant's transaction of peristyle.
//!
//! `query!` and `query_as!` check a statement against the database while compiling. They run on [`TenantTransaction::connection`], where row level
//! security holds them to the tenant; what they do not state is the tenant and, for tables with soft deletes, `deleted_at IS NULL`.

use peristyle::prelude::*;
use peristyle::sqlx::TenantTransaction;
use quickstart_schema::{Category, Organization};
use rust_decimal::Decimal;

/// A transaction of a tenant.
pub type Transaction<'connection> = TenantTransaction<'connection, Organization>;

/// A line of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    /// The category: typed ids decode in every query.
    pub id: Id<Category>,
    /// Its name.
    pub name: String,
    /// The number of products in it.
    pub products: i64,
    /// The price of the most expensive one.
    pub dearest: Option<Decimal>,
}

/// Returns a report over two tables: a statement that was there before the structs.
///
/// # Errors
///
/// The connection is lost.
pub async fn shelves(tx: &mut Transaction<'_>) -> sqlx::Result<Vec<Shelf>> {
    sqlx::query_as!(
        Shelf,
        r#"
        SELECT c.id AS "id: Id<Category>", c.name, count(p.id) AS "products!", max(p.price) AS dearest
        FROM org_categories c LEFT JOIN org_products p ON p.category_id = c.id AND p.deleted_at IS NULL
        WHERE c.deleted_at IS NULL
        GROUP BY c.organization_id, c.id
        ORDER BY c.name
        "#
    )
    .fetch_all(tx.connection())
    .await
}

/// Changes prices in the transaction of the caller, and returns how many.
///
/// # Errors
///
/// The connection is lost, or a price is too large for its column.
pub async fn raise_prices(tx: &mut Transaction<'_>, by: Decimal) -> sqlx::Result<u64> {
    let done = sqlx::query!("UPDATE org_products SET price = price + $1 WHERE deleted_at IS NULL", by)
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected())
}

/// Inserts a category with a statement that states every column, the tenant too: another one is refused by row level security.
///
/// # Errors
///
/// The row belongs to another tenant (42501), or there is such a category.
pub async fn add_shelf(tx: &mut Transaction<'_>, owner: Id<Organization>, name: &str) -> sqlx::Result<Id<Category>> {
    let id = Id::<Category>::generate();
    let (key, owner) = (id.uuid(), owner.uuid());
    sqlx::query!("INSERT INTO org_categories (id, organization_id, name) VALUES ($1, $2, $3)", key, owner, name)
        .execute(tx.connection())
        .await?;
    Ok(id)
}
