use std::collections::HashMap;

use super::anchors::Anchors;
use crate::advice::Advice;
use crate::checks::Checked;
use crate::model::{Database, Name, Reference, Table};

/// All that the page is written from.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) database: &'a Database,
    pub(super) sections: Vec<Section<'a>>,
    pub(super) advice: &'a [Advice],
    /// How many kinds of tenants there are.
    pub(super) roots: usize,
    /// For each table the place of its heading.
    pub(super) anchors: HashMap<Name<'a>, String>,
}

/// A table, and what others have to do with it.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) table: &'a Table,
    /// Who refers to it.
    pub(super) incoming: Vec<(&'a Table, &'a Reference)>,
    pub(super) advice: Vec<&'a Advice>,
}

impl<'a> Page<'a> {
    pub(super) fn of(checked: &'a Checked, advice: &'a [Advice]) -> Self {
        let (database, tables) = (checked.database(), checked.tables());
        let section = |table| Section { table, incoming: Vec::new(), advice: Vec::new() };
        let mut sections: Vec<_> = tables.iter().map(section).collect();
        for (place, table) in tables.iter().enumerate() {
            for (target, reference) in checked.references(place).filter(|(_, reference)| !table.is_of_tenant(reference))
            {
                sections[target].incoming.push((table, reference));
            }
        }
        let places: HashMap<_, _> = tables.iter().map(Table::qualified).zip(0..).collect();
        for advice in advice {
            if let Some(place) = places.get(&advice.table.as_name()) {
                let place: usize = *place;
                sections[place].advice.push(advice);
            }
        }
        Self { database, sections, advice, roots: database.roots().count(), anchors: anchors(tables) }
    }

    /// The name of a table that leads to its section.
    pub(super) fn link(&self, table: Name<'_>) -> String {
        match self.anchors.get(&table) {
            Some(anchor) => format!("[{table}](#{anchor})"),
            None => table.to_string(),
        }
    }
}

/// In the order in which the headings stand on the page.
fn anchors(tables: &[Table]) -> HashMap<Name<'_>, String> {
    let mut anchors = Anchors::default();
    for heading in ["The schema", "Tenants", "Tables"] {
        anchors.next(heading);
    }
    tables.iter().map(|table| (table.qualified(), anchors.next(&table.qualified().to_string()))).collect()
}
