//! The differences of two schemas: which objects one has and the other does not, and which members of an object differ.
//!
//! Objects are matched by their names. The order of tables, enums, indexes, references and checks does not count; what the database does not see, such as the
//! name of a field, does not count either. [`members`] names each member of the model once, so that a new one does not compile until it is decided whether
//! it counts.

mod change;
mod members;

use std::borrow::Cow;
use std::hash::Hash;

pub use change::Change;
pub(crate) use change::between;
use rustc_hash::FxHashMap;

use crate::model::{
    Check, Child, Column, Database, Domain, Enum, Extra, Index, Outdated, Postgres, Reference, Table, Waiver,
};

/// An object or a part of one that has a name among those of its kind.
pub(crate) trait Part {
    /// What a message calls it.
    const NOUN: &'static str;

    /// The name, with the schema where the object names one.
    fn name(&self) -> Cow<'_, str>;

    /// The members of the two that differ in the database, as a message names them.
    fn differing(&self, new: &Self) -> Vec<&'static str>;
}

/// One object in two schemas.
#[derive(Debug)]
pub(crate) enum Difference<'a, T> {
    Added(&'a T),
    Removed(&'a T),
    Changed {
        old: &'a T,
        new: &'a T,
        /// The members that differ; there is at least one.
        members: Vec<&'static str>,
    },
}

/// What two schemas have differently.
#[derive(Debug)]
pub(crate) struct Diff<'a> {
    /// The oldest server of both, where it is another one.
    pub(crate) min: Option<[Postgres; 2]>,
    /// What the old one has in an older revision.
    pub(crate) outdated: Vec<Outdated>,
    pub(crate) enums: Vec<Difference<'a, Enum>>,
    pub(crate) domains: Vec<Difference<'a, Domain>>,
    pub(crate) sql: Vec<Difference<'a, Extra>>,
    /// In the order of the new list; those that were removed stand last.
    pub(crate) tables: Vec<TableDiff<'a>>,
}

/// A table in two schemas.
#[derive(Debug)]
pub(crate) enum TableDiff<'a> {
    Added(&'a Table),
    Removed(&'a Table),
    /// Something of it differs.
    Changed(Box<TableChange<'a>>),
}

/// What two tables of one name have differently.
#[derive(Debug)]
pub(crate) struct TableChange<'a> {
    pub(crate) old: &'a Table,
    pub(crate) new: &'a Table,
    /// The members of the table itself that differ.
    pub(crate) members: Vec<&'static str>,
    pub(crate) columns: Vec<Difference<'a, Column>>,
    /// Whether the columns of both are in another order. A migration does not move columns.
    pub(crate) moved: bool,
    pub(crate) references: Vec<Difference<'a, Reference>>,
    pub(crate) indexes: Vec<Difference<'a, Index>>,
    pub(crate) checks: Vec<Difference<'a, Check>>,
    pub(crate) children: Vec<Difference<'a, Child>>,
    pub(crate) sql: Vec<Difference<'a, Extra>>,
    pub(crate) waivers: Vec<Difference<'a, Waiver>>,
}

impl<'a> Diff<'a> {
    pub(crate) fn of(old: &'a Database, new: &'a Database) -> Self {
        // What is in no list is a diagnostic, and never in a database.
        let Database { min, enums, domains, tables, sql, revisions: _, unlisted: _ } = old;
        let of_table = |(old, new): (Option<&'a Table>, Option<&'a Table>)| match (old, new) {
            (Some(old), Some(new)) if old == new => None,
            (Some(old), Some(new)) => TableChange::of(old, new).map(|change| TableDiff::Changed(Box::new(change))),
            (old, new) => old.map(TableDiff::Removed).or_else(|| new.map(TableDiff::Added)),
        };
        Self {
            min: (*min != new.min).then_some([*min, new.min]),
            outdated: Outdated::of(old, new),
            enums: differences(enums, &new.enums),
            domains: differences(domains, &new.domains),
            sql: differences(sql, &new.sql),
            tables: pairs(tables, &new.tables, Table::qualified).into_iter().filter_map(of_table).collect(),
        }
    }
}

impl<'a> TableChange<'a> {
    fn of(old: &'a Table, new: &'a Table) -> Option<Self> {
        let change = Self {
            old,
            new,
            members: old.differing(new),
            columns: differences(&old.columns, &new.columns),
            moved: moved(&old.columns, &new.columns),
            references: differences(&old.references, &new.references),
            indexes: differences(&old.indexes, &new.indexes),
            checks: differences(&old.checks, &new.checks),
            children: differences(&old.children, &new.children),
            sql: differences(&old.sql, &new.sql),
            waivers: differences(&old.waivers, &new.waivers),
        };
        Some(change).filter(Self::is_any)
    }

    /// No difference.
    pub(crate) fn none(old: &'a Table, new: &'a Table) -> Self {
        Self {
            old,
            new,
            members: Vec::new(),
            columns: Vec::new(),
            moved: false,
            references: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            children: Vec::new(),
            sql: Vec::new(),
            waivers: Vec::new(),
        }
    }

    fn is_any(&self) -> bool {
        let Self { old: _, new: _, members, columns, moved, references, indexes, checks, children, sql, waivers } =
            self;
        *moved
            || !(members.is_empty() && columns.is_empty() && references.is_empty() && indexes.is_empty())
            || !(checks.is_empty() && children.is_empty() && sql.is_empty() && waivers.is_empty())
    }
}

/// Those of one kind that differ.
fn differences<'a, T: Part>(old: &'a [T], new: &'a [T]) -> Vec<Difference<'a, T>> {
    let one = |(old, new): (Option<&'a T>, Option<&'a T>)| match (old, new) {
        (Some(old), Some(new)) => {
            let members = old.differing(new);
            (!members.is_empty()).then_some(Difference::Changed { old, new, members })
        }
        (old, new) => old.map(Difference::Removed).or_else(|| new.map(Difference::Added)),
    };
    pairs(old, new, Part::name).into_iter().filter_map(one).collect()
}

type Pair<'a, T> = (Option<&'a T>, Option<&'a T>);

/// By name: what both have and what is new in the order of the new list, then what was removed.
fn pairs<'a, T, N: Hash + Eq>(old: &'a [T], new: &'a [T], name: impl Fn(&'a T) -> N) -> Vec<Pair<'a, T>> {
    // Most lists begin alike, or are alike.
    let alike = old.iter().zip(new).take_while(|(old, new)| name(old) == name(new)).count();
    let mut pairs: Vec<_> = old.iter().zip(new).take(alike).map(|(old, new)| (Some(old), Some(new))).collect();
    let (old, new) = (&old[alike..], &new[alike..]);
    let mut left: FxHashMap<_, _> = old.iter().map(|part| (name(part), part)).collect();
    pairs.extend(new.iter().map(|part| (left.remove(&name(part)), Some(part))));
    pairs.extend(old.iter().filter(|part| left.contains_key(&name(part))).map(|part| (Some(part), None)));
    pairs
}

/// Whether the columns that both have are in another order.
fn moved(old: &[Column], new: &[Column]) -> bool {
    let [old_names, new_names] = [old, new].map(|columns| columns.iter().map(|column| &column.name));
    if old_names.clone().eq(new_names.clone()) {
        return false;
    }
    let [in_old, in_new]: [std::collections::HashSet<_>; 2] =
        [old_names.clone().collect(), new_names.clone().collect()];
    !old_names.filter(|name| in_new.contains(name)).eq(new_names.filter(|name| in_old.contains(name)))
}
