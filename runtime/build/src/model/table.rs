use serde::{Deserialize, Serialize};

use super::{
    Budget, Check, Child, Column, Extra, Index, IndexColumn, Key, Lookup, Name, Partition, Policy, Reference,
    Referring, RenamedFrom, SqlType, Statistics, StorageOption, TableTransition, Tenancy, Text, Waiver, is_usual,
    partition, texts,
};
use crate::TableDef;
use crate::definition::{self, CREATED_AT, DELETED_AT, StorageDef, UPDATED_AT};
use crate::physical::PhysicalTable;

/// A table of a [`Database`](super::Database).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Table {
    /// The schema of the database, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Text>,
    /// The name in the database.
    pub name: Text,
    /// The name that it had, with its schema where it had one.
    #[serde(skip)]
    pub renamed_from: RenamedFrom,
    /// What differs while two releases run on one schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<TableTransition>,
    /// The name of the Rust struct.
    #[serde(rename = "struct")]
    pub rust_name: Text,
    /// The doc comment of the struct.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub doc: Text,
    /// Whose rows these are.
    pub tenancy: Tenancy,
    /// The columns that name a row, without the tenant column.
    pub key: Vec<Text>,
    /// Whether rows are only inserted.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub append_only: bool,
    /// Whether the versions of rows that are changed or deleted are kept, in a table of their own.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub history: bool,
    /// Whether triggers of statements write the versions. Those of a partitioned table are written by a trigger of its rows, as all were.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub history_by_statement: bool,
    /// The name of the table, in the same schema, whose versions these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history_of: Option<Text>,
    /// Whether it is a tenant table without row level security, by waiver.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub without_row_security: bool,
    /// Whether it is a global table with row level security, whose policies are declared.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub global_row_security: GlobalRowSecurity,
    /// How its rows are spread over children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<Partition>,
    /// The storage options.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub options: Vec<StorageOption>,
    /// Whether its changes are not logged.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub unlogged: bool,
    /// The tablespace, where one was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Text>,
    /// The column that a text search reads. The struct has no such field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Text>,
    /// The numbered column whose last numbers the rows are: `org_invoices.number`. The table belongs to no struct, and no role writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Text>,
    /// The waivers on the table.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub waivers: Vec<Waiver>,
    /// The columns in the order of the struct.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub columns: Vec<Column>,
    /// The PRIMARY KEY; none under a waiver of K01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<Key>,
    /// The UNIQUE constraint that references by tenant and id point at, where the primary key is the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_key: Option<Key>,
    /// The foreign keys.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub references: Vec<Reference>,
    /// The indexes and unique indexes, those that references need too.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub indexes: Vec<Index>,
    /// The checks.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub checks: Vec<Check>,
    /// The extended statistics.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub statistics: Vec<Statistics>,
    /// The policies beside the emitted ones.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub policies: Vec<Policy>,
    /// The children of a partitioned table.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub children: Vec<Child>,
    /// Why other programs make partitions beside the children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_time_partitions: Option<Text>,
    /// What its statements may cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// SQL of the user.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub sql: Vec<Extra>,
}

/// The row level security of a global table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GlobalRowSecurity {
    /// None.
    #[default]
    Off,
    /// It does not apply to the owner of the table.
    Enabled,
    /// It applies to the owner too.
    Forced,
}

impl GlobalRowSecurity {
    const fn of(def: definition::GlobalRowSecurity) -> Self {
        match def {
            definition::GlobalRowSecurity::Enabled => Self::Enabled,
            definition::GlobalRowSecurity::Forced => Self::Forced,
            _ => Self::Off,
        }
    }
}

