use std::path::{Path, PathBuf};
use std::{fs, io};

use super::chain::{self, Chain};
use super::compatibility::{Compatibility, compatibility};
use super::error::{MigrateError, PlanError};
use super::files::{self, Layout};
use super::later::{self, LaterChange};
use super::plan::{self, Plan};
use super::rules::Rules;
use super::step::Hazard;
use super::texts::Texts;
use super::until;
use crate::Schema;
use crate::checks::Checked;
use crate::emit::replace;
use crate::model::{Database, Outdated, Revisions};
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
    snapshot: PathBuf,
    layout: Layout,
    version: Option<u64>,
}

/// What was written of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The paths, in the order in which they run; none where the database does not change.
    pub files: Vec<PathBuf>,
    /// What they do.
    pub plan: Plan,
}

impl Migrate {
    /// Begins to declare a migration to any schema.
    ///
    /// What it leads to has the functions and triggers that this version of the crate emits.
    pub fn to(mut database: Database) -> Self {
        database.revisions = Revisions::default();
        Self {
            database,
            options: Options::new(),
            rules: Rules::default(),
            snapshot: "schema.json".into(),
            layout: Layout::Sqlx,
            version: None,
        }
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

    /// States the value of a column that is new or becomes NOT NULL, in the rows without one, as SQL over the table's columns. The rows are updated in
    /// batches, each in a transaction of its own, so a run that was stopped goes on where it was. It may read other tables; those with forced row security
    /// are read in full.
    ///
    /// For a column whose new type PostgreSQL converts by a setting or not at all, it states the conversion: `at AT TIME ZONE 'UTC'`.
    pub fn backfill(mut self, table: impl Into<String>, column: impl Into<String>, sql: impl Into<String>) -> Self {
        self.rules.backfills.push((table.into(), column.into(), sql.into()));
        self
    }

    /// States that a migration by hand takes care of the change of this SQL of the user.
    pub fn handled(mut self, name: impl Into<String>) -> Self {
        self.rules.handled.push(name.into());
        self
    }

    /// States which release this is, such as `env!("CARGO_PKG_VERSION")`. A column with `until` that names it, or an older version, is then an error: what an
    /// older release needs is to be removed. A migration of the name that `until` has is refused likewise.
    pub fn release(mut self, name: impl Into<String>) -> Self {
        self.rules.release = Some(name.into());
        self
    }

    /// Plans indexes without CONCURRENTLY, for runners whose files are always transactions. An index of a table with rows then has the hazard
    /// [`Hazard::BlocksWrites`].
    pub fn in_transactions(mut self) -> Self {
        self.rules.one_transaction = true;
        self
    }

    /// States the SQL that made the database, each file in its turn: a migration that replaces what an earlier version of this crate emitted is undone by
    /// what that SQL has. [`Migrate::new_migration`] reads it in the files of the migrations.
    pub fn made_by(mut self, files: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.rules.made_by.extend(files.into_iter().map(Into::into));
        self
    }

    /// Also compares the statements of tables that the change cannot reach. The plan is the same: tests compare both.
    #[doc(hidden)]
    pub fn comparing_every_table(mut self) -> Self {
        self.rules.every_table = true;
        self
    }

    /// Plans the steps from a schema to this one.
    ///
    /// # Errors
    ///
    /// One of the schemas breaks a rule, or a change is refused: [`PlanError`] has all refusals.
    pub fn plan(&self, old: &Database) -> Result<Plan, MigrateError> {
        self.plan_named(old, None, Vec::new)
    }

    /// A plan for the migration of that name.
    fn plan_named(
        &self,
        old: &Database,
        name: Option<&str>,
        files: impl FnOnce() -> Vec<String>,
    ) -> Result<Plan, MigrateError> {
        let new = self.checked()?;
        let names: Vec<_> = self.rules.release.as_deref().into_iter().chain(name).collect();
        let refusals = until::due(new.database(), &names);
        if !refusals.is_empty() {
            return Err(MigrateError::Plan(PlanError::of(refusals)));
        }
        let old = old.clone().check_loaded(&self.options).map_err(MigrateError::OldSchema)?;
        // Nobody else asks for them, and there are many files.
        let texts =
            (!Outdated::of(old.database(), new.database()).is_empty()).then(|| match self.rules.made_by.is_empty() {
                true => Texts::of(files().iter().map(String::as_str)),
                false => Texts::of(self.rules.made_by.iter().map(String::as_str)),
            });
        plan::plan(&old, &new, &self.rules, texts.as_ref()).map_err(|error: PlanError| MigrateError::Plan(error))
    }

    /// Plans the steps from the text of a snapshot.
    ///
    /// # Errors
    ///
    /// The text is not a snapshot, and as [`Migrate::plan`].
    pub fn plan_from(&self, snapshot: &str) -> Result<Plan, MigrateError> {
        self.plan(&Database::from_json(snapshot).map_err(|error| MigrateError::Snapshot(Box::new(error)))?)
    }

    /// Returns which generated statements of the structs fail on an older schema, and which of the older program fail on the new schema: [`compatibility()`].
    ///
    /// ```
    /// use peristyle_build::{Database, migrate};
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
    ///
    /// // The snapshot of the last release, such as `git show v1.4:schema.json`.
    /// let released = Database::from_json("{\"version\": 2, \"tables\": []}")?;
    /// let found = migrate(&SCHEMA).compatibility(&released)?;
    /// assert!(found.is_empty(), "{found}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// One of the schemas breaks a rule.
    pub fn compatibility(&self, old: &Database) -> Result<Compatibility, MigrateError> {
        let old = old.clone().check_loaded(&self.options).map_err(MigrateError::OldSchema)?;
        Ok(compatibility(&old, &self.checked()?))
    }

    /// Names the snapshot of the last migration, `schema.json` unless it is stated. [`Migrate::new_migration`] replaces it by the one of the structs.
    pub fn against(mut self, snapshot: impl Into<PathBuf>) -> Self {
        self.snapshot = snapshot.into();
        self
    }

    /// Writes files for this runner; [`Layout::Sqlx`] unless it is stated.
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self.rules.one_transaction |= layout.in_transactions();
        self
    }

