//! Policies beside that of the tenant: of each command, of roles, of the root, and of a global table with row security.

use peristyle::prelude::*;

/// A customer account; who is no member sees nothing of it.
#[table(
    name = "organizations",
    tenant_root,
    policy(name = "open_accounts", command = select, restrictive, using = "closed_at IS NULL", why = "a closed account is read by nobody"),
)]
pub struct Organization {
    pub id: Id<Organization>,
    pub closed_at: Option<peristyle::Timestamp>,
}

/// A note of somebody.
#[table(
    name = "org_notes",
    tenant = Organization,
    policy(name = "own_notes", command = delete, restrictive, using = "\"authorName\" = current_user"),
    policy(name = "new_notes", command = insert, restrictive, with_check = "length(text) > 0"),
    policy(name = "known_names", command = update, restrictive, using = "true", with_check = "\"authorName\" IN (SELECT n.\"authorName\" FROM org_notes n)"),
)]
pub struct Note {
    pub id: Id<Note>,
    pub organization_id: Id<Organization>,
    #[column(name = "authorName", waive(snake_case = "the name of the old program"))]
    pub author: String,
    pub text: String,
}

/// A page that everybody may read when it is published.
#[table(
    name = "pages",
    row_security,
    policy(name = "published", command = select, using = "is_published", why = "the site is public"),
    policy(name = "everything", permissive, to("pg_read_all_data"), using = "true"),
    policy(name = "nothing_old", restrictive, using = "created_at > '2020-01-01'"),
)]
pub struct Page {
    pub id: Id<Page>,
    pub is_published: bool,
}

schema! { pub SCHEMA = [Organization, Note, Page] }

#[allow(dead_code, reason = "the tests read the schema")]
fn main() {}
