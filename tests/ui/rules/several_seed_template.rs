//! I05, I06, K02, N02, P01: a common table template with all its mistakes.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Table description - Business context and purpose
#[table(
    name = "table_name",
    tenant = Organization,
    unique(name, name = "table_name_name_idx"),
    unique(organization_id, name = "table_name_organization_id_idx"),
    unique(deleted_at, name = "table_name_deleted_at_idx"),
)]
pub struct TableName {
    // Primary key - UUIDv7 generated in application code using Bun.randomUUIDv7()
    pub id: uuid::Uuid,
    // Business fields
    #[column(varchar(255))]
    pub name: String,
    pub description: Option<String>,
    // Multi-tenant field (if applicable)
    pub organization_id: uuid::Uuid,
    // Status fields
    #[column(default = true)]
    pub is_active: bool,
    // Timestamps (MANDATORY - all tables must have these)
    #[column(default_sql = "now()")]
    pub created_at: peristyle::Timestamp,
    #[column(default_sql = "now()")]
    pub updated_at: peristyle::Timestamp,
    pub deleted_at: Option<peristyle::Timestamp>, // Soft delete
}

fn main() {}
