use super::name;
use crate::TableDef;
use crate::definition::{IndexColumn, StatisticsDef};

/// Extended statistics.
#[derive(Debug)]
pub struct Statistics {
    pub name: String,
    pub columns: Vec<IndexColumn>,
    /// All of them if empty.
    pub kinds: &'static [&'static str],
    pub doc: &'static str,
}

/// The declared statistics. They lead with no tenant: a query has that condition too, and its column is in none of them.
pub(super) fn of(def: &TableDef) -> Vec<Statistics> {
    let one = |one: &StatisticsDef| {
        let generated = || name::generated(def.name, one.columns.iter().map(|column| column.name), "stat");
        Statistics {
            name: one.name.map_or_else(generated, str::to_owned),
            columns: one.columns.to_vec(),
            kinds: one.kinds,
            doc: one.doc,
        }
    };
    def.statistics.iter().map(one).collect()
}
