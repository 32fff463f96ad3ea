//! diesel 2.3 on diesel-async, whose connection is pure Rust: no libpq is needed.
//!
//! An `AsyncPgConnection` owns its connection, so diesel and peristyle each have their transactions, on the same tables and for the same tenant.

use ::diesel::prelude::*;
use ::diesel::sql_types::Text;
use chrono::{DateTime, Utc};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use peristyle::prelude::*;
use quickstart_schema::Organization;
use uuid::Uuid;

/// As `diesel print-schema` writes it.
#[allow(missing_docs, reason = "what `table!` generates has no documentation")]
pub mod schema {
    diesel::table! {
        org_categories (organization_id, id) {
            id -> Uuid,
            organization_id -> Uuid,
            #[max_length = 100]
            name -> Varchar,
            parent_id -> Nullable<Uuid>,
            created_at -> Timestamptz,
            updated_at -> Timestamptz,
            deleted_at -> Nullable<Timestamptz>,
        }
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = schema::org_categories)]
pub struct Category {
    /// The primary key.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// When it changed last: the database sets it, whoever writes.
    pub updated_at: DateTime<Utc>,
}

/// A new row.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = schema::org_categories)]
pub struct NewCategory<'a> {
    /// The primary key.
    pub id: Uuid,
    /// The tenant.
    pub organization_id: Uuid,
    /// The name.
    pub name: &'a str,
}

/// Sets the tenant until the end of the transaction: the first statement in `connection.transaction(async |connection| ..)`.
///
/// # Errors
///
/// The connection is lost.
pub async fn set_tenant(connection: &mut AsyncPgConnection, tenant: Tenant<Organization>) -> QueryResult<()> {
    let set = ::diesel::sql_query("SELECT set_config('peristyle.organization_id', $1, true)");
    set.bind::<Text, _>(tenant.id().to_string()).execute(connection).await?;
    Ok(())
}

/// Returns the rows that are not deleted, by name. The tenant is not stated: row level security is there for every query.
///
/// # Errors
///
/// No tenant is set (42501), or the connection is lost.
pub async fn categories(connection: &mut AsyncPgConnection) -> QueryResult<Vec<Category>> {
    use schema::org_categories::dsl::{deleted_at, name, org_categories};

    let live = org_categories.filter(deleted_at.is_null()).order(name);
    live.select(Category::as_select()).load(connection).await
}