impl Table {
    pub(super) fn of(def: &TableDef) -> Self {
        // Every field is named, so that one that is added is not forgotten. What is left out is in the physical table.
        let TableDef {
            schema,
            name,
            renamed_from,
            rust_name,
            doc,
            tenancy,
            key,
            key_name: _,
            primary_key: _,
            columns,
            retired: _,
            references: _,
            indexes: _,
            checks: _,
            statistics: _,
            policies,
            append_only,
            history,
            partition: _,
            search,
            storage: StorageDef { options, unlogged, tablespace, __non_exhaustive: () },
            budget,
            sql,
            row_security,
            global_row_security,
            waivers,
            transition,
            __non_exhaustive: (),
        } = *def;
        let PhysicalTable { primary_key, tenant_key, references, checks, indexes, statistics, partition } =
            PhysicalTable::of(def);
        let (partition, children, run_time_partitions) = partition::of(partition);
        let mut table = Self {
            schema: schema.map(Text::from),
            name: name.into(),
            renamed_from: RenamedFrom(renamed_from.map(Text::from)),
            transition: TableTransition::of(transition, renamed_from),
            rust_name: rust_name.into(),
            doc: doc.into(),
            tenancy: Tenancy::of(rust_name, tenancy),
            key: texts(key),
            append_only,
            history,
            history_by_statement: history && partition.is_none(),
            history_of: None,
            without_row_security: !row_security,
            global_row_security: GlobalRowSecurity::of(global_row_security),
            partition,
            options: StorageOption::all(options),
            unlogged,
            tablespace: tablespace.map(Text::from),
            search: search.map(|search| search.column.name.into()),
            counts: None,
            waivers: Waiver::all(waivers),
            columns: def.stored_columns().map(|column| Column::of(name, column)).collect(),
            primary_key: Some(primary_key).filter(|key| !key.columns.is_empty()).map(Key::of),
            tenant_key: tenant_key.map(Key::of),
            references: references.into_iter().map(Reference::of).collect(),
            indexes: indexes.into_iter().map(Index::of).collect(),
            checks: checks.into_iter().map(Check::of).collect(),
            statistics: statistics.into_iter().map(Statistics::of).collect(),
            policies: policies.iter().map(Policy::of).collect(),
            children,
            run_time_partitions,
            budget: Budget::of(budget),
            sql: sql.iter().map(Extra::of).collect(),
        };
        for column in columns {
            if let (Some(old), definition::Transition::OldName { until, old_type }) =
                (column.renamed_from, column.transition)
            {
                table.keep_old_name(column.name, old, until);
                if let (Some(sql_type), Some(old)) = (old_type, table.columns.last_mut()) {
                    old.sql_type = SqlType::of(sql_type);
                }
            }
        }
        table
    }

