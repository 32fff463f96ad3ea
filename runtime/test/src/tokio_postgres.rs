//! Connections of tokio-postgres and deadpool.

use tokio_postgres::{Client, Config, NoTls};

use crate::TestDatabase;
use crate::server::Role;

impl TestDatabase {
    /// Returns how tokio-postgres connects as a role.
    ///
    /// # Errors
    ///
    /// tokio-postgres cannot read the URL of `PERISTYLE_TEST_URL`.
    pub fn config(&self, role: Role) -> Result<Config, tokio_postgres::Error> {
        self.url(role).parse()
    }

    /// Opens a connection of tokio-postgres as the role that a service logs in as, and spawns its task.
    ///
    /// # Errors
    ///
    /// The server refuses the connection.
    pub async fn client(&self) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = self.config(Role::Application)?.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Returns a pool of deadpool-postgres, of the role that a service logs in as. It connects on first use.
    ///
    /// # Errors
    ///
    /// tokio-postgres cannot read the URL of `PERISTYLE_TEST_URL`.
    #[cfg(feature = "deadpool-postgres")]
    pub fn deadpool(&self) -> Result<deadpool_postgres::Pool, tokio_postgres::Error> {
        use deadpool_postgres::{Manager, Pool, Runtime};

        let manager = Manager::new(self.config(Role::Application)?, NoTls);
        let pool = Pool::builder(manager).max_size(8).runtime(Runtime::Tokio1).build();
        // A builder fails only if a timeout has no runtime.
        Ok(pool.unwrap_or_else(|error| unreachable!("a pool with a runtime: {error}")))
    }
}
