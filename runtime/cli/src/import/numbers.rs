//! Columns that number the rows of a tenant, by their triggers and the tables of their counters.

use std::collections::{BTreeMap, HashMap};

use peristyle_build::model::counter_name;

use super::names;
use super::plan::list;
use crate::catalog::{Catalog, Kind};

/// What `#[column(..)]` says of a column, by schema, table and column.
pub(super) struct Numbers<'a> {
    columns: HashMap<(&'a str, &'a str, &'a str), String>,
    counters: Vec<(&'a str, String)>,
}

/// The trigger that takes numbers, and the one that refuses deletes.
const TAKE: &str = "peristyle_number_take";
const ROWS: &str = "peristyle_number_rows";

impl<'a> Numbers<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let (mut triggers, mut columns, mut keys) =
            (BTreeMap::<_, Vec<&str>>::new(), BTreeMap::<_, Vec<&str>>::new(), HashMap::new());
        for (address, object) in catalog.objects() {
            let Some(table) = address.table.as_deref() else { continue };
            let of = (address.schema.as_str(), table);
            match address.kind {
                Kind::Trigger => triggers.entry(of).or_default().push(&address.name),
                Kind::Column => columns.entry(of).or_default().push(&address.name),
                Kind::PrimaryKey => drop(keys.insert(of, list(object, "columns"))),
                _ => {}
            }
        }
        let mut numbers = Self { columns: HashMap::new(), counters: Vec::new() };
        for ((schema, table), triggers) in &triggers {
            if !triggers.iter().any(|trigger| trigger.starts_with(TAKE)) {
                continue;
            }
            let no_gaps = triggers.iter().any(|trigger| trigger.starts_with(ROWS));
            for column in columns.get(&(*schema, *table)).into_iter().flatten() {
                let counter = counter_name(table, column);
                let Some(key) = keys.get(&(*schema, counter.as_str())) else { continue };
                let per: Vec<_> = key.iter().skip(1).map(|name| names::written(&names::field(name))).collect();
                let per = (!per.is_empty()).then(|| format!("per({})", per.join(", ")));
                let parts: Vec<_> = per.into_iter().chain(no_gaps.then(|| "no_gaps".to_owned())).collect();
                let written = match parts.is_empty() {
                    true => "number_per_tenant".to_owned(),
                    false => format!("number_per_tenant({})", parts.join(", ")),
                };
                numbers.columns.insert((*schema, *table, *column), written);
                numbers.counters.push((*schema, counter));
            }
        }
        numbers
    }

    /// Whether the table has the last numbers of a column.
    pub(super) fn is_counter(&self, schema: &str, table: &str) -> bool {
        self.counters.iter().any(|(of, counter)| *of == schema && counter == table)
    }

    pub(super) fn of_column(&self, schema: &str, table: &str, column: &str) -> Option<&str> {
        let found = self.columns.iter().find(|(of, _)| **of == (schema, table, column));
        found.map(|(_, written)| written.as_str())
    }
}
