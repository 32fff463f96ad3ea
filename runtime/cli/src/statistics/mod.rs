//! What the planner of a database knows of its tables, as a file that can be committed.
//!
//! The same form for every version of PostgreSQL, from `pg_class` and `pg_stats`: numbers of rows and pages, and of each column the share of NULL, the width, the
//! number of distinct values and how far the rows are in its order. Values of columns (the most common ones, the bounds of a histogram) are personal data, so
//! they are only there where they were asked for; a generic plan does not use them but for a literal.

mod dump;
mod file;
#[cfg(feature = "plans")]
mod read;

use std::collections::BTreeMap;

pub(crate) use dump::dump;
pub(crate) use file::text;
#[cfg(feature = "plans")]
pub(crate) use read::read;
use serde::{Deserialize, Serialize};

/// The statistics of a database.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Statistics {
    pub(crate) head: Head,
    /// In the order of their names.
    pub(crate) tables: Vec<TableStatistics>,
}

/// What is true of the database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// The version of the file.
    pub(crate) version: u32,
    /// The version of the server, such as 150018.
    pub(crate) server: u32,
    /// Whether it contains values of columns.
    pub(crate) values: bool,
    /// The settings of the planner that are not the default.
    pub(crate) settings: BTreeMap<String, String>,
}

/// A table with its columns and indexes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TableStatistics {
    pub(crate) of: Relation,
    pub(crate) columns: Vec<ColumnStatistics>,
    /// Each with its expressions.
    pub(crate) indexes: Vec<(Relation, Vec<ColumnStatistics>)>,
}

/// The size of a table or an index; of a partitioned one the sum over its partitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Relation {
    /// A table has its schema before its name, an index does not.
    pub(crate) name: String,
    /// `None` if it was never analyzed.
    pub(crate) rows: Option<u64>,
    /// Of 8 KiB.
    pub(crate) pages: u64,
    /// The pages that an index-only scan does not read.
    pub(crate) all_visible: u64,
}

/// What is known of the values of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnStatistics {
    pub(crate) name: String,
    /// Without its length.
    #[serde(rename = "type")]
    pub(crate) sql_type: String,
    /// The share of NULL.
    pub(crate) nulls: f32,
    /// The mean number of bytes.
    pub(crate) width: i32,
    /// The number of distinct values; if negative, their share of the rows.
    pub(crate) distinct: f32,
    /// From -1 to 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) correlation: Option<f32>,
    /// As arrays of PostgreSQL.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) common: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) frequencies: Option<Vec<f32>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) bounds: Option<String>,
}

/// A version as a person says it.
#[cfg(feature = "plans")]
pub(crate) fn version(number: u32) -> String {
    format!("{}.{}", number / 10_000, number % 10_000)
}
