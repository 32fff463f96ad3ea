use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(soft_delete = "sessions are worthless after logout"))]
pub struct Session {
    pub id: Id<Session>,
}

schema! { pub SCHEMA = [Session] }
