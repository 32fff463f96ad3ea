//! A17 outdated_value: an enum has no value that will have to go.
//!
//! PostgreSQL adds values to an enum and never removes one: what replaces it is a new type, and a rewrite of every table that has the old one.
//! Decided by the label: which values a business gives up is not in its schema, but some say it of themselves.

use std::collections::HashSet;

use super::finding::Finding;
use super::{TableName, wording};
use crate::checks::Checked;
use crate::model::{Column, Enum, Table};

const WORDS: [&str; 4] = ["deprecated", "legacy", "obsolete", "unused"];

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let columns = checked.tables().iter().flat_map(|table| table.struct_columns().map(move |column| (table, column)));
    let enums = columns.filter_map(|(table, column)| Some((table, column, checked.database().enum_of(&column.sql_type)?)));
    enums
        .filter(|(.., one)| seen.insert(one.qualified()))
        .filter_map(|(table, column, one)| finding(table, column, one))
        .collect()
}

fn finding(table: &Table, column: &Column, one: &Enum) -> Option<Finding> {
    let labels = one.labels.iter().map(AsRef::as_ref);
    let (going, staying): (Vec<&str>, Vec<_>) = labels.partition(|label| is_outdated(label));
    let names = wording::names(&going);
    (!going.is_empty()).then(|| Finding {
        table: TableName::of(table),
        column: Some(column.name.clone()),
        text: format!("`{}` has temporary values, but a value of an enum cannot be removed: {names}", one.name),
        instead: format!("write `String` with `check({})`, which can be replaced", values(&column.name, &staying)),
    })
}

/// `plan == "free" || plan == "team" || ..`
fn values(column: &str, labels: &[&str]) -> String {
    let mut values: Vec<_> = labels.iter().take(2).map(|label| format!("{column} == \"{label}\"")).collect();
    if labels.len() > values.len() {
        values.push("..".to_owned());
    }
    values.join(" || ")
}

fn is_outdated(label: &str) -> bool {
    label.split('_').any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::{SqlType, EnumDef};
        use crate::fixture::column;

    static PLAN: EnumDef = EnumDef::new(None, "plan", &["free", "pro_legacy", "team", "sole"], "", &[]);
    const OF_PLAN: SqlType = SqlType::Enum(&PLAN);
    const OF_PLANS: SqlType = SqlType::Array(&OF_PLAN);
    static STATUS: EnumDef = EnumDef::new(None, "status", &["draft", "legacyish"], "", &[]);

    #[test]
    fn a_label_that_says_so_is_told_once() {
        let plans = [column("plan", OF_PLAN), column("plans", OF_PLANS)];
        let advice = only("A17", [table("accounts", plans), table("offers", plans)]);
        assert_eq!(
            advice.text,
            "`plan` has temporary values, but a value of an enum cannot be removed: `pro_legacy`"
        );
        assert_eq!(
            advice.instead,
            "write `String` with `check(plan == \"free\" || plan == \"team\" || ..)`, which can be replaced"
        );
        assert_eq!((advice.table.name.as_ref(), advice.column), ("accounts", Some("plan".into())));
    }

    #[test]
    fn other_labels() {
        assert_silent("A17", [table("posts", [column("status", SqlType::Enum(&STATUS))])]);
    }
}
