//! A walk through a service, from the first table to the day on which an old database is adopted.
//!
//! | part | answers |
//! |---|---|
//! | [`first_table`] | How is a table declared? What does a refusal look like? What is generated and emitted? |
//! | [`tenants`] | As which role does the service connect? How is a tenant created, suspended, deleted? What works across tenants? |
//! | [`who_is_calling`] | How does a request find its tenant: API key, login, subdomain, webhook? |
//! | [`statements`] | How are rows written, listed, searched, counted, imported, deleted? When is a transaction needed? |
//! | [`http`] | How does a handler get its transaction, and what does a client see of an error? |
//! | [`testing`] | How are isolation and the use of indexes tested? What would a statement cost in production? |
//! | [`after_the_first_release`] | How does a change of a struct become a migration that is safe to run? |
//! | [`existing_database`] | How is a database adopted that was made without peristyle? |
//! | [`moving_a_tenant`] | How are the rows of a tenant exported, imported elsewhere, and erased with a certificate? |
//! | [`operations`] | Which roles, pools, timeouts, backups and checks does production need? |
//! | [`poolers_and_replicas`] | What works behind pgbouncer or PgDog? How are replicas read, and what is read after a write? |
//! | [`past_one_machine`] | How are tenants spread over partitions or over the nodes of Citus, and what does not work there? |
//! | [`coming_from`] | How is a task of Drizzle, SeaORM, Diesel or sqlx written here? |
//!
//! The examples use sqlx. On tokio-postgres, only the types of the pool and the transaction differ. The tables are those
//! of a shop: `Organization` is the tenant root, `Category` and `Product` are tenant tables. The `PgPool` of sqlx connects
//! as the application role, which gets its privileges from `peristyle_build::ddl::Options::application_role`. Never
//! connect as the owner of the tables.

#[doc = include_str!("after_the_first_release.md")]
pub mod after_the_first_release {}
#[doc = include_str!("coming_from.md")]
pub mod coming_from {}
#[doc = include_str!("existing_database.md")]
pub mod existing_database {}
#[doc = include_str!("first_table.md")]
pub mod first_table {}
#[doc = include_str!("http.md")]
pub mod http {}
#[doc = include_str!("moving_a_tenant.md")]
pub mod moving_a_tenant {}
#[doc = include_str!("operations.md")]
pub mod operations {}
#[doc = include_str!("past_one_machine.md")]
pub mod past_one_machine {}
#[doc = include_str!("poolers_and_replicas.md")]
pub mod poolers_and_replicas {}
#[doc = include_str!("statements.md")]
pub mod statements {}
#[doc = include_str!("tenants.md")]
pub mod tenants {}
#[doc = include_str!("testing.md")]
pub mod testing {}
#[doc = include_str!("who_is_calling.md")]
pub mod who_is_calling {}
