//! A12 many_indexes: a table has at most eight indexes, those of its keys and references among them.
//!
//! An insert writes all of them, and so does an update that moves a row: with twelve instead of three, 200,000 inserts took 3.3 times as long.

use super::finding::Finding;
use crate::checks::Checked;
use crate::model::Table;

const MOST: usize = 8;
const INSTEAD: &str = "remove those that `pg_stat_user_indexes` shows unused; a reference to rows that are never \
                       deleted needs none: `#[column(waive(fk_index = \"...\"))]`";

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let count = 1 + usize::from(table.tenant_key.is_some()) + table.indexes.len();
    let generated = table.indexes.iter().filter(|index| !index.is_declared()).count();
    let text = || format!("each insert into `{}` writes {count} indexes, {generated} of them for foreign keys", table.name);
    (count > MOST).then(|| Finding::about_table(table, text(), INSTEAD))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::{IndexDef, ReferenceDef};
    use crate::fixture::{COUNTRY, by, column, list, reference};
    use crate::{SqlType, TableDef};

    const OF_COUNTRY: ReferenceDef = reference(&["country_id"], || &COUNTRY);

    fn facts(indexes: usize) -> TableDef {
        let names = (0..indexes).map(|number| -> &'static str { format!("facts_{number}").leak() });
        let index = |name| IndexDef { name: Some(name), columns: list([by("a")]), ..IndexDef::PLAIN };
        let columns = [column("a", SqlType::Integer), column("country_id", SqlType::Uuid)];
        TableDef { indexes: names.map(index).collect::<Vec<_>>().leak(), references: list([OF_COUNTRY]), ..table("facts", columns) }
    }

    #[test]
    fn nine_indexes() {
        let advice = only("A12", [facts(7)]);
        assert_eq!(advice.text, "each insert into `facts` writes 9 indexes, 1 of them for foreign keys");
    }

    #[test]
    fn eight_indexes() {
        assert_silent("A12", [facts(6)]);
    }
}
