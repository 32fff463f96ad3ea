//! Unique indexes and exclusions over expressions that let a tenant have several rows and a transaction delete several.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root, unique(sql = "lower(slug)"))]
pub struct Organization {
    pub id: Id<Organization>,
    pub slug: String,
}

/// A global table of one row, and of one live row at a time.
#[table(
    name = "settings",
    unique(sql = "true"),
    exclude(sql("tstzrange(created_at, deleted_at)") with "&&"),
)]
pub struct Setting {
    pub id: Id<Setting>,
    pub currency: String,
}

/// What was counted on a day: one count a day, of each tenant.
#[table(
    name = "org_counts",
    tenant = Organization,
    unique(sql = "(created_at AT TIME ZONE 'UTC')::date"),
    unique(day, sql = "1"),
    unique(sql = "CASE WHEN deleted_at IS NULL THEN code END", name = "org_counts_live_code"),
    unique(sql = "code || organization_id::text", name = "org_counts_both"),
    unique(sql = "lower(\"Label\")", name = "org_counts_label"),
    unique(lowered),
    waive(snake_case = "an older database"),
)]
pub struct Count {
    pub id: Id<Count>,
    pub organization_id: Id<Organization>,
    pub day: chrono::NaiveDate,
    pub code: String,
    #[column(name = "Label")]
    pub label: String,
    #[column(generated(sql = "lower(code)"))]
    pub lowered: String,
    #[column(generated(sql = "extract(epoch from day)::bigint"))]
    pub seconds: i64,
}

schema! { pub SCHEMA = [Organization, Setting, Count] }
