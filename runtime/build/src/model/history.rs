//! The table of the versions of a table with `history`: a table like any other, that nothing refers to and that refers to nothing.

use super::{Column, GlobalRowSecurity, Key, Name, RenamedFrom, SqlType, Table, TableTransition, Tenancy, Text};
use crate::physical::generated_name;
use crate::physical::history::{VERSION_CHANGED_BY, VERSION_FROM, VERSION_UNTIL, history};

impl Table {
    /// Returns the name of the table that has the versions of its rows.
    #[must_use]
    pub fn history_name(&self) -> Option<String> {
        self.history.then(|| history(&self.name))
    }

    /// Returns the column of the time at which a row got its values: that of the last change, or of the insert where rows do not change.
    #[must_use]
    pub fn valid_from(&self) -> Option<&str> {
        self.updated_at_of_trigger().or_else(|| self.created_at())
    }

    /// The table that has the versions of its rows, where they are kept.
    ///
    /// It has the columns of the table as they are, so that a change of the table is the same change of both. Timestamps are columns like others, since nothing
    /// sets them, and a text search has nothing to search.
    pub(crate) fn versions(&self) -> Option<Self> {
        let name = self.history_name()?;
        let key = self.primary_key.as_ref()?;
        let tenant = self.tenant_column().filter(|tenant| !key.columns.iter().any(|column| column == tenant));
        let tenant = tenant.map(|tenant| Text::from(tenant.to_owned()));
        let named = |old: &Text| {
            let (schema, table) =
                old.split_once('.').map_or((None, old.as_ref()), |(schema, table)| (Some(schema), table));
            let old = Name { schema, name: &history(table) }.to_string();
            Text::from(old)
        };
        let columns = tenant.into_iter().chain(key.columns.iter().cloned()).chain([VERSION_UNTIL.into()]).collect();
        Some(Self {
            schema: self.schema.clone(),
            renamed_from: RenamedFrom(self.renamed_from.0.as_ref().map(named)),
            transition: match &self.transition {
                Some(TableTransition::OldName { schema, name, until }) => Some(TableTransition::OldName {
                    schema: schema.clone(),
                    name: history(name).into(),
                    until: until.clone(),
                }),
                other => other.clone(),
            },
            rust_name: self.rust_name.clone(),
            doc: format!("The versions of rows of {} that were changed or deleted.", self.qualified()).into(),
            tenancy: match (&self.tenancy, self.tenant_column()) {
                (Tenancy::Root { .. }, Some(key)) => Tenancy::Tenant {
                    column: key.to_owned().into(),
                    root_schema: self.schema.clone(),
                    root: self.name.clone(),
                },
                (tenancy, _) => tenancy.clone(),
            },
            key: self
                .key
                .iter()
                .filter(|_| !matches!(self.tenancy, Tenancy::Root { .. }))
                .cloned()
                .chain([VERSION_UNTIL.into()])
                .collect(),
            append_only: false,
            history: false,
            history_by_statement: false,
            history_of: Some(self.name.clone()),
            without_row_security: self.without_row_security,
            global_row_security: GlobalRowSecurity::Off,
            partition: None,
            options: Vec::new(),
            unlogged: self.unlogged,
            tablespace: self.tablespace.clone(),
            search: None,
            counts: None,
            waivers: Vec::new(),
            columns: self.used_columns().map(kept).chain(added()).collect(),
            primary_key: Some(Key { name: generated_name(&name, [], "pkey").into(), columns }),
            tenant_key: None,
            references: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            statistics: Vec::new(),
            policies: Vec::new(),
            children: Vec::new(),
            run_time_partitions: None,
            budget: None,
            sql: Vec::new(),
            name: name.into(),
        })
    }
}

/// A column of the table, as the versions have it.
fn kept(column: &Column) -> Column {
    Column {
        // Versions of before the column was there have no number.
        nullable: column.nullable || column.sequence.is_some() || column.number.is_some(),
        number: None,
        sequence: None,
        sequence_name: None,
        sequence_type: None,
        doc: Text::default(),
        copied: None,
        set_by_application: true,
        no_trigger: false,
        waivers: Vec::new(),
        ..column.clone()
    }
}

fn added() -> [Column; 3] {
    let time = SqlType::Scalar("timestamptz".into());
    [
        added_column(VERSION_FROM, time.clone(), "When the row got these values."),
        added_column(VERSION_UNTIL, time, "When it lost them."),
        added_column(VERSION_CHANGED_BY, SqlType::Scalar("text".into()), "Who changed or deleted the row then."),
    ]
}

fn added_column(name: &'static str, sql_type: SqlType, doc: &'static str) -> Column {
    Column {
        name: name.into(),
        field: None,
        renamed_from: RenamedFrom::default(),
        sql_type,
        collation: None,
        nullable: false,
        default: None,
        number: None,
        sequence: None,
        sequence_name: None,
        sequence_type: None,
        generated: None,
        is_virtual: false,
        doc: doc.into(),
        copied: None,
        set_by_application: false,
        no_trigger: false,
        transition: None,
        waivers: Vec::new(),
    }
}
