//! A01 one_name_two_types: a column of one name has one base type in all tables.
//!
//! Lengths and enums aside. A join, a union or a copy between the two casts, and what casts finds no index; whoever reads `quantity` expects
//! the same of it everywhere. A column with a waiver has said why it differs, and so has a key that is no UUID.

use std::collections::HashMap;

use super::finding::Finding;
use super::{TableName, wording};
use crate::checks::Checked;
use crate::model::{SqlType, Table};

/// The tables that have the column with this type.
type Group<'a> = (String, Vec<&'a Table>);

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    let mut places = HashMap::new();
    let mut names: Vec<(&str, Vec<Group<'_>>)> = Vec::new();
    for table in checked.tables() {
        let compared = table.struct_columns().filter(|column| column.waivers.is_empty() && !table.is_in_key(&column.name));
        for column in compared {
            if let Some(base) = base(&column.sql_type) {
                let place = *places.entry(column.name.as_ref()).or_insert(names.len());
                if place == names.len() {
                    names.push((&column.name, Vec::new()));
                }
                add(&mut names[place].1, base, table);
            }
        }
    }
    names.into_iter().filter_map(|(column, groups)| differing(column, groups)).collect()
}

fn add<'a>(groups: &mut Vec<Group<'a>>, base: String, table: &'a Table) {
    match groups.iter_mut().find(|(known, _)| *known == base) {
        Some((_, tables)) => tables.push(table),
        None => groups.push((base, vec![table])),
    }
}

/// The type that most tables have comes first; the tables to look at are those of the last.
fn differing(column: &str, mut groups: Vec<Group<'_>>) -> Option<Finding> {
    groups.sort_by_key(|(_, tables)| std::cmp::Reverse(tables.len()));
    let names = |tables: &[&Table]| wording::joined(tables, |table| format!("`{}`", table.qualified()));
    let words: Vec<_> = groups.iter().map(|(base, tables)| format!("{base} in {}", names(tables))).collect();
    let (_, odd) = groups.last().filter(|_| groups.len() > 1)?;
    Some(Finding {
        table: TableName::of(odd.first()?),
        column: Some(column.to_owned().into()),
        text: format!("`{column}` is {}", words.join(", but ")),
        instead: "use one type in all of them, or another name for another meaning".to_owned(),
    })
}

/// The type as far as it matters here; enums differ by nature.
fn base(sql_type: &SqlType) -> Option<String> {
    match sql_type {
        SqlType::Array(element) => scalar(element).map(|element| format!("{element}[]")),
        sql_type => scalar(sql_type).map(str::to_owned),
    }
}

/// Lengths do not matter, and for a text neither does that it has one. What another type means by its parentheses is its own.
fn scalar(sql_type: &SqlType) -> Option<&str> {
    let SqlType::Scalar(text) = sql_type else { return None };
    match sql_type.base()? {
        "varchar" | "char" => Some("text"),
        base @ ("numeric" | "time" | "timestamp" | "timestamptz") => Some(base),
        _ => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
        use crate::definition::SqlType;
    use crate::{ColumnDef, EnumDef};
    use crate::definition::WaiverDef;
    use crate::fixture::column;

    #[test]
    fn two_types_for_one_name() {
        let quantity = |name, sql_type| table(name, [column("quantity", sql_type)]);
        let tables = [
            quantity("a", SqlType::BigInt),
            quantity("b", SqlType::Integer),
            quantity("c", SqlType::Integer),
            quantity("d", SqlType::Array(&SqlType::Integer)),
        ];
        let advice = only("A01", tables);
        assert_eq!(advice.text, "`quantity` is integer in `b` and `c`, but bigint in `a`, but integer[] in `d`");
        assert_eq!((advice.table.name.as_ref(), advice.column), ("d", Some("quantity".into())));
    }

    #[test]
    fn lengths_and_enums_do_not_count() {
        static ONE: EnumDef = EnumDef::new(None, "one", &["a"], "", &[]);
        let first = [column("name", SqlType::Varchar(9)), column("status", SqlType::Enum(&ONE))];
        let second = [column("name", SqlType::Text), column("status", SqlType::SmallInt)];
        assert_silent("A01", [table("a", first), table("b", second)]);
    }

    #[test]
    fn a_waiver_has_said_why() {
        let reason = WaiverDef::new("F01", "foreign_key", "an id of another system");
        let foreign = ColumnDef { waivers: Vec::leak(vec![reason]), ..column("x_id", SqlType::Text) };
        assert_silent("A01", [table("a", [column("x_id", SqlType::Uuid)]), table("b", [foreign])]);
    }
}
