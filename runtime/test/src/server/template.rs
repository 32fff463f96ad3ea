//! Databases that others are copied from.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

use crate::server::error::DatabaseError;

/// A database that was made once and that [`Server::database`](crate::server::Server::database) copies.
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) database: Arc<str>,
}

impl Template {
    /// The name of the database. It admits no connections.
    #[must_use]
    pub fn database_name(&self) -> &str {
        &self.database
    }
}

/// The templates of a server by name.
#[derive(Debug, Default)]
pub(crate) struct Templates {
    by_name: Mutex<HashMap<String, Arc<Slot>>>,
}

/// The place of one template, which the first caller fills while others wait.
#[derive(Debug)]
pub(crate) struct Slot {
    sql: String,
    pub(crate) template: OnceCell<Template>,
}

impl Templates {
    pub(crate) fn slot(&self, name: &str, sql: &str) -> Result<Arc<Slot>, DatabaseError> {
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Slot { sql: sql.to_owned(), template: OnceCell::new() });
        let slot = by_name.entry(name.to_owned()).or_insert_with(new);
        match slot.sql == sql {
            true => Ok(Arc::clone(slot)),
            false => Err(DatabaseError::NameTaken { template: name.to_owned() }),
        }
    }
}