    /// Gives the first file this version in place of the time; refinery counts its files in place of it.
    pub fn version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// Writes the files of the migration from the snapshot to the structs, their lines in `peristyle.sum`, and the snapshot of the structs. Where no
    /// snapshot is there, the first migration creates everything.
    ///
    /// ```no_run
    /// // A program of three lines, `cargo run --bin migrate`:
    /// use peristyle_build::migrate::Layout;
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
    ///
    /// let written = peristyle_build::migrate(&SCHEMA).against("schema.json").layout(Layout::Sqlx).new_migration("add_sku", "migrations")?;
    /// println!("{}", written.plan);
    /// # Ok::<(), peristyle_build::migrate::MigrateError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The name is not in snake_case or taken, a file that was written before is edited or missing, two branches have each written a migration, the snapshot
    /// is not the one of the last migration, a file cannot be written, and as [`Migrate::plan`]. A file that is there is never overwritten, and on an error
    /// nothing of the migration stays.
    pub fn new_migration(&self, name: &str, folder: impl AsRef<Path>) -> Result<Written, MigrateError> {
        let folder = folder.as_ref();
        let is_snake =
            name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
        if name.is_empty() || name.len() > 100 || !is_snake {
            return Err(MigrateError::Name { name: name.to_owned() });
        }
        let (mut chain, old) = self.last(folder)?;
        let before = chain.text().to_owned();
        let there = chain::names(folder)?;
        let first = format!("{name}_1_");
        let same = |stem: &str| stem == name || stem.starts_with(&first);
        if let Some(taken) = there.iter().find(|file| self.layout.stem(file).is_some_and(same)) {
            return Err(MigrateError::Taken { name: name.to_owned(), file: taken.clone() });
        }
        let plan = self.plan_named(&old.database, Some(name), || chain.ups(self.layout))?;
        let snapshot = self.database.to_json();
        if plan.is_empty() && old.text.as_ref() == Some(&snapshot) {
            return Ok(Written { files: Vec::new(), plan });
        }
        let last = there.iter().filter_map(|file| self.layout.version(file)).max();
        let wanted = self.version.unwrap_or_else(|| self.layout.first());
        let version = last.map_or(wanted, |last| wanted.max(self.layout.next(last)));
        let mut written = Undone::default();
        for file in self.layout.files(&plan, name, version) {
            written.files.push(files::create(folder, &file)?);
            chain.add(&file.path, &file.text);
        }
        chain.add_snapshot(&snapshot);
        written.replace(&folder.join(chain::NAME), chain.text(), Some(before).filter(|text| !text.is_empty()))?;
        written.replace(&self.snapshot, &snapshot, old.text)?;
        Ok(Written { files: written.keep(), plan })
    }

