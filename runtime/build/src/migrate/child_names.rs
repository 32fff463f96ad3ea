//! The names that PostgreSQL chooses for the indexes of partitions in a new database. A name that is taken gets a number: where two indexes have the same columns,
//! and where the names of two partitions begin alike and are cut.

use std::collections::HashSet;

use super::statements::split_at;
use crate::model::{Index, Table};
use crate::physical::child_name;

/// An index of a partitioned table, as PostgreSQL calls its parts.
struct Part<'t> {
    columns: Vec<&'t str>,
    kind: &'static str,
}

/// The names of each partition, in the order of the table: those of the keys, then those of the indexes.
pub(super) fn indexes_of_children(table: &Table) -> Vec<Vec<String>> {
    let parts = parts_of(table);
    let mut names = vec![vec![String::new(); parts.len()]; table.children.len()];
    let mut taken = HashSet::new();
    let mut give = |child: usize, at: usize| {
        let Part { columns, kind } = &parts[at];
        let numbered = (0..).map(|number| match number {
            0 => child_name(&table.children[child].name, columns, kind),
            number => child_name(&table.children[child].name, columns, &format!("{kind}{number}")),
        });
        let free = numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(free.clone());
        names[child][at] = free;
    };
    // A partition is created with its constraints; an index is created in all partitions, in the order of their bounds.
    let (indexes, constraints): (Vec<_>, Vec<_>) = (0..parts.len()).partition(|at| parts[*at].kind == "idx");
    for child in 0..table.children.len() {
        constraints.iter().for_each(|at| give(child, *at));
    }
    let mut by_bound: Vec<_> = (0..table.children.len()).collect();
    by_bound.sort_by_key(|child| place(&table.children[*child].bound));
    for at in indexes {
        by_bound.iter().for_each(|child| give(*child, at));
    }
    names
}

/// Whether PostgreSQL gives one of them a number.
pub(super) fn has_numbers(table: &Table) -> bool {
    let mut taken = HashSet::new();
    let parts = parts_of(table);
    let mut names = table
        .children
        .iter()
        .flat_map(|child| parts.iter().map(move |Part { columns, kind }| child_name(&child.name, columns, kind)));
    !names.all(|name| taken.insert(name))
}

fn parts_of(table: &Table) -> Vec<Part<'_>> {
    let primary = table.primary_key.iter().map(|_| Part { columns: Vec::new(), kind: "pkey" });
    let tenant = table
        .tenant_key
        .iter()
        .map(|key| Part { columns: key.columns.iter().map(AsRef::as_ref).collect(), kind: "key" });
    let of_index = |index: &'_ Index| match (index.constraint, index.exclusion) {
        (_, true) => "excl",
        (Some(_), false) => "key",
        (None, false) => "idx",
    };
    let indexes = table.indexes.iter().map(|index| Part {
        columns: index.columns.iter().map(|column| &column.name).chain(&index.include).map(AsRef::as_ref).collect(),
        kind: of_index(index),
    });
    primary.chain(tenant).chain(indexes).collect()
}

/// The place of a partition in the order that PostgreSQL has them in: by the smallest value, then NULL, then the rest. Those of a hash are as they are declared.
fn place(bound: &str) -> (u8, i128, &str) {
    let values = ["FOR VALUES FROM (", "FOR VALUES IN ("].iter().find_map(|word| bound.strip_prefix(word));
    let is_list = bound.starts_with("FOR VALUES IN");
    let Some(values) = values.and_then(|values| values.split_once(if is_list { ")" } else { ") TO" })) else {
        return (if bound == "DEFAULT" { 3 } else { 1 }, 0, "");
    };
    let places = split_at(values.0, ',').into_iter().map(|value| match value.trim() {
        "MINVALUE" => (0, 0, ""),
        "NULL" => (2, 0, ""),
        value => (1, value.parse().unwrap_or_default(), value),
    });
    // A range is told by its lower bound, column by column.
    let first = if is_list { places.min() } else { places.into_iter().next() };
    first.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn partitions_are_in_the_order_of_their_bounds() {
        let in_order = [
            "FOR VALUES FROM (MINVALUE) TO ('2025-01-01')",
            "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
            "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "DEFAULT",
        ];
        assert!(in_order.is_sorted_by_key(|bound| place(bound)));
        assert!(place("FOR VALUES FROM (9) TO (10)") < place("FOR VALUES FROM (10) TO (MAXVALUE)"));
        let lists = ["FOR VALUES IN ('x', 'a, b')", "FOR VALUES IN ('b')", "FOR VALUES IN (NULL)", "DEFAULT"];
        assert!(lists.is_sorted_by_key(|bound| place(bound)));
        assert!(place("FOR VALUES IN (NULL, 'b')") < place("FOR VALUES IN ('c')"));
        let remainders = [0, 1].map(|at| format!("FOR VALUES WITH (MODULUS 2, REMAINDER {at})"));
        assert_eq!(place(&remainders[0]), place(&remainders[1]));
    }
}
