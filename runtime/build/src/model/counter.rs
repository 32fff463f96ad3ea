//! The tables that count numbers per tenant.

use super::{Column, Key, Number, OnDelete, Reference, RenamedFrom, SqlType, Table, Tenancy, Text};
use crate::physical::generated_name;

/// The table, behind the tables of its counters: rows are loaded in this order, and a row that is loaded moves its counter.
pub(super) fn with_counters(table: Table) -> Vec<Table> {
    let mut tables = table.counters();
    tables.push(table);
    tables
}

/// The table with the last number of each tenant, in a column with the name of the numbered one.
fn counter(table: &Table, column: &Column, number: &Number) -> Table {
    let tenant = table.leading_tenant().unwrap_or_default();
    let key: Vec<Text> = number.per.clone();
    let counted_by = [tenant].into_iter().chain(number.per.iter().map(AsRef::as_ref));
    let columns: Vec<Column> = counted_by.filter_map(|name| table.column(name)).map(plain).collect();
    let name = table.counter_of(&column.name);
    let primary_key: Vec<Text> = columns.iter().map(|column| column.name.clone()).collect();
    let to_root = |reference: &&Reference| reference.columns.len() == 1 && reference.columns[0] == tenant;
    let references = table.references.iter().find(to_root).map(|reference| Reference {
        name: generated_name(&name, [tenant], "fkey").into(),
        on_delete: OnDelete::Cascade,
        ignores_soft_delete: true,
        why: "the numbers of a tenant end with it".into(),
        ..reference.clone()
    });
    let last = Column { sql_type: SqlType::Scalar("bigint".into()), ..plain(column) };
    let old_table = table.renamed_from.0.as_deref().map(|old| old.rsplit('.').next().unwrap_or(old));
    let old = match (old_table, &column.renamed_from.0) {
        (None, None) => None,
        (old, renamed) => Some(counter_name(old.unwrap_or(&table.name), renamed.as_deref().unwrap_or(&column.name))),
    };
    let old_schema = table.renamed_from.0.as_deref().and_then(|old| old.split_once('.')).map(|(schema, _)| schema);
    let old_schema = old_schema.or(table.schema.as_deref().filter(|_| table.renamed_from.0.is_none()));
    let old = old.map(|old| match old_schema {
        Some(schema) => format!("{schema}.{old}"),
        None => old,
    });
    Table {
        schema: table.schema.clone(),
        renamed_from: RenamedFrom(old.map(Text::from)),
        transition: None,
        rust_name: table.rust_name.clone(),
        doc: format!("The last {} of {}, by tenant: only triggers write it.", column.name, table.name).into(),
        tenancy: table.tenancy.clone(),
        key,
        append_only: false,
        history: false,
        history_by_statement: false,
        history_of: None,
        without_row_security: table.without_row_security,
        global_row_security: table.global_row_security,
        partition: None,
        options: Vec::new(),
        unlogged: table.unlogged,
        tablespace: table.tablespace.clone(),
        search: None,
        counts: Some(format!("{}.{}", table.name, column.name).into()),
        waivers: Vec::new(),
        columns: columns.into_iter().chain([last]).collect(),
        primary_key: Some(Key { name: generated_name(&name, [], "pkey").into(), columns: primary_key }),
        tenant_key: None,
        references: references.into_iter().collect(),
        indexes: Vec::new(),
        checks: Vec::new(),
        statistics: Vec::new(),
        policies: Vec::new(),
        children: Vec::new(),
        run_time_partitions: None,
        budget: None,
        sql: Vec::new(),
        name: name.into(),
    }
}

/// The same column, of another table and with nothing but its type.
fn plain(column: &Column) -> Column {
    Column {
        field: None,
        nullable: false,
        default: None,
        sequence: None,
        sequence_name: None,
        sequence_type: None,
        number: None,
        generated: None,
        is_virtual: false,
        doc: Text::default(),
        copied: None,
        set_by_application: false,
        no_trigger: false,
        transition: None,
        waivers: Vec::new(),
        ..column.clone()
    }
}

/// Returns the name of the table that has the last numbers of a column.
#[must_use]
pub fn counter_name(table: &str, column: &str) -> String {
    generated_name(table, [column], "counters")
}

impl Table {
    /// Returns the columns that number the rows of a tenant.
    pub fn numbered(&self) -> impl Iterator<Item = (&Column, &Number)> {
        let numbered = self.columns.iter().filter_map(|column| Some((column, column.number.as_ref()?)));
        numbered.filter(|_| matches!(self.tenancy, Tenancy::Tenant { .. }))
    }

    /// Returns the tables that have the last numbers of its columns, one for each that numbers rows.
    #[must_use]
    pub fn counters(&self) -> Vec<Self> {
        self.numbered().map(|(column, number)| counter(self, column, number)).collect()
    }

    /// Returns the name of the table that has the last numbers of that column.
    #[must_use]
    pub fn counter_of(&self, column: &str) -> String {
        counter_name(&self.name, column)
    }

    /// Returns whether rows are never deleted for good, but with their tenant: numbers have no gaps.
    #[must_use]
    pub fn has_numbers_without_gaps(&self) -> bool {
        self.numbered().any(|(_, number)| number.no_gaps)
    }

    /// Returns whether rows are numbered by that column, so that it never changes.
    #[must_use]
    pub fn numbers_by(&self, column: &str) -> bool {
        self.numbered().any(|(_, number)| number.per.iter().any(|by| by == column))
    }
}
