//! Migrations: from a change of the structs to SQL that a running system survives.
//!
//! [`migrate`] compares the structs with the snapshot of the last release, offline, and plans the steps. A change is planned in the way that holds the weakest
//! locks, or refused with what to write instead:
//!
//! | change | steps |
//! |---|---|
//! | a new column, nullable or with a constant default | ADD COLUMN |
//! | a new column that is NOT NULL, with a backfill | nullable, filled in batches, then as a column that becomes NOT NULL, and the rows of the meantime filled |
//! | a column becomes NOT NULL | a check that is NOT VALID, VALIDATE, SET NOT NULL, which the check proves, and the check is dropped |
//! | a table becomes a tenant table, with a backfill | the tenant column as above; key, unique indexes and foreign keys with the tenant are built beside the old ones and exchanged; row security is enabled and forced last, in a file of its own |
//! | another type | ALTER TYPE; the policies, triggers, generated columns, checks and references that read it are created again; ANALYZE |
//! | a type that is converted by a setting, such as timestamp to timestamptz | USING a conversion that [`Migrate::backfill`] states |
//! | a new index | CREATE INDEX CONCURRENTLY in a file of its own; of a partitioned table one for each partition, which are attached |
//! | a changed index | built under another name, which is swapped in one transaction |
//! | a new unique constraint or key | a unique index that is built CONCURRENTLY, then USING INDEX |
//! | a new check or foreign key | NOT VALID, then VALIDATE in a transaction of its own, with the rows of all tenants |
//! | a new label of an enum | ADD VALUE in a transaction of its own |
//! | a removed label | a new type, and the columns converted |
//! | functions, triggers, policies, rights, comments | by the text that the DDL has for them |
//!
//! A column, a table or an enum that is gone while another one like it is new stops the plan: it was renamed (`renamed_from`) or dropped
//! ([`Migrate::dropped`]), and a guess would lose rows.
//!
//! # Hazards
//!
//! A step that loses data, rewrites a table, blocks writers, breaks statements of the running version or weakens the isolation of tenants has a [`Hazard`].
//! It is planned when [`Migrate::allow`] allows it with a reason, which stands in the file beside the step. Each step also has its lock, and whether it rewrites the table or reads all its rows.
//!
//! # Two releases at once
//!
//! While a release is deployed, two programs run on one schema. [`Migrate::compatibility`] compares the generated statements of both with both schemas, and names
//! those that fail, always or with some values, with the reason and the way out.
//!
//! # Files
//!
//! [`Migrate::new_migration`] writes the files of a [`Layout`]: one for each transaction, and one for each index that is built CONCURRENTLY. A down file undoes its
//! file, or raises where nothing does. `peristyle.sum` beside them has a chain of hashes, by which [`Migrate::check`] finds a file that was edited or
//! is missing, and two branches that have each written a migration. A file that is written is never written again.
//!
//! ```
//! use peristyle_build::migrate::migrate;
//! # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
//!
//! let plan = migrate(&SCHEMA).plan_from("{\"version\": 2, \"tables\": []}")?;
//! assert!(plan.is_empty());
//! # Ok::<(), peristyle_build::migrate::MigrateError>(())
//! ```

mod chain;
mod compatibility;
mod error;
mod files;
mod migration;
mod plan;
mod planner;
mod renames;
mod rules;
mod statements;
mod step;
#[cfg(test)]
mod tests;
mod types;

pub use compatibility::{Certainty, Compatibility, Incompatibility, StatementKind, compatibility};
pub use error::{MigrateError, PlanError, Refusal};
pub use files::Layout;
pub use migration::{Migrate, Written, migrate};
pub use plan::{Part, Plan};
pub use step::{Hazard, Lock, Step, Undo};
