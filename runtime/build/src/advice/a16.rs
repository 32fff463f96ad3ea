//! A16 circle: tables do not refer to each other in a circle.
//!
//! One row of the circle is written before what it refers to is there, and updated afterwards; a load, a copy and a delete each need the same
//! care. Where no reference of the circle may be NULL, no row can be the first at all.

use std::collections::HashSet;

use super::finding::Finding;
use super::graph;
use super::wording;
use crate::checks::Checked;
use crate::order::{Edge, circles};

/// What follows where one of the references may be NULL, and what to write.
const OPEN: (&str, &str) = (
    "so a row must be inserted before the row that it refers to",
    "remove one of the foreign keys: a flag on the referenced row stores the same, `unique(is_default, only(is_default))`",
);
/// The same where none may.
const CLOSED: (&str, &str) = (
    "and are not nullable: no first row can be inserted",
    "write `Option<Id<..>>` for one of the foreign keys, with `on_delete = set_null`",
);

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    let (count, edges) = (checked.tables().len(), graph::edges(checked));
    let required: Vec<_> = edges.iter().copied().filter(|edge| !edge.nullable).collect();
    let required = circles(count, &required);
    members(count, &edges).iter().filter_map(|circle| finding(checked, circle, &required)).collect()
}

/// The tables of each circle, in the order of the list.
fn members(count: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); count];
    for (place, circle) in circles(count, edges).into_iter().enumerate() {
        members[circle].push(place);
    }
    members.retain(|circle| circle.len() > 1);
    members.sort();
    members
}

/// `required` numbers the circles that are left of the references that are never NULL.
fn finding(checked: &Checked, circle: &[usize], required: &[usize]) -> Option<Finding> {
    let names: Vec<_> = circle.iter().map(|place| checked.tables()[*place].qualified()).collect();
    let mut seen = HashSet::new();
    let closed = circle.iter().any(|place| !seen.insert(required[*place]));
    let (what, instead) = if closed { CLOSED } else { OPEN };
    let text = format!("{} refer to each other in a circle, {what}", wording::names(&names));
    Some(Finding::about_table(&checked.tables()[*circle.first()?], text, instead))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::ReferenceDef;
    use crate::fixture::{CATEGORY, COUNTRY, ORGANIZATION, PLAIN, column, list, nullable, reference};
    use crate::{ColumnDef, SqlType, TableDef};

    static CITY: TableDef = TableDef {
        name: "cities",
        columns: &[column("country_id", SqlType::Uuid)],
        references: &[reference(&["country_id"], || &COUNTRY)],
        ..PLAIN
    };
    const CAPITAL: ReferenceDef = reference(&["capital_id"], || &CITY);

    fn countries(capital: ColumnDef) -> TableDef {
        TableDef { references: list([CAPITAL]), ..table("countries", [capital]) }
    }

    #[test]
    fn a_circle_with_a_way_in() {
        let advice = only("A16", [table("a", []), countries(nullable("capital_id", SqlType::Uuid)), CITY]);
        assert_eq!(
            advice.text,
            "`countries` and `cities` refer to each other in a circle, so a row must be inserted before the row that it refers to"
        );
        assert_eq!(advice.table.name, "countries");
    }

    #[test]
    fn a_circle_without_one() {
        let advice = only("A16", [CITY, countries(column("capital_id", SqlType::Uuid))]);
        assert!(advice.text.ends_with("are not nullable: no first row can be inserted"), "{advice}");
    }

    #[test]
    fn a_table_that_refers_to_itself_is_none() {
        assert_silent("A16", [CATEGORY, ORGANIZATION, COUNTRY, CITY]);
    }
}
