use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A note.
#[table(
    name = "org_notes",
    tenant = Organization,
    policy(name = "published_notes", command = select, using = "published"),
)]
pub struct Note {
    pub id: Id<Note>,
    pub organization_id: Id<Organization>,
    pub published: bool,
}

fn main() {}
