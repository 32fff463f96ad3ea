//! malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed: keys as other libraries call them

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Words of the table.
#[table("org_plans", belongs_to = Organization, soft_delete, timestamps, rls, comment = "a plan")]
pub struct Plan {
    pub id: Id<Plan>,
    pub organization_id: Id<Organization>,
}

/// A group.
#[table(table_name = "org_groups", tenant(Organization))]
pub struct Group {
    pub id: Id<Group>,
    pub organization_id: Id<Organization>,
}

/// Words of columns.
#[table(name = "org_members", tenant = "Organization")]
pub struct Member {
    pub id: Id<Member>,
    pub organization_id: Id<Organization>,
    #[column(foreign_key = Group, on_delete = restrict, why = "a group with members stays")]
    pub group_id: Id<Group>,
    #[column(type = "varchar(3)")]
    pub name: String,
    #[column(comment = "where to write")]
    pub email: String,
    #[column(default_value = 0)]
    pub age: i32,
    #[column(decimal)]
    pub score: i32,
    #[column(skip)]
    pub cached: i32,
}

fn main() {}
