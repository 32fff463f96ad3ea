use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use super::names::Names;
use crate::checks::Checked;
use crate::model::{Kind, Name, OnDelete, Reference, Table};

/// What a mark begins with.
const MARK: &str = "-- emitted: ";

/// The kind that the last mark in a text between two statements says; nothing where it has no mark.
pub(crate) fn marked_kind(between: &str) -> Option<Option<Kind>> {
    let at = between.rfind(MARK)? + MARK.len();
    Some(Kind::named(between[at..].lines().next().unwrap_or_default()))
}

/// A schema in the order in which it is written.
pub(super) struct Script<'a> {
    pub(super) names: Names<'a>,
    pub(super) checked: &'a Checked,
    pub(super) tables: Vec<Part<'a>>,
    /// For each table of the list the references that a soft delete of its rows honours.
    incoming: Vec<Vec<Incoming<'a>>>,
    /// The same with those of a waiver.
    referring: Vec<Vec<Incoming<'a>>>,
    /// The schemas of the tables with soft deletes.
    soft_deletes: BTreeSet<Option<&'a str>>,
    /// For each table of the list the schemas of the tables whose rows a soft delete of its rows may soft-delete, its own among them.
    settled: Vec<BTreeSet<Option<&'a str>>>,
    /// The tables that are written, by their places in the list; all of them unless a migration compares some.
    written: Option<&'a [bool]>,
    /// Whether a comment in front of each part says which kind it is of.
    marked: bool,
}

/// A reference, seen from the table referred to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Incoming<'a> {
    /// The table that refers.
    pub(super) from: &'a Table,
    pub(super) reference: &'a Reference,
}

/// A table of the script.
pub(super) struct Part<'a> {
    pub(super) table: &'a Table,
    /// The place in the list.
    place: usize,
    /// The references that soft deletes honour, each with the table referred to.
    pub(super) live: Vec<(&'a Table, &'a Reference)>,
    /// The place of its root.
    pub(super) root: Option<usize>,
    /// Without those that wait.
    pub(super) references: Vec<&'a Reference>,
    /// The references to what comes later: a table of a circle, a unique index of the table itself. CREATE TABLE takes none that is NOT VALID either.
    pub(super) waiting: Vec<&'a Reference>,
}

impl<'a> Script<'a> {
    pub(super) fn of(checked: &'a Checked) -> Self {
        let (mut incoming, mut referring) =
            (vec![Vec::new(); checked.tables().len()], vec![Vec::new(); checked.tables().len()]);
        for (place, from) in checked.tables().iter().enumerate() {
            for (target, reference) in checked.references(place) {
                referring[target].push(Incoming { from, reference });
            }
            for (target, reference) in checked.live_references(place) {
                incoming[target].push(Incoming { from, reference });
            }
        }
        // The order of the list decides nothing here, so the functions do not depend on it.
        for incoming in &mut incoming {
            incoming.sort_by_key(|incoming| (incoming.from.qualified(), &incoming.reference.name));
        }
        let soft_deletes = checked.tables().iter().filter(|table| table.soft_delete());
        let soft_deletes = soft_deletes.map(|table| table.schema.as_deref()).collect();
        let (names, tables) = (Names::of(checked.options()), in_order(checked));
        let settled = settled(checked);
        Self { names, checked, tables, incoming, referring, soft_deletes, settled, written: None, marked: false }
    }

    /// With the statements of those tables only. Look-ups and what belongs to no table are written in any case.
    pub(super) fn only(self, written: &'a [bool]) -> Self {
        Self { written: Some(written), ..self }
    }

    /// With marks between the kinds, which [`marked_kind`] reads.
    pub(super) fn marked(self) -> Self {
        Self { marked: true, ..self }
    }

    /// What follows is of that kind, or is declared.
    pub(super) fn mark(&self, f: &mut fmt::Formatter<'_>, kind: Option<Kind>) -> fmt::Result {
        match self.marked {
            true => writeln!(f, "\n{MARK}{}", kind.map_or("", |kind| kind.spec().name)),
            false => Ok(()),
        }
    }

