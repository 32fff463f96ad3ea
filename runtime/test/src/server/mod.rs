//! A PostgreSQL server of its own, for examples and tests.
//!
//! ```no_run
//! use peristyle_test::server::{Role, Server};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::shared().await?;
//! let template = server.template("shop", "CREATE TABLE product (id uuid PRIMARY KEY)").await?;
//! let database = server.database(&template).await?;
//! let pool = sqlx::PgPool::connect(&database.url(Role::Application)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The server comes from the first of these that is there:
//!
//! 1. `PERISTYLE_TEST_URL`, a server on which databases and roles may be created. Databases go with their values, templates
//!    and roles with the [`Server`]; what a killed run or a [shared](Server::shared) server left is removed by the next run.
//! 2. `PG_BIN`, the folder that holds `initdb` and `postgres`.
//! 3. An installed PostgreSQL, version 15 or newer: by `pg_config`, in the folders of the distributions, in `PATH`.
//! 4. PostgreSQL 18 as a dependency of this crate: Linux with glibc 2.38 or newer (x64, arm64), macOS (arm64), Windows (x64).
//!
//! All but the first make a private cluster in a temporary folder. A watchdog removes it with its server when the process ends,
//! even after `kill -9`. Root may run it too: the server then runs as `nobody`.
//!
//! Most of the time a database takes is the file system's. On Linux the folder is in `/dev/shm` where 6 GiB are free there, unless
//! `TMPDIR` names another one.

mod binaries;
mod candidates;
mod cluster;
mod database;
mod endpoint;
mod error;
mod external;
mod folder;
mod housekeeper;
mod instance;
#[cfg_attr(unix, path = "platform/unix.rs")]
#[cfg_attr(windows, path = "platform/windows.rs")]
mod platform;
#[cfg(unix)]
mod pooler;
mod role;
mod run;
mod template;
mod version;
mod watchdog;

pub use binaries::PassedOver;
#[doc(hidden)]
pub use candidates::Candidate;
pub use database::Database;
pub use error::{DatabaseError, NoBinaries, StartError};
pub use instance::Server;
#[cfg(unix)]
pub use pooler::{Pooler, PoolerError};
pub use role::Role;
pub use template::Template;
