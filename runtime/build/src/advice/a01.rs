//! A01 one_name_two_types: a column of one name has one base type in all tables.
//!
//! Lengths and enums aside. A join, a union or a copy between the two casts, and what casts finds no index; whoever reads `quantity` expects
//! the same of it everywhere. A column with a waiver has said why it differs, and so has a key that is no UUID.

use std::collections::HashMap;

use super::finding::{Finding, Table};
use super::wording;
use crate::definition::QualifiedName;
use crate::{ColumnDef, SqlType};

/// The tables that have the column with this type.
type Group = (String, Vec<QualifiedName>);

pub(super) fn look(tables: &[Table<'_>]) -> Vec<Finding> {
    let mut places = HashMap::new();
    let mut names: Vec<(&'static str, Vec<Group>)> = Vec::new();
    for table in tables {
        let key = table.def.key;
        for column in table.def.columns.iter().filter(|column| column.waivers.is_empty() && !key.contains(&column.name))
        {
            if let Some(base) = base(column) {
                let place = *places.entry(column.name).or_insert(names.len());
                if place == names.len() {
                    names.push((column.name, Vec::new()));
                }
                add(&mut names[place].1, base, table.def.qualified());
            }
        }
    }
    names.into_iter().filter_map(|(column, groups)| differing(column, groups)).collect()
}

fn add(groups: &mut Vec<Group>, base: String, table: QualifiedName) {
    match groups.iter_mut().find(|(known, _)| *known == base) {
        Some((_, tables)) => tables.push(table),
        None => groups.push((base, vec![table])),
    }
}

/// The type that most tables have comes first; the tables to look at are those of the last.
fn differing(column: &'static str, mut groups: Vec<Group>) -> Option<Finding> {
    groups.sort_by_key(|(_, tables)| std::cmp::Reverse(tables.len()));
    let words: Vec<_> = groups.iter().map(|(base, tables)| format!("{base} in {}", wording::names(tables))).collect();
    let (_, odd) = groups.last().filter(|_| groups.len() > 1)?;
    Some(Finding {
        table: *odd.first()?,
        column: Some(column),
        text: format!("`{column}` is {}", words.join(", but ")),
        instead: "write one type in all of them, or another name where it is another thing".to_owned(),
    })
}

/// The type as far as it matters here; enums differ by nature.
fn base(column: &ColumnDef) -> Option<String> {
    match column.sql_type {
        SqlType::Array(element) => scalar(*element).map(|element| format!("{element}[]")),
        sql_type => scalar(sql_type).map(str::to_owned),
    }
}

const fn scalar(sql_type: SqlType) -> Option<&'static str> {
    Some(match sql_type {
        SqlType::Boolean => "boolean",
        SqlType::SmallInt => "smallint",
        SqlType::Integer => "integer",
        SqlType::BigInt => "bigint",
        SqlType::Real => "real",
        SqlType::DoublePrecision => "double precision",
        SqlType::Numeric | SqlType::NumericSized(..) => "numeric",
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => "text",
        SqlType::Bytea => "bytea",
        SqlType::Uuid => "uuid",
        SqlType::Date => "date",
        SqlType::Time | SqlType::TimeSized(_) => "time",
        SqlType::Timestamp | SqlType::TimestampSized(_) => "timestamp",
        SqlType::TimestampTz | SqlType::TimestampTzSized(_) => "timestamptz",
        SqlType::Interval => "interval",
        SqlType::Json => "json",
        SqlType::Jsonb => "jsonb",
        // What a name means in parentheses is its own affair.
        SqlType::Named(name) => name,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use super::*;
    use crate::EnumDef;
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
        assert_eq!((advice.table.name, advice.column), ("d", Some("quantity")));
    }

    #[test]
    fn lengths_and_enums_do_not_count() {
        static ONE: EnumDef = EnumDef { schema: None, name: "one", labels: &["a"], doc: "", waivers: &[] };
        let first = [column("name", SqlType::Varchar(9)), column("status", SqlType::Enum(&ONE))];
        let second = [column("name", SqlType::Text), column("status", SqlType::SmallInt)];
        assert_silent("A01", [table("a", first), table("b", second)]);
    }

    #[test]
    fn a_waiver_has_said_why() {
        let reason = WaiverDef { code: "F01", name: "foreign_key", reason: "an id of another system" };
        let foreign = ColumnDef { waivers: Vec::leak(vec![reason]), ..column("x_id", SqlType::Text) };
        assert_silent("A01", [table("a", [column("x_id", SqlType::Uuid)]), table("b", [foreign])]);
    }
}
