//! A common table template, without the parts that break rules: no unique index on `organization_id` (I05) or `deleted_at` (I06).

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Table description - Business context and purpose
#[table(name = "org_table_names", tenant = Organization, unique(name))]
pub struct TableName {
    // Primary key - UUIDv7 generated in application code
    pub id: Id<TableName>,
    // Business fields
    #[column(varchar(255))]
    pub name: String,
    pub description: Option<String>,
    // Multi-tenant field (if applicable)
    pub organization_id: Id<Organization>,
    // Status fields
    #[column(default = true)]
    pub is_active: bool,
    // Timestamps are added
}

schema! { pub SCHEMA = [Organization, TableName] }
