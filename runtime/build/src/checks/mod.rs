//! The rules over several tables, checked over the model.

mod error;
mod names;
mod references;
mod roles;
#[cfg(test)]
mod tests;
mod version;
mod virtual_columns;

use std::borrow::Cow;

pub use error::{Diagnostic, SchemaError};
use rustc_hash::FxHashMap;
pub(crate) use version::newer_functions;

use crate::Schema;
use crate::model::{Database, Name, Postgres, Reference, Table, Tenancy};
use crate::options::Options;
use crate::order::{self, Edge};

/// A schema that keeps the rules over several tables: S01, S02, S03, F06, K01, K04, P04 and P05, and C12, which a snapshot may break. Every output is written from it.
#[derive(Debug, Clone)]
pub struct Checked {
    database: Database,
    options: Options,
    /// For each table the places of the tables that its references refer to.
    targets: Vec<Vec<usize>>,
    /// For each table the place of its root.
    roots: Vec<Option<usize>>,
}

impl Checked {
    /// Returns the tables of a program, checked for the usual [`Options`].
    ///
    /// # Errors
    ///
    /// The schema breaks a rule, see [`Database::check`].
    pub fn of(schema: &Schema) -> Result<Self, SchemaError> {
        Database::of(schema).check(&Options::new())
    }

    /// Returns the schema.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Returns the options that it was checked for.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Returns the tables in the order of the list.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.database.tables
    }

    /// Returns the places of the tables in the order of their creation: those that are referred to first.
    #[must_use]
    pub fn load_order(&self) -> Vec<usize> {
        order::referenced_first(self.tables().len(), &self.edges())
    }

    /// Returns the places of the tables in groups, in the order in which rows are loaded. Rows of a group refer to rows of the same group and of those before
    /// it: tables that refer to each other in a circle are one group, every other table is a group of its own.
    #[must_use]
    pub fn load_groups(&self) -> Vec<Vec<usize>> {
        order::groups(self.tables().len(), &self.edges())
    }

    /// Returns the references of a table, each with the place of the table referred to.
    pub fn references(&self, table: usize) -> impl Iterator<Item = (usize, &Reference)> {
        self.targets[table].iter().copied().zip(&self.tables()[table].references)
    }

    /// Returns the references of a table that soft deletes honour (rule F07), each with the place of the table referred to: that
    /// has soft deletes, and its rows are not the tenants.
    pub fn live_references(&self, table: usize) -> impl Iterator<Item = (usize, &Reference)> {
        self.references(table).filter(|(target, reference)| {
            let target = &self.tables()[*target];
            !reference.ignores_soft_delete
                && !reference.period
                && target.soft_delete()
                && !matches!(target.tenancy, Tenancy::Root { .. })
        })
    }

    /// Returns the place of the root of a table; that of a root is its own.
    #[must_use]
    pub fn root_of(&self, table: usize) -> Option<usize> {
        self.roots[table]
    }

    fn placed(database: Database, options: Options) -> Self {
        let places: FxHashMap<_, _> = database.tables.iter().map(Table::qualified).zip(0..).collect();
        let target = |reference: &Reference| places.get(&reference.target()).copied();
        let targets = |table: &Table| table.references.iter().filter_map(target).collect();
        let (targets, roots) = (
            database.tables.iter().map(targets).collect(),
            database.tables.iter().map(|table| root_of(table, &places)).collect(),
        );
        Self { database, options, targets, roots }
    }

    /// The schema without the tables that count numbers, which no struct declares.
    pub(crate) fn without_counters(&self) -> Cow<'_, Self> {
        if self.tables().iter().all(|table| table.counts.is_none()) {
            return Cow::Borrowed(self);
        }
        let mut database = self.database.clone();
        database.tables.retain(|table| table.counts.is_none());
        Cow::Owned(Self::placed(database, self.options.clone()))
    }

    /// Every reference, by the places of both tables.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        let edge = |from: usize| {
            let nullable = move |reference| self.tables()[from].is_optional(reference);
            self.references(from).map(move |(to, reference)| Edge { from, to, nullable: nullable(reference) })
        };
        (0..self.tables().len()).flat_map(edge).collect()
    }
}

impl Database {
    /// Checks the rules over several tables.
    ///
    /// ```
    /// use peristyle::Schema;
    /// use peristyle_build::{Database, Options};
    ///
    /// let checked = Database::of(&Schema::new(&[], &[])).check(&Options::new())?;
    /// assert!(checked.tables().is_empty());
    /// # Ok::<(), peristyle_build::SchemaError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A name is taken twice (S01), no list of the crate names a table (S02), a table that is referred to is not listed (S02), a reference leaves the reach of a tenant (P04, P05), does not
    /// match a key (K01, K04) or changes append-only rows (F06), a table has something that the oldest server does not have (S03), or an index or a key has a virtual
    /// column (C12). The error holds all diagnostics.
    pub fn check(self, options: &Options) -> Result<Checked, SchemaError> {
        let min = self.min;
        self.check_for(min, options)
    }

    /// The same of a schema that a server has loaded already, so that no server is too old for it.
    pub(crate) fn check_loaded(self, options: &Options) -> Result<Checked, SchemaError> {
        self.check_for(Postgres::NEWEST, options)
    }

    fn check_for(self, min: Postgres, options: &Options) -> Result<Checked, SchemaError> {
        let places: FxHashMap<_, _> = self.tables.iter().map(Table::qualified).zip(0..).collect();
        let mut diagnostics = names::check(&self, options.default_schema());
        diagnostics.extend(roles::check(options));
        diagnostics.extend(self.unlisted.iter().map(references::in_no_list));
        for table in &self.tables {
            diagnostics.extend(references::check(&self, &places, table));
            diagnostics.extend(version::check(table, min));
            diagnostics.extend(virtual_columns::check(table));
        }
        SchemaError::unless_empty(diagnostics)?;
        Ok(Checked::placed(self, options.clone()))
    }
}

fn root_of(table: &Table, places: &FxHashMap<Name<'_>, usize>) -> Option<usize> {
    let root = match &table.tenancy {
        Tenancy::Root { .. } => Some(table.qualified()),
        tenancy => tenancy.root_name(),
    };
    places.get(&root?).copied()
}
