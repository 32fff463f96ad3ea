//! A12 many_indexes: a table has at most eight indexes, those of its keys and references among them.
//!
//! An insert writes all of them, and so does an update that moves a row: with twelve instead of three, 200,000 inserts took 3.3 times as long.

use super::finding::{Finding, Table};
use crate::physical::{PhysicalTable, Purpose};

const MOST: usize = 8;
const INSTEAD: &str = "remove those that `pg_stat_user_indexes` shows unused; a reference to rows that are never \
                       deleted needs none: `#[column(waive(fk_index = \"...\"))]`";

pub(super) fn look(tables: &[Table<'_>]) -> Vec<Finding> {
    tables.iter().filter_map(of_table).collect()
}

fn of_table(Table { def, layout: PhysicalTable { tenant_key, indexes, .. } }: &Table<'_>) -> Option<Finding> {
    let count = 1 + usize::from(tenant_key.is_some()) + indexes.len();
    let generated = indexes.iter().filter(|index| index.purpose != Purpose::Declared).count();
    let text = || format!("each insert into `{}` writes {count} indexes, {generated} of them for references", def.name);
    (count > MOST).then(|| Finding { table: def.qualified(), column: None, text: text(), instead: INSTEAD.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::{IndexDef, ReferenceDef};
    use crate::fixture::{COUNTRY, by, column, list, reference};
    use crate::{SqlType, TableDef};

    const OF_COUNTRY: ReferenceDef = reference(&["country_id"], || &COUNTRY);

    fn facts(indexes: usize) -> TableDef {
        let index = IndexDef { columns: list([by("a")]), ..IndexDef::PLAIN };
        let columns = [column("a", SqlType::Integer), column("country_id", SqlType::Uuid)];
        TableDef { indexes: vec![index; indexes].leak(), references: list([OF_COUNTRY]), ..table("facts", columns) }
    }

    #[test]
    fn nine_indexes() {
        let advice = only("A12", [facts(7)]);
        assert_eq!(advice.text, "each insert into `facts` writes 9 indexes, 1 of them for references");
    }

    #[test]
    fn eight_indexes() {
        assert_silent("A12", [facts(6)]);
    }
}
