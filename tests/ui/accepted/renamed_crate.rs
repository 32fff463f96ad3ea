//! The crate under another name.

pub mod rails {
    pub use peristyle as columns;
}

use rails::columns::Id;

/// Where a customer stands.
#[derive(Debug, Clone, Copy, peristyle::PgEnum)]
#[pg_enum(crate = rails::columns)]
pub enum State {
    Trial,
    Paying,
}

/// A customer account.
#[peristyle::table(name = "organizations", tenant_root, crate = rails::columns)]
pub struct Organization {
    pub id: Id<Organization>,
    pub state: State,
}

peristyle::schema! { crate = rails::columns; pub SCHEMA = [Organization] }
