use std::cmp::Ordering;

use super::names::Names;
use crate::checks::Checked;
use crate::model::{Name, Reference, Table};

/// A schema in the order in which it is written.
pub(super) struct Script<'a> {
    pub(super) names: Names<'a>,
    pub(super) checked: &'a Checked,
    pub(super) tables: Vec<Part<'a>>,
}

/// A table of the script.
pub(super) struct Part<'a> {
    pub(super) table: &'a Table,
    /// The place of its root.
    pub(super) root: Option<usize>,
    /// Without those that wait.
    pub(super) references: Vec<&'a Reference>,
    /// The references to what comes later: a table of a circle, a unique index of the table itself.
    pub(super) waiting: Vec<&'a Reference>,
}

impl<'a> Script<'a> {
    pub(super) fn of(checked: &'a Checked) -> Self {
        Self { names: Names::of(checked.options()), checked, tables: in_order(checked) }
    }

    /// The application role.
    pub(super) fn role(&self) -> Option<&'a str> {
        self.checked.options().role()
    }

    /// The schemas that tables and types name, sorted, without the one that everything else is in.
    pub(super) fn named_schemas(&self) -> Vec<&'a str> {
        let mut schemas = self.checked.database().schemas();
        schemas.retain(|schema| *schema != "public" && *schema != self.names.schema());
        schemas
    }
}

impl<'a> Part<'a> {
    pub(super) fn name(&self) -> Name<'a> {
        self.table.qualified()
    }
}

fn in_order(checked: &Checked) -> Vec<Part<'_>> {
    let order = checked.load_order();
    let mut places = vec![0; order.len()];
    for (at, place) in order.iter().enumerate() {
        places[*place] = at;
    }
    order.iter().map(|place| split(checked, *place, &places)).collect()
}

/// A table, by its place in the list. `places` are those in the script.
fn split<'a>(checked: &'a Checked, place: usize, places: &[usize]) -> Part<'a> {
    let mut part = Part {
        table: &checked.tables()[place],
        root: checked.root_of(place),
        references: Vec::new(),
        waiting: Vec::new(),
    };
    for (target, reference) in checked.references(place) {
        let comes_later = match places[target].cmp(&places[place]) {
            Ordering::Less => false,
            Ordering::Equal => !part.table.has_constraint(&reference.target_columns),
            Ordering::Greater => true,
        };
        if comes_later { part.waiting.push(reference) } else { part.references.push(reference) }
    }
    part
}
