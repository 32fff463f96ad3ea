use super::index::option;
use super::json::{Block, Members, Read};
use super::{Check, Child, Column, Extra, Index, Key, Reference, SnapshotError, Tenancy, Text, Waiver};
use crate::TableDef;
use crate::definition::StorageDef;
use crate::physical::PhysicalTable;

/// A table of a [`Snapshot`](super::Snapshot).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// The schema of the database, where it says one.
    pub schema: Option<Text>,
    /// The name in the database.
    pub name: Text,
    /// The name of the Rust struct.
    pub rust_name: Text,
    /// The doc comment of the struct.
    pub doc: Text,
    /// Whose rows these are.
    pub tenancy: Tenancy,
    /// The columns that name a row, without the tenant column.
    pub key: Vec<Text>,
    /// The PRIMARY KEY; none under a waiver of K01.
    pub primary_key: Option<Key>,
    /// The UNIQUE constraint that references by tenant and id point at, where the primary key is the id alone.
    pub tenant_key: Option<Key>,
    /// In the order of the struct.
    pub columns: Vec<Column>,
    /// The foreign keys.
    pub references: Vec<Reference>,
    /// The indexes and uniques, those that references need too.
    pub indexes: Vec<Index>,
    /// The checks.
    pub checks: Vec<Check>,
    /// By what its rows are spread over children, as the DDL writes it: `RANGE (created_at)`.
    pub partition: Option<Text>,
    /// The children.
    pub children: Vec<Child>,
    /// Storage options, such as `fillfactor = 70`.
    pub options: Vec<Text>,
    /// Whether no log is kept of its changes.
    pub unlogged: bool,
    /// Where its files are, where that was said.
    pub tablespace: Option<Text>,
    /// SQL of the user's own.
    pub sql: Vec<Extra>,
    /// Whether rows are only ever inserted.
    pub append_only: bool,
    /// Whether it is a table of tenants without row level security, by waiver.
    pub without_row_security: bool,
    /// The waivers on the table.
    pub waivers: Vec<Waiver>,
}

impl Table {
    pub(super) fn of(def: &TableDef, layout: &PhysicalTable) -> Self {
        // Every field is named, so that one that is added is not forgotten here. What is passed over is in the layout.
        let TableDef {
            schema,
            name,
            rust_name,
            doc,
            tenancy,
            key,
            key_name: _,
            primary_key: _,
            columns: _,
            references: _,
            indexes: _,
            checks: _,
            append_only,
            partition: _,
            search: _,
            storage: StorageDef { options, unlogged, tablespace },
            sql,
            row_security,
            waivers,
        } = *def;
        // The columns say which of them a sequence counts.
        let PhysicalTable { primary_key, tenant_key, references, checks, indexes, partition, sequences: _ } = layout;
        Self {
            schema: schema.map(Text::from),
            name: name.into(),
            rust_name: rust_name.into(),
            doc: doc.into(),
            tenancy: Tenancy::of(tenancy),
            key: key.iter().copied().map(Text::from).collect(),
            primary_key: Some(primary_key).filter(|key| !key.columns.is_empty()).map(Key::of),
            tenant_key: tenant_key.as_ref().map(Key::of),
            columns: def.stored_columns().map(Column::of).collect(),
            references: references.iter().map(Reference::of).collect(),
            indexes: indexes.iter().map(Index::of).collect(),
            checks: checks.iter().map(Check::of).collect(),
            partition: partition.as_ref().map(|partition| partition.by.clone().into()),
            children: partition.iter().flat_map(|partition| &partition.children).map(Child::of).collect(),
            options: options.iter().copied().map(option).collect(),
            unlogged,
            tablespace: tablespace.map(Text::from),
            sql: sql.iter().map(Extra::of).collect(),
            append_only,
            without_row_security: !row_security,
            waivers: waivers.iter().copied().map(Waiver::of).collect(),
        }
    }

    pub(super) fn write(&self, block: &mut Block<'_>) {
        let Self {
            schema,
            name,
            rust_name,
            doc,
            tenancy,
            key,
            primary_key,
            tenant_key,
            columns,
            references,
            indexes,
            checks,
            partition,
            children,
            options,
            unlogged,
            tablespace,
            sql,
            append_only,
            without_row_security,
            waivers,
        } = self;
        block.optional("schema", schema.as_ref());
        block.text("name", name);
        block.text("struct", rust_name);
        block.stated("doc", doc);
        block.part("tenancy", Some(tenancy));
        block.texts("key", key);
        block.flag("append_only", *append_only);
        block.flag("without_row_security", *without_row_security);
        block.optional("partition", partition.as_ref());
        block.listed("options", options);
        block.flag("unlogged", *unlogged);
        block.optional("tablespace", tablespace.as_ref());
        block.parts("waivers", waivers);
        block.parts("columns", columns);
        block.part("primary_key", primary_key.as_ref());
        block.part("tenant_key", tenant_key.as_ref());
        block.parts("references", references);
        block.parts("indexes", indexes);
        block.parts("checks", checks);
        block.parts("children", children);
        block.parts("sql", sql);
    }
}

impl Read for Table {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            schema: members.optional("schema")?,
            name: members.text("name")?,
            rust_name: members.text("struct")?,
            doc: members.stated("doc")?,
            tenancy: members.required_part("tenancy")?,
            key: members.texts("key")?,
            primary_key: members.part("primary_key")?,
            tenant_key: members.part("tenant_key")?,
            columns: members.parts("columns")?,
            references: members.parts("references")?,
            indexes: members.parts("indexes")?,
            checks: members.parts("checks")?,
            partition: members.optional("partition")?,
            children: members.parts("children")?,
            options: members.listed("options")?,
            unlogged: members.flag("unlogged")?,
            tablespace: members.optional("tablespace")?,
            sql: members.parts("sql")?,
            append_only: members.flag("append_only")?,
            without_row_security: members.flag("without_row_security")?,
            waivers: members.parts("waivers")?,
        })
    }
}
