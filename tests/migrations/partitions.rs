//! Changes of partitioned tables by which PostgreSQL chooses other names for the indexes of partitions than in a new database.

use peristyle_build::migrate::Migrate;
use peristyle_build::model::{Database, Deferrable, Index};

use super::matrix::{self, Kind};
use super::scenarios::{Scenario, table};

type Change = fn(&Kind, &mut Database);

/// The place of the declared index of the text.
fn place(kind: &Kind, database: &mut Database) -> usize {
    let of_text = |index: &Index| index.constraint.is_none() && index.columns.iter().any(|one| one.name == kind.text);
    kind.of(database).indexes.iter().position(of_text).expect("it has one")
}

/// Another index over the same columns.
fn second(kind: &Kind, database: &mut Database, at: usize) {
    let place = place(kind, database);
    let table = kind.of(database);
    let mut second = table.indexes[place].clone();
    (second.name, second.predicate) = ("a_second".into(), Some("note IS NOT NULL".into()));
    table.indexes.insert(at, second);
}

fn constraint(kind: &Kind, database: &mut Database, at: usize, name: &'static str, deferrable: Deferrable) {
    let index = matrix::add_index(kind, database, name, &kind.with_tenant("note"));
    (index.unique, index.constraint) = (true, Some(deferrable));
    let indexes = &mut kind.of(database).indexes;
    let index = indexes.pop().expect("it was pushed");
    indexes.insert(at, index);
}

fn add_partition(database: &mut Database) {
    let table = table(database, "org_visits");
    let mut child = table.children[0].clone();
    (child.name, child.bound) = ("org_visits_2030".into(), "FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')".into());
    table.children.push(child);
}

const OF_BOTH: &[(&str, Change)] = &[
    ("replace", |kind, database| {
        let place = place(kind, database);
        second(kind, database, place);
        kind.of(database).indexes.remove(place + 1);
    }),
    ("add_before", |kind, database| second(kind, database, 0)),
    ("add_behind", |kind, database| {
        let end = kind.of(database).indexes.len();
        second(kind, database, end);
    }),
    ("add_before_and_change", |kind, database| {
        second(kind, database, 0);
        let place =
            kind.of(database).indexes.iter().rposition(|index| index.columns.iter().any(|one| one.name == kind.text));
        kind.of(database).indexes[place.expect("it has one")].columns.last_mut().expect("it has columns").descending =
            true;
    }),
    ("add_two_constraints", |kind, database| {
        constraint(kind, database, 0, "a_second", Deferrable::Deferred);
        constraint(kind, database, 0, "a_first", Deferrable::Never);
    }),
    ("add_before_and_type", |kind, database| {
        second(kind, database, 0);
        super::scenarios::column(kind.of(database), kind.text).sql_type = super::scenarios::scalar("varchar(20)");
    }),
];

/// From now on another program makes partitions; those that are there stay.
fn at_run_time(database: &mut Database) {
    let table = table(database, "org_visits");
    table.children.clear();
    table.run_time_partitions = Some("a program adds one each year".into());
}

const OF_RANGES: &[(&str, Change)] = &[
    ("at_run_time", |_, database| at_run_time(database)),
    ("at_run_time_and_index", |kind, database| {
        at_run_time(database);
        second(kind, database, 0);
    }),
    ("add_before_and_partition", |kind, database| {
        second(kind, database, 0);
        add_partition(database);
    }),
    ("replace_and_partition", |kind, database| {
        let place = place(kind, database);
        second(kind, database, place);
        kind.of(database).indexes.remove(place + 1);
        add_partition(database);
    }),
    ("add_before_and_drop_partition", |kind, database| {
        second(kind, database, 0);
        table(database, "org_visits").children.remove(0);
    }),
];

pub fn all() -> Vec<Scenario> {
    let of = |(name, change): &'static (&str, Change), kind: &'static Kind| Scenario {
        name: format!("partition_index_{name}_{}", kind.name),
        change: Box::new(move |database| change(kind, database)),
        declare: Box::new(|migrate| migrate),
    };
    let partitioned: Vec<_> = matrix::KINDS.iter().filter(|kind| kind.is_partitioned()).collect();
    // The way back of a rename fills a column, which rows of an append-only table do not take.
    let by_range = partitioned.iter().filter(|kind| kind.name == "by_range");
    let both = OF_BOTH.iter().flat_map(|one| partitioned.iter().map(move |kind| of(one, kind)));
    let ranges = by_range.clone().flat_map(|kind| OF_RANGES.iter().map(move |one| of(one, kind)));
    let rename = |kind: &'static Kind| Scenario {
        name: format!("partition_index_rename_column_{}", kind.name),
        change: Box::new(move |database| matrix::rename_column(kind.of(database), kind.text, "label")),
        declare: Box::new(move |migrate: Migrate| migrate.renamed_column(kind.table, kind.text, "label")),
    };
    both.chain(ranges).chain(by_range.map(|kind| rename(kind))).collect()
}
