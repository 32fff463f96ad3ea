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
    policy(name = "own_notes", command = delete, restrictive, using = "author = current_user", why = "notes are deleted by who wrote them"),
)]
pub struct Note {
    pub id: Id<Note>,
    pub organization_id: Id<Organization>,
    pub author: String,
}

/// A notice, which everybody reads.
#[table(name = "notices", row_security = forced, policy(name = "everyone", command = select, using = "true"))]
pub struct Notice {
    pub id: Id<Notice>,
    pub text: String,
}

schema! { pub SCHEMA = [Organization, Note, Notice] }
