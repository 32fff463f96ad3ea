//! A database of one test.

use std::mem;

use sqlx::postgres::PgConnectOptions;

use crate::server::{
    endpoint::Endpoint,
    housekeeper::Orders,
    role::{Role, Roles},
};

/// A database that nobody else uses. It is dropped, with whatever is still connected to it, when the value is dropped.
#[derive(Debug)]
pub struct Database {
    pub(crate) name: String,
    pub(crate) endpoint: Endpoint,
    pub(crate) roles: Roles,
    pub(crate) orders: Orders,
}

impl Database {
    /// The name of the database.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The URL of the database for a role, its password included, as sqlx, tokio-postgres and psql read it.
    #[must_use]
    pub fn url(&self, role: Role) -> String {
        self.roles.connect(role, &self.endpoint).url().to_owned()
    }

    /// The same for sqlx.
    ///
    /// # Panics
    ///
    /// Never: a server whose URL sqlx cannot read has not started.
    #[must_use]
    pub fn connect_options(&self, role: Role) -> PgConnectOptions {
        self.roles.connect(role, &self.endpoint).options().expect("the URL was read when the server started")
    }

    /// Lets the database stay when the value is dropped, and tells its name.
    pub(crate) fn keep(mut self) -> String {
        mem::take(&mut self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            self.orders.drop_database(mem::take(&mut self.name));
        }
    }
}