    /// Returns the name with the schema.
    #[must_use]
    pub fn qualified(&self) -> Name<'_> {
        Name { schema: self.schema.as_deref(), name: &self.name }
    }

    /// Returns the column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Returns the columns of the struct: without the one that a text search reads, and without those that only programs of another release use.
    pub fn struct_columns(&self) -> impl Iterator<Item = &Column> + Clone {
        self.used_columns().filter(|column| !column.is_of_other_releases())
    }

    /// Returns the columns of the struct and those that programs of another release use: old names and retired columns.
    pub fn used_columns(&self) -> impl Iterator<Item = &Column> + Clone {
        self.columns.iter().filter(|column| self.search.as_ref() != Some(&column.name))
    }

    /// Returns whether the struct has a column of that name.
    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        self.struct_columns().any(|column| column.name == name)
    }

    /// Returns the timestamp of the field `created_at`, `updated_at` or `deleted_at`. A column that the application sets is none.
    #[must_use]
    pub fn timestamp(&self, field: &str) -> Option<&Column> {
        self.struct_columns().find(|column| column.field() == field && column.is_timestamp())
    }

    /// Returns the column of the time at which a row was inserted.
    #[must_use]
    pub fn created_at(&self) -> Option<&str> {
        self.timestamp(CREATED_AT).map(|column| column.name.as_ref())
    }

    /// Returns the column of the time of the last change where a trigger sets it, for every writer.
    #[must_use]
    pub fn updated_at_of_trigger(&self) -> Option<&str> {
        self.timestamp(UPDATED_AT).filter(|column| !column.no_trigger).map(|column| column.name.as_ref())
    }

    /// Returns the column of the time at which a row was soft-deleted.
    #[must_use]
    pub fn deleted_at(&self) -> Option<&str> {
        self.timestamp(DELETED_AT).map(|column| column.name.as_ref())
    }

    /// Returns whether rows are deleted by setting `deleted_at`.
    #[must_use]
    pub fn soft_delete(&self) -> bool {
        self.deleted_at().is_some()
    }

    /// Returns whether soft-deleted rows are deleted for good, after a time.
    #[must_use]
    pub fn is_purged(&self) -> bool {
        self.soft_delete() && !matches!(self.tenancy, Tenancy::Root { .. }) && !self.has_numbers_without_gaps()
    }

    /// Returns the column that holds the tenant: the tenant column, or the key of a root.
    #[must_use]
    pub fn tenant_column(&self) -> Option<&str> {
        match &self.tenancy {
            Tenancy::Global => None,
            Tenancy::Root { .. } => self.key.first().map(AsRef::as_ref),
            Tenancy::Tenant { column, .. } => Some(column),
        }
    }

    /// Returns the column in front of keys and indexes of a tenant table. A root has none: its key is the tenant.
    #[must_use]
    pub fn leading_tenant(&self) -> Option<&str> {
        match &self.tenancy {
            Tenancy::Tenant { column, .. } => Some(column),
            _ => None,
        }
    }

    /// Returns whether the column is part of the key.
    #[must_use]
    pub fn is_in_key(&self, column: &str) -> bool {
        self.key.iter().any(|key| key == column)
    }

    /// Returns whether rows are partitioned by that column, so that it never changes.
    #[must_use]
    pub fn partitions_by(&self, column: &str) -> bool {
        self.partition.iter().any(|partition| partition.columns.iter().any(|by| by == column))
    }

    /// Returns whether the key is unique over all children: it holds what rows are partitioned by.
    #[must_use]
    pub fn key_is_unique(&self) -> bool {
        // The primary key begins with the tenant, unless a UNIQUE constraint beside it does.
        let tenant = self.leading_tenant().filter(|_| self.tenant_key.is_none());
        let mut columns = self.partition.iter().flat_map(|partition| &partition.columns);
        columns.all(|column| self.is_in_key(column) || tenant == Some(column))
    }

    /// Returns the PRIMARY KEY, where there is one, and the UNIQUE constraint beside it.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.primary_key.iter().chain(&self.tenant_key)
    }

    /// Returns the indexes that are constraints of the table.
    pub fn constraint_indexes(&self) -> impl Iterator<Item = &Index> {
        self.indexes.iter().filter(|index| index.constraint.is_some())
    }

    /// Returns the look-ups of the tenant, each with its unique index.
    pub fn lookups(&self) -> impl Iterator<Item = (&Index, &Lookup)> {
        self.indexes.iter().filter_map(|index| Some((index, index.tenant_lookup.as_ref()?)))
    }

    /// Returns the columns that the look-ups of the tenant read, in the order of the table.
    #[must_use]
    pub fn looked_up(&self) -> Vec<&str> {
        let is_read = |name: &Text| self.lookups().any(|(_, lookup)| lookup.reads.contains(name));
        self.columns.iter().map(|column| &column.name).filter(|name| is_read(name)).map(AsRef::as_ref).collect()
    }

    /// Returns the names that the table takes in its schema: its keys, indexes, partitions and sequences are relations.
    pub fn relation_names(&self) -> impl Iterator<Item = &str> {
        let keys = self.keys().map(|key| &key.name);
        let indexes = self.indexes.iter().map(|index| &index.name);
        let children = self.children.iter().map(|child| &child.name);
        let sequences = self.columns.iter().filter_map(|column| column.sequence_name.as_ref());
        keys.chain(indexes).chain(children).chain(sequences).map(AsRef::as_ref)
    }

    /// Returns the names of its foreign keys and checks, which only the table itself must not use twice.
    pub fn constraint_names(&self) -> impl Iterator<Item = &str> {
        let references = self.references.iter().map(|reference| &reference.name);
        let checks = self.checks.iter().map(|check| &check.name);
        references.chain(checks).map(AsRef::as_ref)
    }

    /// Returns the declared columns of a reference that may be NULL: each switches the whole reference off (MATCH SIMPLE).
    #[must_use]
    pub fn nullable_of<'a>(&self, reference: &'a Reference) -> Vec<&'a str> {
        let nullable = |name: &&str| self.column(name).is_some_and(|column| column.nullable);
        reference.declared().iter().map(AsRef::as_ref).filter(nullable).collect()
    }

    /// Returns whether a row can do without the reference.
    #[must_use]
    pub fn is_optional(&self, reference: &Reference) -> bool {
        !self.nullable_of(reference).is_empty()
    }

    /// Returns whether the reference is the tenant column's to its root.
    #[must_use]
    pub fn is_of_tenant(&self, reference: &Reference) -> bool {
        self.leading_tenant().is_some_and(|tenant| matches!(reference.declared(), [only] if only == tenant))
    }

    /// Returns the reference that an index was generated for.
    #[must_use]
    pub fn reference_of(&self, index: &Index) -> Option<&Reference> {
        let columns = Some(&index.for_reference).filter(|columns| !columns.is_empty())?;
        self.references.iter().find(|reference| reference.declared() == columns)
    }

    /// Returns whether CREATE TABLE makes those columns unique; an index is created after the table.
    #[must_use]
    pub fn has_constraint(&self, columns: &[Text]) -> bool {
        let names = |index: &Index| index.columns.iter().map(|column| &column.name).eq(columns);
        self.keys().any(|key| key.columns == columns) || self.constraint_indexes().any(names)
    }

    /// Returns whether no two live rows of a tenant agree in these columns.
    #[must_use]
    pub fn is_unique<T: AsRef<str>>(&self, columns: &[T]) -> bool {
        let tenant = self.leading_tenant();
        self.has_unique(|name| tenant == Some(name) || columns.iter().any(|column| column.as_ref() == name))
    }

    /// Returns how many live rows refer to one row by a reference of this table.
    #[must_use]
    pub fn referring(&self, reference: &Reference) -> Referring {
        if self.has_unique(|name| reference.columns.iter().any(|column| column == name)) {
            Referring::AtMostOne
        } else if self.is_unique(&reference.columns) {
            Referring::OneOfEachTenant
        } else {
            Referring::AnyNumber
        }
    }

    /// Whether a key or a unique index has no other columns than those.
    fn has_unique(&self, is_given: impl Fn(&str) -> bool) -> bool {
        let mut indexes =
            self.indexes.iter().filter(|index| index.unique && index.only.is_none() && index.is_over_columns());
        self.keys().any(|key| key.columns.iter().all(|name| is_given(name)))
            || indexes.any(|index| index.columns.iter().all(|column| is_given(&column.name)))
    }

    /// Returns whether an index of a tenant table covers the rows of all tenants without the tenant column in front.
    #[must_use]
    pub fn is_global(&self, index: &Index) -> bool {
        let leads = |tenant| index.columns.first().is_some_and(|IndexColumn { name, .. }| name == tenant);
        let has_order = index.is_btree() || index.exclusion;
        has_order && index.is_declared() && self.leading_tenant().is_some_and(|tenant| !leads(tenant))
    }

    /// Returns whether an index covers soft-deleted rows too.
    #[must_use]
    pub fn covers_deleted(&self, index: &Index) -> bool {
        index.predicate == index.only
    }
}
