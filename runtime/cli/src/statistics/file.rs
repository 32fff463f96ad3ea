//! The file: one JSON value in each line, so that a change of a table is a change of its lines, and a checksum in the last.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ColumnStatistics, Head, Relation, Statistics};

/// The version that is written, and the only one that is read.
pub(super) const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Statistics(Head),
    Table(Relation),
    Column(ColumnStatistics),
    Index(Relation),
    Expression(ColumnStatistics),
    Sha256(String),
}

/// The text of the file.
pub(crate) fn text(statistics: &Statistics) -> String {
    let mut text = String::new();
    let mut add = |line: &Line| {
        // Neither a map with other keys than texts nor a number that is none: it is JSON.
        text.push_str(&serde_json::to_string(line).unwrap_or_default());
        text.push('\n');
    };
    add(&Line::Statistics(statistics.head.clone()));
    for table in &statistics.tables {
        add(&Line::Table(table.of.clone()));
        table.columns.iter().for_each(|column| add(&Line::Column(column.clone())));
        for (index, expressions) in &table.indexes {
            add(&Line::Index(index.clone()));
            expressions.iter().for_each(|column| add(&Line::Expression(column.clone())));
        }
    }
    let sum = Line::Sha256(sum(&text));
    text.push_str(&serde_json::to_string(&sum).unwrap_or_default());
    text.push('\n');
    text
}

pub(super) fn sum(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
