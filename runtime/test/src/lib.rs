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
//! | [`TestDatabase::tenants`] | two tenants |
//! | [`Product::example(tenant)`](Example) | rows with values that the table accepts, with all that they refer to |
//! | [`TestDatabase::max_statements`] | a limit of the number of statements, for code that runs one for each row |
//! | [`TestDatabase::no_n_plus_one`] | statements that are run for each row of another are found, with both places and the call to write instead |
//! | [`TestDatabase::attack`] | the attacks of one tenant on the rows of another, on every table of the schema |
//! | [`server`] | the PostgreSQL server of the tests, and databases of any SQL |
//!
//! Put it into `[dev-dependencies]` of the service. The server is the first of these that exists: that of `PERISTYLE_TEST_URL`, an
//! installed PostgreSQL, PostgreSQL 18 as a dependency ([`server`] has the details). It is at least of the version that the schema
//! is for (`min = 18` in `schema!`).
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `bundled` (default) | PostgreSQL 18 as a dependency, which is used where none is installed |
//! | `tokio-postgres` | `TestDatabase::client`, `TestDatabase::config`: connections of tokio-postgres |
//! | `deadpool-postgres` | `TestDatabase::deadpool`: a pool of deadpool-postgres |
//! | `proptest` | `rows`, `global_rows`: example rows as strategies of proptest, which shrink |
//!
//! The crate itself connects with sqlx, so [`TestDatabase::pool`] needs no feature.

mod attack;
mod database;
mod error;
mod example;
mod run;
pub mod server;
mod setup;
mod statements;
#[cfg(feature = "tokio-postgres")]
mod tokio_postgres;

pub use attack::{AttackReport, Finding};
pub use database::TestDatabase;
pub use error::TestError;
pub use example::{Draft, Example, ExampleError, GlobalExample};
#[cfg(feature = "proptest")]
pub use example::{global_rows, rows};
#[doc = include_str!("test.md")]
pub use peristyle_macros::test_with_database as test;
pub use setup::Setup;
pub use statements::{NPlusOne, NPlusOneCheck, StatementLimit};

/// The items that generated code uses. They may change in every version.
#[doc(hidden)]
pub mod __v0 {
    pub use crate::run::run;
}
