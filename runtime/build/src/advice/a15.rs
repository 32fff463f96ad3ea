//! A15 far_cascade: a delete reaches at most five other tables.
//!
//! One DELETE then runs for minutes, locks rows all over the schema, and takes what nobody had in mind. The tenant column does not count: when a
//! tenant goes, all of it goes.

use super::finding::Finding;
use super::graph;
use super::wording;
use crate::checks::Checked;

const MOST: usize = 5;

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    let taken_along = taken_along(checked);
    let far = (0..checked.tables().len()).map(|place| (place, reached(place, &taken_along)));
    far.filter(|(_, reached)| reached.len() > MOST).map(|(place, reached)| finding(checked, place, &reached)).collect()
}

fn finding(checked: &Checked, place: usize, reached: &[usize]) -> Finding {
    let names: Vec<_> = reached.iter().take(3).map(|place| checked.tables()[*place].qualified()).collect();
    let table = &checked.tables()[place];
    let text = format!(
        "a real delete in `{}` cascades to more than five tables, including {}",
        table.qualified(),
        wording::names(&names)
    );
    Finding::about_table(table, text, "write `on_delete = restrict` for large tables, and delete their rows first, in batches")
}

/// For each table those whose rows a delete takes along.
fn taken_along(checked: &Checked) -> Vec<Vec<usize>> {
    let mut taken_along: Vec<Vec<usize>> = vec![Vec::new(); checked.tables().len()];
    for (place, table) in checked.tables().iter().enumerate() {
        for (target, _) in checked.references(place).filter(|(_, reference)| graph::cascades(table, reference)) {
            let children = &mut taken_along[target];
            if children.last() != Some(&place) {
                children.push(place);
            }
        }
    }
    taken_along
}

/// The tables that a delete reaches, no more of them than it takes to say that they are too many.
fn reached(start: usize, taken_along: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![start];
    let mut next = 0;
    while let Some(place) = seen.get(next).copied() {
        for child in &taken_along[place] {
            if seen.len() > MOST + 1 {
                break;
            }
            if !seen.contains(child) {
                seen.push(*child);
            }
        }
        next += 1;
    }
    seen.split_off(1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use super::reached;
        use crate::TableDef;
    use crate::definition::{OnDelete, ReferenceDef};
    use crate::fixture::{CATEGORY, PLAIN, list, reference};

    static PARENT: TableDef = TableDef { name: "parents", ..PLAIN };

    fn child(name: &'static str, on_delete: OnDelete) -> TableDef {
        let cascade = ReferenceDef { on_delete, ..reference(&["parent_id"], || &PARENT) };
        TableDef { references: list([cascade]), ..table(name, []) }
    }

    fn family(children: usize, on_delete: OnDelete) -> Vec<TableDef> {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"].into_iter().take(children);
        std::iter::once(PARENT).chain(names.map(|name| child(name, on_delete))).collect()
    }

    #[test]
    fn six_tables() {
        let advice = only("A15", family(6, OnDelete::Cascade));
        assert_eq!(
            advice.text,
            "a real delete in `parents` cascades to more than five tables, including `a`, `b` and `c`"
        );
        assert_eq!(advice.table.name, "parents");
    }

    #[test]
    fn five_tables_or_no_cascade() {
        assert_silent("A15", family(5, OnDelete::Cascade));
        assert_silent("A15", family(8, OnDelete::Restrict));
        assert_silent("A15", [CATEGORY]);
    }

    #[test]
    fn a_chain_is_followed_and_a_circle_ends() {
        let chain: Vec<_> = (0..8).map(|table| vec![(table + 1) % 8]).collect();
        assert_eq!(reached(2, &chain), [3, 4, 5, 6, 7, 0]);
        assert_eq!(reached(0, &[vec![1], vec![0]]), [1]);
    }
}
