use super::error::{MigrateError, PlanError};
use super::plan::{self, Plan};
use super::rules::Rules;
use super::step::Hazard;
use crate::Schema;
use crate::checks::{Checked, Postgres};
use crate::model::Database;
use crate::options::Options;

/// Begins to declare a migration to the structs of a program.
pub fn migrate(schema: &Schema) -> Migrate {
    Migrate::to(Database::of(schema))
}

/// What a migration is from and to, and what it may do.
#[derive(Debug, Clone)]
#[must_use = "call `new_migration`, `plan_from` or `plan` to plan the migration"]
pub struct Migrate {
    pub(super) database: Database,
    pub(super) options: Options,
    pub(super) rules: Rules,
}

impl Migrate {
    /// Begins to declare a migration to any schema.
    pub fn to(database: Database) -> Self {
        Self { database, options: Options::new(), rules: Rules::default() }
    }

    /// Writes names, rights and functions as the DDL of these options has them.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Grants this role what generated statements need: [`Options::application_role`]. Both schemas are read with the same role.
    pub fn application_role(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.application_role(name);
        self
    }

    /// Everything is in this schema of the database: [`Options::schema`].
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.schema(name);
        self
    }

    /// Allows steps with this hazard. The reason stands in the file.
    pub fn allow(mut self, hazard: Hazard, reason: impl Into<String>) -> Self {
        self.rules.allowed.insert(hazard, reason.into());
        self
    }

    /// States that a table was renamed: `#[table(renamed_from = "..")]` for a table without a struct. Names have their schema, where the table names one.
    pub fn renamed_table(mut self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.rules.tables.push((old.into(), new.into()));
        self
    }

    /// States that a column of a table, by the name that the table has now, was renamed.
    pub fn renamed_column(mut self, table: impl Into<String>, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.rules.columns.push((table.into(), old.into(), new.into()));
        self
    }

    /// States that an enum type was renamed.
    pub fn renamed_enum(mut self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.rules.enums.push((old.into(), new.into()));
        self
    }

    /// States that a label of an enum type was renamed.
    pub fn renamed_label(mut self, name: impl Into<String>, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.rules.labels.push((name.into(), old.into(), new.into()));
        self
    }

    /// States that a table or an enum type (`products`), a column (`products.sku`) or a label (`product_status.draft`) was dropped, although another one like
    /// it is new.
    pub fn dropped(mut self, name: impl Into<String>) -> Self {
        self.rules.dropped.push(name.into());
        self
    }

    /// States the value of a new column in the rows that are there, as SQL over the table's columns.
    pub fn backfill(mut self, table: impl Into<String>, column: impl Into<String>, sql: impl Into<String>) -> Self {
        self.rules.backfills.push((table.into(), column.into(), sql.into()));
        self
    }

    /// States that a migration by hand takes care of the change of this SQL of the user.
    pub fn handled(mut self, name: impl Into<String>) -> Self {
        self.rules.handled.push(name.into());
        self
    }

    /// Plans indexes without CONCURRENTLY, for runners whose files are always transactions. An index of a table with rows then has the hazard
    /// [`Hazard::BlocksWrites`].
    pub fn in_transactions(mut self) -> Self {
        self.rules.one_transaction = true;
        self
    }

    /// Plans the steps from a schema to this one.
    ///
    /// # Errors
    ///
    /// One of the schemas breaks a rule, or a change is refused: [`PlanError`] has all refusals.
    pub fn plan(&self, old: &Database) -> Result<Plan, MigrateError> {
        let new = self.checked()?;
        let old =
            old.clone().check(&self.options.clone().postgres(Postgres::NEWEST)).map_err(MigrateError::OldSchema)?;
        plan::plan(&old, &new, &self.rules).map_err(|error: PlanError| MigrateError::Plan(error))
    }

    /// Plans the steps from the text of a snapshot.
    ///
    /// # Errors
    ///
    /// The text is not a snapshot, and as [`Migrate::plan`].
    pub fn plan_from(&self, snapshot: &str) -> Result<Plan, MigrateError> {
        self.plan(&Database::from_json(snapshot).map_err(|error| MigrateError::Snapshot(Box::new(error)))?)
    }

    pub(super) fn checked(&self) -> Result<Checked, MigrateError> {
        self.database.clone().check(&self.options).map_err(MigrateError::Schema)
    }
}