    /// The tables that are written, in their order.
    pub(super) fn written(&self) -> impl Iterator<Item = &Part<'a>> {
        let is_written = |part: &&Part<'_>| self.written.is_none_or(|written| written[part.place]);
        self.tables.iter().filter(is_written)
    }

    /// The references that a soft delete of the table's rows honours.
    pub(super) fn incoming(&self, part: &Part<'_>) -> &[Incoming<'a>] {
        &self.incoming[part.place]
    }

    /// The schemas of the tables with soft deletes.
    pub(super) fn soft_deletes(&self) -> &BTreeSet<Option<&'a str>> {
        &self.soft_deletes
    }

    /// The schemas of the tables whose rows a soft delete of the table's rows may soft-delete, its own among them.
    pub(super) fn settled(&self, part: &Part<'_>) -> &BTreeSet<Option<&'a str>> {
        &self.settled[part.place]
    }

    /// The columns by which rows of the table refer to rows that are purged, and by which those are referred to.
    pub(super) fn purge_columns(&self, part: &Part<'a>) -> Vec<&'a str> {
        let checked = self.checked;
        let is_purged = Table::is_purged;
        let outgoing = checked.references(part.place).filter(|(target, _)| is_purged(&checked.tables()[*target]));
        let outgoing = outgoing.flat_map(|(_, reference)| &reference.columns);
        let incoming = self.referring[part.place].iter().filter(|_| is_purged(part.table));
        let incoming = incoming.flat_map(|incoming| &incoming.reference.target_columns);
        outgoing.chain(incoming).map(AsRef::as_ref).collect()
    }

    /// The application role.
    pub(super) fn role(&self) -> Option<&'a str> {
        self.checked.options().role()
    }

    /// The role that owns the look-up functions.
    pub(super) fn lookup_owner(&self) -> Option<String> {
        self.checked.options().lookup_owner()
    }

    /// The schemas that tables and types name, sorted, without the one that everything else is in.
    pub(super) fn named_schemas(&self) -> Vec<&'a str> {
        let mut schemas = self.checked.database().schemas();
        schemas.retain(|schema| *schema != "public" && *schema != self.names.schema());
        schemas
    }
}

impl<'a> Part<'a> {
    /// The table with other references in CREATE TABLE.
    pub(super) fn with_references(&self, references: Vec<&'a Reference>) -> Self {
        let Self { table, place, live: _, root, references: _, waiting: _ } = *self;
        Self { table, place, live: Vec::new(), root, references, waiting: Vec::new() }
    }
}

impl Incoming<'_> {
    /// Whether a soft delete also soft-deletes the rows that refer.
    pub(super) fn cascades(&self) -> bool {
        cascades(self.from, self.reference)
    }
}

fn cascades(from: &Table, reference: &Reference) -> bool {
    reference.on_delete == OnDelete::Cascade && from.soft_delete()
}

/// Each table passes its schemas on to those that it is deleted with. A table is looked at again only when it has one schema more, so long chains of tables
/// take no longer than their references.
fn settled(checked: &Checked) -> Vec<BTreeSet<Option<&str>>> {
    let own = checked.tables().iter().map(|table| BTreeSet::from([table.schema.as_deref()]));
    let mut settled: Vec<_> = own.collect();
    let mut changed: Vec<usize> = (0..settled.len()).collect();
    while let Some(place) = changed.pop() {
        for (target, reference) in checked.live_references(place) {
            if cascades(&checked.tables()[place], reference) && !settled[place].is_subset(&settled[target]) {
                let schemas = settled[place].clone();
                settled[target].extend(schemas);
                changed.push(target);
            }
        }
    }
    settled
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
        place,
        live: checked
            .live_references(place)
            .map(|(target, reference)| (&checked.tables()[target], reference))
            .collect(),
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
        if comes_later || reference.not_valid { part.waiting.push(reference) } else { part.references.push(reference) }
    }
    part
}
