//! The schema as the database holds it, as owned data.
//!
//! A [`Database`] is made from the tables of a program ([`Database::of`]) or read from a snapshot ([`Database::from_json`]). Every physical name
//! is resolved: the tenant column in front of an index, composite references, generated names, the index of a reference. Its serde form is the
//! snapshot. [`Database::check`] checks the rules over several tables; DDL, diagrams, documentation, advice and the differences of two schemas
//! are written from the result, a [`Checked`](crate::Checked).

mod budget;
mod check;
mod column;
mod counter;
mod domain;
mod enums;
mod extra;
mod history;
mod index;
mod key;
mod name;
mod number;
mod options;
mod partition;
mod policy;
mod postgres;
mod reference;
mod revisions;
mod sql_type;
mod statistics;
mod table;
mod tenancy;
mod transition;
mod waiver;

use std::borrow::Cow;
use std::collections::HashMap;

pub use budget::Budget;
pub use check::Check;
pub use column::{Column, Copied, Sequence};
pub use counter::counter_name;
pub use domain::{Domain, DomainCheck};
pub use enums::Enum;
pub use extra::{Extra, Place};
pub use index::{Index, IndexColumn, Lookup, Nulls};
pub use key::Key;
pub use name::{Name, RenamedFrom};
pub use number::Number;
pub use options::StorageOption;
pub use partition::{Child, Partition};
pub use policy::{Policy, PolicyCommand};
pub use postgres::Postgres;
pub use reference::{Deferrable, OnDelete, OnUpdate, Reference, Referring};
pub use revisions::Revisions;
pub(crate) use revisions::{Kind, Outdated};
pub use sql_type::SqlType;
pub use statistics::Statistics;
pub use table::{GlobalRowSecurity, Table};
pub use tenancy::Tenancy;
pub use transition::{TableTransition, Transition};
pub use waiver::Waiver;

use peristyle::definition::Unlisted;

use crate::Schema;

/// A text of the model: borrowed from the definitions, or read from a file.
pub type Text = Cow<'static, str>;

/// All tables of a schema and the types that they use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Database {
    /// The oldest version of PostgreSQL that the schema is for.
    pub min: Postgres,
    /// The enum types, in the order of their first use.
    pub enums: Vec<Enum>,
    /// The domains. The tables of a program do not declare any: a catalog does.
    pub domains: Vec<Domain>,
    /// The tables, in the order of the list.
    pub tables: Vec<Table>,
    /// SQL of the user for the whole schema.
    pub sql: Vec<Extra>,
    /// The revisions of the texts that the DDL emits for it.
    pub revisions: Revisions,
    /// The structs of the program that are in no list: a diagnostic of [`Database::check`], and never part of a file.
    pub unlisted: Vec<Unlisted>,
}

impl Database {
    /// Returns the tables of a program as the database holds them.
    ///
    /// ```
    /// use peristyle::Schema;
    /// use peristyle_build::Database;
    ///
    /// assert_eq!(Database::of(&Schema::new(&[], &[])), Database::default());
    /// ```
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        let tables = schema.tables.iter().flat_map(|def| counter::with_counters(Table::of(def))).collect();
        let sql = schema.sql.iter().map(Extra::of).collect();
        // Names are compared without their schemas by the macro, so a list may name the table under another name of the struct.
        let listed = |unlisted: &&Unlisted| schema.tables.iter().all(|table| table.qualified() != unlisted.table);
        let unlisted = schema.unlisted.iter().filter(listed).copied().collect();
        let (min, enums) = (Postgres::of(schema.min), enums::of(schema));
        let mut database =
            Self { min, enums, domains: Vec::new(), tables, sql, revisions: Revisions::default(), unlisted };
        database.resolve_types();
        database.derive_versions();
        database
    }

    /// Derives the tables of the versions from the tables with `history`, each behind its table, in place of those that are there.
    pub fn derive_versions(&mut self) {
        let tables = std::mem::take(&mut self.tables).into_iter().filter(|table| table.history_of.is_none());
        let with_versions = |table: Table| {
            let versions = table.versions();
            [table].into_iter().chain(versions)
        };
        self.tables = tables.flat_map(with_versions).collect();
    }

    /// Finds the enum types among the types of columns, which are texts in a file and may be texts in a definition.
    pub(crate) fn resolve_types(&mut self) {
        let Self { enums, tables, .. } = self;
        let enums: HashMap<_, _> = enums.iter().map(|one| (one.written(), one.identity())).collect();
        for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
            column.sql_type.resolve(&enums);
        }
    }

    /// Sorts the enum types by their first use; those that no column uses stand last.
    pub(crate) fn sort_enums(&mut self) {
        let Self { enums, tables, .. } = self;
        let used = tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.sql_type.enum_name());
        let mut first = HashMap::new();
        for (place, name) in used.enumerate() {
            first.entry(name).or_insert(place);
        }
        enums.sort_by_cached_key(|one| first.get(&one.qualified()).copied().unwrap_or(usize::MAX));
    }

    /// Returns the schemas of the database that tables, enums and domains name, sorted.
    #[must_use]
    pub fn schemas(&self) -> Vec<&str> {
        let tables = self.tables.iter().filter_map(|table| table.schema.as_deref());
        let enums = self.enums.iter().filter_map(|one| one.schema.as_deref());
        let domains = self.domains.iter().filter_map(|domain| domain.schema.as_deref());
        let mut schemas: Vec<_> = tables.chain(enums).chain(domains).collect();
        schemas.sort_unstable();
        schemas.dedup();
        schemas
    }

    /// Returns the tables whose rows are tenants.
    pub fn roots(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| matches!(table.tenancy, Tenancy::Root { .. }))
    }

    /// Returns the enum type of that name.
    #[must_use]
    pub fn enum_of(&self, sql_type: &SqlType) -> Option<&Enum> {
        let name = sql_type.enum_name()?;
        self.enums.iter().find(|one| one.qualified() == name)
    }
}

/// Whether a member is left out of a file since it says what is usual.
pub(crate) fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Texts that a definition lists.
pub(crate) fn texts(names: &[&'static str]) -> Vec<Text> {
    names.iter().copied().map(Text::from).collect()
}
