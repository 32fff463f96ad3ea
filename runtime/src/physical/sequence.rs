use super::name;
use crate::definition;
use crate::{ColumnDef, TableDef};

/// A sequence that a `serial` column owns. That of an identity is the column's own affair.
#[derive(Debug)]
pub struct Sequence {
    /// The name that PostgreSQL would give it.
    pub name: String,
    pub column: &'static ColumnDef,
}

pub(super) fn of(def: &TableDef) -> Vec<Sequence> {
    let serial = |column: &&ColumnDef| column.sequence == Some(definition::Sequence::Serial);
    let named = |column: &'static ColumnDef| Sequence { name: name::generated(def.name, [column.name], "seq"), column };
    def.columns.iter().filter(serial).map(named).collect()
}
