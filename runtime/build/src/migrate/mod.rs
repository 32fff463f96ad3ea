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
//! | an index or a key whose name another table takes | renamed first, and dropped last |
//! | a new unique constraint or key | a unique index that is built CONCURRENTLY, then USING INDEX |
//! | a new check or foreign key | NOT VALID, then VALIDATE in a transaction of its own, with the rows of all tenants |
//! | a new label of an enum | ADD VALUE in a transaction of its own |
//! | a removed label | a new type, and the columns converted |
//! | functions, triggers, policies, rights, comments | by the text that the DDL has for them |
//! | functions and triggers that an earlier version of this crate emitted in other words | written again, all of the kind; undone by the texts that the files before have |
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
//! A change that breaks the running version is made in two releases. The first migration adds what the new version needs and leaves what the old one needs; when
//! nothing runs the old version any more, a second migration removes that.
//!
//! | change | first release | second release |
//! |---|---|---|
//! | a column is renamed, or has another name and its constraints | `renamed_from = "name", until = "0.5"` on the field: both names, kept in step by a trigger | both keys are removed |
//! | a column has another type | `renamed_from = "name", until = "0.5", old_type = "integer"` on the field: the old name keeps its type, and the trigger converts the values | the three keys are removed |
//! | a new column that is not an `Option` | `backfill = "lower(name)", until = "0.5"`: a trigger gives it a value in rows of the old version | both keys are removed |
//! | a column is dropped | `retired = "the reason"`: the struct does not have it, the database does | the field is removed |
//! | a table is renamed | `renamed_from = "name", until = "0.5"` on the struct: the table is renamed, and a view has the old name | both keys are removed |
//! | a table is dropped | `retired = "the reason"` on the struct: it has no statements, the database has the table | the struct is removed |
//!
//! An insert states one of both names, and the trigger sets the other one; one that is left out has its default. An insert that states both has the
//! value of the old name, an update that changes both that of the new name. Indexes that read the column exist for both names, so `ON CONFLICT` and queries of
//! the old version work as before.
//!
//! The view is updatable and has `security_invoker`: who reads and writes through it needs the rights of the table, and its policies and triggers hold.
//! A look-up of the tenant has a function under both names. The view is dropped first and created last where a column of the table changes.
//!
//! `until` names the release or the migration that makes the second step. No clock decides it: [`Migrate::release`] and the name of a migration are compared with
//! it, and refuse what is overdue.
//!
//! ```
//! use peristyle_build::Database;
//! use peristyle_build::migrate::Migrate;
//!
//! mod first {
//!     use peristyle::prelude::*;
//!
//!     /// A country.
//!     #[table(name = "countries", waive(soft_delete = "countries stay"))]
//!     pub struct Country {
//!         pub id: Id<Country>,
//!         #[column(varchar(80))]
//!         pub name: String,
//!     }
//!     schema! { pub SCHEMA = [Country] }
//! }
//!
//! /// The same table under a new name of the column.
//! mod second {
//!     use peristyle::prelude::*;
//!
//!     /// A country.
//!     #[table(name = "countries", waive(soft_delete = "countries stay"))]
//!     pub struct Country {
//!         pub id: Id<Country>,
//!         #[column(varchar(80), renamed_from = "name", until = "0.5")]
//!         pub title: String,
//!     }
//!     schema! { pub SCHEMA = [Country] }
//! }
//!
//! mod third {
//!     use peristyle::prelude::*;
//!
//!     /// A country.
//!     #[table(name = "countries", waive(soft_delete = "countries stay"))]
//!     pub struct Country {
//!         pub id: Id<Country>,
//!         #[column(varchar(80))]
//!         pub title: String,
//!     }
//!     schema! { pub SCHEMA = [Country] }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let [first, second, third] = [&first::SCHEMA, &second::SCHEMA, &third::SCHEMA].map(Database::of);
//! // The migration of the second release adds the new name. The first release runs on.
//! let expand = Migrate::to(second.clone());
//! let plan = expand.plan(&first)?.to_string();
//! assert!(plan.contains("ALTER TABLE countries ADD COLUMN title varchar(80);"), "{plan}");
//! assert!(plan.contains("CREATE TRIGGER peristyle_across_releases_name"), "{plan}");
//! assert!(expand.compatibility(&first)?.old_on_new.is_empty());
//!
//! // In release 0.5 the old name is overdue.
//! assert!(expand.clone().release("0.5.0").plan(&first).is_err());
//! let contract = Migrate::to(third);
//! let plan = contract.plan(&second)?.to_string();
//! assert!(plan.contains("ALTER TABLE countries DROP COLUMN name;"), "{plan}");
//! assert!(contract.compatibility(&second)?.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # What fails
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
mod child_names;
mod compatibility;
mod error;
mod files;
mod later;
mod migration;
mod plan;
mod planner;
mod provenance;
mod question;
mod rename;
mod renames;
mod rules;
pub(crate) mod statements;
mod step;
#[cfg(test)]
mod tests;
mod texts;
mod touched;
mod types;
mod until;

pub use compatibility::{Certainty, Compatibility, Incompatibility, StatementKind, compatibility};
pub use error::{MigrateError, PlanError, Refusal};
pub use files::Layout;
pub use later::LaterChange;
pub use migration::{Migrate, Written, migrate};
pub use plan::{Part, Plan};
pub use provenance::{Origin, Provenance};
pub use step::{Hazard, Lock, Loss, Step, Undo};