    /// Plans the migration that [`Migrate::new_migration`] would write, and writes nothing.
    ///
    /// # Errors
    ///
    /// As [`Migrate::new_migration`], without those of the name and of writing.
    pub fn planned(&self, folder: impl AsRef<Path>) -> Result<Plan, MigrateError> {
        let (chain, old) = self.last(folder.as_ref())?;
        self.plan_named(&old.database, None, || chain.ups(self.layout))
    }

    /// Returns what to remove from the structs when nothing runs the release before this one any more: the second half of each change in two releases.
    ///
    /// ```
    /// use peristyle_build::migrate;
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
    ///
    /// for change in migrate(&SCHEMA).later() {
    ///     // remove `renamed_from` and `until` of `Country.title` in `0.5`: the migration then drops the column `countries.name`
    ///     println!("{change}");
    /// }
    /// ```
    #[must_use]
    pub fn later(&self) -> Vec<LaterChange> {
        later::of(&self.database)
    }

    /// Checks that every file is as it was written, and that the snapshot is the one that they lead to. The structs may have changed since.
    ///
    /// # Errors
    ///
    /// A file was edited or is missing, two branches have each written a migration, or the snapshot is another one.
    pub fn check_files(&self, folder: impl AsRef<Path>) -> Result<(), MigrateError> {
        self.last(folder.as_ref()).map(drop)
    }

    /// Checks what a build or a CI job wants to be true: every file is as it was written, the snapshot is the one that they lead to, and the structs are the
    /// snapshot.
    ///
    /// # Errors
    ///
    /// As [`Migrate::new_migration`], and [`MigrateError::Unwritten`] where the structs have changed since.
    pub fn check(&self, folder: impl AsRef<Path>) -> Result<(), MigrateError> {
        let (_, old) = self.last(folder.as_ref())?;
        let before = old.database.check_loaded(&self.options).map_err(MigrateError::OldSchema)?;
        let now = self.checked()?;
        let refusals = until::due(now.database(), &self.rules.release.as_deref().into_iter().collect::<Vec<_>>());
        if !refusals.is_empty() {
            return Err(MigrateError::Plan(PlanError::of(refusals)));
        }
        let changes = before.changes_to(&now);
        if changes.is_empty() { Ok(()) } else { Err(MigrateError::Unwritten { changes }) }
    }

    /// The statements of the files, forwards, and the schema that they lead to.
    pub(super) fn files_and_snapshot(&self, folder: &Path) -> Result<(Vec<String>, Database), MigrateError> {
        let (chain, old) = self.last(folder)?;
        Ok((chain.ups(self.layout), old.database))
    }

    /// The chain of the files and the schema that they lead to.
    fn last(&self, folder: &Path) -> Result<(Chain, Old), MigrateError> {
        let chain = Chain::read(folder, self.layout)?;
        let text = match fs::read_to_string(&self.snapshot) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(MigrateError::Read { path: self.snapshot.clone(), source }),
        };
        chain.check_snapshot(&self.snapshot, text.as_deref())?;
        let database = match &text {
            Some(text) => Database::from_json(text).map_err(|error| MigrateError::Snapshot(Box::new(error)))?,
            None => Database::default(),
        };
        Ok((chain, Old { text, database }))
    }

    pub(super) fn checked(&self) -> Result<Checked, MigrateError> {
        self.database.clone().check(&self.options).map_err(MigrateError::Schema)
    }
}

/// The schema of the last migration, and its file where there is one.
struct Old {
    text: Option<String>,
    database: Database,
}

/// Files that are removed again, or get their old text, unless all of them are there.
#[derive(Default)]
struct Undone {
    files: Vec<PathBuf>,
    replaced: Vec<(PathBuf, Option<String>)>,
}

impl Undone {
    fn replace(&mut self, path: &Path, text: &str, before: Option<String>) -> Result<(), MigrateError> {
        self.replaced.push((path.to_owned(), before));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let made = folder.map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| replace(path, text)).map_err(|source| MigrateError::Write { path: path.to_owned(), source })
    }

    fn keep(mut self) -> Vec<PathBuf> {
        self.replaced.clear();
        std::mem::take(&mut self.files)
    }
}

impl Drop for Undone {
    fn drop(&mut self) {
        // What is reported is the error that is the reason for this one.
        for file in &self.files {
            fs::remove_file(file).ok();
        }
        for (path, before) in &self.replaced {
            match before {
                Some(text) => replace(path, text).ok(),
                None => fs::remove_file(path).ok(),
            };
        }
    }
}
