//! Who uses the shop.

use peristyle::prelude::*;
use serde::Serialize;

/// A customer of the service; every tenant row belongs to one.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Organization {
    /// The primary key, which is the tenant of all other rows.
    pub id: Id<Organization>,
    /// The name of the customer.
    #[column(max_len = 255)]
    pub name: String,
}

/// A person, who may work for several organizations.
#[table(name = "users", unique(email))]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct User {
    /// The primary key.
    pub id: Id<User>,
    /// The email address.
    #[column(max_len = 320)]
    pub email: String,
    /// The name of the person.
    #[column(max_len = 255)]
    pub name: String,
}

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "member_role", serde)]
pub enum MemberRole {
    /// Everything.
    Owner,
    /// Products and orders.
    Staff,
}

/// The membership of a user in an organization.
#[table(name = "org_memberships", tenant = Organization, unique(user_id))]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Membership {
    /// The primary key.
    pub id: Id<Membership>,
    /// The organization.
    pub organization_id: Id<Organization>,
    /// The user.
    #[column(on_delete = cascade, why = "a membership means nothing without its user")]
    pub user_id: Id<User>,
    /// What the user may do.
    pub role: MemberRole,
}

/// A key that a program sends. Only its hash is stored.
#[table(
    name = "org_api_keys",
    tenant = Organization,
    unique(key_hash, global, tenant_lookup),
    waive(unique_per_tenant = "a random key belongs to one organization")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct ApiKey {
    /// The primary key.
    pub id: Id<ApiKey>,
    /// The organization that the key is for.
    pub organization_id: Id<Organization>,
    /// What the key is used for.
    #[column(max_len = 100)]
    pub label: String,
    /// SHA-256 of the key.
    pub key_hash: Vec<u8>,
}
