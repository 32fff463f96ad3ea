//! A11 wide_index: an index that is not unique has at most three columns, the tenant's aside.
//!
//! Three leave few rows to look at; each further column makes every page of the index hold less, and the index serves fewer queries, since
//! each must ask for the columns in front.

use super::finding::{Declared, Finding, plain_indexes};
use super::wording;
use crate::checks::Checked;
use crate::model::Table;

const MOST: usize = 3;

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let found = plain_indexes(table).filter_map(|index| better(&index)).collect();
    Finding::about_indexes(table, found, |indexes| {
        format!("an index of `{}` has more than three columns, not counting the tenant column: {indexes}", table.name)
    })
}

fn better(Declared { index, columns }: &Declared<'_>) -> Option<(String, String)> {
    let first = columns.get(..MOST).filter(|first| first.len() < columns.len())?;
    let only = if index.only.is_some() { ", only(..)" } else { "" };
    Some((index.name.to_string(), format!("index({}{only})", wording::columns(first))))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::{IndexColumn, IndexDef};
    use crate::fixture::{OWNED, TENANT, by, column, list};
    use crate::{SqlType, TableDef};

    fn parts(columns: &'static [IndexColumn], unique: bool) -> TableDef {
        let index = IndexDef { columns, unique, ..IndexDef::PLAIN };
        let all = ["a", "b", "c", "d"].map(|name| column(name, SqlType::Integer));
        let columns = std::iter::once(TENANT).chain(all).collect::<Vec<_>>();
        TableDef { indexes: list([index]), tenancy: OWNED.tenancy, columns: columns.leak(), ..table("org_parts", []) }
    }

    #[test]
    fn four_columns() {
        let advice = only("A11", [parts(list([by("a"), by("b"), by("c"), by("d")]), false)]);
        assert_eq!(
            advice.text,
            "an index of `org_parts` has more than three columns, not counting the tenant column: `org_parts_organization_id_a_b_c_d_idx`"
        );
        assert_eq!(advice.instead, "write `index(a, b, c)`");
    }

    #[test]
    fn three_columns_or_a_unique() {
        assert_silent("A11", [parts(list([by("organization_id"), by("a"), by("b"), by("c")]), false)]);
        assert_silent("A11", [parts(list([by("a"), by("b"), by("c"), by("d")]), true)]);
    }
}
