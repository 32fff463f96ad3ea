use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(tenant_context = "sessions are public"))]
pub struct Session {
    pub id: Id<Session>,
}

fn main() {}
